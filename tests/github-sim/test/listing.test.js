import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADERS, start } from './start.js';

const names = (list) => list.nodes.map(({ nameWithOwner }) => nameWithOwner.split('/')[1]);

test('an owner\'s repositories come by name, without forks and archived ones when told so', async (t) => {
  const { graphql } = await start(t);
  const listed = async (more) => {
    const query = `{ repositoryOwner(login: "riverbed-ai") { repositories(first: 100, orderBy: {field: NAME, direction: ASC}${more}) { nodes { nameWithOwner } } } }`;
    return names((await graphql(query)).body.data.repositoryOwner.repositories);
  };
  assert.deepEqual(await listed(''), ['datasets', 'evals', 'notebook', 'tiny-attic', 'tiny-llm', 'tiny-llm-fork']);
  assert.deepEqual(await listed(', isFork: false, isArchived: false'), ['datasets', 'evals', 'notebook', 'tiny-llm']);
  assert.deepEqual(await listed(', privacy: PRIVATE'), []);
});

test('nobody of that name is no owner, without an error', async (t) => {
  const { graphql } = await start(t);
  assert.deepEqual((await graphql('{ repositoryOwner(login: "nobody-here") { login } }')).body, { data: { repositoryOwner: null } });
});

test('a search by topic leaves forks out unless they are asked for, and refuses words it does not know', async (t) => {
  const { graphql } = await start(t);
  const search = (query) => graphql(`{ search(type: REPOSITORY, query: "${query}", first: 10) { repositoryCount nodes { ... on Repository { nameWithOwner } } } }`);
  const found = async (query) => names((await search(query)).body.data.search).sort();
  assert.deepEqual(await found('topic:llm is:public archived:false sort:stars-desc'), ['evals', 'tiny-llm']);
  assert.deepEqual(await found('topic:llm fork:true'), ['evals', 'tiny-attic', 'tiny-llm', 'tiny-llm-fork']);
  assert.deepEqual(await found('topic:none'), []);
  assert.equal((await search('stars:>5')).body.errors[0].type, 'SIMULATOR_LIMIT');
});

test('each token has a budget of its own', async (t) => {
  const { graphql } = await start(t, { graphqlLimit: 1 });
  const ask = (token) => graphql('{ viewer { login } }', {}, { ...HEADERS, authorization: `bearer ${token}` });
  assert.equal((await ask('one')).body.errors, undefined);
  assert.equal((await ask('one')).body.errors[0].type, 'RATE_LIMITED');
  assert.equal((await ask('two')).body.errors, undefined);
});

test('an App that does not sign gets no token', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/app/installations/51000017/access_tokens`, { method: 'POST', headers: HEADERS });
  assert.equal(response.status, 401);
});
