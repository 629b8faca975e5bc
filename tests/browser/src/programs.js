// The real parts: where their programs are, and how they run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The folder of the whole clone. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const existing = (what, remedy, candidates) => {
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) throw new Error(`${what} is not there: ${remedy}`);
  return found;
};

/** The program under test: `TRIBUTARY_BIN`, else where cargo and the Makefile leave it. */
export function tributary() {
  const { TRIBUTARY_BIN, CARGO_TARGET_DIR, XDG_CACHE_HOME } = process.env;
  if (TRIBUTARY_BIN) return existing(`TRIBUTARY_BIN (${TRIBUTARY_BIN})`, 'run `make build`', [TRIBUTARY_BIN]);
  const folders = [CARGO_TARGET_DIR, join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tributary/target')];
  return existing('tributary', 'run `make build`, or set TRIBUTARY_BIN', folders.map((folder) => folder && join(folder, 'debug/tributary')));
}

/** The program itself: npm's starter would leave it running when it is killed. */
export function anvil() {
  const packages = join(ROOT, 'contracts/node_modules/@foundry-rs');
  const installed = existsSync(packages) ? readdirSync(packages) : [];
  const candidates = [process.env.ANVIL_BIN, ...installed.map((name) => join(packages, name, 'bin/anvil'))];
  return existing('anvil', 'run `npm ci` in contracts/, or set ANVIL_BIN', candidates);
}

/** The script that finds Chromium or installs it. */
export const CHROMIUM_SCRIPT = join(ROOT, 'tests/scripts/chromium.sh');

/** The page as `npm run build` in web/ leaves it, which a development build of the program serves. */
export function requirePage() {
  existing('the built page', 'run `npm run build` in web/', [join(ROOT, 'web/dist/index.html')]);
}

/**
 * Runs a program to its end and answers what it printed; an exit code that is not expected is an error with all it said.
 * Never blocks: the programs in the background stop when nobody reads what they print.
 */
export async function run(program, words, { input = '', codes = [0], ...options } = {}) {
  const child = spawn(program, words, { ...options, stdio: 'pipe' });
  // A program that does not read its input closes the pipe: that is its right.
  child.stdin.on('error', () => {}).end(input);
  const code = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await code;
  if (!codes.includes(status)) throw new Error(`\`${[basename(program), ...words].join(' ')}\` ended with exit code ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

const running = new Set();
// A file of stories that takes too long is told to end: nothing of it may live on.
process.once('SIGTERM', () => process.exit(143));
process.once('exit', () => running.forEach((child) => child.kill()));

/** A program in the background. */
export class Background {
  #child;
  #ended;

  /** Starts it; `ready` is handed what it printed so far and answers nothing until that is enough. */
  static async start(program, words, options, ready) {
    const background = new Background();
    const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    background.#child = child;
    background.#ended = new Promise((resolve) => child.once('close', resolve));
    running.add(child);
    child.once('close', () => running.delete(child));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (part) => (said = (said + part).slice(-20_000)));
    const found = await new Promise((resolve, reject) => {
      let printed = '';
      const read = (part) => {
        printed += part;
        const answer = ready(printed);
        if (!answer) return;
        // What it prints from now on is read and dropped, so that the pipe never fills up.
        child.stdout.off('data', read).resume();
        resolve(answer);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`${program} ended before it was ready (exit code ${code})\n${printed}\n${said}`)));
    });
    return [found, background];
  }

  /** Tells it to end and waits until it has. */
  async end() {
    this.#child.kill();
    await this.#ended;
  }
}
