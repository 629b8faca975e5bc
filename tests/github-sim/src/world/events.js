/**
 * The ground truth: what an indexer should have found, as a flat list for each repository.
 */
import { attributesOf, commitAuthors, factsOf, signer as identityOf } from './facts.js';
import { history } from './world.js';

export const instant = (time) => (time === null ? null : new Date(time).toISOString().replace('.000Z', 'Z'));

/** The account behind an author, or null for one since deleted. */
function account(who) {
  if (who.deleted) return null;
  return { kind: who.__typename.toLowerCase(), id: who.databaseId, login: who.login };
}

/** Who a commit's signature stands for: an account, the account in a noreply address, or an address alone. */
function signer(actor) {
  if (actor.user !== null && !actor.user.deleted) return account(actor.user);
  const hidden = /^(\d+)\+(.+)@users\.noreply\.github\.com$/i.exec(actor.email);
  if (hidden !== null) return { kind: 'noreply', id: Number(hidden[1]), login: hidden[2] };
  return { kind: 'email', id: null, login: null, email: actor.email.toLowerCase() };
}

function commitEvents(repo) {
  if (repo.head === null) return [];
  return history(repo.head).flatMap((commit) => {
    const signers = new Map(commit.actors.map(signer).map((who) => [who.id ?? who.email, who]));
    return [...signers.values()].map((author) => ({
      kind: 'commit', key: commit.oid, number: null, author, at: instant(commit.committedAt),
      additions: commit.additions, deletions: commit.deletions, changed_files: commit.changedFiles,
    }));
  });
}

/** Whoever wrote a commit of it beside the author: people, by account or e-mail. */
function coAuthors(pull) {
  const signers = new Map(pull.commits.flatMap(({ actors }) => actors).map((actor) => [identityOf(actor), signer(actor)]));
  const author = account(pull.author);
  return commitAuthors(pull).filter((one) => !one.startsWith('agent:') && one !== `github:${author?.id}`).map((one) => signers.get(one));
}

function pullEvents(pull) {
  const author = account(pull.author);
  const key = String(pull.databaseId);
  const event = (kind, at) => ({
    kind, key, number: pull.number, author, at: instant(at), additions: pull.additions, deletions: pull.deletions, changed_files: pull.changedFiles,
  });
  const events = [event('pull_request_opened', pull.createdAt)];
  if (pull.state === 'MERGED') events.push(event('pull_request_merged', pull.mergedAt));
  if (pull.state === 'MERGED') events.push(...coAuthors(pull).map((other) => ({ ...event('pull_request_co_authored', pull.mergedAt), author: other })));
  if (pull.state === 'CLOSED') events.push(event('pull_request_closed', pull.closedAt));
  for (const review of pull.reviews) {
    if (review.state === 'PENDING') continue;
    events.push({ kind: 'review', key: String(review.databaseId), number: pull.number, author: account(review.author), at: instant(review.submittedAt) });
    for (const comment of review.comments) {
      events.push({ kind: 'review_comment', key: String(comment.databaseId), number: pull.number, author: account(comment.author), at: instant(comment.createdAt) });
    }
  }
  return events;
}

const issueEvent = (issue) => ({
  kind: 'issue_opened', key: String(issue.databaseId), number: issue.number, author: account(issue.author), at: instant(issue.createdAt),
});

const commentEvent = (comment) => ({
  kind: 'issue_comment', key: String(comment.databaseId), number: comment.parent.number, author: account(comment.author), at: instant(comment.createdAt),
});

/** @returns `{id, name, url, default_branch, events}`; events in a fixed order */
export function truthOf(repo) {
  const events = [
    ...commitEvents(repo), ...repo.pulls.flatMap(pullEvents), ...repo.issues.map(issueEvent), ...repo.issueComments.map(commentEvent),
  ];
  const order = (event) => `${event.at} ${event.kind} ${event.key} ${event.author?.id ?? event.author?.email ?? ''}`;
  const sorted = events.map((event) => [order(event), event]).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
  return {
    id: repo.databaseId, name: `${repo.owner.login}/${repo.name}`, formerly: repo.formerly.map((name) => `${repo.owner.login}/${name}`),
    url: `https://github.com/${repo.owner.login}/${repo.name}`, default_branch: repo.head === null ? null : 'main', owner: repo.owner.databaseId,
    attributes: repo.head === null ? [] : attributesOf(repo), pull_requests: [...repo.pulls].sort((a, b) => a.number - b.number).map(factsOf), events: sorted,
  };
}
