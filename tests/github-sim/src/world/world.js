/**
 * The synthetic world: an imaginary organisation, its repositories, and what happened in them. One seed and one
 * scale give one world, on every machine; no clock is read.
 */
import { Random } from '../random.js';
import { IdSequence, nodeId } from './ids.js';
import { populate } from './people.js';
import { live } from './history.js';

/** Totals over all repositories. */
export const SCALES = {
  small: { people: 25, pulls: 120, issues: 80, pushes: 190 },
  medium: { people: 90, pulls: 1_000, issues: 700, pushes: 1_400 },
  large: { people: 300, pulls: 5_000, issues: 3_500, pushes: 7_000 },
  // Its largest repository has 100,000 pull requests.
  huge: { people: 2_000, pulls: 167_000, issues: 60_000, pushes: 120_000 },
};

const REPOSITORIES = [
  { databaseId: 812_004_117, name: 'tiny-llm', share: 0.6, description: 'A language model small enough to read', homepageUrl: 'https://riverbed-ai.example/tiny-llm', topics: ['llm', 'small-language-models'] },
  { databaseId: 833_770_240, name: 'evals', share: 0.25, description: 'How we measure', imported: true, topics: ['llm', 'evaluation'] },
  { databaseId: 790_115_903, name: 'datasets', formerly: ['old-name'], share: 0.15, description: 'What we train on' },
  { databaseId: 901_552_018, name: 'notebook', share: 0, description: null },
  { databaseId: 915_300_441, name: 'tiny-llm-fork', share: 0, description: 'Somebody else\'s model', fork: true, topics: ['llm'] },
  { databaseId: 640_118_209, name: 'tiny-attic', share: 0, description: 'What was', archived: true, topics: ['llm'] },
];

/** When the history begins and ends. */
export const BEGIN = Date.UTC(2024, 10, 15, 6, 0, 0);
export const END = Date.UTC(2026, 0, 15, 18, 0, 0);

function foundRepository(world, plan) {
  const { owner } = world.people;
  const repo = {
    __typename: 'Repository', ...plan, id: nodeId('Repository', plan.databaseId), owner, formerOwners: [], formerly: plan.formerly ?? [], nextNumber: 1,
    createdAt: BEGIN - 86_400_000, updatedAt: BEGIN, pushedAt: BEGIN - 86_400_000, head: null, commits: new Map(), pulls: [], issues: [], issueComments: [],
    labels: [], attributes: null,
  };
  repo.labels = ['bug', 'enhancement', 'good first issue'].map((name, n) => ({
    __typename: 'Label', id: nodeId('Label', plan.databaseId, 5_000 + n), databaseId: 5_000 + n, repo, name, color: ['d73a4a', 'a2eeef', '7057ff'][n], createdAt: repo.createdAt,
  }));
  [repo, ...repo.labels].forEach((node) => world.nodes.set(node.id, node));
  return repo;
}

/**
 * @param {{seed: number, scale: keyof typeof SCALES}} options
 */
export function createWorld({ seed, scale }) {
  const size = SCALES[scale];
  const random = new Random(seed);
  const people = populate(random, size.people);
  const sequence = (expected) => new IdSequence(random, expected);
  const world = {
    seed, scale, random, people, nodes: new Map(), now: BEGIN, mutations: 0,
    ids: {
      pull: sequence(size.pulls), issue: sequence(size.issues), review: sequence(size.pulls * 3), reviewComment: sequence(size.pulls * 4),
      issueComment: sequence(size.pulls * 2 + size.issues * 3), thread: sequence(size.pulls * 3),
    },
    repositories: [],
  };
  for (const who of everybody(world)) world.nodes.set(who.id, who);
  world.repositories = REPOSITORIES.map((plan) => foundRepository(world, plan));
  live(world, size, BEGIN, END);
  world.now = END;
  return world;
}

/** Everybody with an account, deleted ones included. */
export function everybody(world) {
  const { users, updater, sweeper, agent, mannequins, organization, owner, web } = world.people;
  return [...users, updater, sweeper, agent, ...mannequins, organization, owner, web];
}

/** @returns the person with this login or `login[bot]`, if GitHub still has one */
export function findPerson(world, login) {
  const wanted = login.toLowerCase();
  return everybody(world).find((who) => !who.deleted && restLogin(who).toLowerCase() === wanted) ?? null;
}

/** A bot's login has `[bot]` in REST and not in GraphQL. */
export function restLogin(who) {
  return who.__typename === 'Bot' ? `${who.login}[bot]` : who.login;
}

/** @returns {{repo: object, renamed: boolean}|null} */
export function findRepository(world, owner, name) {
  const [holder, wanted] = [owner.toLowerCase(), name.toLowerCase()];
  const owners = (candidate) => [candidate.owner.login, ...candidate.formerOwners].map((login) => login.toLowerCase());
  const repo = world.repositories.find((candidate) => owners(candidate).includes(holder) && [candidate.name, ...candidate.formerly].includes(wanted));
  return repo === undefined ? null : { repo, renamed: repo.name !== wanted || owners(repo)[0] !== holder };
}

/** Commits reachable from `tip`, newest first as `git log` shows them. */
export function history(tip) {
  const seen = new Set([tip]);
  const queue = [tip];
  while (queue.length > 0) {
    for (const parent of queue.pop().parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      queue.push(parent);
    }
  }
  return [...seen].sort((a, b) => b.committedAt - a.committedAt || b.order - a.order);
}

