import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADERS, start } from './start.js';

const inRepository = (selection) => `{ repository(owner: "riverbed-ai", name: "tiny-llm") { ${selection} } }`;

/** Each refused query beside what GitHub says, and the same query with the one thing repaired. */
const REFUSED = [
  { bad: inRepository('pullRequests { nodes { id } }'), good: inRepository('pullRequests(first: 1) { nodes { id } }'), type: 'MISSING_PAGINATION_BOUNDARIES', path: ['repository', 'pullRequests'],
    message: 'You must provide a `first` or `last` value to properly paginate the `pullRequests` connection.' },
  { bad: inRepository('issues(first: 101) { nodes { id } }'), good: inRepository('issues(first: 100) { nodes { id } }'), type: 'EXCESSIVE_PAGINATION', path: ['repository', 'issues'],
    message: 'Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records.' },
  { bad: inRepository('issues(first: 1, after: "nonsense") { nodes { id } }'), good: inRepository('issues(first: 1, after: null) { nodes { id } }'), type: 'INVALID_CURSOR_ARGUMENTS', path: ['repository', 'issues'],
    message: '`nonsense` does not appear to be a valid cursor.' },
  { bad: '{ repository(owner: "riverbed-ai", name: "none") { id } }', good: '{ repository(owner: "riverbed-ai", name: "evals") { id } }', type: 'NOT_FOUND', path: ['repository'],
    message: "Could not resolve to a Repository with the name 'riverbed-ai/none'." },
];

test('a refused query says why, and goes through with the one thing repaired', async (t) => {
  const { graphql } = await start(t);
  for (const { bad, good, type, path, message } of REFUSED) {
    const { status, body } = await graphql(bad);
    assert.equal(status, 200);
    assert.deepEqual(body.data, { repository: null });
    assert.equal(body.errors.length, 1);
    assert.deepEqual({ type: body.errors[0].type, path: body.errors[0].path, message: body.errors[0].message }, { type, path, message });
    assert.equal((await graphql(good)).body.errors, undefined, good);
  }
});

test('a field, argument or selection that the schema does not allow fails before anything runs', async (t) => {
  const { graphql } = await start(t);
  const cases = [
    [inRepository('starCount'), "Field 'starCount' doesn't exist on type 'Repository'", 'undefinedField'],
    [inRepository('pullRequests(limit: 3) { totalCount }'), "Field 'pullRequests' doesn't accept argument 'limit'", 'argumentNotAccepted'],
    ['{ repository(owner: "riverbed-ai") { id } }', "Field 'repository' is missing required arguments: name", 'missingRequiredArguments'],
    ['query ($a: Int) { viewer { login } }', 'Variable $a is declared by anonymous query but not used', 'variableNotUsed'],
  ];
  for (const [query, message, code] of cases) {
    const { status, body } = await graphql(query);
    assert.equal(status, 200);
    assert.equal('data' in body, false);
    assert.equal(body.errors[0].message, message);
    assert.equal(body.errors[0].extensions.code, code);
  }
  assert.match((await graphql('{ viewer')).body.errors[0].message, /^Parse error/);
});

test('half a million possible nodes pass, more do not', async (t) => {
  const { graphql } = await start(t);
  const query = (comments) => inRepository(`pullRequests(first: 100) { nodes { reviews(first: 50) { nodes { comments(first: ${comments}) { totalCount } } } } }`);
  assert.equal((await graphql(query(98))).body.errors, undefined);
  const { body } = await graphql(query(99));
  assert.deepEqual(body, { errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: 'This query requests up to 500,100 possible nodes which exceeds the maximum limit of 500,000.' }] });
});

test('cost and node count follow the documented examples', async (t) => {
  const { graphql } = await start(t);
  const cost = async (selection) => {
    const { body } = await graphql(`{ organization(login: "riverbed-ai") { ${selection} } rateLimit { cost nodeCount } }`);
    return [body.data.rateLimit.cost, body.data.rateLimit.nodeCount];
  };
  assert.deepEqual(await cost('repositories(first: 100) { nodes { issues(first: 50) { nodes { labels(first: 60) { nodes { name } } } } } }'), [51, 305_100]);
  assert.deepEqual(await cost(`repositories(first: 50) { nodes { pullRequests(first: 20) { nodes { comments(first: 10) { nodes { id } } } }
    issues(first: 20) { nodes { comments(first: 10) { nodes { id } } } } } }`), [21, 22_050]);
  assert.deepEqual(await cost('login'), [1, 0]);
});

test('no token, a bad token and no user agent are refused before the query is read', async (t) => {
  const { graphql, url } = await start(t);
  const query = '{ viewer { login } }';
  const { authorization, ...without } = HEADERS;
  assert.deepEqual(await graphql(query, {}, without).then(({ status, body }) => [status, body.message]), [401, 'This endpoint requires you to be authenticated.']);
  assert.deepEqual(await graphql(query, {}, { ...HEADERS, authorization: 'bearer invalid' }).then(({ status, body }) => [status, body.message]), [401, 'Bad credentials']);
  assert.equal((await fetch(`${url}/graphql`, { method: 'POST', headers: { authorization, 'user-agent': '' }, body: '{}' })).status, 403);
  assert.equal((await graphql(query, {}, { ...HEADERS, authorization: 'token abc' })).status, 200);
});

test('a known field without an answer here says so and invents nothing', async (t) => {
  const { graphql } = await start(t);
  const { body } = await graphql(inRepository('isMirror'));
  assert.equal(body.errors[0].type, 'SIMULATOR_LIMIT');
  assert.equal(body.errors[0].message, 'the simulator does not know `Repository.isMirror`');
});
