/**
 * Everybody who acts: users, bots, mannequins, an organisation that writes, and accounts since deleted.
 */
import { nodeId } from './ids.js';
import { invent } from './words.js';

/**
 * @typedef {object} Person
 * @property {'User'|'Bot'|'Mannequin'|'Organization'} __typename
 * @property {number} databaseId
 * @property {string} id node id
 * @property {string} login as GraphQL says it: a bot's has no `[bot]`
 * @property {string|null} name
 * @property {boolean} deleted GitHub answers null for this person
 * @property {boolean} member belongs to the organisation that owns the repositories
 * @property {{address: string, linked: boolean}[]} emails what the person commits with
 * @property {number} createdAt
 */

/** @returns {Person} */
export function person(__typename, databaseId, login, name, more = {}) {
  return {
    __typename, databaseId, login, name, id: nodeId(__typename, databaseId), deleted: false, member: false,
    emails: [], createdAt: Date.UTC(2015, 0, 1) + (databaseId % 100_000_000) * 2000, ...more,
  };
}

/** The e-mail address that GitHub gives out instead of a personal one. */
export function noreply(databaseId, login) {
  return `${databaseId}+${login}@users.noreply.github.com`;
}

/** An address that GitHub links to nobody. */
const unlinked = (address) => ({ emails: [{ address, linked: false }] });

/** @param {import('../random.js').Random} random */
function inventUser(random, n, taken) {
  const { login, name } = invent(n);
  let databaseId = random.int(1_000, 210_000_000);
  while (taken.has(databaseId)) databaseId += 1;
  taken.add(databaseId);
  const emails = [];
  if (n % 5 !== 1) emails.push({ address: noreply(databaseId, login), linked: true });
  if (n % 5 === 1 || n % 7 === 2) emails.push({ address: `${login}@example.org`, linked: true });
  if (n % 6 === 4) emails.push({ address: `${login.split('-')[1]}@laptop.example.net`, linked: false });
  return person('User', databaseId, login, n % 11 === 10 ? null : name, { emails, member: n < 4 });
}

/**
 * @param {import('../random.js').Random} random
 * @param {number} count of everybody
 */
export function populate(random, count) {
  const taken = new Set();
  const special = 6;
  const users = Array.from({ length: count - special }, (_, n) => inventUser(random, n, taken));
  for (const index of [6, 13]) Object.assign(users[index], { deleted: true });
  const bot = (databaseId, login) =>
    person('Bot', databaseId, login, null, { emails: [{ address: noreply(databaseId, `${login}[bot]`), linked: false }] });
  return {
    users,
    maintainers: users.filter((user) => user.member),
    viewer: users[0],
    updater: bot(49_699_333, 'dependabot'),
    sweeper: bot(26_384_082, 'stale'),
    mannequins: [
      person('Mannequin', 118_000_201, 'imported-writer', null, unlinked('writer@tracker.example.com')),
      person('Mannequin', 118_000_202, 'imported-reviewer', null, unlinked('reviewer@tracker.example.com')),
    ],
    organization: person('Organization', 77_400_512, 'lab-turned-organization', 'A lab that was a user once', unlinked('lab@lab.example.org')),
    owner: person('Organization', 160_231_007, 'riverbed-ai', 'Riverbed AI'),
    /** Who GitHub names as committer of what its web page commits. */
    web: person('User', 19_864_447, 'web-flow', 'GitHub Web Flow', { emails: [{ address: 'noreply@github.com', linked: true }] }),
    /** An author known by an e-mail address alone. */
    stranger: { name: 'A Stranger', address: 'stranger@example.com' },
    /** An AI agent with an account, and one that is known by its e-mail alone. */
    agent: bot(198_982_749, 'copilot-swe-agent'),
    claude: { name: 'Claude', address: 'noreply@anthropic.com' },
  };
}
