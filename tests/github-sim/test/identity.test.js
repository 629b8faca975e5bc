import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { start } from './start.js';

const CALLBACK = 'http://127.0.0.1:9/api/v1/oauth/github/callback';
const VERIFIER = 'a-verifier-of-forty-three-characters-at-least';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const AGENT = { 'user-agent': 'tributary-test' };

/** A simulator whose app has a callback, and what a browser and the server do with it. */
async function app(t) {
  const { url, rest, sim } = await start(t);
  const { client_id: id, client_secret: secret } = await sim('oauth', { redirect_uris: [CALLBACK] });
  const { accounts } = await sim('accounts');
  const [ada, bo] = accounts.filter(({ type, deleted }) => type === 'User' && !deleted);
  const request = (more = {}) => new URLSearchParams({
    client_id: id, redirect_uri: CALLBACK, state: 'the state', code_challenge: CHALLENGE, code_challenge_method: 'S256', login: bo.login, ...more,
  });
  const post = (path, body, headers = {}) => fetch(url + path, { method: 'POST', body, headers: { ...AGENT, ...headers }, redirect: 'manual' });
  const consent = async (more = {}) => new URL((await post('/login/oauth/authorize', request({ authorize: '1', ...more }))).headers.get('location')).searchParams;
  const exchange = async (more = {}) => {
    const grant = { client_id: id, client_secret: secret, redirect_uri: CALLBACK, code_verifier: VERIFIER, ...more };
    return (await post('/login/oauth/access_token', JSON.stringify(grant), { 'content-type': 'application/json', accept: 'application/json' })).json();
  };
  const end = (token, pair = `${id}:${secret}`) => fetch(`${url}/applications/${id}/token`, {
    method: 'DELETE', headers: { ...AGENT, authorization: `Basic ${btoa(pair)}` }, body: JSON.stringify({ access_token: token }),
  });
  return { url, rest, sim, id, secret, ada, bo, request, post, consent, exchange, end };
}

test('the page names who consents, keeps the request, and escapes it', async (t) => {
  const { url, request, bo } = await app(t);
  const page = await (await fetch(`${url}/login/oauth/authorize?${request({ state: '"><script>' })}`)).text();
  assert.match(page, new RegExp(`<h1>Authorize Tributary as ${bo.login}</h1>`));
  assert.match(page, /value="&quot;&gt;&lt;script&gt;"/);
  assert.doesNotMatch(page, /<script/);
  assert.equal((await fetch(`${url}/login/oauth/authorize?${request({ login: 'nobody-at-all' })}`)).status, 404);
});

test('a consent gives a code, the code a token, the token its account, once', async (t) => {
  const { rest, sim, consent, exchange, end, bo } = await app(t);
  const back = await consent();
  assert.equal(back.get('state'), 'the state');
  const { access_token: token, token_type: type, scope } = await exchange({ code: back.get('code') });
  assert.deepEqual([type, scope], ['bearer', '']);
  assert.match(token, /^gho_[0-9a-f]{36}$/);
  assert.equal((await rest('/user', { authorization: `bearer ${token}` })).body.id, bo.id);
  assert.deepEqual((await sim('oauth')).tokens, [{ token, id: bo.id, login: bo.login }]);
  assert.equal((await exchange({ code: back.get('code') })).error, 'bad_verification_code');
  assert.equal((await end(token, 'somebody:else')).status, 404);
  assert.equal((await end(token)).status, 204);
  assert.equal((await end(token)).status, 422);
  assert.equal((await rest('/user', { authorization: `bearer ${token}` })).status, 401);
  assert.deepEqual((await sim('oauth')).tokens, []);
});

test('cancelling, another callback and another method of PKCE come back as errors', async (t) => {
  const { consent, url, request } = await app(t);
  const error = async (more) => (await consent(more)).get('error');
  assert.equal(await error({ authorize: '0' }), 'access_denied');
  assert.equal(await error({ redirect_uri: `${CALLBACK}/` }), 'redirect_uri_mismatch');
  assert.equal(await error({ code_challenge_method: 'plain' }), 'invalid_request');
  assert.equal((await fetch(`${url}/login/oauth/authorize?${request({ client_id: 'other' })}`)).status, 404);
});

test('a code is of its verifier, its callback and its app', async (t) => {
  const { sim, consent, exchange } = await app(t);
  const refused = async (more) => (await exchange({ code: (await consent()).get('code'), ...more })).error;
  assert.equal(await refused({ code_verifier: `${VERIFIER}x` }), 'bad_verification_code');
  assert.equal(await refused({ redirect_uri: `${CALLBACK}x` }), 'redirect_uri_mismatch');
  assert.equal(await refused({ client_secret: 'other' }), 'incorrect_client_credentials');
  assert.equal(await refused({ client_id: 'other' }), 'Not Found');
  assert.equal(await refused({ code: 'other' }), 'bad_verification_code');
  assert.equal((await sim('oauth')).made, 0);
});

test('the token is told as a form when nobody asks for JSON', async (t) => {
  const { post, consent, id, secret } = await app(t);
  const code = (await consent()).get('code');
  const form = new URLSearchParams({ client_id: id, client_secret: secret, redirect_uri: CALLBACK, code_verifier: VERIFIER, code });
  const answer = new URLSearchParams(await (await post('/login/oauth/access_token', form)).text());
  assert.match(answer.get('access_token'), /^gho_/);
});

test('a device waits until its code is entered, and is told to wait longer when it hurries', async (t) => {
  const { sim, post, exchange, id, ada } = await app(t);
  const begin = async () => (await post('/login/device/code', new URLSearchParams({ client_id: id }), { accept: 'application/json' })).json();
  const poll = ({ device_code: code }) => exchange({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code });
  const hurried = await begin();
  assert.deepEqual([hurried.interval, hurried.expires_in], [5, 900]);
  assert.match(hurried.user_code, /^[B-Z]{4}-[B-Z]{4}$/);
  assert.equal((await poll(hurried)).error, 'authorization_pending');
  const { error, interval } = await poll(hurried);
  assert.deepEqual([error, interval], ['slow_down', 10]);
  await sim('oauth', { device_interval: 0 });
  const enter = ({ user_code: code }, authorize) => post('/login/device', new URLSearchParams({ user_code: code.toLowerCase(), login: ada.login, authorize }));
  const device = await begin();
  assert.equal((await enter({ user_code: 'AAAA-AAAA' }, '1')).status, 422);
  assert.equal((await enter(device, '1')).status, 200);
  assert.match((await poll(device)).access_token, /^gho_/);
  assert.equal((await poll(device)).error, 'incorrect_device_code');
  const denied = await begin();
  await enter(denied, '0');
  assert.equal((await poll(denied)).error, 'access_denied');
  await sim('oauth', { device_lifetime: 0 });
  assert.equal((await poll(await begin())).error, 'expired_token');
});

test('keys and gists are of the account, whatever it is called', async (t) => {
  const { rest, sim, bo } = await app(t);
  await sim('keys', { id: bo.id, keys: Array.from({ length: 130 }, (_, n) => `ssh-ed25519 key${n}`), signing_keys: ['ssh-ed25519 signing'] });
  const first = await rest(`/users/${bo.login}/keys?per_page=100`);
  assert.equal(first.body.length, 100);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link'))[1];
  assert.equal((await rest(next)).body.at(-1).key, 'ssh-ed25519 key129');
  assert.equal((await rest(`/users/${bo.login}/ssh_signing_keys`)).body[0].key, 'ssh-ed25519 signing');
  const made = await sim('gists', { owner: bo.id, files: { 'a.txt': 'text' }, public: false });
  assert.deepEqual(await sim('accounts', { id: bo.id, login: 'quite-another' }), { id: bo.id, before: bo.login, login: 'quite-another' });
  assert.equal((await rest(`/users/${bo.login}/keys`)).status, 404);
  assert.equal((await rest('/users/quite-another/keys')).body.length, 30);
  assert.equal((await rest(`/user/${bo.id}`)).body.login, 'quite-another');
  const gist = (await rest(`/gists/${made.id}`)).body;
  assert.deepEqual([gist.owner.login, gist.public, gist.files['a.txt'].content, gist.history[0].version], ['quite-another', false, 'text', made.version]);
  assert.equal((await rest('/gists/0000')).status, 404);
});

test('what cannot be is refused with its reason', async (t) => {
  const { sim, ada, bo } = await app(t);
  const refused = async (path, body) => (await sim(path, body)).error;
  assert.match(await refused('accounts', { id: 1, login: 'x' }), /no account with the id `1`/);
  assert.deepEqual(await sim('accounts', { id: 7, login: 'somebody-new', new: true }), { id: 7, before: '', login: 'somebody-new' });
  assert.match(await refused('accounts', { id: 7, login: 'another', new: true }), /there is an account with the id `7`/);
  assert.match(await refused('accounts', { id: ada.id, login: bo.login.toUpperCase() }), /is taken/);
  assert.match(await refused('accounts', { id: ada.id, login: 'a b' }), /is no login/);
  assert.match(await refused('keys', { id: ada.id, keys: [1] }), /a key is a text/);
  assert.match(await refused('gists', { owner: ada.id, files: { a: 1 } }), /a file is a text/);
  assert.match(await refused('oauth', { redirect_uris: ['nowhere'] }), /redirect_uris/);
});
