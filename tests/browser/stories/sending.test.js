// What can happen to a claim once the wallet is asked: the page says what it means for the tokens, and the chain holds
// what the page says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { STRANGER } from '../src/chain.js';
import { claimOf, connect, panel, press, seen, send, state } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO, CY, DEE, ELI, FAY, GUS, HAL, IVY] = PEOPLE;

const here = world(async (folder) => ({ river: await folder.deploy() }));

const balance = (account) => here.chain.balance(here.river.deployment.token, account);
const unpaid = async (who) => assert.equal(await balance(here.river.share(who).address), 0n);

/** Somebody else claims for an account, from the command line. */
async function claimFor(account) {
  const env = { TRIBUTARY_PRIVATE_KEY: STRANGER.key, ETH_RPC_URL: here.chain.url };
  const [{ tx_hash: hash }] = JSON.parse(await here.folder.tributary(['claim', here.river.bundle, '--account', account, '--yes', '--json'], { env }));
  return hash;
}

test('who declines in the wallet has lost nothing and can go on', async () => {
  const wallet = here.walletOf(ADA);
  wallet.rejectNext('eth_requestAccounts');
  wallet.rejectNext('wallet_requestPermissions');
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, ADA);
    await page.getByText('You declined in the wallet. It shared nothing, and nothing moved.').waitFor();
    wallet.next('eth_requestAccounts', () => [wallet.account]);
    await press(page, 'Connect River Wallet');
    await state(page, 'Look once more, then claim');
    wallet.rejectNext('eth_sendTransaction');
    await press(page, 'Claim');
    await state(page, 'You declined in the wallet');
    assert.match(await panel(page), /Nothing was sent and nothing moved/);
    assert.deepEqual(wallet.sent, []);
    await unpaid(ADA);
    await press(page, 'Back to the review');
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
    assert.equal(await balance(wallet.account), here.river.share(ADA).amount);
  });
});

test('who was paid already is told by which transaction', async () => {
  const { index, address } = here.river.share(BO);
  const hash = await claimFor(address);
  await here.visit({ wallets: [here.walletOf(BO)] }, async (page) => {
    await page.goto(claimOf(BO));
    await state(page, 'Already claimed');
    await page.locator(`.panel [title="${hash}"]`).waitFor();
    assert.match(await panel(page), /It cannot be paid twice/);
    assert.equal(await page.getByRole('button', { name: 'Claim', exact: true }).count(), 0);
    const known = await (await fetch(`${here.server.url}/api/v1/campaigns/river/claims/${index}`)).json();
    assert.equal(known.tx_hash, hash);
  });
});

test('a claim that would fail is not sent', async () => {
  const wallet = here.walletOf(CY);
  await here.visit({ wallets: [wallet] }, async (page) => {
    // What the server and the contract said before somebody else was faster.
    await connect(page, CY);
    await state(page, 'Look once more, then claim');
    await page.route(/\/claims\/|\/campaigns\/river$/, () => {});
    await claimFor(wallet.account);
    await press(page, 'Claim');
    await state(page, 'The claim would fail');
    assert.match(await panel(page), /This share was claimed in the meantime\. It cannot be paid twice\.[\s\S]*not sent, so it cost nothing/);
    assert.deepEqual(wallet.sent, []);
  });
});

test('a transaction that was sped up still claims', async () => {
  const wallet = here.walletOf(DEE);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await here.chain.withoutMining(async () => {
      const read = seen(page);
      await send(page, DEE);
      await state(page, 'Sent. Waiting for the next block');
      await read;
      assert.match(await panel(page), /You may close the page/);
      await wallet.speedUp(wallet.sent[0]);
      await here.chain.mine();
      await state(page, 'The tokens are yours');
    });
    assert.match(await panel(page), /took the place of the first one with a higher fee/);
    await here.chain.succeed(wallet.sent[1]);
    assert.equal(await balance(wallet.account), here.river.share(DEE).amount);
  });
});

test('a transaction that was cancelled claimed nothing', async () => {
  const wallet = here.walletOf(ELI);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await here.chain.withoutMining(async () => {
      const read = seen(page);
      await send(page, ELI);
      await state(page, 'Sent. Waiting for the next block');
      await read;
      await wallet.cancel(wallet.sent[0]);
      await here.chain.mine();
      await state(page, 'You cancelled the transaction');
    });
    assert.match(await panel(page), /claims nothing\. Only its fee was spent; your share is still there/);
    await unpaid(ELI);
    await press(page, 'Back to the review');
    await state(page, 'Look once more, then claim');
  });
});

test('a transaction that is refused in its block says why', async () => {
  const wallet = here.walletOf(FAY);
  const { address, amount } = here.river.share(FAY);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await here.chain.withoutMining(async () => {
      await send(page, FAY);
      await state(page, 'Sent. Waiting for the next block');
      // Somebody else claims for the same account and pays more for the place in the block.
      const { to, input, gas } = await here.chain.rpc('eth_getTransactionByHash', [wallet.sent[0]]);
      await here.chain.rpc('eth_sendTransaction', [{ from: STRANGER.account, to, data: input, gas, maxFeePerGas: '0x174876e800', maxPriorityFeePerGas: '0x174876e800' }]);
      await here.chain.mine();
      await state(page, 'The claim failed');
    });
    assert.match(await panel(page), /claimed in the meantime[\s\S]*is in a block and changed nothing\. Its fee is spent; no tokens moved/);
    assert.deepEqual(await barriers(page), []);
    assert.equal((await here.chain.rpc('eth_getTransactionReceipt', [wallet.sent[0]])).status, '0x0');
    assert.equal(await balance(address), amount, 'the other transaction paid');
  });
});

test('an account that cannot pay the fee is told so', async () => {
  const wallet = here.walletOf(GUS);
  const before = await here.chain.rpc('eth_getBalance', [wallet.account, 'latest']);
  await here.chain.rpc('anvil_setBalance', [wallet.account, '0x0']);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await send(page, GUS);
    await state(page, 'The claim would fail');
    assert.match(await panel(page), /cannot pay the network's fee[\s\S]*not sent, so it cost nothing/);
    await unpaid(GUS);
    await here.chain.rpc('anvil_setBalance', [wallet.account, before]);
    await press(page, 'Back to the review');
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
  });
});

test('a wallet stays connected while the figures of the airdrop change', async () => {
  const wallet = here.walletOf(HAL);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await connect(page, HAL);
    await state(page, 'Look once more, then claim');
    const count = async (answer) => (await answer.json()).claimed_count;
    const before = await count(await fetch(`${here.server.url}/api/v1/campaigns/river`));
    const told = page.waitForResponse(async (answer) => /\/campaigns\/river$/.test(answer.url()) && (await count(answer)) > before);
    await claimFor(here.river.share(IVY).address);
    await told;
    await press(page, 'Claim');
    await state(page, 'The tokens are yours');
    assert.equal(await balance(wallet.account), here.river.share(HAL).amount);
  });
});
