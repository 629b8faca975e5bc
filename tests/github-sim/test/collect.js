/** A small complete reader by GraphQL: what an indexer must do, in its plainest form, to find every event. */

const ACTOR = '{ __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId } }';
const PAGE = 'pageInfo { hasNextPage endCursor }';
const COMMENTS = `comments(first: 50, after: $after) { totalCount ${PAGE} nodes { fullDatabaseId createdAt author ${ACTOR} } }`;

/** All nodes of one connection, page by page. `query` takes `$after`; `at` picks the connection. */
export async function pages(graphql, query, variables, at) {
  const nodes = [];
  let after = null;
  for (;;) {
    const { body } = await graphql(query, { ...variables, after });
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    const connection = at(body.data);
    nodes.push(...connection.nodes);
    if (!connection.pageInfo.hasNextPage) {
      if (connection.totalCount !== nodes.length) throw new Error(`${connection.totalCount} promised, ${nodes.length} given`);
      return nodes;
    }
    after = connection.pageInfo.endCursor;
  }
}

const who = (author) => (author === null ? null : { kind: author.__typename.toLowerCase(), id: author.databaseId, login: author.login });

const inside = (graphql, id, type, selection, at) =>
  pages(graphql, `query ($id: ID!, $after: String) { node(id: $id) { ... on ${type} { ${selection} } } }`, { id }, ({ node }) => at(node));

async function pullEvents(graphql, pull) {
  const common = { key: pull.fullDatabaseId, number: pull.number, author: who(pull.author) };
  const events = [{ kind: 'pull_request_opened', ...common, at: pull.createdAt }];
  if (pull.state === 'MERGED') events.push({ kind: 'pull_request_merged', ...common, at: pull.mergedAt });
  if (pull.state === 'CLOSED') events.push({ kind: 'pull_request_closed', ...common, at: pull.closedAt });
  const event = (kind, item, at) => ({ kind, key: item.fullDatabaseId, number: pull.number, author: who(item.author), at });
  if (pull.reviews.totalCount > 0) {
    const reviews = await inside(graphql, pull.id, 'PullRequest',
      `reviews(first: 100, after: $after) { totalCount ${PAGE} nodes { id state fullDatabaseId submittedAt author ${ACTOR} comments { totalCount } } }`, (node) => node.reviews);
    for (const review of reviews.filter(({ state }) => state !== 'PENDING')) {
      events.push(event('review', review, review.submittedAt));
      if (review.comments.totalCount === 0) continue;
      const comments = await inside(graphql, review.id, 'PullRequestReview', COMMENTS, (node) => node.comments);
      events.push(...comments.map((comment) => event('review_comment', comment, comment.createdAt)));
    }
  }
  return [...events, ...await conversation(graphql, pull, 'PullRequest')];
}

async function conversation(graphql, item, type) {
  if (item.comments.totalCount === 0) return [];
  const comments = await inside(graphql, item.id, type, COMMENTS, (node) => node.comments);
  return comments.map((comment) => ({ kind: 'issue_comment', key: comment.fullDatabaseId, number: item.number, author: who(comment.author), at: comment.createdAt }));
}

function signer({ email, user }) {
  if (user !== null) return { kind: 'user', id: user.databaseId, login: user.login };
  const hidden = /^(\d+)\+(.+)@users\.noreply\.github\.com$/.exec(email);
  return hidden === null ? { kind: 'email', id: null, login: null, email } : { kind: 'noreply', id: Number(hidden[1]), login: hidden[2] };
}

function commitEvents(commit) {
  const signers = new Map(commit.authors.nodes.map(signer).map((author) => [author.id ?? author.email, author]));
  return [...signers.values()].map((author) => ({ kind: 'commit', key: commit.oid, number: null, author, at: commit.committedDate }));
}

/** @returns every event of a repository, in no particular order */
export async function collect(graphql, owner, name) {
  const repository = (selection, at) => pages(graphql,
    `query ($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { ${selection} } }`, { owner, name }, (data) => at(data.repository));
  const events = [];
  const pulls = await repository(
    `pullRequests(first: 40, after: $after, orderBy: {field: UPDATED_AT, direction: ASC}) { totalCount ${PAGE} nodes {
      id fullDatabaseId number state createdAt mergedAt closedAt author ${ACTOR} reviews { totalCount } comments { totalCount } } }`, (repo) => repo.pullRequests);
  for (const pull of pulls) events.push(...await pullEvents(graphql, pull));
  const issues = await repository(
    `issues(first: 40, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount ${PAGE} nodes { id fullDatabaseId number createdAt author ${ACTOR} comments { totalCount } } }`,
    (repo) => repo.issues);
  for (const issue of issues) {
    events.push({ kind: 'issue_opened', key: issue.fullDatabaseId, number: issue.number, author: who(issue.author), at: issue.createdAt });
    events.push(...await conversation(graphql, issue, 'Issue'));
  }
  const empty = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } };
  const commits = await repository(
    `defaultBranchRef { target { ... on Commit { history(first: 40, after: $after) { totalCount ${PAGE} nodes { oid committedDate
      authors(first: 20) { nodes { name email user { login databaseId } } } } } } } }`, (repo) => repo.defaultBranchRef?.target.history ?? empty);
  return [...events, ...commits.flatMap(commitEvents)];
}

/** Events in an order to compare by, with only the fields that name them. */
export function comparable(all) {
  // Co-authors follow from a pull request's own commits, which this reader leaves to others.
  const events = all.filter(({ kind }) => kind !== 'pull_request_co_authored');
  return events.map(({ kind, key, number, author, at }) => JSON.stringify([kind, key, number, author, at])).sort();
}
