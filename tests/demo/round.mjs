#!/usr/bin/env node
/**
 * A whole funding round on a chain of its own, by the program itself: init, open, fund, apply, review, freeze, give, tally,
 * propose, challenge, finalise, claim, verify. Started by `make demo ROUND=1`.
 *
 * Sixty donors give two hundred gifts from accounts of their own; everybody else uses the program. Everything that is made
 * lies in one temporary folder, which is removed at the end. The keys are anvil's, which everybody knows.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChain } from './chain.mjs';
import { Failure, endAll, output, run, say } from './processes.mjs';

/** Anvil's accounts, by what they do here. */
const OWNER = { address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', key: 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80' };
const GUARDIAN = { address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' };
const REVIEWERS = [
  { address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', key: '5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a' },
  { address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906', key: '7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6' },
];
const APPLICANT_KEY = '47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a';
/** Somebody with no part in the round. */
const STRANGER_KEY = '2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6';

const DONORS = 60;
const GIFTS = 200;
const DAY = 86_400;
const UNIT = 10n ** 18n;
const PROJECTS = [
  ['Riverbed weights', 'Open weights of a small language model.'],
  ['Delta corpus', 'Cleaned text in forty languages.'],
  ['Mill', 'A scheduler for borrowed graphics cards.'],
  ['Heron', 'An agent that reviews pull requests.'],
  ['Estuary evals', 'Tests that models have not seen.'],
  ['Sluice', 'Pays whoever applies first.'],
];
/** The last one is rejected. */
const ACCEPTED = PROJECTS.length - 1;

/** Selectors of what donors send themselves. */
const TRANSFER = '0xa9059cbb';
const APPROVE = '0x095ea7b3';
/** `donate((uint256,address,uint256)[])`. */
const DONATE = '0x57034ebc';

const { env } = process;
const program = env.TRIBUTARY_BIN;
const folder = mkdtempSync(join(tmpdir(), 'tributary-round.'));
const settings = { PATH: env.PATH, HOME: env.HOME, ...(env.NO_COLOR === undefined ? {} : { NO_COLOR: env.NO_COLOR }) };

/** While a program runs to its end nothing else happens here, and the chain stands still once it has said too much. */
const listen = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Shows a command as somebody would type it, and runs it. */
async function road(words, key) {
  await listen();
  say(`$ tributary ${words.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`);
  run(program, words, { cwd: folder, env: { ...settings, ...(key ? { TRIBUTARY_PRIVATE_KEY: key } : {}) } });
}

/** The same for many of a kind, without a line for each. */
async function quietly(words, key) {
  await listen();
  output(program, [...words, '--json'], { cwd: folder, env: { ...settings, TRIBUTARY_PRIVATE_KEY: key }, stdio: ['ignore', 'pipe', 'ignore'] });
}

const ask = (words) => JSON.parse(output(program, [...words, '--json'], { cwd: folder, env: settings }));
const read = (file) => JSON.parse(readFileSync(join(folder, 'out/demo', file), 'utf8'));
const address = (kind, number) => `0x${(BigInt(kind) + BigInt(number)).toString(16).padStart(40, '0')}`;
const donor = (number) => address(0xd0000000, number);
const payout = (number) => address(0xe0000000, number);
const word = (value) => BigInt(value).toString(16).padStart(64, '0');

/** Sends as any account, its own consent or not: a development chain obeys. */
async function send(chain, from, to, data) {
  await chain.rpc('anvil_impersonateAccount', [from]);
  await chain.rpc('anvil_setBalance', [from, '0x8ac7230489e80000']);
  const hash = await chain.rpc('eth_sendTransaction', [{ from, to, data }]);
  for (let look = 0; look < 400; look += 1) {
    const receipt = await chain.rpc('eth_getTransactionReceipt', [hash]);
    if (receipt) {
      if (receipt.status !== '0x1') throw new Failure(`transaction ${hash} failed`);
      return receipt;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Failure(`transaction ${hash} is not mined`);
}

/** A plain token, all of which the owner has. */
async function makeToken(chain) {
  const artifact = join(dirname(fileURLToPath(import.meta.url)), '../../contracts/artifacts/ProjectToken.json');
  const code = JSON.parse(readFileSync(artifact, 'utf8')).bytecode.object;
  const text = (value) => word(value.length) + Buffer.from(value).toString('hex').padEnd(64, '0');
  const words = [0x80, 0xc0, OWNER.address, 10_000_000n * UNIT].map(word).join('');
  const data = `${code}${words}${text('Demo Dai')}${text('DAI')}`;
  return (await send(chain, OWNER.address, undefined, data)).contractAddress;
}

/** Moves the chain's clock. */
async function travel(chain, start, days) {
  await chain.rpc('evm_setNextBlockTimestamp', [start + days * DAY]);
  await chain.rpc('evm_mine');
  say(`… day ${days} of the round`);
}

/** Writes `round.toml` with `init`, then edits it as a DAO would. */
async function writeRules(token, start, url) {
  const reviewers = REVIEWERS.flatMap((one) => ['--reviewer', one.address]);
  const moment = new Date(start * 1_000).toISOString().replace('.000Z', 'Z');
  const roles = ['--owner', OWNER.address, '--guardian', GUARDIAN.address, ...reviewers];
  await road(['round', 'init', '--slug', 'demo', '--name', 'Riverbed round', '--token', token, '--goal', '80000', ...roles, '--start', moment]);
  const file = join(folder, 'round.toml');
  const edits = [
    ['threshold = 1 ', 'threshold = 2 '],
    ['cap = "10%" ', 'cap = "18%" '],
    ['# rpc_url = "https://…"', `rpc_url = "${url}"`],
    ['# joins = ', 'joins = '],
    ['# deny = ', 'deny = '],
  ];
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Failure(`round.toml has no line with \`${from}\``);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  // Three wallets are one person, and one donor is known to have been paid for it.
  const rows = [1, 2, 3].map((number) => `ada,${donor(number)},told the DAO\n`).join('');
  writeFileSync(join(folder, 'people.csv'), `person,donor,reason\n${rows}`);
  writeFileSync(join(folder, 'deny.csv'), `donor,reason\n${donor(4)},paid for its gifts\n`);
}

async function apply() {
  for (const [place, [name, summary]] of PROJECTS.entries()) {
    const number = place + 1;
    const file = `project-${number}.json`;
    writeFileSync(join(folder, file), JSON.stringify({ name, summary }));
    const words = ['round', 'apply', '--repository', String(9_000 + number), '--payout', payout(number), '--description', file, '--yes'];
    if (number === 1) await road(words, APPLICANT_KEY);
    else await quietly(words, APPLICANT_KEY);
  }
  await road(['round', 'applications']);
}

async function review() {
  for (const reviewer of REVIEWERS) {
    for (let number = 1; number <= PROJECTS.length; number += 1) {
      const [verdict, reason] = number <= ACCEPTED ? ['--accept', 'Open source, and used.'] : ['--reject', 'Its repository is empty.'];
      await quietly(['round', 'review', String(number), verdict, '--revision', '1', '--reason', reason, '--yes'], reviewer.key);
    }
  }
  await road(['round', 'applications']);
}

/** Two hundred gifts of sixty donors, each with transactions of their own. */
async function give(chain, token, round) {
  say(`${DONORS} donors give ${GIFTS} gifts`);
  for (let number = 1; number <= DONORS; number += 1) {
    // 3 or 4 gifts each, more to the first projects, of 1 to 25 tokens.
    const count = number <= GIFTS - 3 * DONORS ? 4 : 3;
    const cart = Array.from({ length: count }, (_, gift) => ({
      project: 1 + ((number * (gift + 1) + (gift * gift)) % ACCEPTED),
      amount: BigInt(1 + ((number * 7 + gift * 11) % 25)) * UNIT,
    }));
    const value = cart.reduce((sum, gift) => sum + gift.amount, 0n);
    await send(chain, OWNER.address, token, TRANSFER + word(donor(number)) + word(value));
    await send(chain, donor(number), token, APPROVE + word(round) + word(value));
    const lines = cart.map((gift) => word(gift.project) + word(token) + word(gift.amount)).join('');
    await send(chain, donor(number), round, DONATE + word(0x20) + word(cart.length) + lines);
  }
  const { donations } = ask(['round', 'donations']);
  if (donations.length !== GIFTS) throw new Failure(`${donations.length} gifts were followed, not ${GIFTS}`);
  console.log(`${donations.length} gifts followed`);
}

/** Every project has what its tally says, beside its gifts. */
async function compare(chain, token, before) {
  say('Base units that projects were paid');
  for (const { project, payout: paid, match } of read('matches.json').matches) {
    const received = (await chain.balance(token, paid)) - before.get(project);
    console.log(`project ${project}  ${received}`);
    if (received !== BigInt(match)) throw new Failure(`project ${project} was paid ${received}, and the tally says ${match}`);
  }
}

async function main() {
  if (!program) throw new Failure('start it with `make demo ROUND=1`');
  say('Starting a chain of our own (anvil)');
  const chain = await startChain();
  console.log(chain.url);
  const { timestamp } = await chain.rpc('eth_getBlockByNumber', ['latest', false]);
  const start = Number(timestamp) + DAY;
  const token = await makeToken(chain);
  settings.ETH_RPC_URL = chain.url;
  await writeRules(token, start, chain.url);
  await road(['round', 'open', '--yes'], OWNER.key);
  await road(['round', 'fund', '80000', '--yes'], OWNER.key);
  await travel(chain, start, 1);
  await apply();
  await travel(chain, start, 15);
  await review();
  await road(['round', 'freeze', '--yes'], OWNER.key);
  await travel(chain, start, 22);
  await give(chain, token, read('deployment.json').round);
  await road(['round', 'estimate', '2=25']);
  await travel(chain, start, 36);
  await road(['round', 'tally']);
  await road(['round', 'propose', '--yes'], OWNER.key);
  await road(['round', 'status']);
  await travel(chain, start, 40);
  await road(['round', 'finalise', '--yes'], STRANGER_KEY);
  const before = new Map();
  for (const { project, payout: paid } of read('matches.json').matches) before.set(project, await chain.balance(token, paid));
  await road(['round', 'claim', '--yes'], STRANGER_KEY);
  await compare(chain, token, before);
  await road(['round', 'refund', '--yes'], STRANGER_KEY);
  await road(['verify', 'out/demo']);
  await road(['round', 'status']);
}

let code = 0;
for (const [signal, number] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.once(signal, () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(number);
  });
}
try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`\ndemo: ${error.message}`);
  code = 1;
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = code;
