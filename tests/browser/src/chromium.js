// A headless Chromium. It is found, or installed, or its absence fails the story with what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CHROMIUM_SCRIPT } from './programs.js';

const script = (...words) => spawnSync(CHROMIUM_SCRIPT, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The program: `CHROMIUM`, the system's, Playwright's own, or (as root on Debian) the system's package, installed now. */
export function chromiumPath() {
  const installed = script('--installed');
  if (installed.status === 0) return installed.stdout.trim();
  if (!process.env.CHROMIUM && existsSync(chromium.executablePath())) return chromium.executablePath();
  const { status, stdout, stderr, error } = script();
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
  return stdout.trim();
}

/** Starts it. Root has no sandbox to offer; everybody else keeps it. */
export function launch() {
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath: chromiumPath(), chromiumSandbox, args: ['--disable-gpu', '--disable-quic'] });
}
