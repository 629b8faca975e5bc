import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { start } from './start.js';

const published = JSON.parse(readFileSync(new URL('rest-schemas.json', import.meta.url), 'utf8'));

/** Checks an answer against the schema that GitHub publishes for its path. */
function conforms(path, body) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile({ ...published.answers[path], components: published.components });
  validate(body);
  assert.deepEqual(validate.errors ?? [], [], path);
}

test('every REST answer has the shape that GitHub publishes for it', async (t) => {
  const { rest, sim } = await start(t);
  const viewer = (await rest('/user')).body;
  await sim('keys', { id: viewer.id, keys: ['ssh-ed25519 AAAA'], signing_keys: ['ssh-rsa AAAA'] });
  const gist = await sim('gists', { owner: viewer.id, files: { 'message.txt': 'a message' } });
  const answers = {
    '/users/{username}/keys': [`/users/${viewer.login}/keys`, '/users/riverbed-ai/keys'],
    '/users/{username}/ssh_signing_keys': [`/users/${viewer.login}/ssh_signing_keys`],
    '/gists/{gist_id}': [`/gists/${gist.id}`],
    '/repos/{owner}/{repo}': ['/repos/riverbed-ai/tiny-llm', '/repos/riverbed-ai/notebook'],
    '/users/{username}': [`/users/${viewer.login}`, '/users/dependabot%5Bbot%5D', '/users/riverbed-ai'],
    '/user/{account_id}': [`/user/${viewer.id}`],
    '/user': ['/user'],
    '/rate_limit': ['/rate_limit'],
    '/repos/{owner}/{repo}/pulls/comments': ['/repos/riverbed-ai/tiny-llm/pulls/comments?per_page=100'],
    '/repos/{owner}/{repo}/issues/comments': ['/repos/riverbed-ai/evals/issues/comments?per_page=100'],
    '/repos/{owner}/{repo}/commits': ['/repos/riverbed-ai/tiny-llm/commits?per_page=100'],
  };
  for (const [path, examples] of Object.entries(answers)) {
    for (const example of examples) {
      const { status, body } = await rest(example);
      assert.equal(status, 200, example);
      conforms(path, body);
    }
  }
});

test('a file that somebody committed is in the default branch until it is taken away', async (t) => {
  const { rest, sim } = await start(t);
  const path = '/repos/riverbed-ai/tiny-llm/contents/FUNDING.json';
  assert.equal((await rest(path)).status, 404);
  const { id } = await sim('files', { repository: 'riverbed-ai/tiny-llm', path: 'FUNDING.json', content: 'x'.repeat(100) });
  const { body } = await rest(`/repositories/${id}/contents/FUNDING.json`);
  assert.deepEqual([body.type, body.encoding, body.size, body.path], ['file', 'base64', 100, 'FUNDING.json']);
  assert.match(body.content, /^[A-Za-z\d+/=]{60}\n/);
  assert.equal(Buffer.from(body.content, 'base64').toString(), 'x'.repeat(100));
  // As `printf 'x%.0s' {1..100} | git hash-object --stdin` says.
  assert.equal(body.sha, 'f6be7cae2045aac11912ea642bf7f9d5d261f63b');
  await sim('files', { repository: 'riverbed-ai/tiny-llm', path: 'FUNDING.json', content: 'x', times: 1_100_000 });
  assert.deepEqual([(await rest(path)).body.encoding, (await rest(path)).body.content], ['none', '']);
  await sim('files', { repository: 'riverbed-ai/tiny-llm', path: 'FUNDING.json', content: null });
  assert.equal((await rest(path)).status, 404);
});

test('a shape with one field of another type does not conform', async (t) => {
  const { rest } = await start(t);
  const { body } = await rest('/repos/riverbed-ai/tiny-llm');
  assert.throws(() => conforms('/repos/{owner}/{repo}', { ...body, id: 'text' }));
});

/** All items of a list, by its Link headers. */
async function everything(rest, path) {
  const items = [];
  let next = path;
  while (next !== undefined) {
    const { body, headers, status } = await rest(next);
    assert.equal(status, 200);
    items.push(...body);
    next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  }
  return items;
}

test('following the links of each list gives exactly the truth', async (t) => {
  const { rest, sim } = await start(t);
  for (const { name, events } of (await sim('truth')).repositories.filter(({ default_branch: branch }) => branch !== null)) {
    const keys = (kind) => [...new Set(events.filter((event) => event.kind === kind).map(({ key }) => key))].sort();
    const told = async (list, key) => (await everything(rest, `/repos/${name}/${list}?per_page=37`)).map((item) => String(item[key])).sort();
    assert.deepEqual(await told('pulls/comments', 'id'), keys('review_comment'), name);
    assert.deepEqual(await told('issues/comments', 'id'), keys('issue_comment'), name);
    assert.deepEqual(await told('commits', 'sha'), keys('commit'), name);
  }
});

test('`since` keeps what was updated in that second or later', async (t) => {
  const { rest, sim } = await start(t);
  const [{ name, events }] = (await sim('truth')).repositories;
  const times = events.filter(({ kind }) => kind === 'review_comment').map(({ at }) => at).sort();
  const since = times[Math.floor(times.length / 2)];
  const items = await everything(rest, `/repos/${name}/pulls/comments?since=${since}&sort=updated&direction=asc&per_page=100`);
  assert.equal(items.length, times.filter((at) => at >= since).length);
  assert.deepEqual(items.map((item) => item.updated_at), items.map((item) => item.updated_at).sort());
});

test('a renamed repository moves permanently to its id, and leads on from there', async (t) => {
  const { rest, url } = await start(t);
  const { status, headers, body } = await rest('/repos/riverbed-ai/old-name/pulls/comments?per_page=2');
  assert.equal(status, 301);
  assert.equal(headers.get('location'), `${url}/repositories/790115903/pulls/comments?per_page=2`);
  assert.equal(body.message, 'Moved Permanently');
  assert.equal((await rest(headers.get('location'))).body.length, 2);
  assert.equal((await rest('/api/v3/repos/riverbed-ai/old-name')).headers.get('location'), `${url}/api/v3/repositories/790115903`);
});

test('an answer asked for again by its tag is 304, free with a token', async (t) => {
  const { rest } = await start(t);
  const first = await rest('/repos/riverbed-ai/tiny-llm/commits?per_page=5');
  const etag = first.headers.get('etag');
  const second = await rest('/repos/riverbed-ai/tiny-llm/commits?per_page=5', { 'if-none-match': etag });
  assert.equal(second.status, 304);
  assert.equal(second.body, null);
  assert.equal(second.headers.get('x-ratelimit-used'), first.headers.get('x-ratelimit-used'));
  const other = await rest('/repos/riverbed-ai/tiny-llm/commits?per_page=6', { 'if-none-match': etag });
  assert.equal(other.status, 200);
});

test('what GitHub does not find or allow is refused', async (t) => {
  const { rest, url } = await start(t);
  assert.equal((await rest('/repos/riverbed-ai/none')).status, 404);
  assert.equal((await rest('/repos/elsewhere/tiny-llm')).status, 404);
  assert.equal((await rest('/users/nobody-at-all')).status, 404);
  assert.equal((await rest('/repos/riverbed-ai/notebook/commits')).status, 409);
  assert.equal((await rest('/user', { authorization: 'bearer invalid' })).body.message, 'Bad credentials');
  const anonymous = await fetch(`${url}/user`, { headers: { 'user-agent': 'x' } });
  assert.equal(anonymous.status, 401);
  assert.equal(anonymous.headers.get('x-ratelimit-limit'), '60');
  const nameless = await fetch(`${url}/rate_limit`, { headers: { 'user-agent': '' } });
  assert.equal(nameless.status, 403);
});
