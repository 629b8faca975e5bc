/** Programs beside the demo: run to their end, or in the background until {@link endAll}. */
import { spawn, spawnSync } from 'node:child_process';

/** What went wrong, in words for the person at the terminal. */
export class Failure extends Error {}

const running = new Set();

/** Says what comes next. */
export function say(text) {
  const bold = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(bold ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
}

function finish(program, words, options) {
  const { status, signal, stdout, error } = spawnSync(program, words, { maxBuffer: 1 << 28, ...options });
  if (error) throw new Failure(`${program}: ${error.message}`);
  if (status !== 0) throw new Failure(`\`${[program.split('/').pop(), ...words].join(' ')}\` ended with ${signal ?? `exit code ${status}`}`);
  return stdout;
}

/** Runs a program that talks to the person. */
export const run = (program, words, options) => finish(program, words, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });

/** Runs a program for what it prints. */
export const output = (program, words, options) => finish(program, words, { ...options, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

/**
 * Starts a program in the background.
 *
 * @param {(text: string) => boolean} ready is what it printed so far enough?
 * @returns {{first: Promise<string>, ended: Promise<void>}} what it printed until it was ready; its end
 */
export function begin(program, words, options, ready) {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const name = program.split('/').pop();
  const ended = new Promise((resolve) => child.once('close', () => {
    running.delete(child);
    resolve();
  }));
  const first = new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (ready(text)) resolve(text);
    });
    child.once('error', (error) => reject(new Failure(`${name}: ${error.message}`)));
    child.once('close', (code) => reject(new Failure(`${name} ended before it was ready (exit code ${code})`)));
  });
  return { first, ended };
}

/** Ends what is still running. */
export function endAll() {
  for (const child of running) child.kill('SIGTERM');
}
