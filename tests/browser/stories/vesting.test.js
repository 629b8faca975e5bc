// A share that becomes available over time: claimed, seen as a curve, and paid out step by step, exact to the unit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { connect, follow, panel, press, state } from '../src/steps.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

const [ADA, BO] = PEOPLE;
const DAY = 86_400;
/** 2026-03-01, after the chain's clock and inside the window. */
const START = 1_772_323_200;

const TABLE = `
[claim.vesting]
start = "2026-03-01"
cliff = "30 days"
duration = "100 days"
period = "10 days"
unlock = "10%"
`;

const here = world(async (folder) => ({
  river: await folder.deploy({ more: TABLE }),
  counted: await folder.deploy({ slug: 'counted', more: '\n[claim.vesting]\nstart = "claim"\nduration = "50 days"\nperiod = "25 days"\nunlock = "20%"\n' }),
}));

const balance = (account, campaign = here.river) => here.chain.balance(campaign.deployment.token, account);

/** What the contract makes of a share so many days after the start. */
const vested = (amount, days) => amount / 10n + (amount - amount / 10n) * BigInt(days) / 100n;

/** `1,234.5`, exactly. */
function exact(units) {
  const digits = String(units).padStart(19, '0');
  const fraction = digits.slice(-18).replace(/0+$/, '');
  return digits.slice(0, -18).replace(/\B(?=(\d{3})+$)/g, ',') + (fraction && `.${fraction}`);
}

/** A figure of the curve by its name, whole on hover. */
const figure = (page, name) => page.locator('dl.facts > div', { has: page.getByText(name, { exact: true }) });
const whole = (page, name) => figure(page, name).locator('dd [title]').first().getAttribute('title');
const payOut = (page) => page.getByRole('button', { name: /^Pay out / });

test('claimed before its start, paid out at the start, at the cliff and at the end', async () => {
  const { address, amount, index } = here.river.share(ADA);
  const wallet = here.walletOf(ADA);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, ADA);
    await state(page, 'Look once more, then claim');
    assert.match(await panel(page), /as they become available[\s\S]*10 % of a share is available at the start\. The rest becomes available every 10 days over 100 days\. Nothing of it in the first 30 days/);
    await press(page, 'Claim');
    await state(page, 'Your share is claimed');
    assert.equal(await balance(address), 0n, 'before the start a claim pays nothing');
    await follow(page, 'See what becomes available when');
    await page.getByRole('heading', { name: 'When it becomes yours to spend' }).waitFor();
    await figure(page, 'Available now').getByText('0 RVR', { exact: true }).waitFor();
    assert.equal(await payOut(page).count(), 0, 'there is nothing to pay out');
    await fitsEverybody(page);
  });

  /** Time moves on; whoever is there pays out what there is. */
  const payAt = async (days, owner) => {
    const before = await balance(address);
    const due = vested(amount, days === 0 ? 0 : days) - before;
    await here.chain.moveTo(START + days * DAY);
    await here.visit({ wallets: [owner] }, async (page) => {
      await page.goto(`/airdrops/river/people/${ADA.id}`);
      await press(page, 'Connect River Wallet');
      await payOut(page).waitFor();
      assert.equal(await whole(page, 'Available now'), `${exact(due)} RVR`);
      await fitsEverybody(page);
      await payOut(page).click();
      await page.getByText('Paid. The tokens are in the wallet.').waitFor();
      await page.getByText(`${exact(vested(amount, days))} RVR were paid before`).waitFor();
      assert.equal(await payOut(page).count(), 0);
    });
    assert.equal(await balance(address) - before, due, `after ${days} days`);
  };
  await payAt(0, wallet);
  await payAt(30, wallet);
  const stranger = new Wallet(here.chain, STRANGER.account);
  await payAt(50, stranger);
  await payAt(100, wallet);
  assert.equal(await balance(address), amount, 'all of it, to the last unit');
  assert.equal(await balance(STRANGER.account), 0n, 'who sends a payment gets nothing of it');
  assert.equal(index, here.river.share(ADA).index);
});

test('counted from the claim, what is available comes with it', async () => {
  const { address, amount } = here.counted.share(BO);
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await page.goto(`/airdrops/counted/people/${BO.id}`);
    await page.getByText('50 days after your claim').first().waitFor();
    assert.equal(await whole(page, 'Available at the claim'), `${exact(amount / 5n)} RVR`);
    await connect(page, BO, 'counted');
    await state(page, 'Look once more, then claim');
    await press(page, 'Claim');
    await state(page, 'Your share is claimed');
    await page.getByText(`The balance there went from 0 RVR to ${exact(amount / 5n)} RVR.`).waitFor();
    assert.equal(await balance(address, here.counted), amount / 5n);
    await page.reload();
    await state(page, 'Already claimed');
    assert.match(await panel(page), /paid there as it becomes available/);
    await follow(page, 'See what becomes available when');
    await figure(page, 'Available now').waitFor();
    await page.getByText(`${exact(amount / 5n)} RVR were paid before`).waitFor();
  });
});
