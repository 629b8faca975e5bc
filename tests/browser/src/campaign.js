// Airdrops from a clone to the chain, made by the program itself. Several share one clone and one database.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Background, run, tributary } from './programs.js';
import { DEPLOYER_KEY, STRANGER } from './chain.js';

const NAMES = 'ada bo cy dee eli fay gus hal ivy jo kit lou max nan oz pam quin rae sol tess uma val wes xan'.split(' ');

/** Everybody in the clone, from the most active to the least. The first is above 2^31; the last has no wallet. */
export const PEOPLE = NAMES.map((name, place) => ({ name, login: `${name}-example`, id: place === 0 ? 3_000_000_000 : 100 + place }));
const WITH_WALLET = PEOPLE.slice(0, -1);
/** Has a share and no wallet. */
export const WALLETLESS = PEOPLE.at(-1);

/** How many of the year's months somebody worked in, and so how much they get. */
const monthsOf = (place) => Math.max(1, 12 - Math.floor(place / 2));

/** A stream for `git fast-import`: commits month by month, one by an address that nobody has linked. */
function history() {
  const commit = (who, date, message) => {
    const author = `${who} ${Math.floor(Date.parse(date) / 1000)} +0000`;
    return { date, text: `commit refs/heads/main\nauthor ${author}\ncommitter ${author}\ndata ${Buffer.byteLength(message)}\n${message}\nM 100644 inline log.txt\ndata ${date.length}\n${date}\n` };
  };
  const commits = PEOPLE.flatMap(({ name, login, id }, place) =>
    Array.from({ length: monthsOf(place) }, (_, month) => {
      const date = `2025-${String(month + 1).padStart(2, '0')}-10T10:${String(place).padStart(2, '0')}:00Z`;
      return commit(`${name} <${id}+${login}@users.noreply.github.com>`, date, `Widen the channel of ${name}`);
    }));
  commits.push(commit('eve <Eve.Example@mail.example.org>', '2025-05-05T10:00:00Z', 'Plant willows'));
  return commits.sort((a, b) => a.date.localeCompare(b.date)).map(({ text }) => text).join('');
}

const rules = ({ slug, name, symbol, description, start, end, rpcUrl }) => `
[airdrop]
slug = ${JSON.stringify(slug)}
name = ${JSON.stringify(name)}
description = ${JSON.stringify(description)}
maintainer = "https://river.example.org"

[[repositories]]
git = "clone"

[window]
from = "2025-01-01"
until = "2026-01-01"

[score]
preset = "opendigger-activity"

[score.weights]
commits = "1"

[allocation]
pool = "1000000.000000000000000001"
wallets = "wallets.csv"

[token]
name = "River Token"
symbol = ${JSON.stringify(symbol)}
supply = "2000000"

[chain]
id = 31337
name = "Local chain"
rpc_url = ${JSON.stringify(rpcUrl)}

[claim]
start = ${JSON.stringify(start)}
end = ${JSON.stringify(end)}
`;

/** One published airdrop. */
export class Campaign {
  constructor(folder, slug) {
    this.slug = slug;
    this.bundle = join(folder, 'out', slug);
  }

  /** A JSON file of the bundle. */
  json(file) {
    return JSON.parse(readFileSync(join(this.bundle, file), 'utf8'));
  }

  get deployment() {
    return this.json('deployment.json');
  }

  /** Somebody's share: index, address and amount in base units. */
  share({ id }) {
    const entry = this.json('allocation.json').people.find(({ identity }) => identity === `github:${id}`);
    return { ...entry, amount: BigInt(entry.amount) };
  }
}

/** A folder with a clone, wallets and everything that the program makes from them. */
export class Folder {
  /** The clone, indexed. `chain` links its accounts to people. */
  constructor(chain) {
    this.chain = chain;
    this.path = mkdtempSync(join(tmpdir(), 'tributary-browser.'));
    const clone = join(this.path, 'clone');
    mkdirSync(clone);
    run('git', ['-C', clone, 'init', '--quiet', '--initial-branch=main']);
    run('git', ['-C', clone, 'fast-import', '--quiet'], { input: history() });
    // Neither the deployer, who is first, nor the stranger.
    const accounts = chain.accounts.slice(1).filter((account) => account !== STRANGER.account);
    this.accounts = new Map(WITH_WALLET.map(({ id }, place) => [id, accounts[place]]));
    const rows = [...this.accounts].map(([id, account]) => `${id},${account}`);
    writeFileSync(join(this.path, 'wallets.csv'), `github_id,address\n${rows.join('\n')}\n`);
  }

  /** Somebody's account on the chain. */
  account({ id }) {
    return this.accounts.get(id);
  }

  /** Runs the program in the folder; nothing of our environment reaches it. */
  tributary(words, { env = {}, input } = {}) {
    return run(tributary(), words, { cwd: this.path, env: { HOME: this.path, PATH: process.env.PATH, ...env }, input });
  }

  /** Publishes one more airdrop; the first indexes the clone. */
  publish({ slug = 'river', name = 'River contributors', symbol = 'RVR', description = 'For everybody who wrote it.', start = '2026-02-01', end = '2026-08-01', rpcUrl = this.chain.url } = {}) {
    const file = `${slug}.toml`;
    writeFileSync(join(this.path, file), rules({ slug, name, symbol, description, start, end, rpcUrl }));
    if (!this.indexed) this.tributary(['index', '--file', file]);
    this.indexed = true;
    this.tributary(['publish', '--file', file]);
    return new Campaign(this.path, slug);
  }

  /** The same, deployed and funded. */
  deploy(settings) {
    const campaign = this.publish(settings);
    const env = { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY, ETH_RPC_URL: this.chain.url };
    this.tributary(['deploy', '--file', `${campaign.slug}.toml`, '--yes'], { env });
    return campaign;
  }

  /** Serves everything that is published; the same address again after it was ended. */
  async serve(listen = '127.0.0.1:0') {
    const options = { cwd: this.path, env: { HOME: this.path, PATH: process.env.PATH } };
    const answer = (text) => text.includes('}') && JSON.parse(text).url;
    const [url, server] = await Background.start(tributary(), ['serve', '--listen', listen, '--json'], options, answer);
    return { url, end: () => server.end() };
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}
