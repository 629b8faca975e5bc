// Is this real, and how was it shared?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE, WALLETLESS } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { world } from '../src/world.js';

const [ADA, BO] = PEOPLE;

const here = world(async (folder, chain) => {
  const river = await folder.deploy();
  await folder.tributary(['claim', river.bundle, '--account', folder.account(ADA), '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: STRANGER.key, ETH_RPC_URL: chain.url } });
  return { river };
});

/** Base units of `1,234.5 RVR`. */
function units(text) {
  const [, whole, fraction = ''] = /^([\d,]+)(?:\.(\d+))? RVR$/.exec(text);
  return BigInt(whole.replaceAll(',', '') + fraction.padEnd(18, '0'));
}

const sum = (amounts) => amounts.reduce((a, b) => a + b, 0n);
const titles = async (cells) => (await cells.all()).map((cell) => cell.getAttribute('title'));

test('the ledger lists everybody, and the exact amounts are the pool', async () => {
  const { people, pool } = here.river.json('allocation.json');
  await here.visit({}, async (page) => {
    await page.goto('/airdrops/river');
    const rows = page.getByRole('region', { name: 'Ledger' }).locator('tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), people.length);
    const amounts = await Promise.all(await titles(rows.locator('[title$=" RVR"]')));
    assert.equal(sum(amounts.map(units)), BigInt(pool));
    assert.match(await rows.first().innerText(), /ada-example claimed/);
    assert.match(await rows.filter({ hasText: WALLETLESS.login }).innerText(), /no wallet yet/);
    await page.getByLabel('Find a person in this list').fill('quin');
    await page.waitForFunction(() => document.querySelectorAll('[aria-label=Ledger] tbody tr').length === 1);
    await rows.getByRole('link', { name: 'quin-example' }).click();
    await page.getByRole('heading', { name: 'quin-example', level: 1 }).waitFor();
  });
});

test('who comes to the airdrop finds their own share at its head', async () => {
  await here.visit({}, async (page) => {
    await page.goto('/airdrops/river');
    await page.getByLabel('Is there something for you?').fill('uma');
    const found = page.getByRole('list', { name: 'Shares found' });
    await found.getByText('uma-example').waitFor();
    await fitsEverybody(page);
    await found.getByRole('link', { name: /uma-example/ }).click();
    await page.getByRole('heading', { name: 'uma-example', level: 1 }).waitFor();
  });
});

test('the river shows whose work flowed into which share, as a picture and as a table', async () => {
  await here.visit({}, async (page) => {
    await page.goto('/airdrops/river');
    const river = page.getByRole('group', { name: 'River of contributions' });
    await river.getByRole('link', { name: BO.login }).waitFor();
    assert.ok((await river.locator('path').count()) > 1, 'there are streams');
    await page.getByRole('tab', { name: 'Table' }).click();
    const table = page.getByRole('region', { name: 'Points by person and month' });
    const shares = await Promise.all(await titles(table.locator('tbody [title$=" RVR"]')));
    assert.equal(sum(shares.map(units)), BigInt(here.river.json('allocation.json').pool));
    await page.getByRole('tab', { name: 'River' }).click();
    await river.getByRole('link', { name: BO.login }).click();
    await page.getByRole('heading', { name: BO.login, level: 1 }).waitFor();
  });
});

test('the page says who launched it, that it is funded, what was claimed, and what was checked', async () => {
  const { river } = here;
  const claimed = Number((river.share(ADA).amount * 1_000_000n) / BigInt(river.json('manifest.json').total)) / 10_000;
  await here.visit({}, async (page) => {
    await page.goto('/airdrops/river');
    await page.getByText(`${claimed.toFixed(1)} %`).first().waitFor();
    await page.getByText(/This server made \d+ checks and they hold/).waitFor();
    const text = await page.locator('main').innerText();
    assert.match(text, /launched by river\.example\.org/);
    assert.match(text, /1 of 23 people with a wallet/);
    assert.match(text, /In full\s+by transaction 0x/);
    assert.match(text, /This server made \d+ checks and they hold/);
    assert.match(text, /Gini/i);
    assert.equal(await page.locator('[data-check].fail, [data-check].skipped').count(), 0);
  });
});

test('a share tells its reasons down to the single commit', async () => {
  await here.visit({}, async (page) => {
    await page.goto(`/airdrops/river/people/${ADA.id}`);
    const months = page.getByRole('list', { name: 'Points by month' });
    const march = months.getByRole('listitem').filter({ has: page.getByText('Mar 2025', { exact: true }) });
    assert.match(await march.innerText(), /4 commits[\s\S]*2\.00/);
    await march.getByText('Mar 2025', { exact: true }).click();
    assert.deepEqual(await march.getByText(/^\d+ Mar 2025, 10:00 UTC$/).allInnerTexts(), ['13', '12', '11', '10'].map((day) => `${day} Mar 2025, 10:00 UTC`));
    assert.match(await page.locator('main').innerText(), /add up to 24\.00 points/);
  });
});
