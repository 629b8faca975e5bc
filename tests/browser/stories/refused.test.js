// Everything that can stand between somebody and a share before it is claimed: said in words, with what it means for
// the tokens and a next step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE, WALLETLESS } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { claimOf, connect, panel, press, send, state } from '../src/steps.js';
import { MISSING } from '../src/visitor.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

const [ADA, BO, CY] = PEOPLE;
/** Nothing listens on port 9 of a machine of ours. */
const NOWHERE = 'http://127.0.0.1:9';
const NO_ANSWER = /Failed to load resource: net::ERR_CONNECTION_REFUSED|Failed to load resource: net::ERR_UNSAFE_PORT/;

const here = world(async (folder, chain) => {
  const campaigns = {
    river: await folder.deploy(),
    later: await folder.deploy({ slug: 'later', name: 'Later', start: '2026-06-01' }),
    past: await folder.deploy({ slug: 'past', name: 'Past', start: '2026-01-01', end: '2026-02-11' }),
    dry: await folder.deploy({ slug: 'dry', name: 'Dry' }),
    draft: await folder.publish({ slug: 'draft', name: 'Draft' }),
    adrift: await folder.deploy({ slug: 'adrift', name: 'Adrift', rpcUrl: NOWHERE }),
  };
  const { token, airdrop } = campaigns.dry.deployment;
  await chain.take(token, airdrop, STRANGER.account, 1n);
  await chain.moveTo(Date.parse('2026-02-12') / 1000);
  return { ...campaigns, endpoints: [NOWHERE] };
});

/** States that are there before any wallet is connected. */
const BEFORE = [
  ['later', 'Claims are not open yet', /They open on 1 Jun 2026 UTC[\s\S]*Your share waits in the contract/],
  ['past', 'Claims have ended', /The window closed on 11 Feb 2026 UTC[\s\S]*Nothing of your own moved\. Ask the maintainer \(river\.example\.org\)/],
  ['dry', 'The contract is not funded', /a claim may fail\. Nothing moved[\s\S]*tell the maintainer \(river\.example\.org\)/],
  ['draft', 'The contract is not there yet', /not deployed\. Your share does not change/],
];
for (const [slug, heading, words] of BEFORE) {
  test(`${heading}: nothing can be sent`, async () => {
    const wallet = here.walletOf(ADA);
    await here.visit({ wallets: [wallet] }, async (page) => {
      await page.goto(claimOf(ADA, slug));
      await state(page, heading);
      assert.match(await panel(page), words);
      assert.equal(await page.getByRole('button', { name: /^(Claim|Connect)/ }).count(), 0);
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(wallet.asked.filter(([method]) => /send|request/i.test(method)), []);
    });
  });
}

test('without a wallet the page says what one is and that the tokens wait', async () => {
  await here.visit({}, async (page) => {
    await page.goto(claimOf(ADA));
    await state(page, 'You need a wallet to receive this');
    assert.match(await panel(page), /This browser has none[\s\S]*Your tokens wait in the contract/);
    await page.getByRole('button', { name: 'I have one now: reload' }).waitFor();
    await page.getByText('Claim without this site').waitFor();
  });
});

test('without a linked wallet the amount stays with the maintainer', async () => {
  await here.visit({ wallets: [here.walletOf(ADA)] }, async (page) => {
    await page.goto(claimOf(WALLETLESS));
    await state(page, 'No wallet is linked to this share');
    assert.match(await panel(page), /stays with the maintainer[\s\S]*your GitHub id and an address[\s\S]*Never a seed phrase/);
  });
});

test('an account without a share is told so, and may look elsewhere', async () => {
  await here.visit({ wallets: [new Wallet(here.chain, STRANGER.account)], tolerates: [MISSING] }, async (page) => {
    await page.goto(claimOf(STRANGER.account));
    await page.getByRole('heading', { name: `“${STRANGER.account}” has no share in this airdrop` }).waitFor();
    await page.getByRole('link', { name: 'Search again' }).waitFor();
    await connect(page, ADA);
    await state(page, 'This share belongs to another account');
    await page.getByRole('button', { name: 'Connect another account' }).click();
    await state(page, 'Connect a wallet');
  });
});

test('an account with a share of its own is led to it', async () => {
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await connect(page, ADA);
    await state(page, 'This share belongs to another account');
    await page.getByRole('link', { name: 'Go to my own share' }).click();
    await page.getByRole('heading', { level: 1, name: /^Claim/ }).filter({ hasText: 'RVR' }).waitFor();
    await page.getByText('bo-example in River contributors').waitFor();
  });
});

test('a wallet on another chain is switched', async () => {
  const wallet = here.walletOf(ADA, { chainId: 1 });
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, ADA);
    await state(page, 'Switch to River chain');
    assert.match(await panel(page), /Your wallet is on chain 1, and this airdrop lives on River chain \(chain 31338\)/);
    assert.deepEqual(await barriers(page), []);
    wallet.rejectNext('wallet_switchEthereumChain');
    await press(page, 'Switch to River chain');
    await page.getByText('You declined in the wallet. It stayed on its chain').waitFor();
    await press(page, 'Switch to River chain');
    await state(page, 'Look once more, then claim');
    assert.equal(wallet.chainId, here.chain.id);
    assert.deepEqual(wallet.askedFor('wallet_addEthereumChain'), []);
  });
});

test('a wallet that does not know the chain is told of it', async () => {
  const wallet = here.walletOf(ADA, { chainId: 1, knows: [1] });
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, ADA);
    await press(page, 'Switch to River chain');
    await state(page, 'Look once more, then claim');
    const [[added]] = wallet.askedFor('wallet_addEthereumChain');
    assert.equal(Number(added.chainId), here.chain.id);
    assert.equal(added.chainName, 'River chain');
    assert.deepEqual(added.rpcUrls, [here.chain.url]);
  });
});

test('an endpoint that nobody can reach is said so, and the tokens are safe', async () => {
  await here.visit({ wallets: [here.walletOf(BO)], tolerates: [NO_ANSWER] }, async (page) => {
    await page.goto(claimOf(BO, 'adrift'));
    await state(page, 'The chain does not answer');
    assert.match(await panel(page), /Your tokens are safe in the contract; nothing moved/);
    assert.deepEqual(await barriers(page), []);
    assert.equal(await here.chain.balance(here.adrift.deployment.token, here.adrift.share(BO).address), 0n);
  });
});

test('an endpoint that only the page cannot reach can be tried again', async () => {
  await here.visit({ wallets: [here.walletOf(BO)], tolerates: [/net::ERR_FAILED/] }, async (page) => {
    await page.route(`${here.chain.url}/**`, (route) => route.abort());
    await page.goto(claimOf(BO));
    await state(page, 'The chain does not answer');
    await page.unroute(`${here.chain.url}/**`);
    await press(page, 'Try again');
    await state(page, 'Connect a wallet');
  });
});

test('while the server is away every page says so, and goes on when it is back', async () => {
  const { port } = new URL(here.server.url);
  await here.visit({ wallets: [here.walletOf(CY)], tolerates: [/net::ERR_CONNECTION_REFUSED/] }, async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: /River contributors/ }).first().waitFor();
    await here.server.end();
    await page.getByLabel('Is there something for you?').fill('cy-');
    await page.getByText('The server does not answer. Check your connection and try again.').first().waitFor();
    await page.getByRole('link', { name: /River contributors/ }).first().click();
    await page.getByRole('heading', { name: 'This did not load' }).waitFor();
    assert.match(await page.locator('main').innerText(), /Looking at a page moves nothing: your tokens are as they were/);
    here.server = await here.folder.serve(`127.0.0.1:${port}`);
    await press(page, 'Try again');
    await page.getByRole('heading', { level: 1, name: 'River contributors' }).waitFor();
    await send(page, CY);
    await state(page, 'The tokens are yours');
  });
});
