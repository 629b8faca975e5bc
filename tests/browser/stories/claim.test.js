// Somebody finds a share, sees why, and takes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PEOPLE } from '../src/campaign.js';
import { world } from '../src/world.js';

const [ADA] = PEOPLE;

const here = world((folder) => ({ river: folder.deploy() }));

test('a share is found by login, explained, claimed, and on the chain', async () => {
  const { river, chain } = here;
  const { address, amount } = river.share(ADA);
  const { token } = river.deployment;
  assert.equal(await chain.balance(token, address), 0n);
  const wallet = here.walletOf(ADA);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/');
    await page.getByLabel('Is there something for you?').fill('ada-ex');
    await page.getByRole('link', { name: /ada-example/ }).click();
    await page.getByRole('heading', { name: 'Why this amount' }).waitFor();
    await page.getByRole('link', { name: 'Claim', exact: true }).click();
    await page.getByRole('button', { name: /River Wallet/ }).click();
    await page.getByRole('button', { name: 'Claim', exact: true }).click();
    await page.getByRole('heading', { name: 'The tokens are yours' }).waitFor();
    assert.equal(await chain.balance(token, address), amount);
    await page.reload();
    await page.getByRole('heading', { name: 'Already claimed' }).waitFor();
  });
});
