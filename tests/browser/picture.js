#!/usr/bin/env node
// Takes the README's picture: somebody's share, on a real page of a real airdrop.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PEOPLE } from './src/campaign.js';
import { World } from './src/world.js';

const FILE = fileURLToPath(new URL('../../docs/images/claim.png', import.meta.url));
/** Somebody whose months differ. */
const WHO = PEOPLE.find(({ name }) => name === 'uma');

const world = new World();
try {
  await world.begin(async (folder) => ({ river: await folder.deploy() }));
  await world.visit({ context: { colorScheme: 'light' } }, async (page) => {
    await page.goto(`/airdrops/river/people/${WHO.id}`);
    await page.getByRole('link', { name: 'Claim', exact: true }).waitFor();
    await page.getByRole('list', { name: 'Points by month' }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    mkdirSync(dirname(FILE), { recursive: true });
    await page.screenshot({ path: FILE });
  });
  console.log(FILE);
} finally {
  await world.end();
}
