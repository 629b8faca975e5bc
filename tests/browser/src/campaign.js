// Airdrops from a clone to the chain, made by the program itself. Several share one clone and one database.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Background, run, tributary } from './programs.js';
import { DEPLOYER_KEY, STRANGER } from './chain.js';

const NAMES = 'ada bo cy dee eli fay gus hal ivy jo kit lou max nan oz pam quin rae sol tess uma val wes xan'.split(' ');

/** Everybody in the clone, from the most active to the least. The first is above 2^31; the last has no wallet. */
export const PEOPLE = NAMES.map((name, place) => ({ name, login: `${name}-example`, id: place === 0 ? 3_000_000_000 : 100 + place }));
const WITH_WALLET = PEOPLE.slice(0, -1);
/** Has a share and no wallet. */
export const WALLETLESS = PEOPLE.at(-1);

/** How many commits somebody made in a month of the year: the first person most, the others now and then. */
function commitsOf(place, month) {
  if (place === 0) return 4;
  const begin = (place * 5) % 9;
  return month >= begin && month < begin + 3 + ((place * 3) % 9) ? 1 + ((place * 7 + month * 5) % 3) : 0;
}

const MONTHS = Array.from({ length: 12 }, (_, month) => month);

/** A stream for `git fast-import`: commits month by month, one by an address that nobody has linked. */
function history() {
  const commit = (author, date, message) => {
    const line = `${author} ${Date.parse(date) / 1000} +0000`;
    return { date, text: `commit refs/heads/main\nauthor ${line}\ncommitter ${line}\ndata ${message.length}\n${message}\nM 100644 inline log.txt\ndata ${date.length}\n${date}\n` };
  };
  const commits = PEOPLE.flatMap(({ name, login, id }, place) => MONTHS.flatMap((month) =>
    Array.from({ length: commitsOf(place, month) }, (_, nth) => {
      const date = new Date(Date.UTC(2025, month, 10 + nth, 10, place)).toISOString();
      return commit(`${name} <${id}+${login}@users.noreply.github.com>`, date, `Widen the channel of ${name}`);
    })));
  commits.push(commit('eve <Eve.Example@mail.example.org>', '2025-05-05T10:00:00.000Z', 'Plant willows'));
  return commits.sort((a, b) => a.date.localeCompare(b.date)).map(({ text }) => text).join('');
}

const rules = ({ slug, name, symbol, description, start, end, chain, rpcUrl, more }) => `
[airdrop]
slug = ${JSON.stringify(slug)}
name = ${JSON.stringify(name)}
description = ${JSON.stringify(description)}
maintainer = "https://river.example.org"

[[repositories]]
git = "riverbed"

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
id = ${chain.id}
name = "River chain"
rpc_url = ${JSON.stringify(rpcUrl)}

[claim]
start = ${JSON.stringify(start)}
end = ${JSON.stringify(end)}
${more}`;

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
  /** Makes the clone and links accounts of the chain to people. */
  static async make(chain) {
    const folder = new Folder();
    folder.chain = chain;
    folder.reachable = new Set();
    // What the server's environment has beside that.
    folder.serving = {};
    folder.path = mkdtempSync(join(tmpdir(), 'tributary-browser.'));
    process.once('exit', () => folder.remove());
    const clone = join(folder.path, 'riverbed');
    mkdirSync(clone);
    await run('git', ['-C', clone, 'init', '--quiet', '--initial-branch=main']);
    await run('git', ['-C', clone, 'fast-import', '--quiet'], { input: history() });
    // Neither the deployer, who is first, nor the stranger.
    const accounts = chain.accounts.slice(1).filter((account) => account !== STRANGER.account);
    folder.accounts = new Map(WITH_WALLET.map(({ id }, place) => [id, accounts[place]]));
    const rows = [...folder.accounts].map(([id, account]) => `${id},${account}`);
    writeFileSync(join(folder.path, 'wallets.csv'), `github_id,address\n${rows.join('\n')}\n`);
    return folder;
  }

  /** Somebody's account on the chain. */
  account({ id }) {
    return this.accounts.get(id);
  }

  /** Runs the program in the folder; nothing of our environment reaches it. */
  tributary(words, { env = {}, codes } = {}) {
    return run(tributary(), words, { cwd: this.path, env: { HOME: this.path, PATH: process.env.PATH, ...env }, codes });
  }

  /** Runs a command as the page shows it, in a folder of its own. */
  shell(command, folder, { env = {} } = {}) {
    mkdirSync(folder, { recursive: true });
    const path = `${dirname(tributary())}:${process.env.PATH}`;
    return run('sh', ['-ec', command], { cwd: folder, env: { HOME: folder, PATH: path, ...env } });
  }

  /** Publishes one more airdrop; the first indexes the clone. `more` stands at the end of its rules. */
  async publish({ slug = 'river', name = 'River contributors', symbol = 'RVR', description = 'For everybody who wrote it.', start = '2026-02-01', end = '2026-08-01', rpcUrl = this.chain.url, more = '' } = {}) {
    const file = `${slug}.toml`;
    writeFileSync(join(this.path, file), rules({ slug, name, symbol, description, start, end, chain: this.chain, rpcUrl, more }));
    if (!this.indexed) await this.tributary(['index', '--file', file]);
    this.indexed = true;
    await this.tributary(['publish', '--file', file]);
    return new Campaign(this.path, slug);
  }

  /** The same, deployed and funded. */
  async deploy(settings) {
    const campaign = await this.publish(settings);
    const env = { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY, ETH_RPC_URL: this.chain.url };
    await this.tributary(['deploy', '--file', `${campaign.slug}.toml`, '--yes'], { env });
    if (!settings?.rpcUrl) this.reachable.add(campaign.slug);
    return campaign;
  }

  /** Serves everything that is published, and waits until it has seen the contracts that can be seen. */
  async serve(listen = '127.0.0.1:0') {
    const options = { cwd: this.path, env: { HOME: this.path, PATH: process.env.PATH, ...this.serving } };
    const answer = (text) => text.includes('}') && JSON.parse(text).url;
    const [url, server] = await Background.start(tributary(), ['serve', '--listen', listen, '--json'], options, answer);
    for (let waiting = true; waiting; await sleep(100)) {
      const { campaigns } = await (await fetch(`${url}/api/v1/campaigns`)).json();
      waiting = campaigns.some(({ slug, state }) => state === 'unknown' && this.reachable.has(slug));
    }
    return { url, end: () => server.end() };
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}
