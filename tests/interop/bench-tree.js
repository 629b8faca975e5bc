// The tree benchmark. Without `--contender` it runs every contender at every size and prints the table; with it,
// it is the JavaScript contender itself and prints one line of JSON, as crates/merkle/examples/bench_tree.rs does.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { StandardMerkleTree } from '@openzeppelin/merkle-tree';

import { splitMix } from './tributary.js';

const RUNS = 3;

/** The leaf that every contender has at `index`; bench_tree.rs says the same in Rust. */
function leaf(index) {
  const words = [0, 1, 2, 3].map((at) => splitMix(BigInt(index * 4 + at)));
  const account = words.slice(0, 3).map((each) => each.toString(16).padStart(16, '0')).join('').slice(0, 40);
  return [String(index), `0x${account}`, String(words[3] | 1n)];
}

function contend(leaves) {
  const values = Array.from({ length: leaves }, (_, index) => leaf(index));
  const start = process.hrtime.bigint();
  const tree = StandardMerkleTree.of(values, ['uint256', 'address', 'uint256']);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peak_kib = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  console.log(JSON.stringify({ contender: 'openzeppelin', leaves, seconds, peak_kib, root: tree.root }));
}

/** The quickest of several runs: the one that other work on the machine disturbed least. */
function measure(command, args, runs) {
  const results = Array.from({ length: runs }, () => {
    const child = spawnSync(command, args, { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`${args.join(' ')}: ${child.error ?? child.stderr}`);
    return JSON.parse(child.stdout);
  });
  const best = results.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return { ...best, peak_kib: Math.max(...results.map((result) => result.peak_kib)) };
}

function table(rows) {
  const header = ['leaves', 'contender', 'seconds', 'times ours', 'peak MiB', 'times ours'];
  const lines = rows.map(({ contender, leaves, seconds, peak_kib }) => {
    const ours = rows.find((row) => row.contender === 'tributary' && row.leaves === leaves);
    const times = (a, b) => `${(a / b).toFixed(1)} x`;
    const cells = [seconds.toFixed(3), times(seconds, ours.seconds), (peak_kib / 1024).toFixed(1)];
    return [String(leaves), contender, ...cells, times(peak_kib, ours.peak_kib)];
  });
  const widths = header.map((name, at) => Math.max(...[header, ...lines].map((line) => line[at].length)));
  const line = (cells) => cells.map((cell, at) => (at === 1 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
  for (const cells of [header, ...lines]) console.log(line(cells).join('  ').trimEnd());
}

function run(binary) {
  const largest = Number(process.env.LEAVES ?? 1_000_000);
  const largestJs = Number(process.env.JS_LEAVES ?? 100_000);
  const sizes = [...new Set([largestJs / 10, largestJs, largest])].sort((a, b) => a - b);
  const rows = sizes.flatMap((leaves) => {
    const at = ['tributary', 'merkrs'].map((name) => measure(binary, [name, String(leaves)], RUNS));
    if (leaves <= largestJs) {
      at.push(measure(process.execPath, [fileURLToPath(import.meta.url), '--contender', String(leaves)], 1));
    }
    if (new Set(at.map((row) => row.root)).size !== 1) throw new Error(`the roots of ${leaves} leaves differ`);
    return at;
  });
  console.log(`quickest of ${RUNS} runs (JavaScript: one run), roots equal at every size\n`);
  table(rows);
}

const [first, second] = process.argv.slice(2);
if (first === '--contender') contend(Number(second));
else if (first) run(first);
else throw new Error('give the path of the bench_tree binary; bench-tree.sh builds it');
