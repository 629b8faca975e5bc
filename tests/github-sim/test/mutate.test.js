import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, comparable } from './collect.js';
import { start } from './start.js';

const keys = ({ repositories }) => new Set(repositories.flatMap(({ events }) => events.filter(({ kind }) => kind !== 'pull_request_co_authored').map(({ kind, key }) => `${kind} ${key}`)));

test('a step adds exactly what it tells, and readers find it', async (t) => {
  const { graphql, sim } = await start(t);
  const before = keys(await sim('truth'));
  const { changed, repository } = await sim('mutate', {});
  const truth = await sim('truth');
  const added = [...keys(truth)].filter((key) => !before.has(key)).sort();
  assert.deepEqual(added, changed.map(({ kind, key }) => `${kind} ${key}`).sort());
  assert.deepEqual([...new Set(changed.map(({ act }) => act))], ['new_pull_request', 'review_on_old_pull_request', 'merge', 'new_commit', 'new_comment', 'new_issue']);
  const { events } = truth.repositories.find(({ name }) => name === repository);
  assert.deepEqual(comparable(await collect(graphql, ...repository.split('/'))), comparable(events));
});

test('a review on an old pull request moves it to the end of the order by update', async (t) => {
  const { graphql, sim } = await start(t);
  const { changed: [{ number }] } = await sim('mutate', { act: 'review_on_old_pull_request' });
  const { body } = await graphql('{ repository(owner: "riverbed-ai", name: "tiny-llm") { pullRequests(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { number } } } }');
  assert.equal(body.data.repository.pullRequests.nodes[0].number, number);
});

test('the same steps give the same changes; a reset forgets them', async (t) => {
  const { sim } = await start(t);
  const original = await sim('truth');
  const steps = [await sim('mutate', {}), await sim('mutate', {})];
  assert.notDeepEqual(await sim('truth'), original);
  await sim('reset', {});
  assert.deepEqual(await sim('truth'), original);
  assert.deepEqual([await sim('mutate', {}), await sim('mutate', {})], steps);
});

test('a force push takes commits away, a rename and a deleted account show everywhere', async (t) => {
  const { graphql, rest, sim } = await start(t);
  const { changed } = await sim('mutate', { act: 'force_push' });
  const commits = keys(await sim('truth'));
  assert.ok(changed.length > 0 && changed.every(({ key }) => !commits.has(`commit ${key}`)));
  await sim('mutate', { act: 'rename_repository' });
  assert.equal((await rest('/repos/riverbed-ai/tiny-llm')).status, 301);
  const { body } = await graphql('{ repository(owner: "riverbed-ai", name: "tiny-llm") { name } }');
  assert.equal(body.data.repository.name, 'tiny-llm-v2');
  const { changed: [{ key }] } = await sim('mutate', { act: 'delete_account' });
  assert.equal((await rest(`/user/${key}`)).status, 404);
  const { repositories } = await sim('truth');
  assert.ok(repositories.flatMap(({ events }) => events).every(({ author }) => author?.kind !== 'user' || author.id !== Number(key)));
});

test('a deleted comment is gone, and what it hung on counts as changed', async (t) => {
  const { graphql, sim } = await start(t);
  for (const [act, kind] of [['delete_comment', 'issue_comment'], ['delete_review_comment', 'review_comment']]) {
    const before = await sim('truth');
    const { changed: [{ key }], at } = await sim('mutate', { act });
    const truth = await sim('truth');
    assert.deepEqual([...keys(before)].filter((one) => !keys(truth).has(one)), [`${kind} ${key}`]);
    const { body } = await graphql(`{ repository(owner: "riverbed-ai", name: "tiny-llm") {
      pullRequests(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { updatedAt } } issues(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { updatedAt } } } }`);
    const { pullRequests, issues } = body.data.repository;
    assert.ok([pullRequests, issues].some(({ nodes }) => nodes[0].updatedAt === at), act);
    const { name, events } = truth.repositories[0];
    assert.deepEqual(comparable(await collect(graphql, ...name.split('/'))), comparable(events));
  }
});

test('a login changes hands, and the number tells the two people apart', async (t) => {
  const { rest, sim } = await start(t);
  const { changed: [renamed, taker] } = await sim('mutate', { act: 'change_hands' });
  assert.equal(renamed.login, `${taker.login}-renamed`);
  for (const { id, login } of [renamed, taker]) {
    assert.equal((await rest(`/users/${login}`)).body.id, id);
    assert.equal((await rest(`/user/${id}`)).body.login, login);
  }
});

test('a repository that was given to a person is found under both owners', async (t) => {
  const { graphql, rest, sim } = await start(t);
  const { repository, changed: [{ id }] } = await sim('mutate', { act: 'transfer_to_user' });
  assert.equal((await rest('/repos/riverbed-ai/tiny-llm')).status, 301);
  assert.equal((await rest(`/repos/${repository}`)).body.owner.id, id);
  const { body } = await graphql('{ repository(owner: "riverbed-ai", name: "tiny-llm") { nameWithOwner isInOrganization owner { ... on User { databaseId } } } }');
  assert.deepEqual(body.data.repository, { nameWithOwner: repository, isInOrganization: false, owner: { databaseId: id } });
});

test('a wish that cannot be met is refused', async (t) => {
  const { sim } = await start(t);
  assert.match((await sim('mutate', { act: 'dance' })).error, /^unknown act `dance`/);
  assert.match((await sim('mutate', { repository: 'a/b' })).error, /^unknown repository `a\/b`/);
  assert.match((await sim('mutate', { repository: 'riverbed-ai/notebook' })).error, /is empty$/);
});
