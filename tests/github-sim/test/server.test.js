import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../server.js', import.meta.url));

test('the command prints where it listens, answers there, and stops when told', async (t) => {
  const child = spawn(process.execPath, [SERVER, '--seed', '5', '--scale', 'medium'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const health = await (await fetch(`${JSON.parse(line).url}/_sim/health`)).json();
  assert.deepEqual(health, { ok: true, seed: 5, scale: 'medium' });
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('an option that does not exist, or a value that cannot be read, ends with status 2 and the usage', () => {
  for (const args of [['--sed', '1'], ['--seed', 'x'], ['--scale', 'vast'], ['--faults', 'some']]) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [SERVER, ...args], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /usage: node server\.js/);
  }
});
