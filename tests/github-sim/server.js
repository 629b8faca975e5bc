#!/usr/bin/env node
/** Starts the simulator and prints one line of JSON, `{"url": …}`, once it answers. */
import { parseArgs } from 'node:util';
import { PRESETS } from './src/faults.js';
import { Simulator } from './src/simulator.js';
import { SCALES } from './src/world/world.js';

const USAGE = `usage: node server.js [options]
  --port N             port to listen on; 0 (default) for a free one
  --seed N             seed of the world and of the faults (default 1)
  --scale NAME         ${Object.keys(SCALES).join(', ')} (default small)
  --faults NAME        ${PRESETS.join(', ')} (default none)
  --graphql-limit N    GraphQL points in one window (default 5000)
  --core-limit N       REST requests in one window (default 5000)
  --reset-seconds N    length of the rate limit window (default 3600)
`;

function fail(text) {
  process.stderr.write(`${text}\n${USAGE}`);
  process.exit(2);
}

function read() {
  const string = { type: 'string' };
  const { values } = parseArgs({
    options: {
      port: { ...string, default: '0' }, seed: { ...string, default: '1' }, scale: { ...string, default: 'small' }, faults: { ...string, default: 'none' },
      'graphql-limit': { ...string, default: '5000' }, 'core-limit': { ...string, default: '5000' }, 'reset-seconds': { ...string, default: '3600' },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

function number(values, name) {
  if (!/^\d+$/.test(values[name])) fail(`--${name} is a whole number, not \`${values[name]}\``);
  return Number(values[name]);
}

let values;
try {
  values = read();
} catch (error) {
  fail(error.message);
}
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (!Object.hasOwn(SCALES, values.scale)) fail(`unknown scale \`${values.scale}\``);
if (!PRESETS.includes(values.faults)) fail(`unknown faults \`${values.faults}\``);

const simulator = new Simulator({
  seed: number(values, 'seed'), scale: values.scale, faults: values.faults, graphqlLimit: number(values, 'graphql-limit'),
  coreLimit: number(values, 'core-limit'), resetSeconds: number(values, 'reset-seconds'),
});
const { url, close } = await simulator.listen(number(values, 'port'));
process.stdout.write(`${JSON.stringify({ url })}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close().then(() => process.exit(0)));
