// Something is wrong, or not for me: said to the maintainer before the airdrop is deployed.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE } from '../src/campaign.js';
import { DEPLOYER_KEY } from '../src/chain.js';
import { press } from '../src/steps.js';
import { world } from '../src/world.js';

const [ADA, BO, CY] = PEOPLE;

const here = world(async (folder) => ({
  draft: await folder.publish({ slug: 'draft', name: 'Draft' }),
  late: await folder.publish({ slug: 'late', name: 'Late' }),
  river: await folder.deploy(),
}));

const shareOf = ({ id }, slug) => `/airdrops/${slug}/people/github:${id}`;
const form = (page) => page.getByRole('form', { name: 'Write to the maintainer' });
const appeals = async (words) => JSON.parse(await here.folder.tributary(['appeals', '--file', 'draft.toml', ...words, '--json']));

/** Goes to somebody's share and waits for the form. */
async function open(page, who, slug) {
  await page.goto(shareOf(who, slug));
  await form(page).waitFor();
}

const publish = async (slug) => here.folder.tributary(['publish', '--file', `${slug}.toml`]);

test('by keyboard alone somebody asks to be left out, is answered, and the reason stands on the page', async () => {
  await here.visit({}, async (page) => {
    await open(page, BO, 'draft');
    await page.getByRole('radio', { name: /^Look again/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Not for me,');
    await page.keyboard.press('Enter');
    await page.keyboard.type('thank you.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('https://github.com/bo-example/river/issues/1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Sent. The answer will stand above.').waitFor();
    await page.getByText('1 appeal is waiting.').waitFor();
    assert.equal(await page.getByLabel('Why?').inputValue(), '');
    const [waiting] = await appeals([]);
    assert.deepEqual([waiting.login, waiting.kind, waiting.reason, waiting.url], [BO.login, 'opt_out', 'Not for me, thank you.', 'https://github.com/bo-example/river/issues/1']);

    await appeals(['accept', String(waiting.id)]);
    const rules = join(here.folder.path, 'draft.toml');
    writeFileSync(rules, readFileSync(rules, 'utf8').replace('[airdrop]', '[airdrop]\noverrides = "overrides.toml"'));
    await publish('draft');
    const left = page.getByText('Left out, with this reason: “Asked to be left out.”');
    for (let tries = 0; tries < 20 && (await left.count()) === 0; tries += 1) {
      await page.waitForTimeout(1_000);
      await page.goto(shareOf(BO, 'draft'));
      await page.getByRole('heading', { name: 'Why this amount' }).waitFor();
    }
    await left.waitFor();
    const earlier = page.getByRole('region', { name: 'What was asked so far' });
    assert.match(await earlier.innerText(), /Leave me out[\s\S]*accepted[\s\S]*“Asked to be left out\.”/);
    assert.equal(await page.getByRole('radio', { name: /^Leave me out/ }).count(), 0, 'who is left out cannot be left out again');
    const text = await page.locator('body').innerText();
    assert.ok(!text.includes('thank you'), 'what somebody wrote is for the maintainer alone');
  });
});

test('somebody points at one contribution, which the maintainer sees by its key', async () => {
  await here.visit({}, async (page) => {
    await open(page, CY, 'draft');
    const choice = page.getByLabel('About which work?');
    const option = await choice.locator('option').nth(1).innerText();
    assert.match(option, /^Commit, .+, \d+ \w+ 2025/);
    await choice.selectOption({ label: option });
    await page.getByLabel('Why?').fill('This is not mine.');
    await press(page, 'Send to the maintainer');
    await page.getByText('1 appeal is waiting.').waitFor();
    const [{ contribution, url, kind }] = (await appeals([])).filter(({ identity }) => identity === `github:${CY.id}`);
    assert.deepEqual([kind, url, contribution.kind], ['appeal', null, 'commit']);
    const receipt = JSON.parse(await here.folder.tributary(['explain', String(CY.id), here.draft.bundle, '--json']));
    assert.ok(receipt.contributions.some(({ key }) => key === contribution.key));
  });
});

test('what is wrong stands beside its field, and nobody is shut out by it', async () => {
  await here.visit({}, async (page) => {
    await open(page, ADA, 'draft');
    await page.getByLabel('Where did you say so? (optional)').fill('https://example.org/mine');
    await press(page, 'Send to the maintainer');
    await page.getByText('Say in a sentence or two what the maintainer should know.').waitFor();
    await page.getByText('This must be an address that begins with https://github.com/').waitFor();
    assert.equal(await page.getByLabel('Why?').evaluate((field) => field === document.activeElement), true);
    await fitsEverybody(page);
    assert.equal(await page.getByLabel('Where did you say so? (optional)').inputValue(), 'https://example.org/mine');
    assert.deepEqual((await appeals([])).filter(({ identity }) => identity === `github:${ADA.id}`), []);
  });
});

test('who comes too late is told so, and keeps what was written', async () => {
  await here.visit({ tolerates: [/Failed to load resource: the server responded with a status of 409/] }, async (page) => {
    // The page asks now and then whether the airdrop is deployed; here it does not find out before it sends.
    const before = await (await fetch(`${here.server.url}/api/v1/campaigns/late`)).text();
    await page.route('**/api/v1/campaigns/late', (route) => route.fulfill({ contentType: 'application/json', body: before }));
    await open(page, ADA, 'late');
    await page.getByLabel('Why?').fill('One commit of mine is missing.');
    await here.folder.tributary(['deploy', '--file', 'late.toml', '--yes'], { env: { TRIBUTARY_PRIVATE_KEY: DEPLOYER_KEY, ETH_RPC_URL: here.chain.url } });
    await press(page, 'Send to the maintainer');
    await page.getByText(`\`late\` stands on chain ${here.chain.id} since block`).waitFor();
    await page.getByText('What you wrote is still here.').waitFor();
    assert.equal(await page.getByLabel('Why?').inputValue(), 'One commit of mine is missing.');
  });
});

test('what stands on a chain has no form', async () => {
  await here.visit({}, async (page) => {
    await page.goto(shareOf(ADA, 'river'));
    await page.getByText('An airdrop that stands on the chain cannot be changed; the next one can.').waitFor();
    assert.equal(await form(page).count(), 0);
  });
});
