// The benchmark of matching. Without `--contender` it runs ours and the JavaScript contender on the same round and
// prints the tables; with it, it is the contender and prints one line of JSON, as
// crates/qf/examples/bench_match.rs does.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { splitMix } from './tributary.js';

const POOL = 350_000_000_000n;
const DONATIONS = 465_000;

/** The gift at a step; bench_match.rs says the same in Rust, and why. */
function gift(step, count) {
  const donors = Math.max(Math.floor((count * 39_750) / 465_000), 1);
  const projects = Math.min(1_495, count);
  const [donor, project, size, amount] = [0, 1, 2, 3].map((word) => splitMix(BigInt(step * 4 + word)) >> 44n);
  const pick = (power, uniform, among) => Number((uniform ** power * BigInt(among)) >> (20n * power));
  const bits = size | (1n << 10n);
  let zeros = 0n;
  while (((bits >> zeros) & 1n) === 0n) zeros += 1n;
  return {
    donor: `d${step < donors ? step : pick(2n, donor, donors)}`,
    project: `p${step < projects ? step : pick(3n, project, projects)}`,
    amount: (500_000n << zeros) + amount,
  };
}

function sqrt(n) {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** Gifts as one a donor and project. */
function sums(gifts) {
  const projects = new Map();
  for (const { donor, project, amount } of gifts) {
    if (!projects.has(project)) projects.set(project, new Map());
    const donors = projects.get(project);
    donors.set(donor, (donors.get(donor) ?? 0n) + amount);
  }
  return projects;
}

/** `(Σ s)² − Σ s²` with roots in units of 2^-`bits`. */
function raws(projects, bits) {
  return [...projects].map(([name, donors]) => {
    let [sum, squares] = [0n, 0n];
    for (const amount of donors.values()) {
      const root = sqrt(amount << (2n * bits));
      sum += root;
      squares += root * root;
    }
    return { name, raw: sum * sum - squares };
  });
}

/** Our rule: roots of 32 fractional bits, and the units left over to the largest remainders. */
function quadratic(gifts) {
  const rows = raws(sums(gifts), 32n);
  const total = rows.reduce((sum, { raw }) => sum + raw, 0n);
  let left = POOL;
  for (const row of rows) {
    row.amount = (POOL * row.raw) / total;
    row.remainder = (POOL * row.raw) % total;
    left -= row.amount;
  }
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const order = (a, b) => compare(b.remainder, a.remainder) || compare(b.raw, a.raw) || compare(a.name, b.name);
  for (const row of [...rows].sort(order).slice(0, Number(left))) row.amount += 1n;
  return rows;
}

/** Grants Stack's rule: whole roots, and shares rounded down. */
function pluralistic(gifts) {
  const rows = raws(sums(gifts), 0n);
  const total = rows.reduce((sum, { raw }) => sum + raw, 0n);
  return rows.map((row) => ({ ...row, amount: (POOL * row.raw) / total }));
}

function digest(rows) {
  const place = (name) => [...Buffer.from(name)].reduce((sum, byte) => sum * 31n + BigInt(byte), 0n);
  return String(rows.reduce((sum, { name, amount }) => sum + place(name) * amount, 0n));
}

function contend(rule, donations) {
  const gifts = Array.from({ length: donations }, (_, step) => gift(step, donations));
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  const rows = { quadratic, pluralistic }[rule](gifts);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(before);
  const cpu_seconds = (used.user + used.system) / 1e6;
  const peak_kib = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  console.log(JSON.stringify({ rule, donations, seconds, cpu_seconds, peak_kib, digest: digest(rows) }));
}

function measure(command, args) {
  const child = spawnSync(command, args.map(String), { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${args.join(' ')}: ${child.error ?? child.stderr}`);
  return JSON.parse(child.stdout);
}

function table(header, lines) {
  const widths = header.map((name, at) => Math.max(...[header, ...lines].map((line) => line[at].length)));
  for (const cells of [header, ...lines]) {
    console.log(cells.map((cell, at) => cell.padStart(widths[at])).join('  '));
  }
}

function run(binary) {
  const sizes = (process.env.SIZES ?? `250000,${DONATIONS},1000000`).split(',').map(Number);
  const header = ['rule', 'donations', 'seconds', 'CPU', 'peak MiB', 'JavaScript', 'CPU', 'times ours'];
  const cells = ({ rule, donations, seconds, cpu_seconds, peak_kib }) =>
    [rule, String(donations), seconds.toFixed(3), cpu_seconds.toFixed(3), (peak_kib / 1024).toFixed(0)];
  const beside = sizes.flatMap((size) => ['quadratic', 'pluralistic'].map((rule) => {
    const ours = measure(binary, [rule, size]);
    const theirs = measure(process.execPath, [fileURLToPath(import.meta.url), '--contender', rule, size]);
    if (ours.digest !== theirs.digest) throw new Error(`the amounts of ${rule} at ${size} donations differ`);
    return [...cells(ours), theirs.seconds.toFixed(3), theirs.cpu_seconds.toFixed(3), `${(theirs.seconds / ours.seconds).toFixed(1)} x`];
  }));
  const heavy = ['cluster', 'pairwise', 'cocm'].map((rule) => [...cells(measure(binary, [rule, DONATIONS])), '', '', '']);
  console.log(`from parsed donations to amounts; ours is the quickest of 10 runs (pairwise, cocm and JavaScript: one); CPU is the
processor time of a run, which a busy machine does not stretch\n`);
  table(header, [...beside, ...heavy]);
  const estimate = measure(binary, ['estimate', DONATIONS]);
  const micro = (seconds) => `${(seconds * 1e6).toFixed(0)} µs`;
  console.log(`\nestimate: ${micro(estimate.mean_seconds)} a gift in the mean (${micro(estimate.mean_cpu_seconds)} of processor time), ` +
    `${micro(estimate.mean_seconds_of_last_1000)} for the last 1000, ${micro(estimate.worst_seconds)} at worst`);
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--contender') contend(rest[0], Number(rest[1]));
else if (first) run(first);
else throw new Error('give the path of the bench_match binary; bench-match.sh builds it');
