// Somebody with a GitHub account, no wallet before the drop and no ether: from the link to the tokens in under a minute.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE, WALLETLESS } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { Github } from '../src/simulator.js';
import { run } from '../src/programs.js';
import { panel, press, state } from '../src/steps.js';
import { MISSING } from '../src/visitor.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

/** Anvil's ninth account: says which wallet an account is paid to. */
const ATTESTOR = { account: '0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f', key: 'dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97' };
const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'tributary-keys.'));
let github;

/** Two airdrops, so that each story has an account that nobody has proved there. The chain's clock is everybody's: proofs are made now. */
const here = world(async (campaigns) => {
  github = await Github.start();
  here.endpoints.push(github.url);
  const { id, login } = WALLETLESS;
  await github.ask('accounts', { id, login, new: true });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, 'id_ed25519')]);
  await github.ask('keys', { id, keys: [readFileSync(join(folder, 'id_ed25519.pub'), 'utf8').trim()] });
  campaigns.serving = { ...await github.settings(), TRIBUTARY_ATTESTOR_PRIVATE_KEY: ATTESTOR.key, TRIBUTARY_SPONSOR_PRIVATE_KEY: STRANGER.key };
  const more = `\n[claim.identity]\nattestors = ["${ATTESTOR.account}"]\n`;
  const end = `${new Date().getUTCFullYear() + 1}-12-31`;
  return { ssh: await campaigns.deploy({ slug: 'by-key', end, more }), oauth: await campaigns.deploy({ slug: 'by-sign-in', end, more }) };
}, { timestamp: Math.floor(Date.now() / 1000) });

after(() => github?.end());

const held = (campaign, account) => here.chain.balance(campaign.deployment.token, account);

/** An address that nobody has used. */
const fresh = (digit) => `0x${digit.repeat(40)}`;

async function nameWallet(page, address) {
  await state(page, 'Where should the tokens go?');
  await page.getByLabel("The wallet's address").fill(address);
  await page.getByLabel(/I hold the key of this wallet/).check();
  await press(page, 'Use this address');
  await state(page, 'Show that the GitHub account is yours');
}

async function claimFree(page, campaign, wallet) {
  await state(page, 'Look once more, then claim');
  assert.deepEqual(await barriers(page), []);
  await press(page, 'Claim without a fee');
  await state(page, 'The tokens are there');
  assert.deepEqual(await barriers(page), []);
  assert.equal(await held(campaign, wallet), campaign.share(WALLETLESS).amount);
  assert.equal(await here.chain.rpc('eth_getTransactionCount', [wallet, 'latest']), '0x0', 'the wallet sent nothing');
}

test('by an SSH key, signed with the stock ssh-keygen', async () => {
  const wallet = fresh('a');
  const began = Date.now();
  await here.visit({ tolerates: [MISSING] }, async (page) => {
    await page.goto(`/a/by-key/claim/github:${WALLETLESS.id}`);
    await nameWallet(page, wallet);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('tab', { name: 'SSH key' }).click();
    // As the page shows it, with the key where this person has it.
    const shown = await page.locator('pre', { hasText: 'ssh-keygen -Y sign' }).first().innerText();
    const signed = await here.folder.shell(shown.replaceAll('~/.ssh/id_ed25519', join(folder, 'id_ed25519')), join(folder, 'signing'));
    await page.getByRole('textbox', { name: 'The signature' }).fill(signed);
    await press(page, 'Check the signature');
    await claimFree(page, here.ssh, wallet);
    await page.reload();
    await state(page, 'The tokens are there');
  });
  const took = Date.now() - began;
  assert.ok(took < MINUTE, `from the link to the tokens in ${took} ms`);
  console.log(`# by SSH key: ${took} ms from the link to the tokens, with every check for barriers`);
});

test('a signature by a key that GitHub does not know proves nothing, and says what to do', async () => {
  const other = join(folder, 'other');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', other]);
  await here.visit({ tolerates: [MISSING, /status of 422/] }, async (page) => {
    await page.goto(`/a/by-sign-in/claim/github:${WALLETLESS.id}`);
    await nameWallet(page, fresh('c'));
    await page.getByRole('tab', { name: 'SSH key' }).click();
    const shown = await page.locator('pre', { hasText: 'ssh-keygen -Y sign' }).first().innerText();
    const signed = await here.folder.shell(shown.replaceAll('~/.ssh/id_ed25519', other), join(folder, 'other-signing'));
    await page.getByRole('textbox', { name: 'The signature' }).fill(signed);
    await press(page, 'Check the signature');
    await page.getByText(/none of the 1 that the account publishes/).waitFor();
    assert.match(await panel(page), /Nothing moved/);
    assert.deepEqual(await barriers(page), []);
  });
});

test('by signing in at GitHub, joined with the wallet', async () => {
  const [somebody] = PEOPLE;
  const account = here.folder.account(somebody);
  const wallet = new Wallet(here.chain, account);
  const before = await held(here.oauth, account);
  await github.callback(here.server.url);
  const began = Date.now();
  await here.visit({ wallets: [wallet], tolerates: [MISSING] }, async (page) => {
    await page.goto(`/a/by-sign-in/claim/github:${WALLETLESS.id}`);
    await state(page, 'Where should the tokens go?');
    await press(page, 'Connect River Wallet');
    await press(page, 'Use this wallet');
    await state(page, 'Show that the GitHub account is yours');
    await page.getByRole('tab', { name: 'Sign in' }).click();
    await press(page, 'Sign in with GitHub');
    await page.getByRole('heading', { name: `Authorize Tributary as ${WALLETLESS.login}` }).waitFor();
    await press(page, 'Authorize');
    await state(page, 'Look once more, then claim');
    await press(page, 'Claim without a fee');
    await state(page, 'The tokens are there');
  });
  const took = Date.now() - began;
  assert.equal(await held(here.oauth, account) - before, here.oauth.share(WALLETLESS).amount);
  assert.equal(wallet.sent.length, 0, 'the wallet sent nothing');
  assert.equal((await github.ask('oauth')).tokens.length, 0, 'no token lives on');
  assert.ok(took < MINUTE, `from the link to the tokens in ${took} ms`);
  console.log(`# by signing in: ${took} ms from the link to the tokens`);
});
