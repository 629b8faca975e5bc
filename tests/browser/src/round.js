// A funding round, opened by the program itself: everything at once, so that one chain serves every story. Projects apply,
// reviewers decide and people give at the same time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEPLOYER_KEY } from './chain.js';
import { ROOT } from './programs.js';

/** Anvil's second to fifth accounts, with keys for what the program sends for them. */
const person = (account, key) => ({ account, key });
export const GUARDIAN = person('0x70997970C51812dc3A010C7d01b50e0d17dc79C8', '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d');
export const REVIEWER = person('0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', '5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a');
export const APPLICANT = person('0x90F79bf6EB2c4f870365E785982E1f101E93b906', '7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6');
export const OTHER_APPLICANT = person('0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65', '47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a');
const OWNER = person('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', DEPLOYER_KEY);

/** `donate((uint256,address,uint256)[])`, `transfer(address,uint256)`, `approve(address,uint256)` */
const SELECTORS = { donate: '0x57034ebc', transfer: '0xa9059cbb', approve: '0x095ea7b3' };

/** Nobody's address before the round. */
export const PAYOUTS = ['0x1111111111111111111111111111111111111111', '0x2222222222222222222222222222222222222222', '0x3333333333333333333333333333333333333333'];
export const DAI = 10n ** 18n;
const DAY = 86_400;

const word = (value) => BigInt(value).toString(16).padStart(64, '0');
const text = (value) => {
  const bytes = Buffer.from(value).toString('hex');
  return word(bytes.length / 2) + bytes.padEnd(Math.ceil(bytes.length / 64) * 64, '0');
};

/** A token that takes EIP-2612 signatures, all of it with the owner. */
async function deployToken(chain, name, symbol) {
  const { bytecode } = JSON.parse(readFileSync(join(ROOT, 'contracts/artifacts/ProjectToken.json'), 'utf8'));
  const [first, second] = [text(name), text(symbol)];
  const head = [4 * 32, 4 * 32 + first.length / 2, OWNER.account, 1_000_000n * DAI].map(word).join('');
  const hash = await chain.rpc('eth_sendTransaction', [{ from: OWNER.account, data: bytecode.object + head + first + second }]);
  return (await chain.succeed(hash)).contractAddress;
}

const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

const rules = ({ slug, chain, token, at, more }) => `
[round]
slug = "${slug}"
name = "Spring round"
description = "For small models that everybody can run."

[chain]
id = ${chain.id}
name = "River chain"
rpc_url = "${chain.url}"

[pool]
token = "${token}"
symbol = "DAI"
decimals = 18
goal = "1000"

[roles]
owner = "${OWNER.account}"
guardian = "${GUARDIAN.account}"
reviewers = ["${REVIEWER.account}"]
threshold = 1

[windows]
applications_start = "${iso(at - DAY)}"
applications_end = "${iso(at + DAY)}"
review_end = "${iso(at + 2 * DAY)}"
donations_start = "${iso(at - DAY / 2)}"
donations_end = "${iso(at + 3 * DAY)}"
challenge = "3 days"
claims = "90 days"
deadline = "${iso(at + 60 * DAY)}"

[[donations.tokens]]
address = "${token}"
symbol = "DAI"
decimals = 18
price = "1"

[[donations.tokens]]
address = "coin"
symbol = "ETH"
price = "3000"

[match]
rule = "quadratic"
cap = "60%"
${more}`;

export class Round {
  /** Opens one and fills its pool; `more` stands at the end of its rules. */
  static async open(folder, chain, { slug = 'spring', more = '' } = {}) {
    const round = new Round();
    Object.assign(round, { folder, chain, slug, more, at: await chain.now(), file: `${slug}.toml` });
    round.token = await deployToken(chain, 'Test DAI', 'DAI');
    writeFileSync(join(folder.path, round.file), rules(round));
    await round.send(OWNER, ['open']);
    await round.send(OWNER, ['fund', '1000']);
    round.address = JSON.parse(readFileSync(join(folder.path, 'out', slug, 'deployment.json'), 'utf8')).round;
    return round;
  }

  /** Runs a command of the round. */
  run(words, { key, codes } = {}) {
    const env = { ETH_RPC_URL: this.chain.url, ...(key && { TRIBUTARY_PRIVATE_KEY: key }) };
    return this.folder.tributary(['round', ...words, '--file', this.file], { env, codes });
  }

  /** The same with somebody's key. */
  send({ key }, words) {
    return this.run([...words, '--yes'], { key });
  }

  propose() {
    return this.send(OWNER, ['propose']);
  }

  finalise() {
    return this.send(OWNER, ['finalise']);
  }

  /** A project applies by the program. */
  async apply(who, name, payout, more = []) {
    const file = `${name.toLowerCase()}.json`;
    writeFileSync(join(this.folder.path, file), JSON.stringify({ name, summary: `${name} of a small model.`, description: `What ${name} is.`, url: null, repositories: [] }));
    await this.send(who, ['apply', '--repository', '812004117', '--payout', payout, '--description', file, ...more]);
  }

  /** A reviewer has read the first revision, if no other is named. */
  accept(project, revision = 1) {
    return this.send(REVIEWER, ['review', String(project), '--accept', '--revision', String(revision), '--reason', 'It builds.']);
  }

  /** Tokens for somebody. */
  async give(account, units) {
    const data = SELECTORS.transfer + word(account) + word(units);
    await this.chain.succeed(await this.chain.rpc('eth_sendTransaction', [{ from: OWNER.account, to: this.token, data }]));
  }

  /** Somebody gives tokens to projects, by transactions of their own. */
  async donate(account, gifts) {
    const sum = gifts.reduce((total, [, units]) => total + units, 0n);
    await this.give(account, sum);
    const send = async (to, data) => this.chain.succeed(await this.chain.rpc('eth_sendTransaction', [{ from: account, to, data }]));
    await send(this.token, SELECTORS.approve + word(this.address) + word(sum));
    const lines = gifts.map(([project, units]) => word(project) + word(this.token) + word(units)).join('');
    await send(this.address, SELECTORS.donate + word(32) + word(gifts.length) + lines);
  }

  /** Waits until the server has seen what the chain has. */
  async followed(server, holds) {
    for (let tries = 0; tries < 200; tries += 1, await sleep(150)) {
      const answer = await fetch(`${server.url}/api/v1/rounds/${this.slug}`);
      if (answer.ok && holds(await answer.json())) return;
    }
    throw new Error('the server does not follow the round');
  }
}
