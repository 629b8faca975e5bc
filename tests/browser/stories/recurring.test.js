// An airdrop that goes on: somebody was paid from the first list, reads that a second is announced, and claims what is new.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { CLAIMABLE_AT, DEPLOYER_KEY, STRANGER } from '../src/chain.js';
import { drop } from '../src/drop.js';
import { claimOf, press, send, state } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO, CY] = PEOPLE;
const DAY = 86_400;

const epoch = (folder, ...words) => folder.tributary(['epoch', ...words, '--file', 'river-2.toml', '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY, ETH_RPC_URL: folder.chain.url } });

/** Somebody's shares, sent by the program. */
const byProgram = (folder, person, ...bundles) => folder.tributary(['claim', ...bundles, '--account', folder.account(person), '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: STRANGER.key, ETH_RPC_URL: folder.chain.url } });

const here = world(async (folder, chain) => {
  const table = `[claim.recurring]\ndelay = "3 days"\nguardian = "${chain.accounts[2]}"\n`;
  const river = await folder.deploy({ more: table });
  const second = await folder.publish({ slug: 'river-2', name: 'River, second list', more: `${table}after = "out/river"\n` });
  const delta = await folder.deploy({ slug: 'delta', name: 'Delta contributors', symbol: 'DLT' });
  await byProgram(folder, BO, 'out/river');
  await epoch(folder, 'propose');
  await epoch(folder, 'fund');
  folder.reachable.add('river-2');
  return { river, second, delta };
});

const balance = (account) => here.chain.balance(here.river.deployment.token, account);

/** The server has read that a list stands so. */
async function followed(slug, stage) {
  for (;;) {
    const { claim } = await (await fetch(`${here.server.url}/api/v1/campaigns/${slug}`)).json();
    if (claim.recurring.stage === stage) return;
    await sleep(200);
  }
}

test('a second list pays what is new to who was paid from the first', async () => {
  const { address, amount } = here.river.share(ADA);
  const later = here.second.share(ADA);
  assert.equal(BigInt(later.standing), amount);
  assert.equal(BigInt(later.cumulative), amount + later.amount);
  await followed('river-2', 'pending');
  await here.visit({ wallets: [here.walletOf(ADA)] }, async (page) => {
    await page.goto('/airdrops/river');
    await page.getByText(/List 2 can take effect from/).waitFor();
    await fitsEverybody(page);
    await page.goto(claimOf(ADA, 'river-2'));
    await page.getByText('List 2 is announced. Until it takes effect, claims are by list 1.').waitFor();
    await fitsEverybody(page);
    await send(page, ADA);
    await state(page, 'The tokens are yours');
  });
  assert.equal(await balance(address), amount);

  await here.chain.moveTo(CLAIMABLE_AT + 4 * DAY);
  await epoch(here.folder, 'activate');
  await followed('river-2', 'in_effect');
  await followed('river', 'superseded');
  await here.visit({ wallets: [here.walletOf(ADA)] }, async (page) => {
    await page.goto('/airdrops/river');
    await page.getByText('List 1 was followed by list 2', { exact: false }).waitFor();
    await page.goto('/airdrops/river-2');
    await page.getByText('the first list by transaction', { exact: false }).waitFor();
    await page.goto(`/airdrops/river-2/people/github:${ADA.id}`);
    await page.getByRole('heading', { name: 'Since the first list' }).waitFor();
    await fitsEverybody(page);
    await send(page, ADA, 'river-2');
    await state(page, 'The tokens are yours');
  });
  assert.equal(await balance(address), amount + later.amount, 'each share was paid once');
});

test('what is new in the second list is claimed together with other airdrops, in one transaction', async () => {
  // Who claims so first puts the contract on the chain that sends several claims.
  await byProgram(here.folder, CY, 'out/river-2', 'out/delta');
  const wallet = here.walletOf(BO);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto(`/airdrops/river-2/people/${BO.id}`);
    await press(page, 'Connect River Wallet');
    const shares = page.getByRole('list', { name: 'Shares to claim' });
    await shares.getByRole('link', { name: /River, second list/ }).waitFor();
    assert.equal(await shares.getByRole('link').count(), 2, 'the first list is not offered beside the second');
    await press(page, 'Claim all 2 in one transaction');
    const outcomes = page.getByRole('list', { name: 'What became of each claim' });
    await outcomes.waitFor();
    assert.equal(await outcomes.getByText(/^Claimed: /).count(), 2);
    await fitsEverybody(page);
  });
  assert.equal(wallet.sent.length, 1, 'one transaction');
  const account = here.folder.account(BO);
  assert.equal(await balance(account), BigInt(here.second.share(BO).cumulative), 'what was paid before and what is new, once each');
  assert.equal(await here.chain.balance(here.delta.deployment.token, account), here.delta.share(BO).amount);
});

/** The lines of the browser, and those of the program. */
async function checked(page, { bundle }) {
  await page.goto('/verify');
  await drop(page, page.getByRole('region', { name: 'Drop a bundle here' }), [bundle]);
  await page.locator('.verdict').waitFor();
  await page.waitForFunction(() => !document.querySelector('.verdict.running, .checks .running, .checks .waiting'));
  const lines = await page.locator('[data-check]').evaluateAll((all) => all.map((line) => [line.dataset.check, line.querySelector('svg').getAttribute('aria-label'), line.innerText]));
  const said = await here.folder.tributary(['verify', bundle, '--json'], { env: { ETH_RPC_URL: here.chain.url }, codes: [0, 1] });
  return { lines, program: JSON.parse(said).checks };
}

test('both lists are recomputed in the browser as by the program, and nobody has less', async () => {
  await here.visit({}, async (page) => {
    for (const list of [here.second, here.river]) {
      const { lines, program } = await checked(page, list);
      assert.deepEqual(lines.filter(([, outcome]) => outcome !== 'Holds'), []);
      assert.deepEqual(lines.map(([id]) => id).sort(), program.map(({ id }) => id).sort(), 'the page makes the checks of the program');
      assert.deepEqual(program.filter(({ status }) => status !== 'pass'), []);
    }
    await fitsEverybody(page);
  });
});

test('a list in which somebody has less is red on its own line', async () => {
  const forged = join(here.folder.path, 'forged');
  cpSync(here.second.bundle, forged, { recursive: true });
  const path = join(forged, 'standing.json');
  const { amount } = here.river.share(ADA);
  writeFileSync(path, readFileSync(path, 'utf8').replace(`"${amount}"`, `"${10n ** 30n}"`));
  await here.visit({}, async (page) => {
    const { lines } = await checked(page, { bundle: forged });
    const red = lines.filter(([, outcome]) => outcome === 'Does not hold').map(([id]) => id);
    for (const id of ['files', 'standing', 'nobody_decreased']) assert.ok(red.includes(id), `${id} in ${red}`);
  });
});
