/** Resolvers of the root. */
import { findPerson, findRepository } from '../world/world.js';
import { instant } from '../world/events.js';
import { page } from './connection.js';
import { Refusal, unknown } from './refusal.js';

const NODE_IDS = 100;

function findNode(world, viewer, id) {
  const node = world.nodes.get(id);
  if (node === undefined || node.deleted) return null;
  const review = node.__typename === 'PullRequestReviewComment' ? node.review : node;
  return review.state === 'PENDING' && review.author !== viewer ? null : node;
}

const notFound = (what) => new Refusal('NOT_FOUND', `Could not resolve to ${what}.`);

const lostNode = (id) => notFound(`a node with the global id of '${id}'`);

function account(typename) {
  return (_, { login }, { world }) => {
    const who = findPerson(world, login);
    if (who === null || who.__typename !== typename) {
      throw notFound(`${typename === 'User' ? 'a User' : 'an Organization'} with the login of '${login}'`);
    }
    return who;
  };
}

/** The qualifiers of a repository search that this simulator reads. */
const QUALIFIERS = {
  topic: (value) => (repo) => repo.topics?.includes(value) === true,
  is: (value) => () => value === 'public',
  archived: (value) => (repo) => (repo.archived === true) === (value === 'true'),
  fork: () => () => true,
  sort: () => () => true,
};

/** Most stars first; forks only when they are asked for. GitHub shows 1,000 results at most. */
function search(_, args, { world }, info) {
  if (args.type !== 'REPOSITORY') throw unknown(`search(type: ${args.type})`);
  const words = args.query.split(/ +/).map((word) => word.split(':'));
  const stranger = words.find(([name, value]) => value === undefined || QUALIFIERS[name] === undefined);
  if (stranger !== undefined) throw unknown(`search for ${stranger.join(':')}`);
  const forks = words.some(([name]) => name === 'fork');
  const fits = words.map(([name, value]) => QUALIFIERS[name](value));
  const found = world.repositories.filter((repo) => (forks || repo.fork !== true) && fits.every((test) => test(repo)));
  return { ...page(found, args, info, (repo) => [-(repo.databaseId % 5000), repo.databaseId]), repositoryCount: found.length };
}

export const Query = {
  search,
  repository(_, { owner, name, followRenames }, { world }) {
    const found = findRepository(world, owner, name);
    if (found === null || (found.renamed && followRenames === false)) throw notFound(`a Repository with the name '${owner}/${name}'`);
    return found.repo;
  },
  node(_, { id }, { world, viewer }) {
    const node = findNode(world, viewer, id);
    if (node === null) throw lostNode(id);
    return node;
  },
  nodes(_, { ids }, { world, viewer }) {
    if (ids.length > NODE_IDS) throw new Refusal('ARGUMENT_LIMIT', `You may not provide more than ${NODE_IDS} node ids; you provided ${ids.length}.`);
    return ids.map((id) => findNode(world, viewer, id) ?? lostNode(id));
  },
  repositoryOwner(_, { login }, { world }) {
    const who = findPerson(world, login);
    return who !== null && ['User', 'Organization'].includes(who.__typename) ? who : null;
  },
  user: account('User'),
  organization: account('Organization'),
  viewer: (_, __, { viewer }) => viewer,
  rateLimit: (_, __, { measured, budget }) => ({
    cost: measured.cost, nodeCount: measured.nodeCount, limit: budget.limit, remaining: budget.remaining, used: budget.used, resetAt: instant(budget.reset * 1000),
  }),
};
