/** The simulated GitHub of tests/github-sim, with its usual faults. */
import { fileURLToPath } from 'node:url';
import { begin } from './processes.mjs';

const SERVER = fileURLToPath(new URL('../github-sim/server.js', import.meta.url));

/** Its repositories: one was renamed since, one is empty. */
export const SIMULATED = ['tiny-llm', 'evals', 'old-name', 'notebook'].map((name) => `riverbed-ai/${name}`);

/** Starts one on a free port and gives its address. */
export async function startGithub() {
  const { first } = begin(process.execPath, [SERVER, '--faults', 'default'], {}, (text) => text.includes('}'));
  return JSON.parse(await first).url;
}
