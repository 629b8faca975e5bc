#!/usr/bin/env node
/**
 * The whole road on a chain of its own, by the program itself: init, index, score, publish, deploy, verify, explain, claim.
 * Settings come from the environment (`make demo NAME=value` passes them on); see USAGE.
 *
 * Everything that is made lies in one temporary folder, which is removed at the end. The keys are anvil's, which
 * everybody knows. Uses Node alone, without packages.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { startChain } from './chain.mjs';
import { Failure, begin, endAll, output, run, say } from './processes.mjs';
import { startGithub, SIMULATED } from './github.mjs';
import { consentSettings, freshWallet, publishKey, registerCallback, relay } from './identity.mjs';

const USAGE = `make demo                          a simulated GitHub; then serves the claim page until Ctrl-C
make demo ONCE=1                   claims one wallet's and one GitHub account's share, compares balances, and ends
make demo REPO=owner/name          real GitHub; needs GITHUB_TOKEN
make demo GIT=path                 a local clone
make demo FROM=2025-01-01 UNTIL=2026-01-01    another window
make demo PORT=8080                another port for the page`;

/** Anvil's first account, which deploys and owns. */
const DEPLOYER_KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
/** Anvil's ninth account, which says which wallet a GitHub account is paid to. */
const ATTESTOR = '0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f';
const ATTESTOR_KEY = 'dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97';
/** Anvil's tenth account, which has no part and pays the gas of other people's claims. */
const STRANGER_KEY = '2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6';

const { env } = process;
const program = env.TRIBUTARY_BIN;
const folder = mkdtempSync(join(tmpdir(), 'tributary-demo.'));
// The program's own settings come from here alone, whatever the shell that started us has set.
const settings = {
  PATH: env.PATH, HOME: env.HOME, ...(env.NO_COLOR === undefined ? {} : { NO_COLOR: env.NO_COLOR }), ...(env.TERM === undefined ? {} : { TERM: env.TERM }),
};

/** Shows a command as somebody would type it, and runs it. */
function road(words, more = {}) {
  say(`$ tributary ${words.map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`);
  run(program, words, { cwd: folder, env: { ...settings, ...more } });
}

const ask = (words) => JSON.parse(output(program, [...words, '--json'], { cwd: folder, env: settings }));
const read = (file) => JSON.parse(readFileSync(join(folder, 'out/demo', file), 'utf8'));

/** Where contributions come from, and when they count. */
async function source() {
  const { GIT: clone, REPO: repo, GITHUB_TOKEN: token, FROM: from, UNTIL: until } = env;
  if (clone) {
    const path = resolve(env.INIT_CWD ?? '.', clone);
    // The year in which the clone was last written to.
    const year = output('git', ['-C', path, 'log', '-1', '--format=%cd', '--date=format:%Y']).trim();
    const window = { from: from ?? `${year}-01-01`, until: until ?? `${Number(year) + 1}-01-01` };
    return { words: ['--git', path, '--name', `${basename(path)} contributors`], ...window };
  }
  if (repo) {
    if (!token) throw new Failure('REPO reads GitHub: set GITHUB_TOKEN to a token that may read public repositories');
    settings.GITHUB_TOKEN = token;
    return { words: ['--repo', repo, '--name', `${repo} contributors`], from, until };
  }
  say('Starting a simulated GitHub: its published schema over a synthetic organisation');
  const api = await startGithub();
  console.log(api);
  settings.GITHUB_TOKEN = 'any-token-will-do';
  const words = SIMULATED.flatMap((name) => ['--repo', name]);
  return { words: [...words, '--name', 'Riverbed contributors'], api, from: from ?? '2025-01-01', until: until ?? '2026-01-01' };
}

/** Writes `airdrop.toml` with `init`, then edits it as a maintainer would. */
function writeRules({ words, api, from, until }, chain) {
  road(['init', '--slug', 'demo', '--chain', '31337', ...words]);
  const file = join(folder, 'airdrop.toml');
  let text = readFileSync(file, 'utf8');
  const set = (key, value) => {
    const line = new RegExp(`^(# )?${key} = .*$`, 'm');
    if (!line.test(text)) throw new Failure(`airdrop.toml has no line for \`${key}\``);
    text = text.replace(line, `${key} = ${JSON.stringify(value)}`);
  };
  set('description', 'For everybody whose work is in it.');
  set('rpc_url', chain.url);
  if (api) set('api_url', api);
  if (from) set('from', from);
  if (until) set('until', until);
  writeFileSync(file, text.replace('\n[github]\n', `\n[claim.identity]\nattestors = ["${ATTESTOR}"]\n\n[github]\n`));
}

/** The first people of the leaderboard link the chain's accounts; everybody else is paid to their GitHub account. */
async function linkWallets(chain) {
  // Without the deployer, who is first, the attestor and the stranger, who are last.
  const accounts = (await chain.rpc('eth_accounts')).slice(1, -2);
  const people = ask(['score']).people.filter(({ identity, excluded }) => identity.startsWith('github:') && !excluded).slice(0, accounts.length);
  if (people.length === 0) throw new Failure('nobody in this window has an account that the evidence names; choose another FROM and UNTIL');
  say(`Linking wallets: the first ${people.length} people on the leaderboard get accounts of this chain`);
  const rows = people.map(({ identity, login }, place) => {
    console.log(`${accounts[place]}  ${login}`);
    return `${identity.slice('github:'.length)},${accounts[place]}`;
  });
  writeFileSync(join(folder, 'wallets.csv'), `github_id,address\n${rows.join('\n')}\n`);
}

/** A stranger claims for the person with the largest amount: the tokens go to the person. */
async function claimOnce(chain, { address, amount }) {
  const { token } = read('deployment.json');
  const before = await chain.balance(token, address);
  road(['claim', 'out/demo', '--account', address, '--yes'], { TRIBUTARY_PRIVATE_KEY: STRANGER_KEY });
  const after = await chain.balance(token, address);
  say(`Base units of ${address}`);
  console.log(`before    ${before}\nafter     ${after}\nentitled  ${amount}`);
  if (after - before !== BigInt(amount)) throw new Failure('the balance did not grow by the amount that the bundle states');
  if (BigInt(ask(['status']).claimed) !== BigInt(amount)) throw new Failure('`tributary status` does not count the claim');
}

/** The server, which keeps proofs of GitHub accounts, attests them, and pays the gas of claims by them. */
async function serve(github, port) {
  const words = ['serve', '--listen', `127.0.0.1:${port}`, '--json'];
  say(`$ tributary ${words.join(' ')}`);
  const keys = { TRIBUTARY_ATTESTOR_PRIVATE_KEY: ATTESTOR_KEY, TRIBUTARY_SPONSOR_PRIVATE_KEY: STRANGER_KEY };
  const options = { cwd: folder, env: { ...settings, ...keys, ...(github ? await consentSettings(github) : {}) } };
  const { first, ended } = begin(program, words, options, (text) => text.includes('}'));
  const { url } = JSON.parse(await first);
  if (github) await registerCallback(github, url);
  return { url, ended };
}

/** Somebody without a wallet proves a GitHub account with an SSH key; the tokens come without gas of theirs. */
async function claimByAccount(chain, github, { identity, login, amount }) {
  say(`${login} has a GitHub account, no wallet before the drop and no ether`);
  const wallet = freshWallet();
  console.log(`a new wallet of theirs: ${wallet}`);
  const key = await publishKey(folder, github, identity);
  const { url } = await serve(github, 0);
  road(['prove', 'out/demo', '--server', url, '--who', identity, '--wallet', wallet, '--ssh-key', key]);
  await relay(url, identity);
  const { token } = read('deployment.json');
  const balance = await chain.balance(token, wallet);
  console.log(`base units   ${balance}\nentitled     ${amount}\nether spent  0`);
  if (balance !== BigInt(amount)) throw new Failure('the new wallet does not hold the amount that the bundle states');
}

async function servePage(github, people, byAccount) {
  const { url, ended } = await serve(github, env.PORT ?? 8080);
  const [{ login, identity }] = people;
  say(`Open ${url}`);
  console.log(`\n  the airdrop     ${url}/airdrops/demo`);
  console.log(`  one share       ${url}/airdrops/demo/people/${identity.slice('github:'.length)}   (${login})`);
  if (byAccount) {
    const id = byAccount.identity.slice('github:'.length);
    console.log(`  without a wallet ${url}/a/demo/claim/${id}   (${byAccount.login})`);
  }
  console.log('\nTo claim, connect the "Test wallet" that the page offers on a local chain: it holds the accounts above.');
  console.log(`The bundle is in ${folder}/out/demo. Ctrl-C ends everything and removes it.`);
  await ended;
}

async function main() {
  if (!program) throw new Failure(`start it with make:\n${USAGE}`);
  say('Starting a chain of our own (anvil)');
  const chain = await startChain();
  console.log(chain.url);
  const contributions = await source();
  writeRules(contributions, chain);
  road(['index']);
  road(['score', '--top', '10']);
  await linkWallets(chain);
  road(['publish']);
  road(['deploy', '--dry-run'], { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY });
  road(['deploy', '--yes'], { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY });
  road(['verify', 'out/demo']);
  road(['status']);
  const shares = read('allocation.json').people.filter(({ index }) => index !== null);
  const people = shares.filter(({ address }) => address !== null);
  const byAccount = contributions.api && shares.find(({ address }) => address === null);
  // The smallest share has the shortest receipt.
  const last = people.at(-1);
  road(['explain', last.login ?? last.identity, 'out/demo']);
  if (!env.ONCE) return servePage(contributions.api, people, byAccount);
  await claimOnce(chain, people[0]);
  if (byAccount) await claimByAccount(chain, contributions.api, byAccount);
  return undefined;
}

let code = 0;
for (const [signal, number] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.once(signal, () => {
    endAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(signal === 'SIGINT' && !env.ONCE ? 0 : number);
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
