import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supportedFields } from '../src/graphql/run.js';
import { schema } from '../src/graphql/schema.js';
import { createWorld, history } from '../src/world/world.js';
import { truthOf } from '../src/world/events.js';
import { collect, comparable, pages } from './collect.js';
import { start } from './start.js';

const REPOSITORY = 'repository(owner: "riverbed-ai", name: "tiny-llm")';

test('every answered field exists in the published schema', () => {
  for (const field of supportedFields()) {
    const [type, name] = field.split('.');
    assert.ok(schema.getType(type)?.getFields()[name], field);
  }
});

test('reading every page gives exactly the truth', async (t) => {
  const { graphql, sim } = await start(t);
  for (const { name, events } of (await sim('truth')).repositories) {
    assert.deepEqual(comparable(await collect(graphql, ...name.split('/'))), comparable(events), name);
  }
});

test('one seed gives one world, another seed another', () => {
  const world = (seed) => createWorld({ seed, scale: 'small' }).repositories.map(truthOf);
  assert.deepEqual(world(3), world(3));
  assert.notDeepEqual(world(3), world(4));
});

test('the world holds the mess that indexers stumble over', () => {
  for (const seed of [1, 2, 3]) {
    const { repositories } = createWorld({ seed, scale: 'small' });
    const truth = repositories.map(truthOf);
    const events = truth.flatMap((repo) => repo.events);
    const kinds = new Set(events.map(({ author }) => author?.kind ?? 'deleted'));
    assert.deepEqual([...kinds].sort(), ['bot', 'deleted', 'email', 'mannequin', 'noreply', 'organization', 'user']);
    assert.ok(truth.some((repo) => repo.default_branch === null && repo.events.length === 0));
    assert.ok(truth.some((repo) => repo.formerly.length > 0));
    for (const kind of ['pull_request_opened', 'pull_request_merged', 'pull_request_closed', 'review', 'review_comment', 'issue_opened', 'issue_comment']) {
      const ids = events.filter((event) => event.kind === kind).map(({ key }) => Number(key));
      assert.ok(ids.some((id) => id > 2 ** 31) && ids.some((id) => id < 2 ** 31), `${kind} on both sides of 2^31`);
    }
    const pulls = repositories.flatMap((repo) => repo.pulls);
    assert.ok(pulls.some((pull) => pull.reviews.length > 100 && pull.comments.length > 100 && pull.reviews.some((review) => review.comments.length > 100)));
    const seconds = new Map();
    for (const { updatedAt } of [...pulls, ...repositories.flatMap((repo) => repo.issues)]) seconds.set(updatedAt, (seconds.get(updatedAt) ?? 0) + 1);
    assert.ok(Math.max(...seconds.values()) >= 5, 'several items share a second');
    assert.ok(repositories.flatMap((repo) => [...repo.commits.values()]).some((commit) => /\(#\d+\)/.test(commit.message) && commit.actors.length > 2), 'squash with co-authors');
  }
});

test('no commit of a history stands before its children', () => {
  for (const { head } of createWorld({ seed: 2, scale: 'small' }).repositories) {
    const order = head === null ? [] : history(head);
    const position = new Map(order.map((commit, n) => [commit, n]));
    for (const commit of order) for (const parent of commit.parents) assert.ok(position.get(parent) > position.get(commit), commit.oid);
  }
});

test('pages run backwards too, and a cursor keeps its place when items arrive', async (t) => {
  const { graphql, sim } = await start(t);
  const ask = async (args) => (await graphql(`{ ${REPOSITORY} { pullRequests(${args}, orderBy: {field: CREATED_AT, direction: ASC}) { nodes { number } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }`)).body.data.repository.pullRequests;
  const first = await ask('first: 3');
  const second = await ask(`first: 3, after: "${first.pageInfo.endCursor}"`);
  assert.deepEqual([first.pageInfo.hasPreviousPage, first.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage], [false, true, true]);
  assert.deepEqual(await ask(`last: 3, before: "${second.pageInfo.startCursor}"`), first);
  await sim('mutate', { act: 'new_pull_request' });
  assert.deepEqual(await ask(`first: 3, after: "${first.pageInfo.endCursor}"`), second);
  assert.equal((await ask('last: 1')).pageInfo.hasNextPage, false);
});

test('a history begun before a push goes on where it was', async (t) => {
  const { graphql, sim } = await start(t);
  const query = `query ($n: Int!, $after: String) { ${REPOSITORY} { defaultBranchRef { target { ... on Commit { history(first: $n, after: $after) { totalCount nodes { oid } pageInfo { hasNextPage endCursor } } } } } } }`;
  const at = (data) => data.repository.defaultBranchRef.target.history;
  const whole = (await pages(graphql, query, { n: 100 }, at)).map(({ oid }) => oid);
  const first = at((await graphql(query, { n: 10 })).body.data);
  await sim('mutate', { act: 'new_commit' });
  const second = at((await graphql(query, { n: 10, after: first.pageInfo.endCursor })).body.data);
  assert.deepEqual([...first.nodes, ...second.nodes].map(({ oid }) => oid), whole.slice(0, 20));
});

test('orders and filters: updated descending, states, issues since', async (t) => {
  const { graphql } = await start(t);
  const { body } = await graphql(`{ ${REPOSITORY} {
    pullRequests(first: 100, states: [MERGED, CLOSED], orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { state updatedAt } }
    issues(first: 100, orderBy: {field: UPDATED_AT, direction: ASC}) { totalCount nodes { updatedAt } } } }`);
  const { pullRequests, issues } = body.data.repository;
  const times = pullRequests.nodes.map(({ updatedAt }) => updatedAt);
  assert.deepEqual(times, [...times].sort().reverse());
  assert.deepEqual([...new Set(pullRequests.nodes.map(({ state }) => state))].sort(), ['CLOSED', 'MERGED']);
  const since = issues.nodes[20].updatedAt;
  const later = await graphql(`query ($since: DateTime) { ${REPOSITORY} { issues(filterBy: {since: $since}) { totalCount } } }`, { since });
  assert.equal(later.body.data.repository.issues.totalCount, issues.nodes.filter(({ updatedAt }) => updatedAt >= since).length);
});

test('a renamed repository is followed unless told not to; an empty one has no branch', async (t) => {
  const { graphql } = await start(t);
  const { body } = await graphql('{ repository(owner: "riverbed-ai", name: "old-name") { nameWithOwner } }');
  assert.equal(body.data.repository.nameWithOwner, 'riverbed-ai/datasets');
  const strict = await graphql('{ repository(owner: "riverbed-ai", name: "old-name", followRenames: false) { id } }');
  assert.equal(strict.body.errors[0].type, 'NOT_FOUND');
  const empty = await graphql('{ repository(owner: "riverbed-ai", name: "notebook") { isEmpty defaultBranchRef { name } } }');
  assert.deepEqual(empty.body, { data: { repository: { isEmpty: true, defaultBranchRef: null } } });
});

test('a `databaseId` above 2^31 is null with an error; `fullDatabaseId` tells it', async (t) => {
  const { graphql } = await start(t);
  const { body } = await graphql(`{ ${REPOSITORY} { pullRequests(last: 1) { nodes { databaseId fullDatabaseId } } } }`);
  const [pull] = body.data.repository.pullRequests.nodes;
  assert.equal(pull.databaseId, null);
  assert.ok(Number(pull.fullDatabaseId) > 2 ** 31);
  assert.deepEqual(body.errors[0].path, ['repository', 'pullRequests', 'nodes', 0, 'databaseId']);
});

test('a pending review is shown to its author, not to others', async (t) => {
  const { graphql } = await start(t);
  const world = createWorld({ seed: 1, scale: 'small' });
  const pending = world.repositories[0].pulls.flatMap((pull) => pull.reviews).filter(({ state }) => state === 'PENDING');
  const mine = pending.find(({ author }) => author === world.people.viewer);
  const foreign = pending.find(({ author }) => author !== world.people.viewer);
  const { body } = await graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequestReview { state submittedAt } } }', { ids: [mine.id, foreign.id] });
  assert.deepEqual(body.data.nodes, [{ state: 'PENDING', submittedAt: null }, null]);
  assert.equal(body.errors[0].type, 'NOT_FOUND');
});
