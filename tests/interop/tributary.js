// Runs the binary that TRIBUTARY_BIN names, and makes the inputs that the tests give it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keccak256 } from 'ethereum-cryptography/keccak.js';

/** Runs `tributary tree …` and answers `{ code, stdout, stderr }`; `{ input }` may come first. */
export function tree(...args) {
  const { input = '' } = typeof args[0] === 'object' ? args.shift() : {};
  const binary = process.env.TRIBUTARY_BIN;
  if (!binary) throw new Error('set TRIBUTARY_BIN to the tributary binary');
  const done = spawnSync(binary, ['tree', ...args], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** A folder that is gone after the test; answers a function that writes a file there and gives its path. */
export function folder(test) {
  const path = mkdtempSync(join(tmpdir(), 'tributary-interop-'));
  test.after(() => rmSync(path, { recursive: true }));
  return (name, text) => {
    const file = join(path, name);
    if (text !== undefined) writeFileSync(file, text);
    return file;
  };
}

export const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;

/** A number as one 32-byte word. */
export const word = (value) => Buffer.from(BigInt(value).toString(16).padStart(64, '0'), 'hex');

/** EIP-55, from its text and not from our code. */
export function checksum(address) {
  const digits = address.slice(2).toLowerCase();
  const hash = hex(keccak256(Buffer.from(digits))).slice(2);
  return `0x${[...digits].map((digit, at) => (parseInt(hash[at], 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`;
}

const WORD = (1n << 64n) - 1n;

/** SplitMix64's output at a step. */
export function splitMix(step) {
  let z = ((step + 1n) * 0x9e3779b97f4a7c15n) & WORD;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & WORD;
  return z ^ (z >> 31n);
}

/** Random bits that a seed repeats. */
export class Random {
  #step;

  constructor(seed) {
    this.#step = BigInt(seed) << 32n;
  }

  /** 64 bits. */
  next() {
    return splitMix(this.#step++);
  }

  below(limit) {
    return Number(this.next() % BigInt(limit));
  }

  bits(count) {
    let value = 0n;
    for (let have = 0; have < count; have += 64) value = (value << 64n) | this.next();
    return value & ((1n << BigInt(count)) - 1n);
  }
}

/** `count` recipients: distinct addresses, and amounts of every size up to 240 bits. */
export function recipients(random, count) {
  const list = new Map();
  while (list.size < count) {
    const address = checksum(`0x${random.bits(160).toString(16).padStart(40, '0')}`);
    list.set(address, random.bits(1 + random.below(240)) + 1n);
  }
  return [...list].map(([address, amount]) => ({ address, amount }));
}

/** The list as people write it: addresses in any case, one kind of line end or the other. */
export function csv(random, list) {
  const lineEnd = ['\n', '\r\n'][random.below(2)];
  const spelled = [(text) => text, (text) => text.toLowerCase(), (text) => `0x${text.slice(2).toUpperCase()}`];
  const rows = list.map(({ address, amount }) => `${spelled[random.below(3)](address)},${amount}`);
  return ['address,amount', ...rows, ''].join(lineEnd);
}
