// The wallet that the page brings for a chain on this machine, so that `make demo` can be claimed in any browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { claimOf, press, state } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO] = PEOPLE;
const CONNECT = 'Connect Test wallet';

const here = world(async (folder) => ({ river: await folder.deploy() }), { id: 31_337 });

const balance = (account) => here.chain.balance(here.river.deployment.token, account);

test('a browser without any wallet claims with the chain’s own account', async () => {
  const { address, amount } = here.river.share(ADA);
  await here.visit({ context: { viewport: { width: 360, height: 740 } } }, async (page) => {
    await page.goto(claimOf(ADA));
    await press(page, CONNECT);
    const choice = page.getByRole('dialog', { name: 'Test wallet' });
    await choice.getByText('For this local chain only.').waitFor();
    const accounts = choice.getByRole('listitem');
    assert.match(await accounts.first().innerText(), new RegExp(`^${address}\\s+has this share$`, 'i'), 'whom the page is about comes first');
    assert.equal(await accounts.count(), here.chain.accounts.length);
    assert.deepEqual(await barriers(page), []);
    assert.equal(await choice.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth), 0, 'it fits a phone');
    await page.keyboard.press('Enter');
    await state(page, 'Look once more, then claim');
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
    assert.equal(await balance(address), amount);
    await press(page, 'Show RVR in my wallet');
    await page.getByText('This wallet does not offer that. The tokens are yours all the same.').waitFor();
  });
});

test('another account can be chosen, and the choice can be refused', async () => {
  await here.visit({}, async (page) => {
    await page.goto(claimOf(BO));
    await press(page, CONNECT);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('You declined in the wallet. It shared nothing, and nothing moved.').waitFor();
    await press(page, CONNECT);
    await page.getByRole('dialog').getByText(here.folder.account(ADA).slice(2), { exact: false }).click();
    await state(page, 'This share belongs to another account');
    await press(page, 'Connect another account');
    await press(page, CONNECT);
    await page.getByRole('dialog').getByRole('button').first().click();
    await state(page, 'Look once more, then claim');
  });
});

test('a wallet of the browser is offered beside it', async () => {
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await page.goto(claimOf(BO));
    await page.getByRole('button', { name: CONNECT }).waitFor();
    await press(page, 'Connect River Wallet');
    await state(page, 'Look once more, then claim');
  });
});
