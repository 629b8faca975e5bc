// Somebody gives to several projects in one transaction, and sees before what it adds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { APPLICANT, DAI, OTHER_APPLICANT, PAYOUTS, Round } from '../src/round.js';
import { connectHere, panel, press, state } from '../src/steps.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

/** Accounts that have no part in the round. */
const donor = (number) => here.chain.accounts[10 + number];
const COIN = 10n ** 18n;

const here = world(async (folder, chain) => {
  const round = await Round.open(folder, chain);
  await round.apply(APPLICANT, 'Weights', PAYOUTS[0]);
  await round.apply(APPLICANT, 'Leaves', PAYOUTS[1]);
  await round.apply(OTHER_APPLICANT, 'Roots', PAYOUTS[2]);
  for (const project of [1, 2, 3]) await round.accept(project);
  await round.donate(chain.accounts[11], [[1, 25n * DAI], [2, 4n * DAI]]);
  await round.run(['freeze']);
  return { round };
}, { timestamp: Math.floor(Date.now() / 1000) });

const amount = (page, project) => page.getByRole('textbox', { name: `Amount for ${project}` });
const held = (payout) => here.chain.balance(here.round.token, payout);

test('a donor gives tokens and coin by one signature and one transaction', async () => {
  const account = donor(2);
  await here.round.give(account, 100n * DAI);
  const wallet = new Wallet(here.chain, account);
  const before = await Promise.all(PAYOUTS.map(held));
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: /Spring round/ }).click();
    await page.getByText(/Funded: the contract holds the goal/).waitFor();
    await page.getByText('2 days left').waitFor();
    await state(page, 'Your cart is empty');
    for (const name of ['Weights', 'Leaves']) await press(page, `Add ${name} to the cart`);
    await amount(page, 'Weights').fill('16');
    await amount(page, 'Leaves').fill('0.01');
    await page.getByRole('combobox', { name: 'Token for Leaves' }).selectOption('ETH');
    await connectHere(page);
    await state(page, 'Look once more, then give');
    await page.getByText(/^Adds .* DAI to its match if the round closed now\.$/).first().waitFor();
    await page.getByText('100 % of your gifts count for the match: default. That holds at the tally.').waitFor();
    assert.match(await panel(page), /16 DAI and 0\.01 ETH go from your account to 2 projects/);
    await fitsEverybody(page);
    wallet.next('eth_signTypedData_v4', () => { throw Object.assign(new Error('no'), { code: 4001 }); });
    await press(page, 'Sign and give');
    await state(page, 'You declined in the wallet');
    await press(page, 'Back');
    await press(page, 'Sign and give');
    await state(page, 'Your gifts have arrived');
    await fitsEverybody(page);
    assert.equal(wallet.asked.filter(([method]) => method === 'eth_signTypedData_v4').length, 2, 'one was declined');
    assert.equal(wallet.sent.length, 1);
    await page.getByRole('list', { name: 'Gifts that arrived' }).getByText('16 DAI').waitFor();
    await press(page, 'Give more');
    await state(page, 'Your cart is empty');
    await page.getByText(/by 2 donors/).first().waitFor();
  });
  assert.equal(await held(PAYOUTS[0]) - before[0], 16n * DAI);
  assert.equal(BigInt(await here.chain.rpc('eth_getBalance', [PAYOUTS[1], 'latest'])), COIN / 100n);
  assert.equal(await here.chain.balance(here.round.token, here.round.address), 1_000n * DAI, 'the round keeps nothing of gifts');
});

test('a project that is edited meanwhile cannot be given to, and the money stays', async () => {
  const account = donor(3);
  await here.round.give(account, 10n * DAI);
  const wallet = new Wallet(here.chain, account);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/r/spring/p/3');
    await press(page, 'Add to the cart');
    await amount(page, 'Roots').fill('3');
    await connectHere(page);
    await state(page, 'Look once more, then give');
    await here.round.apply(OTHER_APPLICANT, 'Roots', PAYOUTS[2], ['--edit', '3']);
    await state(page, 'A project cannot take gifts now');
    assert.match(await panel(page), /edited or rejected since you chose it/);
    await press(page, 'Take it out of the cart');
    await state(page, 'Your cart is empty');
  });
  assert.equal(wallet.sent.length, 0);
  assert.equal(await here.chain.balance(here.round.token, account), 10n * DAI);
});

test('a gift that was skipped in the block is told, and its money stayed', async () => {
  const account = donor(4);
  await here.round.give(account, 10n * DAI);
  const wallet = new Wallet(here.chain, account);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/r/spring');
    for (const name of ['Weights', 'Leaves']) {
      await press(page, `Add ${name} to the cart`);
      await amount(page, name).fill('4');
    }
    await connectHere(page);
    await state(page, 'Look once more, then give');
    // Edited between the wallet's question and the block.
    let goOn;
    const edited = new Promise((resolve) => { goOn = resolve; });
    const asked = new Promise((resolve) => {
      wallet.next('eth_sendTransaction', async ([transaction]) => {
        resolve();
        await edited;
        return wallet.send(transaction);
      });
    });
    await press(page, 'Sign and give');
    await asked;
    await here.round.apply(APPLICANT, 'Leaves', PAYOUTS[1], ['--edit', '2']);
    goOn();
    await state(page, 'Your gifts have arrived');
    await page.getByRole('heading', { name: 'One gift was not made' }).waitFor();
    assert.match(await panel(page), /Leaves, 4 DAI: it was not accepted at that moment.*It stayed with you/);
  });
  assert.equal(await here.chain.balance(here.round.token, account), 6n * DAI);
});

test('too little, the own project and the wrong chain are said before anything is signed', async () => {
  const poor = new Wallet(here.chain, donor(5));
  await here.visit({ wallets: [poor] }, async (page) => {
    await page.goto('/r/spring');
    await press(page, 'Add Weights to the cart');
    await amount(page, 'Weights').fill('abc');
    await page.getByText('Write a number such as 12.5').waitFor();
    await amount(page, 'Weights').fill('12');
    await connectHere(page);
    await state(page, 'You do not hold that much');
    assert.match(await panel(page), /gives 12 DAI, and this account holds 0 DAI/);
    await fitsEverybody(page);
  });
  const elsewhere = new Wallet(here.chain, donor(6), { chainId: 1 });
  await here.visit({ wallets: [elsewhere] }, async (page) => {
    await page.goto('/r/spring');
    await press(page, 'Add Weights to the cart');
    await amount(page, 'Weights').fill('1');
    await connectHere(page);
    await state(page, 'Switch to River chain');
  });
  assert.deepEqual([...poor.sent, ...elsewhere.sent], []);
});
