// Can I check this without trusting you?
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { barriers } from '../src/axe.js';
import { Campaign, PEOPLE, WALLETLESS } from '../src/campaign.js';
import { drop } from '../src/drop.js';
import { MISSING } from '../src/visitor.js';
import { world } from '../src/world.js';

const [ADA] = PEOPLE;

/** Lets people without a wallet claim by their GitHub account. */
const attested = ([first, second, third]) => `[claim.identity]\nattestors = ["${second}", "${first}"]\nthreshold = 2\nguardian = "${third}"\n`;

const here = world(async (folder, chain) => ({ river: await folder.deploy(), accounts: await folder.deploy({ slug: 'accounts', name: 'Accounts', more: attested(chain.accounts) }), draft: await folder.publish({ slug: 'draft', name: 'Draft' }), announced: await announced(folder) }));

/** One with a snapshot, and with a decision that came after it. */
async function announced(folder) {
  await folder.publish({ slug: 'announced', name: 'Announced' });
  const rules = join(folder.path, 'announced.toml');
  writeFileSync(rules, readFileSync(rules, 'utf8').replace('[airdrop]', '[airdrop]\noverrides = "decisions.toml"'));
  writeFileSync(join(folder.path, 'decisions.toml'), `[[adjust]]\nidentity = "github:${PEOPLE[1].id}"\nfactor = "0.5"\nreason = "Half was paid before."\n`);
  await folder.tributary(['snapshot', '--file', 'announced.toml', '--folder', 'fixed']);
  await folder.tributary(['publish', '--file', 'announced.toml', '--snapshot', 'fixed']);
  return new Campaign(folder.path, 'announced');
}

/** The verdict, and each line with its state and what was found. */
async function result(page) {
  await page.locator('.verdict').waitFor();
  await page.waitForFunction(() => !document.querySelector('.verdict.running, .checks .running, .checks .waiting'));
  const lines = await page.locator('[data-check]').evaluateAll((all) => all.map((line) => [line.dataset.check, line.querySelector('svg').getAttribute('aria-label'), line.innerText]));
  return { verdict: await page.locator('.verdict').innerText(), lines, red: lines.filter(([, state]) => state === 'Does not hold').map(([id]) => id) };
}

/** A copy of the bundle in other hands. */
function forged(name) {
  const folder = join(here.folder.path, name);
  cpSync(here.river.bundle, folder, { recursive: true });
  const change = (file, by) => writeFileSync(join(folder, file), by(readFileSync(join(folder, file), 'utf8')));
  return {
    folder,
    change,
    /** Changes a file, and lets the manifest vouch for what it is then. */
    changeAndHide(file, by) {
      change(file, by);
      const bytes = readFileSync(join(folder, file));
      const sha256 = `0x${createHash('sha256').update(bytes).digest('hex')}`;
      // As text: the numbers of repositories are too large for JavaScript to write them again.
      change('manifest.json', (text) => text.replace(new RegExp(`("${file}": )\\{[^}]*\\}`), `$1${JSON.stringify({ sha256, bytes: bytes.length })}`));
    },
  };
}

async function verifyDropped(page, folder) {
  await page.goto('/verify');
  await drop(page, page.getByRole('region', { name: 'Drop a bundle here' }), [folder]);
  return result(page);
}

/** The lines of `tributary verify`. */
async function checksOfProgram(folder) {
  const said = await here.folder.tributary(['verify', folder, '--json'], { env: { ETH_RPC_URL: here.chain.url }, codes: [0, 1] });
  return JSON.parse(said).checks;
}

test('an airdrop that pays GitHub accounts is green down to their attestors', async () => {
  const leaf = here.accounts.share(WALLETLESS);
  assert.deepEqual([leaf.address, typeof leaf.index], [null, 'number'], 'who has no wallet has a leaf');
  await here.visit({}, async (page) => {
    const { verdict, lines } = await verifyDropped(page, here.accounts.bundle);
    assert.match(verdict, /Every check holds/);
    assert.deepEqual(lines.filter(([, state]) => state !== 'Holds'), []);
    const checks = await checksOfProgram(here.accounts.bundle);
    assert.deepEqual(lines.map(([id]) => id).sort(), checks.map(({ id }) => id).sort(), 'the page makes the checks of the program');
    const said = (id) => lines.find(([one]) => one === id)[2];
    assert.match(said('allocation'), / \+ \d+ for GitHub accounts \+ /);
    assert.match(said('attestors'), new RegExp(here.accounts.deployment.attestors, 'i'));
    assert.match(said('attestors_terms'), /2 of 0x\w{40}, 0x\w{40}$/);
  });
});

test('a good bundle that is dropped is green on every line, down to the contract', async () => {
  await here.visit({}, async (page) => {
    const { verdict, lines } = await verifyDropped(page, here.river.bundle);
    assert.match(verdict, /Every check holds/);
    assert.deepEqual(lines.filter(([, state]) => state !== 'Holds'), []);
    const checks = await checksOfProgram(here.river.bundle);
    assert.deepEqual(lines.map(([id]) => id).sort(), checks.map(({ id }) => id).sort(), 'the page makes the checks of the program');
    assert.deepEqual(await barriers(page), []);
  });
});

test('a folder that is chosen instead of dropped is checked as well', async () => {
  await here.visit({}, async (page) => {
    await page.goto('/verify');
    await page.getByLabel('Choose the folder').setInputFiles(here.river.bundle);
    assert.match((await result(page)).verdict, /Every check holds/);
  });
});

/** Each differs from the good bundle in one place. */
const FORGERIES = [
  ['a changed byte', ['files'], (forgery) => forgery.change('allocation.json', (text) => ` ${text}`)],
  ['a pair of exchanged amounts that the manifest vouches for', ['allocation', 'root', 'bundle_hash'], (forgery) =>
    forgery.changeAndHide('allocation.json', (text) => {
      const allocation = JSON.parse(text);
      const [first, second] = allocation.people;
      [first.amount, second.amount] = [second.amount, first.amount];
      return JSON.stringify(allocation);
    })],
  ['a changed proof that the manifest vouches for', ['proofs', 'bundle_hash'], (forgery) =>
    forgery.changeAndHide(`proofs/${here.river.share(ADA).address.slice(2, 4)}.json`, (text) => text.replace(/0x[0-9a-f]{64}/, `0x${'0'.repeat(64)}`))],
];
for (const [what, expected, forge] of FORGERIES) {
  test(`${what} is red on ${expected.length === 1 ? 'its own line' : 'the lines that it breaks'}`, async () => {
    const forgery = forged(what);
    forge(forgery);
    await here.visit({}, async (page) => {
      const { verdict, red } = await verifyDropped(page, forgery.folder);
      assert.deepEqual(red, expected);
      const program = (await checksOfProgram(forgery.folder)).filter(({ status }) => status === 'fail');
      assert.deepEqual(program.map(({ id }) => id).sort(), [...expected].sort(), 'the program finds the same');
      assert.match(verdict, new RegExp(`^${expected.length} checks? do(es)? not hold`));
      assert.deepEqual(await barriers(page), []);
    });
  });
}

test('what is served is fetched and recomputed, and what cannot be checked says why', async () => {
  await here.visit({ tolerates: [MISSING] }, async (page) => {
    await page.goto('/verify');
    await page.getByRole('link', { name: 'River contributors' }).click();
    await page.getByRole('button', { name: 'Recompute now' }).click();
    assert.match((await result(page)).verdict, /Every check holds/);
    await page.goto('/airdrops/draft/verify');
    await page.getByRole('button', { name: 'Recompute now' }).click();
    const { verdict, lines, red } = await result(page);
    assert.match(verdict, /What could be checked holds/);
    assert.deepEqual(red, []);
    const skipped = lines.filter(([, state]) => state === 'Not checked');
    assert.ok(skipped.length > 0 && skipped.every(([, , text]) => text.includes('it is not deployed yet')), JSON.stringify(skipped));
  });
});

test('what was decided by hand and what was announced have lines of their own, as the program has them', async () => {
  await here.visit({}, async (page) => {
    const { verdict, lines, red } = await verifyDropped(page, here.announced.bundle);
    assert.match(verdict, /What could be checked holds/);
    assert.deepEqual(red, []);
    const inFiles = lines.filter(([, state]) => state === 'Holds').map(([id]) => id);
    const offline = JSON.parse(await here.folder.tributary(['verify', here.announced.bundle, '--offline', '--json']));
    assert.deepEqual(inFiles, offline.checks.map(({ id }) => id), 'the same lines in the same order');
    assert.ok(inFiles.includes('overrides') && inFiles.includes('snapshot'), inFiles.join());
    const titles = new Map(offline.checks.map(({ id, title }) => [id, title]));
    for (const id of ['overrides', 'snapshot']) assert.ok(lines.find(([one]) => one === id)[2].toLowerCase().includes(titles.get(id).toLowerCase()), id);
  });
});

test('the shown commands fetch the bundle and verify it without the page', async () => {
  const elsewhere = join(here.folder.path, 'elsewhere');
  await here.visit({}, async (page) => {
    await page.goto('/airdrops/river/verify');
    const command = (what) => page.getByLabel(`command that ${what} the bundle`, { exact: true }).innerText();
    await here.folder.shell(await command('fetches'), elsewhere);
    await here.folder.shell(await command('verifies'), elsewhere);
  });
});

test('a folder that is no bundle is refused in words', async () => {
  await here.visit({}, async (page) => {
    const { verdict } = await verifyDropped(page, join(here.folder.path, 'riverbed'));
    assert.match(verdict, /This is not a bundle that can be checked[\s\S]*`manifest\.json` is not in the folder/);
  });
});
