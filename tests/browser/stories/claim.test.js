// Somebody finds a share, sees why, and takes it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { claimOf, connect, follow, panel, press, send, state } from '../src/steps.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

const [ADA, BO, CY, DEE, ELI, FAY, GUS] = PEOPLE;

const here = world(async (folder) => ({ river: await folder.deploy() }));

const balance = (account) => here.chain.balance(here.river.deployment.token, account);

/** `1,234.5`, exactly, with the token's eighteen digits. */
function exact(units) {
  const digits = String(units).padStart(19, '0');
  const fraction = digits.slice(-18).replace(/0+$/, '');
  return digits.slice(0, -18).replace(/\B(?=(\d{3})+$)/g, ',') + (fraction && `.${fraction}`);
}
const short = (hex) => new RegExp(`${hex.slice(0, 6)}…${hex.slice(-4)}`, 'i');

test('a share is found by login, explained, claimed, on the chain, and still there after a reload', async () => {
  const { address, amount } = here.river.share(ADA);
  assert.equal(await balance(address), 0n);
  const wallet = here.walletOf(ADA);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/');
    await page.getByLabel('Is there something for you?').fill('ada-ex');
    await page.getByRole('link', { name: /ada-example/ }).click();
    await page.getByRole('heading', { name: 'Why this amount' }).waitFor();
    assert.match(await page.locator('main').innerText(), new RegExp(`exactly ${exact(amount)} RVR`));
    await follow(page, 'Claim');
    await press(page, 'Connect River Wallet');
    await state(page, 'Look once more, then claim');
    assert.match(await panel(page), new RegExp(`${exact(amount)} RVR go to ${short(address).source}[\\s\\S]*about \\d+,\\d{3} gas`, 'i'));
    assert.deepEqual(await barriers(page), []);
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
    assert.equal(await balance(address), amount);
    const [hash] = wallet.sent;
    await here.chain.succeed(hash);
    assert.equal(wallet.sent.length, 1, 'one transaction, no approval');
    assert.match(await panel(page), short(hash));
    await page.getByText(`The balance there went from 0 RVR to ${exact(amount)} RVR.`).waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.reload();
    await state(page, 'Already claimed');
    await page.getByText(short(hash)).waitFor();
    assert.match(await panel(page), short(address));
    await page.goto(`/airdrops/river/people/${ADA.id}`);
    await page.getByRole('link', { name: 'Claimed. See how' }).waitFor();
  });
});

/** Tabs to what is called so; the browser must show where the keyboard is on every stop of the way. */
async function tabTo(page, name) {
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const label = element.labels?.[0]?.innerText ?? element.getAttribute('aria-label') ?? element.innerText;
      return { label, shown: (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none' };
    });
    assert.ok(at.shown, `the focus is to be seen on “${at.label}”`);
    if (name.test(at.label)) return;
  }
  assert.fail(`no stop of the Tab key is called ${name}`);
}

test('the keyboard alone is enough to claim', async () => {
  const { address, amount } = here.river.share(BO);
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await tabTo(page, /^Skip to the content$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Is there something for you\?$/);
    await page.keyboard.type('bo-example');
    await page.getByRole('list', { name: 'Shares found' }).waitFor();
    await tabTo(page, /^bo-example/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Claim', exact: true }).waitFor();
    await tabTo(page, /^Claim$/);
    await page.keyboard.press('Enter');
    await state(page, 'Connect a wallet');
    await tabTo(page, /^Connect River Wallet$/);
    await page.keyboard.press('Enter');
    await state(page, 'Look once more, then claim');
    await tabTo(page, /^Claim$/);
    await page.keyboard.press('Space');
    await state(page, 'The tokens are yours');
    assert.equal(await page.evaluate(() => document.activeElement.innerText), 'The tokens are yours', 'the keyboard stays where things happen');
    assert.equal(await balance(address), amount);
  });
});

test('a share can be sent to another address, by its own account alone', async () => {
  const { address, amount } = here.river.share(CY);
  const elsewhere = '0x000000000000000000000000000000000000bEEF';
  await here.visit({ wallets: [here.walletOf(CY)] }, async (page) => {
    await connect(page, CY);
    await press(page, 'Send the tokens to another address');
    const field = page.getByLabel('Send the tokens to');
    const claim = page.getByRole('button', { name: 'Claim', exact: true });
    for (const [wrong, words] of [['0x12', /This is not an address/], [here.river.deployment.airdrop, /a contract of the airdrop itself/], [`0x${'0'.repeat(40)}`, /Nobody holds this address/]]) {
      await field.fill(wrong);
      assert.match(await page.getByRole('alert').innerText(), words);
      assert.equal(await claim.isDisabled(), true);
    }
    await field.fill(elsewhere);
    await page.getByText(short(elsewhere)).first().waitFor();
    await claim.click();
    await page.getByText('They went where you said, to').waitFor();
    assert.equal(await balance(elsewhere), amount);
    assert.equal(await balance(address), 0n);
  });
});

test('somebody else may send a claim, and the tokens still go to whom they belong', async () => {
  const { address, amount } = here.river.share(DEE);
  const friend = new Wallet(here.chain, STRANGER.account);
  await here.visit({ wallets: [friend] }, async (page) => {
    await connect(page, DEE);
    await state(page, 'This share belongs to another account');
    assert.match(await panel(page), new RegExp(`connected as ${short(STRANGER.account).source}[\\s\\S]*Nothing moved`, 'i'));
    assert.deepEqual(await barriers(page), []);
    await press(page, 'Send it for dee-example');
    await state(page, 'Look once more, then claim');
    assert.match(await panel(page), /the account of dee-example\. Never to you/);
    assert.equal(await page.getByRole('button', { name: 'Send the tokens to another address' }).count(), 0);
    await press(page, 'Claim');
    await page.getByText('You sent the claim of dee-example').waitFor();
    assert.equal(await balance(address), amount);
    assert.equal(await balance(STRANGER.account), 0n);
  });
});

test('the wallet is asked to show the token, with what the contract says of it', async () => {
  const wallet = here.walletOf(ELI);
  const ask = 'Show RVR in my wallet';
  await here.visit({ wallets: [wallet] }, async (page) => {
    await send(page, ELI);
    await state(page, 'The tokens are yours');
    wallet.rejectNext('wallet_watchAsset');
    await press(page, ask);
    await page.getByText('You declined. The tokens are yours all the same').waitFor();
    await press(page, ask);
    await page.getByText('Your wallet shows RVR now.').waitFor();
    const [, asked] = wallet.askedFor('wallet_watchAsset');
    const { address, ...rest } = asked.options;
    assert.equal(address.toLowerCase(), here.river.deployment.token);
    assert.deepEqual([asked.type, rest], ['ERC20', { symbol: 'RVR', decimals: 18 }]);
  });
});

test('the downloaded proof is what the contract accepts', async () => {
  const { index, address, amount } = here.river.share(FAY);
  await here.visit({}, async (page) => {
    await page.goto(claimOf(FAY));
    await page.getByText('Claim without this site').click();
    const [download] = await Promise.all([page.waitForEvent('download'), follow(page, 'Download the proof')]);
    assert.equal(download.suggestedFilename(), `river-${index}.json`);
    const { proof, account, airdrop, ...rest } = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.deepEqual([account.toLowerCase(), airdrop.toLowerCase()], [address, here.river.deployment.airdrop]);
    assert.deepEqual(rest, { chain_id: here.chain.id, index, amount: String(amount) });
    const [shard] = Object.entries(here.river.json(`proofs/${address.slice(2, 4)}.json`)).filter(([one]) => one.toLowerCase() === address);
    assert.deepEqual(proof, shard[1].find((entry) => entry.index === index).proof);
  });
});

test('the shown commands claim without the page', async () => {
  const { address, amount } = here.river.share(GUS);
  const folder = join(here.folder.path, 'claimant');
  await here.visit({}, async (page) => {
    await page.goto(claimOf(GUS));
    await page.getByText('Claim without this site').click();
    const command = (what) => page.getByLabel(`command that ${what}`, { exact: true }).innerText();
    await here.folder.shell(await command('fetches the files'), folder);
    const env = { TRIBUTARY_KEYSTORE_PASSWORD: 'river' };
    const payer = (await here.folder.shell('tributary keystore new key.json', folder, { env })).trim();
    await here.chain.rpc('anvil_setBalance', [payer, '0xde0b6b3a7640000']);
    // The person agrees beforehand, since nobody is at the terminal.
    await here.folder.shell(`${await command('claims')} --yes`, folder, { env });
    assert.equal(await balance(address), amount);
    await state(page, 'Already claimed');
  });
});
