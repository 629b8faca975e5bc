import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { collect, comparable } from './collect.js';
import { HEADERS, start } from './start.js';

const QUERY = '{ repository(owner: "riverbed-ai", name: "tiny-llm") { pullRequests(first: 10) { nodes { number } } } }';

test('the nth request fails, those around it do not', async (t) => {
  const { url, graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', nth: 2, kind: '504' }]);
  assert.equal((await graphql(QUERY)).status, 200);
  const failed = await fetch(`${url}/graphql`, { method: 'POST', headers: HEADERS, body: JSON.stringify({ query: QUERY }) });
  assert.equal(failed.status, 504);
  assert.match(await failed.text(), /^<html>/);
  assert.equal((await graphql(QUERY)).status, 200);
});

test('a dropped connection and a body cut short are errors of the transport', async (t) => {
  const { graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', nth: 1, kind: 'drop' }, { match: 'graphql', nth: 2, kind: 'truncate-body' }]);
  await assert.rejects(graphql(QUERY));
  await assert.rejects(graphql(QUERY));
  assert.equal((await graphql(QUERY)).body.data.repository.pullRequests.nodes.length, 10);
});

test('a page that fails half way is a success with null nodes and one error', async (t) => {
  const { graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', nth: 1, kind: 'partial-errors' }]);
  const { status, body } = await graphql(QUERY);
  assert.equal(status, 200);
  const { nodes } = body.data.repository.pullRequests;
  assert.deepEqual(nodes.map((node) => node === null), [...Array(5).fill(false), ...Array(5).fill(true)]);
  assert.equal(body.errors.length, 1);
  assert.match(body.errors[0].message, /^Something went wrong while executing your query/);
});

test('a rate limit inside a success stands until its reset, and asking meanwhile is noted', async (t) => {
  const { graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', nth: 1, kind: 'rate-limited-200', seconds: 1 }]);
  const { status, body, headers } = await graphql(QUERY);
  assert.equal(status, 200);
  assert.equal(body.errors[0].type, 'RATE_LIMITED');
  assert.equal(headers.get('x-ratelimit-remaining'), '0');
  assert.equal((await graphql(QUERY)).body.errors[0].type, 'RATE_LIMITED');
  assert.equal((await sim('requests')).while_limited, 1);
  await pause(Number(headers.get('x-ratelimit-reset')) * 1000 - Date.now() + 20);
  assert.equal((await graphql(QUERY)).body.errors, undefined);
});

test('the secondary limit says how long to wait', async (t) => {
  const { graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', nth: 1, kind: 'secondary-403', seconds: 1 }]);
  const { status, headers } = await graphql(QUERY);
  assert.deepEqual([status, headers.get('retry-after')], [403, '1']);
  await pause(1020);
  assert.equal((await graphql(QUERY)).status, 200);
});

test('a budget used up refuses until the window ends', async (t) => {
  const { graphql, rest } = await start(t, { graphqlLimit: 2, coreLimit: 1, resetSeconds: 1 });
  await graphql(QUERY);
  const second = await graphql('{ rateLimit { remaining used } }');
  assert.deepEqual(second.body.data.rateLimit, { remaining: 0, used: 2 });
  assert.equal((await graphql(QUERY)).body.errors[0].type, 'RATE_LIMITED');
  assert.equal((await rest('/repos/riverbed-ai/evals')).status, 200);
  const refused = await rest('/repos/riverbed-ai/evals');
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get('x-ratelimit-resource'), 'core');
  await pause(Number(refused.headers.get('x-ratelimit-reset')) * 1000 - Date.now() + 20);
  assert.equal((await rest('/repos/riverbed-ai/evals')).status, 200);
});

test('queries too large to answer in time fail, smaller ones pass', async (t) => {
  const { url, graphql, sim } = await start(t);
  await sim('faults', [{ match: 'graphql', minNodes: 1000, every: 1, kind: '502' }]);
  const query = (size) => `{ repository(owner: "riverbed-ai", name: "tiny-llm") { pullRequests(first: ${size}) { nodes { reviews(first: 20) { totalCount } } } } }`;
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: HEADERS, body: JSON.stringify({ query: query(50) }) });
  assert.equal(response.status, 502);
  assert.equal((await graphql(query(40))).status, 200);
});

test('a script that cannot be read is refused with what is wrong', async (t) => {
  const { sim } = await start(t);
  assert.match((await sim('faults', [{ match: 'graphql', kind: '503' }])).error, /^unknown kind `503`/);
  assert.match((await sim('faults', [{ match: 'soap', kind: '502' }])).error, /^unknown match/);
  assert.match((await sim('faults', [{ match: 'any', kind: '502', nht: 2 }])).error, /^unknown field `nht`/);
});

for (const preset of ['default', 'heavy']) {
  test(`a reader that retries gets through the ${preset} faults to the truth`, { timeout: 60_000 }, async (t) => {
    const { graphql, sim } = await start(t, { faults: preset });
    const patient = async (query, variables) => {
      for (;;) {
        const answer = await graphql(query, variables).catch(() => null);
        if (answer?.status === 200 && answer.body.errors === undefined) return answer;
        const limited = answer?.headers.get('x-ratelimit-remaining') === '0';
        const seconds = answer?.headers.get('retry-after');
        if (limited) await pause(Math.max(0, Number(answer.headers.get('x-ratelimit-reset')) * 1000 - Date.now() + 20));
        else if (seconds) await pause(Number(seconds) * 1000);
      }
    };
    const { repositories: [, repository] } = await sim('truth');
    assert.deepEqual(comparable(await collect(patient, ...repository.name.split('/'))), comparable(repository.events));
    const { log } = await sim('requests');
    const struck = new Set(log.map(({ fault }) => fault));
    for (const kind of ['502', 'drop', 'partial-errors', 'rate-limited-200']) assert.ok(struck.has(kind), kind);
    assert.ok(log.every(({ limited }) => limited === undefined), 'nothing was asked while a limit stood');
  });
}
