// Lists as people have them: Sablier's CSV, Uniswap's balances, and everything that can be wrong with a row.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import test from 'node:test';

import { folder, tree } from './tributary.js';

const { sablier_csv_two_rows_two_decimals: sablier, uniswap_json: uniswap } = JSON.parse(
  readFileSync(new URL('../vectors/merkle.json', import.meta.url), 'utf8'),
);
const [ADA, BOB] = ['0x9ad7CAD4F10D0c3f875b8a2fd292590490c9f491', '0xf976aF93B0A5A9F55A7f285a3B5355B8575Eb5bc'];

test("Sablier's list gives Sablier's file, and the file gives the list", (t) => {
  const file = folder(t);
  const path = file('tree.json');
  const built = tree('build', file('list.csv', sablier.csv), '--decimals', '2', '--format', 'sablier', '-o', path, '--json');
  assert.equal(built.code, 0, built.stderr);
  assert.deepEqual(JSON.parse(built.stdout), {
    root: sablier.dump.tree[0],
    total: '30000',
    leaves: 2,
    format: 'sablier',
    leaf: 'index-account',
  });
  assert.match(built.stderr, /2 leaves, 30000 base units \(300 tokens\)/);
  assert.equal(readFileSync(path, 'utf8'), `${JSON.stringify(sablier.dump)}\n`);
  assert.equal(tree('list', path, '--decimals', '2').stdout, sablier.csv.replaceAll('.0\n', '\n'));
  assert.equal(statSync(path).mode & 0o777, 0o666 & ~process.umask());
});

test('marks and spaces that editors leave are read over', (t) => {
  const file = folder(t);
  const messy = `\ufeffADDRESS , Amount\r\n ${ADA.toLowerCase()} , 100.0 \r\n\r\n"${BOB}","200"\r\n`;
  const built = tree('build', file('list.csv', messy), '--decimals', '2', '-o', file('tree.json'));
  assert.equal(built.stdout, `${sablier.dump.tree[0]}\n`, built.stderr);
});

test("Uniswap's balances give Uniswap's root", (t) => {
  const file = folder(t);
  const { balances, root } = uniswap.three_accounts;
  const list = file('balances.json', JSON.stringify(balances));
  const built = tree('build', list, '--format', 'uniswap', '-o', file('tree.json'));
  assert.equal(built.stdout, `${root}\n`, built.stderr);
});

test("Uniswap's second form of input gives the same root", (t) => {
  const file = folder(t);
  const { balances, root } = uniswap.three_accounts;
  const spelled = [(amount) => String(amount), (amount) => `0x${BigInt(amount).toString(16)}`];
  for (const spell of spelled) {
    const entries = Object.entries(balances).map(([address, amount]) => ({
      address,
      earnings: spell(amount),
      reasons: 'socks,user',
    }));
    const list = file('earnings.json', JSON.stringify(entries));
    const built = tree('build', list, '--format', 'uniswap', '-o', file('tree.json'));
    assert.equal(built.stdout, `${root}\n`, built.stderr);
  }
  const bad = [{ address: ADA, earnings: '1' }, { address: BOB }, { address: ADA, earnings: '0x2' }, { address: BOB, earnings: 'x' }];
  const { code, stderr } = tree('build', file('bad.json', JSON.stringify(bad)), '-o', file('none.json'));
  assert.equal(code, 2);
  assert.match(stderr, /3 bad rows/);
  assert.match(stderr, /entry 2: .*"earnings"/);
  assert.match(stderr, /entry 3: .*already stands in entry 1/);
  assert.match(stderr, /entry 4: the amount `x`/);
  assert.equal(existsSync(file('none.json')), false);
});

test('every bad row is named in one run and nothing is written', (t) => {
  const file = folder(t);
  const rows = {
    2: [`${ADA.replace('9ad7C', '9aD7C')},1`, 'checksum'],
    3: [`${ADA},1`, undefined],
    4: [`${ADA.toLowerCase()},2`, 'already stands in line 3'],
    5: [`${BOB},0`, 'amount of 0'],
    6: [`${BOB},1.5`, '--decimals'],
    7: [`${BOB},-1`, 'not a count of base units'],
    8: [`0x${'0'.repeat(40)},1`, 'zero address'],
    9: [`${BOB}`, 'not two fields'],
    10: [`${BOB},1,2`, 'not two fields'],
  };
  const list = ['address,amount', ...Object.values(rows).map(([row]) => row)].join('\n');
  const path = file('tree.json');
  const { code, stdout, stderr } = tree('build', file('list.csv', list), '-o', path);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /8 bad rows/);
  for (const [line, [row, reason]] of Object.entries(rows)) {
    const told = stderr.split('\n').find((text) => text.trim().startsWith(`line ${line}:`));
    if (reason) assert.ok(told?.includes(reason), `${row}: ${told}`);
    else assert.equal(told, undefined);
  }
  assert.equal(existsSync(path), false);
});

test('a hundred bad rows are listed and the others counted', (t) => {
  const file = folder(t);
  const list = `address,amount\n${'nobody,1\n'.repeat(130)}`;
  const { code, stderr } = tree('build', file('list.csv', list), '-o', file('tree.json'));
  assert.equal(code, 2);
  assert.equal(stderr.match(/line \d+:/g).length, 100);
  assert.match(stderr, /and 30 more/);
});

test('a leaf that the format has no room for is refused', (t) => {
  const file = folder(t);
  const list = file('list.csv', sablier.csv);
  for (const format of ['uniswap', 'sablier']) {
    const { code, stderr } = tree('build', list, '--decimals', '2', '--format', format, '--leaf', 'account', '-o', '-');
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`--format ${format}`));
  }
});

test('an address that is not in the tree is told so with exit code 1', (t) => {
  const file = folder(t);
  const dump = file('tree.json', JSON.stringify(sablier.dump));
  const stranger = '0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f';
  const { code, stdout, stderr } = tree('proof', dump, stranger);
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
  assert.ok(stderr.includes(stranger), stderr);
  const found = tree('proof', dump, BOB.toLowerCase());
  assert.equal(found.code, 0);
  assert.deepEqual(found.stdout.split('\n'), [
    `root   ${sablier.dump.tree[0]}`,
    'index  1',
    'amount 20000',
    `proof  ${sablier.proofs[1][0]}`,
    '',
  ]);
});

test('`-` reads standard input and writes standard output, the root beside it', (t) => {
  const file = folder(t);
  const built = tree('build', file('list.csv', sablier.csv), '--decimals', '2', '-o', '-');
  assert.equal(built.code, 0, built.stderr);
  assert.ok(built.stderr.includes(sablier.dump.tree[0]));
  const piped = tree({ input: built.stdout }, 'check', '-');
  assert.deepEqual(piped.stdout.split('\n'), [`root   ${sablier.dump.tree[0]}`, 'leaves 2', 'total  30000', '']);
});
