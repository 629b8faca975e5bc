/**
 * What an indexer should have found of each pull request, in the form of published evidence.
 */
import { createHash } from 'node:crypto';
import { instant } from './events.js';
import { filesOf } from './files.js';
import { ATTRIBUTES } from './oddities.js';
import { association } from '../graphql/shared.js';

const AGENTS = new Map([['noreply@anthropic.com', 'claude']]);
const KINDS = { ADDED: 'added', DELETED: 'deleted', RENAMED: 'renamed', COPIED: 'copied' };

const identity = (who) => (who === null || who.deleted ? 'ghost' : `github:${who.databaseId}`);

/** Whom a commit's signature stands for. */
export function signer(actor) {
  if (actor.user !== null && !actor.user.deleted && actor.user.__typename === 'User') return `github:${actor.user.databaseId}`;
  const email = actor.email.toLowerCase();
  if (AGENTS.has(email)) return `agent:${AGENTS.get(email)}`;
  const hidden = /^(\d+)\+(.+)@users\.noreply\.github\.com$/.exec(email);
  if (hidden !== null) return `github:${hidden[1]}`;
  return `email:${createHash('sha256').update(email).digest('hex')}`;
}

const RANKS = ['github', 'email', 'agent', 'ghost'];

function compareIdentities(a, b) {
  const [kindA, restA = ''] = a.split(':');
  const [kindB, restB = ''] = b.split(':');
  if (kindA !== kindB) return RANKS.indexOf(kindA) - RANKS.indexOf(kindB);
  if (kindA === 'github') return Number(restA) - Number(restB);
  return restA < restB ? -1 : Number(restA > restB);
}

const distinct = (identities) => [...new Set(identities)].sort(compareIdentities);

function approvals(pull) {
  const opinions = new Map();
  const before = pull.reviews.filter(({ state, submittedAt }) => state !== 'PENDING' && (pull.mergedAt === null || submittedAt <= pull.mergedAt));
  for (const { author, state, submittedAt } of before.sort((a, b) => a.submittedAt - b.submittedAt || a.databaseId - b.databaseId)) {
    if (state === 'APPROVED') opinions.set(identity(author), submittedAt);
    else if (state !== 'COMMENTED') opinions.delete(identity(author));
  }
  return [...opinions].map(([by, at]) => ({ at, by })).sort((a, b) => a.at - b.at || compareIdentities(a.by, b.by))
    .map(({ at, by }) => ({ at: instant(at), by }));
}

export const commitAuthors = (pull) => distinct(pull.commits.filter(({ parents }) => parents.length < 2).flatMap(({ actors }) => actors.map(signer)));

function reverts(pull) {
  const found = /^Reverts (\S+)#(\d+)$/m.exec(pull.body);
  return found === null ? undefined : Number(found[2]);
}

const commitIn = (text) => /^This reverts commit ([0-9a-f]+)\.$/m.exec(text)?.[1];

/** The hash in its text, else in the messages of all of its commits. */
function revertsCommit(pull) {
  const said = pull.commits.filter(({ parents }) => parents.length < 2).map(({ message }) => commitIn(message));
  return commitIn(pull.body) ?? (said.includes(undefined) ? undefined : said[0]);
}

const changes = (pull) => filesOf(pull).map(({ path, additions, deletions, changeType }) => ({ path, change: KINDS[changeType] ?? 'modified', additions, deletions }))
  .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));

export function factsOf(pull) {
  return {
    repo: pull.repo.databaseId, number: pull.number, author: identity(pull.author), association: association(pull.author).toLowerCase(), base: pull.baseRefName,
    merge: pull.state === 'MERGED' ? { at: instant(pull.mergedAt), by: identity(pull.mergedBy), commit: pull.mergeCommit.oid } : undefined,
    approvals: approvals(pull), commit_authors: commitAuthors(pull), assigners: distinct(pull.assigned.map(({ actor }) => identity(actor))),
    closes: pull.closes.map((issue) => ({ repo: issue.repo.databaseId, number: issue.number })), reverts: reverts(pull), reverts_commit: revertsCommit(pull), changes: changes(pull),
  };
}

/** What `.gitattributes` says, of Linguist's attributes alone. */
export function attributesOf(repo) {
  if (repo.attributes !== ATTRIBUTES) return [];
  const said = (pattern, attribute, value) => ({ pattern, attribute, value });
  return [said('vendor/**', 'vendored', true), said('generated/*.pb.py', 'generated', true), said('my notes/*.md', 'documentation', false)];
}
