// A headless Chromium. It is found, or installed, or its absence fails the story with what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CHROMIUM_SCRIPT } from './programs.js';

function script(...words) {
  const { status, stdout } = spawnSync(CHROMIUM_SCRIPT, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return status === 0 ? stdout.trim() : null;
}

function program() {
  const installed = script('--installed');
  if (installed) return installed;
  const playwrights = process.env.CHROMIUM ? null : chromium.executablePath();
  if (playwrights && existsSync(playwrights)) return playwrights;
  const path = script();
  if (!path) throw new Error('there is no Chromium: see what tests/scripts/chromium.sh said above');
  return path;
}

/** Starts it. Root has no sandbox to offer; everybody else keeps it. */
export function launch() {
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath: program(), chromiumSandbox, args: ['--disable-gpu', '--disable-quic'] });
}
