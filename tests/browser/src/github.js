// The simulated GitHub of tests/github-sim, without faults.
import { join } from 'node:path';
import { Background, ROOT } from './programs.js';

/** Starts one on a free port: its address, and the process to end. */
export function startGithub() {
  const server = join(ROOT, 'tests/github-sim/server.js');
  return Background.start(process.execPath, [server, '--faults', 'none'], {}, (text) => text.includes('}') && JSON.parse(text).url);
}
