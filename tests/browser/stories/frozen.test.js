// Claims by GitHub account were frozen for three days: the page says so, and everybody may claim for as much longer. And the
// ways that need no sponsor and no page: signing for a friend, taking back, and the command line.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE, WALLETLESS } from '../src/campaign.js';
import { DEPLOYER_KEY, STRANGER } from '../src/chain.js';
import { claimOf, connect, press, state } from '../src/steps.js';
import { MISSING } from '../src/visitor.js';
import { world } from '../src/world.js';

const [ADA, BO, CY] = PEOPLE;
/** 2026-08-01, when claims end by the rules. */
const END = Date.UTC(2026, 7, 1) / 1000;
const DAY = 86_400;
const PAGE = '/airdrops/river';

/** The stranger attests and is the guardian; the deployer owns. */
const here = world(async (folder, chain) => {
  const more = `\n[claim.identity]\nattestors = ["${STRANGER.account}"]\nguardian = "${STRANGER.account}"\n`;
  const river = await folder.deploy({ more });
  const attestors = (key, ...words) => folder.tributary(['attestors', ...words, '--file', 'river.toml', '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: key, ETH_RPC_URL: chain.url } });
  await attestors(STRANGER.key, 'freeze', '--until', new Date((await chain.now() + 3 * DAY) * 1000).toISOString());
  await attestors(DEPLOYER_KEY, 'propose', '--attestors', chain.accounts[0]);
  return { river };
});

const balance = (account) => here.chain.balance(here.river.deployment.token, account);
/** For somebody to look at, where `SHOTS` names a folder. */
async function shot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

test('the page tells of the freeze, of who is to confirm accounts next, and of the time that grew', async () => {
  await here.visit({}, async (page) => {
    await page.goto(PAGE);
    await page.getByRole('heading', { name: 'Claims by GitHub account rest' }).waitFor();
    await page.getByRole('heading', { name: 'Others are to confirm GitHub accounts' }).waitFor();
    await page.getByText('The time grew by 3 days, because claims by GitHub account were frozen.').waitFor();
    // To the minute of the contract, whatever second the freeze was mined in.
    const end = await here.chain.endOf(here.river.deployment.airdrop);
    assert.ok(end > END + 2.5 * DAY && end <= END + 3 * DAY, `claims end at ${end}`);
    await page.locator(`time[datetime="${new Date(end * 1000).toISOString().replace('.000', '')}"]`).first().waitFor();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'airdrop');
  });
});

test('who claims by GitHub account is told what becomes public, and how to do it without the page', async () => {
  await here.visit({ tolerates: [MISSING] }, async (page) => {
    await page.goto(claimOf(WALLETLESS));
    await state(page, 'Where should the tokens go?');
    assert.match(await page.getByRole('note').innerText(), /^Claims by GitHub account rest until [\s\S]*Your share is not lost/);
    await page.getByText('Everybody will be able to see which wallet this account is paid to').waitFor();
    await page.getByText('Claim without this site').click();
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'name-wallet');
    const command = (what) => page.getByLabel(`command that ${what}`, { exact: true }).innerText();
    const folder = join(here.folder.path, 'walletless');
    await here.folder.shell(await command('fetches the files'), folder);
    // An attestor by hand, and the command as it is shown: everything stands but the freeze.
    const env = { TRIBUTARY_KEYSTORE_PASSWORD: 'river', TRIBUTARY_PRIVATE_KEY: STRANGER.key };
    await here.folder.shell(`tributary attest out/river --github ${WALLETLESS.id} --recipient ${STRANGER.account} > binding.json`, folder, { env });
    const claims = (await command('claims')).replace('--keystore key.json', '--yes');
    await assert.rejects(here.folder.shell(claims, folder, { env }), /IsFrozen/);
    assert.match(await command('proves the account'), /^tributary prove out\/river --server http\S+ --who \d+ --wallet 0x… --ssh-key \S+ --json > binding\.json$/);
  });
});

test('after the end of the rules a wallet still claims, in the days that were frozen', async () => {
  await here.chain.moveTo(END + 1);
  const { address, amount } = here.river.share(ADA);
  await here.visit({ wallets: [here.walletOf(ADA)] }, async (page) => {
    await connect(page, ADA);
    await state(page, 'Look once more, then claim');
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
    assert.equal(await balance(address), amount);
  });
});

test('a claim is signed on the page, and a friend sends it by the shown command', async () => {
  const { address, amount } = here.river.share(BO);
  const folder = join(here.folder.path, 'friend');
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await connect(page, BO);
    await state(page, 'Look once more, then claim');
    await page.getByText('Other ways', { exact: true }).click();
    await press(page, 'Sign for somebody else to send');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download signed.json' }).click()]);
    assert.deepEqual(await barriers(page), []);
    await shot(page, 'other-ways');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'signed.json'), await readFile(await download.path()));
    const command = (what) => page.getByLabel(`command that ${what}`, { exact: true }).innerText();
    await here.folder.shell(await command('fetches the files for your friend'), folder);
    const sends = (await command('sends what was signed')).replace('--keystore key.json', '--yes');
    await here.folder.shell(sends, folder, { env: { TRIBUTARY_PRIVATE_KEY: STRANGER.key } });
    assert.equal(await balance(address), amount);
    await state(page, 'Already claimed');
  });
});

test('what was signed is taken back, and nobody can send it any more', async () => {
  const folder = join(here.folder.path, 'taken-back');
  await here.visit({ wallets: [here.walletOf(CY)] }, async (page) => {
    await connect(page, CY);
    await state(page, 'Look once more, then claim');
    await page.getByText('Other ways', { exact: true }).click();
    await press(page, 'Sign for somebody else to send');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download signed.json' }).click()]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'signed.json'), await readFile(await download.path()));
    await here.folder.shell(await page.getByLabel('command that fetches the files for your friend', { exact: true }).innerText(), folder);
    await page.reload();
    await connect(page, CY);
    await page.getByText('Other ways: you have signed a claim').waitFor();
    await press(page, 'Take back what I signed');
    await page.getByText('Taken back. What this account had signed is worth nothing now.').waitFor();
    await page.getByText('Other ways', { exact: true }).waitFor();
    const sends = 'tributary claim out/river --authorization signed.json --yes';
    await assert.rejects(here.folder.shell(sends, folder, { env: { TRIBUTARY_PRIVATE_KEY: STRANGER.key } }), /InvalidNonce/);
    assert.equal(await balance(here.river.share(CY).address), 0n);
  });
});
