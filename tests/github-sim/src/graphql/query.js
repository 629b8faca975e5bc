/** Resolvers of the root. */
import { findPerson, findRepository } from '../world/world.js';
import { instant } from '../world/events.js';
import { Refusal } from './refusal.js';

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

export const Query = {
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
  user: account('User'),
  organization: account('Organization'),
  viewer: (_, __, { viewer }) => viewer,
  rateLimit: (_, __, { measured, budget }) => ({
    cost: measured.cost, nodeCount: measured.nodeCount, limit: budget.limit, remaining: budget.remaining, used: budget.used, resetAt: instant(budget.reset * 1000),
  }),
};
