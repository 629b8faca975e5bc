// Every page, for everybody: phone and desktop, light and dark, with a screen reader, without scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsEverybody } from '../src/axe.js';
import { PEOPLE, WALLETLESS } from '../src/campaign.js';
import { MISSING } from '../src/visitor.js';
import { world } from '../src/world.js';

const [ADA] = PEOPLE;
const HOSTILE = { name: '<img src=x onerror=reached()>', symbol: '<b>$RVR', description: '</title><script>reached()</script>"><svg onload=reached()>' };

const here = world(async (folder) => ({
  river: await folder.deploy(),
  hostile: await folder.deploy({ slug: 'hostile', ...HOSTILE }),
}));

const person = ({ id }, slug = 'river') => `/airdrops/${slug}/people/github:${id}`;
const PAGES = [
  ['/', 'Tributary'],
  ['/airdrops/river', 'River contributors · Tributary'],
  [person(ADA), 'ada-example in River contributors · Tributary'],
  [`${person(ADA)}/claim`, 'Claim from River contributors · Tributary'],
  [person(WALLETLESS), 'xan-example in River contributors · Tributary'],
  ['/verify', 'Verify · Tributary'],
  ['/airdrops/river/verify', 'Verify River contributors · Tributary'],
  ['/airdrops/nowhere', 'There is nothing here · Tributary'],
  ['/airdrops/river/people/nobody', 'No share · Tributary'],
  ['/not/a/page', 'There is nothing here · Tributary'],
];

/** Goes there and waits until nothing is on its way any more. */
async function open(page, path) {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
}

for (const [path, title] of PAGES) {
  test(`${path} has a title, fits into phone and desktop, and shuts nobody out by day or night`, async () => {
    await here.visit({ tolerates: [MISSING] }, async (page) => {
      await open(page, path);
      assert.equal(await page.title(), title);
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, 'there is one main heading');
      await fitsEverybody(page);
    });
  });
}

test('colours can be chosen, and stay chosen', async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await here.visit({ context: { colorScheme: 'light' } }, async (page) => {
    await open(page, '/');
    const light = await ground(page);
    await page.getByRole('radio', { name: 'Dark' }).click();
    const dark = await ground(page);
    assert.notEqual(dark, light);
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await ground(page), dark);
  });
});

test('names that are markup are read, not run', async () => {
  await here.visit({}, async (page) => {
    let reached = false;
    await page.exposeFunction('reached', () => (reached = true));
    for (const path of ['/', '/airdrops/hostile', person(ADA, 'hostile'), `${person(ADA, 'hostile')}/claim`, '/airdrops/hostile/verify']) {
      await open(page, path);
      const text = await page.locator('main').innerText();
      assert.ok(text.includes(HOSTILE.name), `${path} shows the name as it is:\n${text}`);
      assert.equal(await page.locator('img[src=x], b, main script').count(), 0, path);
    }
    await page.goto('/airdrops/hostile');
    await page.getByText(HOSTILE.description).waitFor();
    assert.equal(await page.getByText(HOSTILE.symbol).first().isVisible(), true);
    assert.equal(reached, false);
  });
});

test('without scripts the page says what it is and where everything stands', async () => {
  await here.visit({ context: { javaScriptEnabled: false } }, async (page) => {
    await page.goto('/');
    const home = await page.locator('body').innerText();
    assert.match(home, /shares tokens among the people who contributed to open-source AI/);
    assert.match(home, /`?tributary claim`? claims from the command line/);
    await page.goto('/airdrops/river');
    const airdrop = await page.locator('body').innerText();
    assert.match(airdrop, /River contributors/);
    assert.match(airdrop, /1,000,000\.000000000000000001 RVR shared among 25 people/);
  });
});

test('what is not there is said in words, with a way out', async () => {
  await here.visit({ tolerates: [MISSING] }, async (page) => {
    await open(page, '/airdrops/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await page.getByLabel('Is there something for you?').fill('nobody-at-all');
    await page.getByText('Nobody called “nobody-at-all” has a share here.').waitFor();
    await open(page, '/airdrops/river/people/nobody');
    await page.getByRole('heading', { name: '“nobody” has no share in this airdrop' }).waitFor();
    await page.getByRole('link', { name: 'See everybody in it' }).click();
    await page.getByRole('heading', { name: 'River contributors' }).waitFor();
  });
});
