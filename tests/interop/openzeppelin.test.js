// OpenZeppelin's library reads and validates our trees, and we read and check its.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { keccak256 } from 'ethereum-cryptography/keccak.js';

import { Random, checksum, csv, folder, hex, recipients, tree, word } from './tributary.js';

const vectors = JSON.parse(readFileSync(new URL('../vectors/merkle.json', import.meta.url), 'utf8'));

const LEAVES = {
  'index-account': {
    types: ['uint256', 'address', 'uint256'],
    value: ({ address, amount }, index) => [String(index), address, String(amount)],
  },
  account: {
    types: ['address', 'uint256'],
    value: ({ address, amount }) => [address, String(amount)],
  },
};

// A new input on every run; SEED repeats one.
const seed = BigInt(process.env.SEED ?? Date.now());
const sizes = (random) => [1, 2, 3, 4, 5, 63, 64, 65, 127, 1 + random.below(300), 1 + random.below(300)];

for (const [leaf, { types, value }] of Object.entries(LEAVES)) {
  test(`our ${leaf} trees are OpenZeppelin's to the byte (SEED=${seed})`, (t) => {
    const file = folder(t);
    const random = new Random(seed);
    for (const count of sizes(random)) {
      const list = recipients(random, count);
      const path = file('tree.json');
      const built = tree('build', file('list.csv', csv(random, list)), '--leaf', leaf, '-o', path);
      assert.equal(built.code, 0, built.stderr);
      const theirs = StandardMerkleTree.of(list.map(value), types);
      assert.equal(built.stdout, `${theirs.root}\n`);

      const text = readFileSync(path, 'utf8');
      assert.equal(text, `${JSON.stringify(theirs.dump())}\n`);
      const loaded = StandardMerkleTree.load(JSON.parse(text));
      loaded.validate();
      assert.equal(loaded.root, theirs.root);
    }
  });

  test(`proofs from ${leaf} trees are OpenZeppelin's (SEED=${seed})`, (t) => {
    const file = folder(t);
    const random = new Random(seed + 1n);
    const list = recipients(random, 1 + random.below(90));
    const theirs = StandardMerkleTree.of(list.map(value), types);
    const path = file('tree.json');
    assert.equal(tree('build', file('list.csv', csv(random, list)), '--leaf', leaf, '-o', path).code, 0);
    for (let at = 0; at < list.length; at += 1 + random.below(9)) {
      const { stdout, code } = tree('proof', path, list[at].address, '--json');
      assert.equal(code, 0);
      const { root, entries } = JSON.parse(stdout);
      assert.equal(root, theirs.root);
      assert.deepEqual(entries, [
        { index: at, account: list[at].address, amount: String(list[at].amount), proof: theirs.getProof(at) },
      ]);
    }
  });

  test(`OpenZeppelin's ${leaf} dumps pass our check in both dialects (SEED=${seed})`, (t) => {
    const file = folder(t);
    const random = new Random(seed + 2n);
    for (const count of sizes(random)) {
      const theirs = StandardMerkleTree.of(recipients(random, count).map(value), types);
      const camel = JSON.stringify(theirs.dump(), null, random.below(3));
      const snake = camel.replaceAll('treeIndex', 'tree_index').replace('leafEncoding', 'leaf_encoding');
      for (const text of [camel, snake]) {
        const { stdout, stderr, code } = tree('check', file('tree.json', text), '--json');
        assert.equal(code, 0, stderr);
        const { root, leaves } = JSON.parse(stdout);
        assert.deepEqual({ root, leaves }, { root: theirs.root, leaves: count });
      }
    }
  });
}

test(`a tree with one changed node is refused and the node named (SEED=${seed})`, (t) => {
  const file = folder(t);
  const random = new Random(seed + 3n);
  const { types, value } = LEAVES['index-account'];
  const theirs = StandardMerkleTree.of(recipients(random, 40).map(value), types).dump();
  const place = random.below(theirs.tree.length);
  const dump = structuredClone(theirs);
  dump.tree[place] = hex(keccak256(word(seed)));
  const { code, stdout, stderr } = tree('check', file('tree.json', JSON.stringify(dump)));
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, new RegExp(`node ${place} is ${dump.tree[place]}`));
});

test(`OpenZeppelin loads what we write in Sablier's words, and a list survives the round (SEED=${seed})`, (t) => {
  const file = folder(t);
  const random = new Random(seed + 4n);
  const list = recipients(random, 33).map(({ address, amount }) => ({ address, amount: amount >> 112n || 1n }));
  const source = csv(random, list);
  const path = file('tree.json');
  const built = tree('build', file('list.csv', source), '--format', 'sablier', '-o', path);
  assert.equal(built.code, 0, built.stderr);
  const dump = JSON.parse(readFileSync(path, 'utf8'));
  assert.deepEqual(dump.leafEncoding, ['uint', 'address', 'uint256']);
  StandardMerkleTree.load(dump).validate();
  const listed = tree('list', path).stdout;
  assert.equal(listed, `address,amount\n${list.map((row) => `${row.address},${row.amount}\n`).join('')}`);
});

test('the golden trees are what OpenZeppelin makes of them', () => {
  const { golden_trees: golden } = vectors;
  const list = (count) =>
    Array.from({ length: count }, (_, at) => ({
      address: checksum(hex(keccak256(word(at)).slice(12))),
      amount: BigInt(at + 1) * 1000000000000000007n,
    }));
  for (const [leaf, roots] of Object.entries(golden.roots)) {
    const { types, value } = LEAVES[leaf];
    for (const [count, root] of Object.entries(roots)) {
      assert.equal(StandardMerkleTree.of(list(Number(count)).map(value), types).root, root, `${leaf} of ${count}`);
    }
  }
  const { types, value } = LEAVES['index-account'];
  const five = StandardMerkleTree.of(list(5).map(value), types);
  assert.deepEqual(golden.five.dump, five.dump());
  assert.deepEqual(golden.five.proofs, list(5).map((_, at) => five.getProof(at)));
});
