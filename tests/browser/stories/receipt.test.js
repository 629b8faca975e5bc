// What a receipt tells beside links and points: agents, gates, flags and what a maintainer decided, of work on GitHub.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitsEverybody } from '../src/axe.js';
import { Campaign } from '../src/campaign.js';
import { startGithub } from '../src/github.js';
import { world } from '../src/world.js';

const PLUS = 'Ran the workshop on tokenizers.';
const OUT = 'Asked to be left out.';

const rules = (github, chain) => `
[airdrop]
slug = "receipts"
name = "Work"
overrides = "work-overrides.toml"

[[repositories]]
github = "riverbed-ai/tiny-llm"

[[repositories]]
github = "riverbed-ai/evals"

[window]
from = "2025-01-01"
until = "2026-01-01"

[score]
preset = "merged-work"

[score.flags]
active_weeks = 53

[allocation]
pool = "1000000"
wallets = "work-wallets.csv"

[token]
name = "Work Token"
symbol = "WRK"
supply = "2000000"

[chain]
id = ${chain.id}

[claim]
start = "2026-02-01"
end = "2026-08-01"

[github]
api_url = ${JSON.stringify(github)}
`;

const gatesOf = ({ contributions = [] }) => contributions.flatMap(({ gates = [] }) => gates);
/** Micro-points as the page writes them. */
const points = (micro) => `${(micro / 1_000_000n).toString()}.${((micro / 10_000n) % 100n).toString().padStart(2, '0')}`;

let github;
after(() => github?.end());

const here = world(async (folder, chain) => {
  const [url, background] = await startGithub();
  github = background;
  const write = (name, text) => writeFileSync(join(folder.path, name), text);
  const work = (...words) => folder.tributary([...words, '--file', 'work.toml'], { env: { GITHUB_TOKEN: 'any-token-will-do' } });
  write('work.toml', rules(url, chain));
  write('work-overrides.toml', '');
  await work('index');
  const { people } = JSON.parse(await work('score', '--json'));
  // Found in the scores, whoever they are: somebody with an agent's help and a self-merge, and somebody else with most points.
  const person = people.find((one) => BigInt(one.agent_points ?? 0) > 0n && gatesOf(one).includes('self_merge'));
  const [first] = people.filter((one) => one !== person && one.login);
  write('work-wallets.csv', `github_id,address\n${person.identity.replace('github:', '')},${chain.accounts[1]}\n`);
  write('work-overrides.toml', `[[adjust]]\nidentity = "${person.identity}"\npoints = "+2.5"\nreason = "${PLUS}"\n\n[[exclude]]\nidentity = "${first.identity}"\nreason = "${OUT}"\n`);
  await work('publish');
  return { work: new Campaign(folder.path, 'receipts'), person, first };
});

async function open(page, { identity }) {
  await page.goto(`/airdrops/receipts/people/${identity}`);
  await page.getByRole('heading', { name: 'Why this amount' }).waitFor();
  await page.locator('.months details').evaluateAll((months) => months.forEach((month) => { month.open = true; }));
}

test('an agent, a gate, a flag and a change by hand stand on the receipt with their reasons', async () => {
  const { person } = here;
  const published = here.work.json('scores.json').people.find(({ identity }) => identity === person.identity);
  await here.visit({}, async (page) => {
    await open(page, person);
    const facts = await page.locator('.aside').innerText();
    assert.ok(facts.includes(`With AI agents\n${points(BigInt(published.agent_points))}`), facts);
    assert.ok(facts.includes(`Points\n${points(BigInt(published.score))}`), facts);
    const lines = await page.locator('.works li').allInnerTexts();
    const merged = published.contributions.filter((one) => gatesOf({ contributions: [one] }).includes('self_merge'));
    assert.equal(lines.filter((line) => line.includes('merged by its own author, and nobody else approved it before')).length, merged.length);
    const helped = published.contributions.filter(({ agent }) => agent === 'copilot');
    assert.ok(helped.length > 0 && lines.filter((line) => line.includes('With the AI agent GitHub Copilot')).length === helped.length, lines.join('\n'));
    const decided = await page.getByRole('region', { name: 'What the maintainer decided' }).innerText();
    assert.ok(decided.includes(`“${PLUS}”`) && decided.includes('+ 2.50') && decided.includes(points(BigInt(published.score))), decided);
    assert.match(decided, /Pointed out by the rules: there is work in few weeks only\. That changes no score/);
    assert.equal(await page.locator('.chain .fail').count(), 0, 'every sum holds');
    await fitsEverybody(page);
  });
});

test('who is left out reads why, and keeps the work on the receipt', async () => {
  await here.visit({}, async (page) => {
    await open(page, here.first);
    const text = await page.locator('main').innerText();
    assert.ok(text.includes(`Left out, with this reason: “${OUT}”`), text);
    assert.match(text, /The maintainer left this share out\. It is counted and not paid/);
    assert.ok((await page.locator('.works li').count()) > 0);
  });
});
