/**
 * What people do in a repository. Each function is one act at one moment; it keeps `updatedAt`, states and
 * back references as GitHub keeps them. Times are milliseconds, always whole seconds.
 */
import { nodeId } from './ids.js';
import { COMMIT_HEADLINES, ISSUE_TITLES, PATHS, PULL_TITLES, SENTENCES } from './words.js';

const touch = (item, at) => {
  item.updatedAt = Math.max(item.updatedAt, at);
};

/** How a person signs a commit: name, e-mail, and the account GitHub links to that e-mail. */
export function signature(world, who, at) {
  if (who.__typename === undefined) return { name: who.name, email: who.address, user: null, date: at };
  const email = world.random.pick(who.emails);
  return { name: who.name ?? who.login, email: email.address, user: email.linked ? who : null, date: at };
}

/** @returns a commit that no branch holds yet */
export function makeCommit(world, repo, { at, authoredAt = at, actors, committer, message, parents }) {
  const { random } = world;
  const oid = random.hex(40);
  const commit = {
    __typename: 'Commit', id: nodeId('Commit', repo.databaseId, oid), repo, oid, message, parents, actors,
    committer: committer ?? { ...actors[0], date: at }, authoredAt, committedAt: at,
    additions: Math.floor(random.next() ** 3 * 900), deletions: Math.floor(random.next() ** 4 * 500),
    changedFiles: random.chance(0.02) ? null : random.int(1, 14), order: repo.commits.size,
  };
  repo.commits.set(oid, commit);
  world.nodes.set(commit.id, commit);
  return commit;
}

function advance(repo, commit, at) {
  repo.head = commit;
  repo.pushedAt = Math.max(repo.pushedAt, at);
}

/** A commit pushed straight to the default branch. */
export function pushCommit(world, repo, at, who) {
  const { random } = world;
  const actors = [signature(world, who, at)];
  let message = random.pick(COMMIT_HEADLINES);
  if (random.chance(0.15)) {
    const other = signature(world, random.pickSkewed(world.people.users), at);
    actors.push(other);
    message += `\n\nCo-authored-by: ${other.name} <${other.email}>`;
  }
  const authoredAt = random.chance(0.1) ? at - random.int(1, 40) * 86_400_000 : at;
  actors.forEach((actor) => Object.assign(actor, { date: authoredAt }));
  const commit = makeCommit(world, repo, {
    at, authoredAt, actors, committer: { ...signature(world, who, at) }, message, parents: repo.head === null ? [] : [repo.head],
  });
  advance(repo, commit, at);
  return commit;
}

/** A pull request with commits on a branch of its own, perhaps closing an issue once merged. */
export function openPull(world, repo, at, author, { title, body, issue = null, commits, base = 'main', helper = null, files = null, changedFiles, messages = null } = {}) {
  const { random } = world;
  const number = repo.nextNumber++;
  const databaseId = world.ids.pull.next();
  const pull = {
    __typename: 'PullRequest', id: nodeId('PullRequest', repo.databaseId, databaseId), databaseId, repo, number, author,
    title: title ?? random.pick(PULL_TITLES), body: body ?? random.pick(SENTENCES), state: 'OPEN', isDraft: random.chance(0.08),
    createdAt: at, updatedAt: at, closedAt: null, mergedAt: null, mergedBy: null, mergeCommit: null,
    baseRefName: base, headRefName: `topic-${number}`, additions: Math.floor(random.next() ** 3 * 3000),
    deletions: Math.floor(random.next() ** 3 * 1200), changedFiles: changedFiles ?? random.int(1, 40), labels: random.chance(0.3) ? [random.pick(repo.labels)] : [],
    reviews: [], threads: [], comments: [], commits: [], closes: issue === null ? [] : [issue], assigned: [], files,
  };
  if (files !== null) {
    const sum = (key) => files.reduce((total, one) => total + one[key], 0);
    Object.assign(pull, { additions: sum('additions'), deletions: sum('deletions'), changedFiles: files.length });
  }
  let parent = repo.head;
  const count = messages?.length ?? commits ?? random.int(1, 4);
  for (let n = 0; n < count; n += 1) {
    const when = at - (count - n) * 1000 * random.int(60, 9000);
    const committed = Math.max(when, parent?.committedAt ?? 0);
    const writer = n > 0 && random.chance(0.25) ? random.pickSkewed(world.people.users) : author;
    const actors = [signature(world, writer, when)];
    if (helper !== null) actors.push(signature(world, helper, when));
    if (random.chance(0.04)) actors.push(signature(world, world.people.stranger, when));
    parent = makeCommit(world, repo, { at: committed, authoredAt: when, actors, message: withTrailers(messages?.[n] ?? random.pick(COMMIT_HEADLINES), actors), parents: parent === null ? [] : [parent] });
    pull.commits.push(parent);
  }
  repo.pulls.push(pull);
  world.nodes.set(pull.id, pull);
  return pull;
}

function withTrailers(message, actors) {
  if (actors.length < 2) return message;
  return `${message}\n\n${actors.slice(1).map((actor) => `Co-authored-by: ${actor.name} <${actor.email}>`).join('\n')}`;
}

/** A review with its comments on lines. `PENDING` has not been submitted: only its author sees it. */
export function reviewPull(world, pull, at, author, state, comments) {
  const { random } = world;
  const databaseId = world.ids.review.next();
  const pending = state === 'PENDING';
  const review = {
    __typename: 'PullRequestReview', id: nodeId('PullRequestReview', pull.repo.databaseId, databaseId), databaseId, pull, author, state,
    body: comments > 0 && random.chance(0.6) ? '' : random.pick(SENTENCES), createdAt: at, updatedAt: at, submittedAt: pending ? null : at,
    commit: pull.commits.at(-1) ?? null, comments: [],
  };
  pull.reviews.push(review);
  world.nodes.set(review.id, review);
  for (let n = 0; n < comments; n += 1) reviewComment(world, review, at, null);
  if (!pending) touch(pull, at);
  return review;
}

function reviewComment(world, review, at, replyTo) {
  const { random } = world;
  const { pull } = review;
  const databaseId = world.ids.reviewComment.next();
  const comment = {
    __typename: 'PullRequestReviewComment', id: nodeId('PullRequestReviewComment', pull.repo.databaseId, databaseId), databaseId, pull, review,
    author: review.author, body: random.pick(SENTENCES), path: replyTo?.path ?? random.pick(PATHS), line: replyTo?.line ?? random.int(1, 400),
    createdAt: at, updatedAt: at, replyTo, thread: replyTo?.thread ?? null, commit: review.commit,
  };
  if (comment.thread === null) {
    const threadId = world.ids.thread.next();
    comment.thread = {
      __typename: 'PullRequestReviewThread', id: nodeId('PullRequestReviewThread', pull.repo.databaseId, threadId), databaseId: threadId, pull,
      path: comment.path, line: comment.line, isResolved: random.chance(0.4), comments: [], createdAt: at,
    };
    pull.threads.push(comment.thread);
    world.nodes.set(comment.thread.id, comment.thread);
  }
  comment.thread.comments.push(comment);
  review.comments.push(comment);
  world.nodes.set(comment.id, comment);
  return comment;
}

/** An answer in a review thread; GitHub makes a review of its own to hold it. */
export function replyInThread(world, comment, at, author) {
  const review = reviewPull(world, comment.pull, at, author, 'COMMENTED', 0);
  review.body = '';
  reviewComment(world, review, at, comment.replyTo ?? comment);
  return review;
}

/** A comment on an issue, or in the conversation of a pull request. */
export function commentOn(world, parent, at, author) {
  const databaseId = world.ids.issueComment.next();
  const comment = {
    __typename: 'IssueComment', id: nodeId('IssueComment', parent.repo.databaseId, databaseId), databaseId, parent, author,
    body: world.random.pick(SENTENCES), createdAt: at, updatedAt: at,
  };
  parent.comments.push(comment);
  parent.repo.issueComments.push(comment);
  world.nodes.set(comment.id, comment);
  touch(parent, at);
  return comment;
}

export function openIssue(world, repo, at, author, { title } = {}) {
  const { random } = world;
  const databaseId = world.ids.issue.next();
  const issue = {
    __typename: 'Issue', id: nodeId('Issue', repo.databaseId, databaseId), databaseId, repo, number: repo.nextNumber++, author,
    title: title ?? random.pick(ISSUE_TITLES), body: random.pick(SENTENCES), state: 'OPEN', stateReason: null, createdAt: at, updatedAt: at, closedAt: null,
    labels: random.chance(0.4) ? [random.pick(repo.labels)] : [], comments: [], closedBy: [],
  };
  repo.issues.push(issue);
  world.nodes.set(issue.id, issue);
  return issue;
}

export function closeIssue(issue, at, reason) {
  Object.assign(issue, { state: 'CLOSED', stateReason: reason, closedAt: at });
  touch(issue, at);
}

export function closePull(pull, at) {
  Object.assign(pull, { state: 'CLOSED', closedAt: at });
  touch(pull, at);
}

/** @param {'squash'|'merge'|'rebase'} method */
export function mergePull(world, pull, at, by, method) {
  const { repo } = pull;
  const web = { name: 'GitHub', email: 'noreply@github.com', user: world.people.web, date: at };
  // What is merged into another branch leaves the default branch as it is.
  const elsewhere = pull.baseRefName === 'main' ? null : squash(world, pull, at, web);
  if (elsewhere === null && method === 'squash') advance(repo, squash(world, pull, at, web), at);
  if (elsewhere === null && method === 'merge') {
    const merger = signature(world, by, at);
    const message = `Merge pull request #${pull.number} from ${pull.author.login}/${pull.headRefName}\n\n${pull.title}`;
    advance(repo, makeCommit(world, repo, { at, actors: [merger], committer: web, message, parents: [repo.head, pull.commits.at(-1)] }), at);
  }
  if (elsewhere === null && method === 'rebase') {
    for (const { actors, message, authoredAt } of pull.commits) {
      advance(repo, makeCommit(world, repo, { at, authoredAt, actors, committer: signature(world, by, at), message, parents: [repo.head] }), at);
    }
  }
  Object.assign(pull, { state: 'MERGED', mergedAt: at, closedAt: at, mergedBy: by, mergeCommit: elsewhere ?? repo.head, isDraft: false });
  touch(pull, at);
  for (const issue of pull.closes) {
    if (issue.state !== 'OPEN') continue;
    closeIssue(issue, at, 'COMPLETED');
    issue.closedBy.push(pull);
  }
}

function squash(world, pull, at, committer) {
  const first = signature(world, pull.author, at);
  const actors = [first];
  for (const actor of pull.commits.flatMap((commit) => commit.actors)) {
    if (!actors.some((known) => known.email === actor.email)) actors.push({ ...actor, date: at });
  }
  const bullets = pull.commits.length > 1 ? `\n\n${pull.commits.map((commit) => `* ${commit.message.split('\n')[0]}`).join('\n\n')}` : '';
  const message = withTrailers(`${pull.title} (#${pull.number})${bullets}`, actors);
  return makeCommit(world, pull.repo, { at, actors, committer, message, parents: [pull.repo.head] });
}

/** Takes something out of a list and out of the world. */
export function remove(world, items, item) {
  const place = items.indexOf(item);
  if (place >= 0) items.splice(place, 1);
  world.nodes.delete(item.id);
}
