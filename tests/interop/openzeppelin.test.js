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

const WIDTHS = Array.from({ length: 32 }, (_, at) => 8 * (at + 1));

/** An address as the library takes it: any case, either prefix, now and then nobody's. */
function spelled(random, address) {
  if (random.below(9) === 0) return `0x${'0'.repeat(40)}`;
  const digits = [...address.slice(2)].map((digit) => (random.below(2) ? digit.toUpperCase() : digit.toLowerCase()));
  return `${['0x', '0X'][random.below(2)]}${digits.join('')}`;
}

/** A number of up to so many bits, often the largest, in one of the spellings of JavaScript. */
function numeral(random, bits) {
  const value = random.below(4) === 0 ? (1n << BigInt(bits)) - 1n : random.bits(bits);
  return [String(value), `0x${value.toString(16)}`][random.below(2)];
}

test(`dumps with any unsigned integers and any spelling of addresses pass, and prove (SEED=${seed})`, (t) => {
  const file = folder(t);
  const random = new Random(seed + 5n);
  const zero = `0x${'0'.repeat(40)}`;
  for (let round = 0; round < 24; round += 1) {
    const [indexBits, amountBits] = [WIDTHS[random.below(32)], WIDTHS[random.below(32)]];
    const withIndex = random.below(2) === 0;
    const name = (bits) => (bits === 256 && random.below(2) ? 'uint' : `uint${bits}`);
    const types = [...(withIndex ? [name(indexBits)] : []), 'address', name(amountBits)];
    const people = recipients(random, 1 + random.below(40));
    const rows = [{ address: zero }, ...people].map(({ address }) => [
      ...(withIndex ? [numeral(random, indexBits)] : []),
      address === zero ? zero : spelled(random, address),
      numeral(random, amountBits),
    ]);
    const theirs = StandardMerkleTree.of(rows, types);
    const path = file('tree.json', JSON.stringify(theirs.dump()));
    const checked = tree('check', path, '--json');
    assert.equal(checked.code, 0, `${types}: ${checked.stderr}`);
    const sum = rows.reduce((total, row) => total + BigInt(row.at(-1)), 0n);
    const { root, leaves, total } = JSON.parse(checked.stdout);
    const fits = sum < 1n << 256n;
    assert.deepEqual({ root, leaves, total }, { root: theirs.root, leaves: rows.length, total: fits ? String(sum) : null });

    const at = random.below(rows.length);
    const account = rows[at].at(-2);
    const proved = tree('proof', path, account, '--json');
    assert.equal(proved.code, 0, proved.stderr);
    const { entries } = JSON.parse(proved.stdout);
    const same = rows.flatMap((row, place) => (row.at(-2).toLowerCase() === account.toLowerCase() ? [place] : []));
    assert.deepEqual(entries.map(({ proof }) => proof), same.map((place) => theirs.getProof(place)));
    assert.deepEqual(entries.map(({ amount }) => amount), same.map((place) => String(BigInt(rows[place].at(-1)))));
    if (withIndex) {
      assert.deepEqual(entries.map(({ index }) => Number(index)), same.map((place) => Number(BigInt(rows[place][0]))));
    }
  }
});

test('what the library would not make is told in its own words', (t) => {
  const file = folder(t);
  const dump = StandardMerkleTree.of([['7', `0x${'1'.repeat(40)}`, '5']], ['uint8', 'address', 'uint96']).dump();
  const changed = (change) => {
    const copy = structuredClone(dump);
    change(copy);
    return tree('check', file('tree.json', JSON.stringify(copy)));
  };
  const cases = [
    [(copy) => (copy.values[0].value[0] = '256'), 'value 0: the index "256" is not a whole number below 2^8'],
    [(copy) => (copy.values[0].value[2] = String(1n << 96n)), 'is not a whole number below 2^96'],
    [(copy) => (copy.values[0].value[1] = '0x1'), 'value 0: `0x1` is not an address'],
    [(copy) => copy.values[0].value.pop(), 'value 0: has 2 fields; its types are 3'],
    [(copy) => copy.tree.push(copy.tree[0]), 'there are 2 nodes for 1 values; a tree of them has 1'],
    [(copy) => (copy.leafEncoding = ['int8', 'address', 'uint96']), 'the leaves are made of (int8, address, uint96)'],
    [(copy) => (copy.leafEncoding = ['uint7', 'address', 'uint96']), 'the leaves are made of (uint7, address, uint96)'],
    [(copy) => (copy.leafEncoding = ['string']), 'the leaves are made of (string)'],
  ];
  for (const [change, reason] of cases) {
    const { code, stderr } = changed(change);
    assert.equal(code, 1, stderr);
    assert.ok(stderr.includes(reason), stderr);
    assert.ok(!stderr.includes('not a tree file'), stderr);
  }
});

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
