/** Resolvers of repositories, branches and commits. */
import { history } from '../world/world.js';
import { instant } from '../world/events.js';
import { nodeId } from '../world/ids.js';
import { contentsOf } from '../world/tree.js';
import { checkBounds, invalid, page, pageInOrder, pageOfHistory } from './connection.js';
import { Refusal, unknown } from './refusal.js';
import { addressed, dated, repositoryUrl, visible } from './shared.js';

const ORDER = { CREATED_AT: (item) => item.createdAt, UPDATED_AT: (item) => item.updatedAt, COMMENTS: (item) => item.comments.length };

function pageOfThreads(items, args, info) {
  const { field, direction } = args.orderBy ?? { field: 'CREATED_AT', direction: 'ASC' };
  const key = ORDER[field];
  return page(items, args, info, (item) => [key(item), item.databaseId], direction);
}

const labelled = (labels) => (item) => labels == null || item.labels.some(({ name }) => labels.includes(name));

function filterPulls(pulls, { states, labels, baseRefName, headRefName }) {
  return pulls.filter((pull) => (states == null || states.includes(pull.state)) && labelled(labels)(pull)
    && (baseRefName == null || pull.baseRefName === baseRefName) && (headRefName == null || pull.headRefName === headRefName));
}

const ISSUE_FILTERS = new Set(['since', 'states', 'createdBy', 'labels', 'viewerSubscribed']);

function filterIssues(issues, { states, labels, filterBy }) {
  const filter = filterBy ?? {};
  for (const [name, value] of Object.entries(filter)) {
    if (value != null && !(ISSUE_FILTERS.has(name) && value !== true)) throw unknown(`filterBy.${name}`);
  }
  const since = filter.since == null ? -Infinity : Date.parse(filter.since);
  return issues.filter((issue) => (states == null || states.includes(issue.state)) && (filter.states == null || filter.states.includes(issue.state))
    && labelled(labels)(issue) && labelled(filter.labels)(issue) && issue.updatedAt >= since
    && (filter.createdBy == null || visible(issue.author)?.login === filter.createdBy));
}

const missing = (what, number) => new Refusal('NOT_FOUND', `Could not resolve to ${what} with the number of ${number}.`);

function branch(repo) {
  return repo.head === null ? null : { __typename: 'Ref', id: nodeId('Ref', repo.databaseId, 'refs/heads/main'), repo };
}

function findObject(repo, { oid, expression }) {
  if (expression === 'HEAD:.gitattributes') {
    return repo.head === null || repo.attributes === null ? null : { __typename: 'Blob', text: repo.attributes };
  }
  const name = oid ?? expression;
  if (name === 'main' || name === 'HEAD' || name === 'refs/heads/main') return repo.head;
  return [...repo.commits.values()].find((commit) => name?.length >= 4 && commit.oid.startsWith(name)) ?? contentsOf(repo).objects.get(name) ?? null;
}

const Repository = {
  id: (repo) => repo.id,
  databaseId: (repo) => repo.databaseId,
  name: (repo) => repo.name,
  nameWithOwner: (repo) => `${repo.owner.login}/${repo.name}`,
  owner: (repo) => repo.owner,
  description: (repo) => repo.description,
  homepageUrl: (repo) => repo.homepageUrl ?? null,
  repositoryTopics: (repo, args, _, info) =>
    pageInOrder((repo.topics ?? []).map((name) => ({ __typename: 'RepositoryTopic', id: nodeId('RepositoryTopic', repo.databaseId, name), name })), args, info),
  isEmpty: (repo) => repo.head === null,
  isFork: (repo) => repo.fork === true,
  isArchived: (repo) => repo.archived === true,
  isPrivate: () => false,
  isInOrganization: (repo) => repo.owner.__typename === 'Organization',
  visibility: () => 'PUBLIC',
  stargazerCount: (repo) => repo.databaseId % 5000,
  forkCount: (repo) => repo.databaseId % 300,
  createdAt: dated.createdAt,
  updatedAt: (repo) => instant(Math.max(repo.updatedAt, repo.pushedAt)),
  pushedAt: (repo) => (repo.head === null ? null : instant(repo.pushedAt)),
  ...addressed(repositoryUrl),
  defaultBranchRef: branch,
  ref: (repo, { qualifiedName }) => (['main', 'refs/heads/main', 'heads/main'].includes(qualifiedName) ? branch(repo) : null),
  refs: (repo, args, _, info) => {
    const refs = ['refs/heads/', 'refs/heads'].includes(args.refPrefix) && repo.head !== null ? [branch(repo)] : [];
    return pageInOrder(refs, args, info);
  },
  object: findObject,
  pullRequests: (repo, args, _, info) => pageOfThreads(filterPulls(repo.pulls, args), args, info),
  issues: (repo, args, _, info) => pageOfThreads(filterIssues(repo.issues, args), args, info),
  pullRequest(repo, { number }) {
    const pull = repo.pulls.find((candidate) => candidate.number === number);
    if (pull === undefined) throw missing('a PullRequest', number);
    return pull;
  },
  issue(repo, { number }) {
    const issue = repo.issues.find((candidate) => candidate.number === number);
    if (issue === undefined) throw missing('an Issue', number);
    return issue;
  },
  labels: (repo, args, _, info) => pageInOrder(repo.labels, args, info),
};

const Ref = {
  id: (ref) => ref.id, name: () => 'main', prefix: () => 'refs/heads/', repository: (ref) => ref.repo, target: (ref) => ref.repo.head,
};

/** Timestamps of git may carry any offset. */
const bound = (text, otherwise) => (text == null ? otherwise : Date.parse(text));

/** The commit a history cursor was given out for; a newer push does not move a history already begun. */
function pinned(tip, cursor) {
  const match = /^([0-9a-f]{40}) \d+$/.exec(cursor);
  const commit = match === null ? undefined : tip.repo.commits.get(match[1]);
  if (commit === undefined) throw invalid(cursor);
  return commit;
}

const wroteWith = (emails, id) => ({ actors: [author] }) => (emails == null || emails.includes(author.email)) && (id == null || author.user?.id === id);

function commitHistory(commit, args, _, info) {
  checkBounds(args, info);
  if (args.path != null) throw unknown('history(path:)');
  const cursor = args.after ?? args.before;
  const tip = cursor == null ? commit : pinned(commit, cursor);
  const since = bound(args.since, -Infinity);
  const until = bound(args.until, Infinity);
  const commits = history(tip).filter((one) => one.committedAt >= since && one.committedAt <= until && wroteWith(args.author?.emails, args.author?.id)(one));
  return pageOfHistory(commits, tip, args, info);
}

const headline = (message) => message.split('\n')[0];
const commitUrl = (commit) => `${repositoryUrl(commit.repo)}/commit/${commit.oid}`;

const Commit = {
  id: (commit) => commit.id,
  oid: (commit) => commit.oid,
  abbreviatedOid: (commit) => commit.oid.slice(0, 7),
  committedDate: (commit) => instant(commit.committedAt),
  authoredDate: (commit) => instant(commit.authoredAt),
  pushedDate: () => null,
  additions: (commit) => commit.additions,
  deletions: (commit) => commit.deletions,
  changedFilesIfAvailable: (commit) => commit.changedFiles,
  message: (commit) => commit.message,
  messageHeadline: (commit) => headline(commit.message),
  messageBody: (commit) => commit.message.slice(headline(commit.message).length).trimStart(),
  parents: (commit, args, _, info) => pageInOrder(commit.parents, args, info),
  author: (commit) => commit.actors[0],
  authors: (commit, args, _, info) => pageInOrder(commit.actors, args, info),
  committer: (commit) => commit.committer,
  authoredByCommitter: (commit) => commit.actors[0].email === commit.committer.email,
  committedViaWeb: (commit) => commit.committer.email === 'noreply@github.com',
  tree: (commit) => contentsOf(commit.repo).root,
  history: commitHistory,
  associatedPullRequests: (commit, args, _, info) =>
    pageInOrder(commit.repo.pulls.filter((pull) => pull.mergeCommit === commit || pull.commits.includes(commit)), args, info),
  repository: (commit) => commit.repo,
  ...addressed(commitUrl),
  commitUrl,
  commitResourcePath: addressed(commitUrl).resourcePath,
};

const GitActor = {
  name: (actor) => actor.name,
  email: (actor) => actor.email,
  date: (actor) => instant(actor.date),
  user: (actor) => (actor.user?.__typename === 'User' ? visible(actor.user) : null),
};

const Label = {
  id: (label) => label.id, name: (label) => label.name, color: (label) => label.color, description: () => null, isDefault: () => true,
  createdAt: dated.createdAt, repository: (label) => label.repo, ...addressed((label) => `${repositoryUrl(label.repo)}/labels/${encodeURIComponent(label.name)}`),
};

export const repositories = { Repository, Ref, Commit, GitActor, Label };
