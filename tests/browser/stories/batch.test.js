// A wallet with shares in several airdrops claims them in one transaction, where the batch stands, and reads what became of each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { connect, follow, panel, press, state } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO, CY, DEE] = PEOPLE;

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
    assert.match(text, /Claimed by another transaction: [\s\S]*from Delta contributors\. Nothing more is due\./);
    await fitsEverybody(page);
  });
  assert.deepEqual(await held(BO), shares(BO), 'both are paid, one by somebody else');
});

test('the votes of the tokens are handed on with the claim, where somebody wants that', async () => {
  const account = here.folder.account(DEE);
  const votesOf = async (who) => BigInt(await here.chain.rpc('eth_call', [{ to: here.river.deployment.token, data: `0x9ab24eb0${who.slice(2).padStart(64, '0')}` }, 'latest']));
  const friend = here.folder.account(CY);
  const wallet = here.walletOf(DEE);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, DEE);
    await state(page, 'Look once more, then claim');
    assert.match(await panel(page), /asked for one transaction\./);
    await press(page, 'Let the votes of your RVR count, too');
    assert.match(await panel(page), /one signature, over your votes, and one transaction\./);
    const field = page.getByLabel('Who votes with your RVR');
    assert.equal((await field.inputValue()).toLowerCase(), account.toLowerCase(), 'oneself, if nothing else is said');
    const claim = page.getByRole('button', { name: 'Claim', exact: true });
    await field.fill('0x12');
    assert.match(await page.getByRole('alert').innerText(), /not an address that can vote/);
    assert.equal(await claim.isDisabled(), true);
    await field.fill(friend);
    await fitsEverybody(page);
    // Who says no is asked again, with the same choice.
    wallet.rejectNext('eth_signTypedData_v4');
    await claim.click();
    await state(page, 'You declined in the wallet');
    await press(page, 'Back to the review');
    assert.equal((await field.inputValue()).toLowerCase(), friend.toLowerCase());
    // Whoever signed and then does not send hears that the signature is still good.
    wallet.rejectNext('eth_sendTransaction');
    await claim.click();
    await state(page, 'You declined in the wallet');
    assert.match(await panel(page), /That signature stays valid until/);
    await press(page, 'Back to the review');
    await claim.click();
    await state(page, 'The tokens are yours');
    await page.getByText('The votes of your RVR are with').waitFor();
    await fitsEverybody(page);
  });
  assert.equal(wallet.sent.length, 1, 'one transaction');
  const { amount } = here.river.share(DEE);
  assert.deepEqual([await votesOf(friend), await votesOf(account)], [amount, 0n]);
  assert.equal(await here.chain.balance(here.river.deployment.token, account), amount, 'the tokens stay');
});
