// A project applies with a repository that speaks for it, and reviewers read what they judge.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { APPLICANT, OTHER_APPLICANT, PAYOUTS, REVIEWER, Round } from '../src/round.js';
import { Github } from '../src/simulator.js';
import { connectHere, follow, panel, press, state } from '../src/steps.js';
import { Wallet } from '../src/wallet.js';
import { world } from '../src/world.js';

let github;
const here = world(async (folder, chain) => {
  github = await Github.start();
  folder.serving = await github.settings();
  return { round: await Round.open(folder, chain) };
}, { timestamp: Math.floor(Date.now() / 1000) });
after(() => github?.end());

const walletOf = ({ account }) => new Wallet(here.chain, account);
const fill = (page, name, text) => page.getByRole('textbox', { name, exact: true }).fill(text);
const verdictOf = async (project) => (await (await fetch(`${here.server.url}/api/v1/rounds/spring/projects/${project}`)).json()).verdict;

test('an applicant commits a file, applies, sees the state, and edits', async () => {
  const wallet = walletOf(APPLICANT);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/r/spring');
    await follow(page, 'Apply with your project');
    await state(page, 'Tell us about the project');
    await fill(page, 'Name', 'Tiny models');
    await fill(page, 'In one sentence', 'Language models that fit on a phone.');
    await fill(page, 'What it is, and what the money is for', 'Weights and training code.\n\nThe money pays for compute.');
    // A name of the past leads to the repository as it is called now.
    await fill(page, 'Repositories', 'https://github.com/riverbed-ai/old-name');
    await fill(page, 'Where gifts and the match go', PAYOUTS[0]);
    await state(page, 'Show that it is yours');
    await fitsEverybody(page);
    const file = await page.getByLabel('FUNDING.json to commit', { exact: true }).innerText();
    await press(page, 'I committed it: check');
    await state(page, 'The file is not there yet');
    assert.match(await panel(page), /riverbed-ai\/datasets: there is no `FUNDING\.json`/);
    await github.ask('files', { repository: 'riverbed-ai/datasets', path: 'FUNDING.json', content: file });
    await press(page, 'Check again');
    await connectHere(page);
    await state(page, 'Look once more, then apply');
    await fitsEverybody(page);
    wallet.next('eth_sendTransaction', () => { throw Object.assign(new Error('no'), { code: 4001 }); });
    await press(page, 'Apply');
    await state(page, 'You declined in the wallet');
    await press(page, 'Back');
    await press(page, 'Apply');
    await state(page, 'Your application is with the reviewers');
    await here.round.followed(here.server, ({ state: stage }) => stage === 'donations');
    await press(page, 'See my applications');
    await page.getByRole('heading', { name: /Tiny models.*Waits for review, revision 1/ }).waitFor();
    assert.equal(wallet.sent.length, 1);
  });
  await here.round.accept(1);
  await here.visit({ wallets: [walletOf(APPLICANT)] }, async (page) => {
    await page.goto('/r/spring/apply?edit=1');
    await page.getByRole('heading', { level: 1, name: 'Edit your application' }).waitFor();
    await fill(page, 'In one sentence', 'Language models that fit on a watch.');
    await press(page, 'I committed it: check');
    await connectHere(page);
    await state(page, 'Look once more, then send the edit');
    assert.match(await panel(page), /takes the project back to review/);
    await press(page, 'Send the edit');
    await state(page, 'Your edit is on its way to the reviewers');
  });
});

test('a reviewer is told when an application was edited since it was read, and accepts what was read', async () => {
  await here.round.apply(OTHER_APPLICANT, 'Leaves', PAYOUTS[1]);
  const wallet = walletOf(REVIEWER);
  await here.visit({ wallets: [wallet] }, async (page) => {
    await page.goto('/r/spring/review');
    await page.getByRole('heading', { name: '2 applications wait' }).waitFor();
    await fitsEverybody(page);
    await page.getByRole('link', { name: /Leaves/ }).click();
    await page.getByText('What Leaves is.').waitFor();
    await connectHere(page);
    await state(page, 'Your verdict');
    await fitsEverybody(page);
    await page.getByRole('textbox', { name: 'Why?' }).fill('The data are what they say.');
    await here.round.apply(OTHER_APPLICANT, 'Leaves', PAYOUTS[1], ['--edit', '2']);
    await state(page, 'It was edited since you read it');
    assert.match(await panel(page), /You read revision 1; the application is at revision 2/);
    await press(page, 'Read revision 2');
    await page.getByRole('textbox', { name: 'Why?' }).fill('The data are what they say.');
    await press(page, 'Accept');
    await state(page, 'Your verdict stands on the chain');
    await press(page, 'Go on');
    await state(page, 'You accepted this revision');
    await page.getByText('The data are what they say.').waitFor();
    assert.equal(await verdictOf(2), 'accepted');
    await page.getByRole('link', { name: /Tiny models/ }).click();
    await page.getByText('A file in each repository names this payout address.').waitFor();
    await page.getByRole('textbox', { name: 'Why?' }).fill('A watch is too small.');
    await press(page, 'Reject');
    await state(page, 'Your verdict stands on the chain');
  });
  await here.visit({ wallets: [walletOf(APPLICANT)] }, async (page) => {
    await page.goto('/r/spring/review?project=1');
    await connectHere(page);
    await state(page, 'This account does not review here');
    await page.getByText('A watch is too small.').waitFor();
  });
});
