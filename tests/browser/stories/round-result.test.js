// Anybody sees what the gifts came to, why, and checks it without trusting the server.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { APPLICANT, DAI, OTHER_APPLICANT, PAYOUTS, Round } from '../src/round.js';
import { press, state } from '../src/steps.js';
import { world } from '../src/world.js';

const DAY = 86_400;

const here = world(async (folder, chain) => {
  const round = await Round.open(folder, chain);
  await round.apply(APPLICANT, 'Weights', PAYOUTS[0]);
  await round.apply(APPLICANT, 'Leaves', PAYOUTS[1]);
  await round.apply(OTHER_APPLICANT, 'Roots', PAYOUTS[2]);
  for (const project of [1, 2]) await round.accept(project);
  for (let donor = 0; donor < 8; donor += 1) {
    await round.donate(chain.accounts[10 + donor], [[1, BigInt(donor + 1) * DAI + 7n], ...(donor % 2 === 0 ? [[2, 20n * DAI]] : [])]);
  }
  await chain.moveTo(round.at + 3 * DAY + 60);
  // The block of the cut has to be final: 64 blocks are on top of it.
  await chain.rpc('anvil_mine', ['0x60']);
  await round.run(['tally']);
  await round.propose();
  return { round };
}, { timestamp: Math.floor(Date.now() / 1000) });

/** How each line of the check ended, by its name. */
const lines = (page) => page.locator('[data-check]').evaluateAll((all) => Object.fromEntries(all.map((line) => [line.dataset.check, line.className])));

async function recompute(page, button) {
  await press(page, button);
  await page.getByRole('button', { name: 'Recompute again' }).waitFor();
  return lines(page);
}

test('the public reads the result with its receipts, and recomputes it in the browser', async () => {
  await here.round.followed(here.server, ({ state: stage }) => stage === 'challenge');
  const matches = JSON.parse(readFileSync(join(here.folder.path, 'out/spring/matches.json'), 'utf8'));
  await here.visit({}, async (page) => {
    await page.goto('/r/spring');
    await page.getByText(/This result is proposed and stands until/).waitFor();
    await page.getByRole('img', { name: /A bubble for each project/ }).waitFor();
    await page.getByRole('link', { name: 'See every match, and check it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Result' }).waitFor();
    await press(page, 'Receipt of Weights');
    await page.getByText('8 donors count.', { exact: false }).waitFor();
    await fitsEverybody(page);
    const checked = await recompute(page, 'Recompute now');
    await state(page, 'What could be checked holds');
    const { airdrop, ...others } = checked;
    assert.equal(airdrop, 'skipped');
    assert.deepEqual(Object.entries(others).filter(([, outcome]) => outcome !== 'pass'), []);
    assert.equal(Object.keys(others).length, 14);
    assert.match(await page.locator('[data-check="matches"]').innerText(), new RegExp(`give ${matches.matched} units to 2 projects`));
    await fitsEverybody(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'donations.csv' }).click()]);
    assert.equal(readFileSync(await download.path(), 'utf8'), readFileSync(join(here.folder.path, 'out/spring/donations.csv'), 'utf8'));
    await page.goto('/r/spring/p/1');
    await page.getByText('8 donors count.', { exact: false }).waitFor();
  });
});

test('what somebody changed in the files is red in the browser, in its own line', async () => {
  const out = join(here.folder.path, 'out/spring');
  for (const [file, from, to, line] of [
    ['matches.json', `"match": "`, `"match": "1`, 'matches'],
    ['coefficients.csv', ',1,default', ',0.5,default', 'input_hash'],
    ['donations.csv', '20000000000000000000', '21000000000000000000', 'donations'],
    ['prices.csv', ',18,1\n', ',18,2\n', 'input_hash'],
    ['rules.json', '60%', '61%', 'rules'],
  ]) {
    const original = readFileSync(join(out, file), 'utf8');
    assert.ok(original.includes(from), `${file} has ${from}`);
    const changed = original.replace(from, to);
    await here.visit({}, async (page) => {
      // On the way to the browser: the server itself would notice a changed set of rules.
      await page.route(`**/api/v1/rounds/spring/bundle/${file}`, (route) => route.fulfill({ body: changed }));
      await page.goto('/r/spring/results');
      const checked = await recompute(page, 'Recompute now');
      await page.getByRole('heading', { name: /checks? do(es)? not hold/ }).waitFor();
      assert.equal(checked.files, 'fail', file);
      assert.equal(checked[line], 'fail', `${file}: ${JSON.stringify(checked)}`);
      assert.equal(checked.tally, 'pass', file);
    });
  }
});

test('gifts cannot be hidden by another first block, nor by an earlier cut', async () => {
  const out = join(here.folder.path, 'out/spring');
  const noted = JSON.parse(readFileSync(join(out, 'deployment.json'), 'utf8'));
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  const { hash } = await here.chain.rpc('eth_getBlockByNumber', [`0x${(manifest.block.number - 1).toString(16)}`, false]);
  const early = { ...manifest, block: { ...manifest.block, number: manifest.block.number - 1, hash } };
  for (const [file, body, line] of [['deployment.json', { ...noted, block: noted.block + 8 }, 'donations'], ['manifest.json', early, 'block']]) {
    await here.visit({}, async (page) => {
      await page.route(`**/api/v1/rounds/spring/bundle/${file}`, (route) => route.fulfill({ body: JSON.stringify(body) }));
      await page.goto('/r/spring/results');
      const checked = await recompute(page, 'Recompute now');
      assert.equal(checked[line], 'fail', JSON.stringify(checked));
    });
  }
});

test('a result that was carried out is paid by an airdrop of exactly this tree', async () => {
  await here.chain.moveTo(here.round.at + 7 * DAY);
  await here.round.finalise();
  await here.round.followed(here.server, ({ state: stage }) => stage === 'finalised');
  await here.visit({}, async (page) => {
    await page.goto('/r/spring/results');
    await page.getByText(/The pool lies in an airdrop/).waitFor();
    const checked = await recompute(page, 'Recompute now');
    await state(page, 'Every check holds');
    assert.equal(checked.airdrop, 'pass');
  });
  // The same by the command that the page shows.
  writeFileSync(join(here.folder.path, 'empty'), '');
  await here.visit({}, async (page) => {
    await page.goto('/r/spring/results');
    const shown = await page.locator('.command pre').allInnerTexts();
    const folder = join(here.folder.path, 'elsewhere');
    for (const command of shown) await here.folder.shell(command, folder);
  });
});
