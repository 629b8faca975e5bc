// Uniswap's distribution, computed here a second time from its published rule.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { keccak256 } from 'ethereum-cryptography/keccak.js';

import { Random, csv, folder, hex, recipients, tree, word } from './tributary.js';

const seed = BigInt(process.env.SEED ?? Date.now());

const evenHex = (value) => {
  const digits = value.toString(16);
  return `0x${digits.length % 2 ? '0' : ''}${digits}`;
};
const node = (a, b) => keccak256(Buffer.concat([a, b].sort(Buffer.compare)));

function distribution(list) {
  const sorted = list.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const leaves = sorted.map(({ address, amount }, index) =>
    keccak256(Buffer.concat([word(index), Buffer.from(address.slice(2), 'hex'), word(amount)])),
  );
  const layers = [leaves.toSorted(Buffer.compare)];
  while (layers.at(-1).length > 1) {
    const below = layers.at(-1);
    const pairs = Array.from({ length: Math.ceil(below.length / 2) }, (_, at) => below.slice(2 * at, 2 * at + 2));
    layers.push(pairs.map(([a, b]) => (b ? node(a, b) : a)));
  }
  const proof = (leaf) => {
    let place = layers[0].indexOf(leaf);
    return layers.flatMap((layer) => {
      const sibling = layer[place ^ 1];
      place >>= 1;
      return sibling ? [hex(sibling)] : [];
    });
  };
  const claim = ({ address, amount }, index) => [
    address,
    { index, amount: evenHex(amount), proof: proof(leaves[index]) },
  ];
  return {
    merkleRoot: hex(layers.at(-1)[0]),
    tokenTotal: evenHex(list.reduce((sum, { amount }) => sum + amount, 0n)),
    claims: Object.fromEntries(sorted.map(claim)),
  };
}

test(`our distributions are Uniswap's (SEED=${seed})`, (t) => {
  const file = folder(t);
  const random = new Random(seed);
  for (const count of [1, 2, 3, 5, 64, 65, 1 + random.below(200)]) {
    const list = recipients(random, count);
    const path = file('tree.json');
    const balances = JSON.stringify(Object.fromEntries(list.map(({ address, amount }) => [address, String(amount)])));
    for (const source of [file('list.csv', csv(random, list)), file('list.json', balances)]) {
      const built = tree('build', source, '--format', 'uniswap', '-o', path);
      assert.equal(built.code, 0, built.stderr);
      const expected = distribution(list);
      assert.equal(built.stdout, `${expected.merkleRoot}\n`);
      assert.equal(readFileSync(path, 'utf8'), `${JSON.stringify(expected)}\n`);
      assert.equal(tree('check', path).code, 0);
    }
  }
});

test(`a distribution with one changed field is refused (SEED=${seed})`, (t) => {
  const file = folder(t);
  const random = new Random(seed + 1n);
  const list = recipients(random, 20);
  const changes = {
    root: (found) => (found.merkleRoot = hex(keccak256(word(1)))),
    total: (found) => (found.tokenTotal = '0x01'),
    index: (found) => (found.claims[list[3].address].index += 1),
    amount: (found) => (found.claims[list[3].address].amount = evenHex(list[3].amount + 1n)),
    proof: (found) => found.claims[list[3].address].proof.pop(),
    claim: (found) => delete found.claims[list[3].address],
  };
  for (const [field, change] of Object.entries(changes)) {
    const found = distribution(list);
    change(found);
    const { code, stderr } = tree('check', file('tree.json', JSON.stringify(found)));
    assert.equal(code, 1, `${field}: ${stderr}`);
  }
});
