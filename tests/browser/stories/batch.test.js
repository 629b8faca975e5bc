// A wallet with shares in several airdrops claims them in one transaction, where the batch stands, and reads what became of each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { follow, press, state } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO, CY] = PEOPLE;

const here = world(async (folder) => ({
  river: await folder.deploy(),
  delta: await folder.deploy({ slug: 'delta', name: 'Delta contributors', symbol: 'DLT' }),
}));

const held = (person) => Promise.all([here.river, here.delta].map(({ deployment }) => here.chain.balance(deployment.token, here.folder.account(person))));
const shares = (person) => [here.river, here.delta].map((campaign) => campaign.share(person).amount);
const pageOf = (person) => `/airdrops/river/people/${person.id}`;

/** The key of anvil's account number 3, which is Cy's. */
const CY_KEY = '7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6';

/** Somebody's claim by the program, in one transaction for both. */
const byProgram = (person) => here.folder.tributary(['claim', 'out/river', 'out/delta', '--account', here.folder.account(person), '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: CY_KEY, ETH_RPC_URL: here.chain.url } });

test('without the batch on the chain each share is claimed by itself', async () => {
  await here.visit({ wallets: [here.walletOf(ADA)] }, async (page) => {
    await page.goto(pageOf(ADA));
    await page.getByRole('heading', { name: 'All that this wallet can claim' }).waitFor();
    await page.getByText('They are claimed one by one here').waitFor();
    assert.equal(await page.getByRole('button', { name: /Claim all/ }).count(), 0);
    await fitsEverybody(page);
    await page.getByRole('list', { name: 'Shares to claim' }).getByRole('link', { name: /Delta contributors/ }).click();
    await state(page, 'Connect a wallet');
  });
});

test('one transaction claims all, and each outcome can be read', async () => {
  await byProgram(CY);
  assert.deepEqual(await held(CY), shares(CY));
  const wallet = here.walletOf(ADA);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto(pageOf(ADA));
    await press(page, 'Connect River Wallet');
    const all = page.getByRole('button', { name: 'Claim all 2 in one transaction' });
    await all.waitFor();
    await fitsEverybody(page);
    await all.click();
    const outcomes = page.getByRole('list', { name: 'What became of each claim' });
    await outcomes.waitFor();
    assert.equal(await outcomes.getByText(/^Claimed: /).count(), 2);
    await fitsEverybody(page);
    await follow(page, 'Claimed. See how');
    await state(page, 'Already claimed');
  });
  assert.equal(wallet.sent.length, 1, 'one transaction, no approval');
  assert.deepEqual(await held(ADA), shares(ADA));
});

test('a claim that somebody else sends first holds up no other, and says so', async () => {
  const wallet = here.walletOf(BO);
  // Between the review and the wallet's transaction somebody else claims one of the two.
  wallet.next('eth_sendTransaction', async ([transaction]) => {
    await here.folder.tributary(['claim', 'out/delta', '--account', wallet.account, '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: CY_KEY, ETH_RPC_URL: here.chain.url } });
    return wallet.send(transaction);
  });
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto(pageOf(BO));
    await press(page, 'Connect River Wallet');
    await page.getByRole('button', { name: 'Claim all 2 in one transaction' }).click();
    const outcomes = page.getByRole('list', { name: 'What became of each claim' });
    await outcomes.waitFor();
    const text = await outcomes.innerText();
    assert.match(text, /Claimed: [\s\S]*from River contributors/);
    assert.match(text, /Not claimed from Delta contributors: This share was claimed in the meantime\. It cannot be paid twice\./);
    await fitsEverybody(page);
  });
  assert.deepEqual(await held(BO), shares(BO), 'both are paid, one by somebody else');
});
