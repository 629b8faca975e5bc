/**
 * One OAuth app, and the tokens that people gave it: consent in a browser with PKCE, consent on a device, and the end of
 * a token. Pages are in pages.js. Time is read, since codes end.
 */
import { createHash, randomBytes } from 'node:crypto';
import { json, message } from '../answers.js';
import { findPerson } from '../world/world.js';
import { consentPage, devicePage, doneDevicePage, wrongPage } from './pages.js';

const CLIENT_ID = 'Ov23liTributarySim';
const CLIENT_SECRET = 'simulated-secret-of-the-oauth-app';
const CODE_SECONDS = 600;
const DOCUMENT = 'https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const now = () => Date.now() / 1000;
const challengeOf = (verifier) => createHash('sha256').update(verifier).digest('base64url');
const html = (status, body) => ({ status, body, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } });
const redirect = (location) => ({ status: 302, body: '', headers: { location } });

/** GitHub tells errors inside a success. */
const refusal = (error, text, more = {}) => ({ error, error_description: text, error_uri: DOCUMENT, ...more });

function userCode() {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  const four = () => [...randomBytes(4)].map((byte) => letters[byte % letters.length]).join('');
  return `${four()}-${four()}`;
}

/** Parameters of a form, of JSON, or of the address. */
function parametersOf(request, url, text) {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('json')) return new URLSearchParams(text === '' ? url.searchParams : text);
  try {
    return new URLSearchParams(Object.entries(JSON.parse(text)).map(([name, value]) => [name, String(value)]));
  } catch {
    return new URLSearchParams();
  }
}

export class Oauth {
  /** @param {object} world */
  constructor(world) {
    Object.assign(this, { world, redirects: [], interval: 5, lifetime: 900 });
    Object.assign(this, { codes: new Map(), tokens: new Map(), devices: new Map(), made: 0 });
  }

  describe() {
    const tokens = [...this.tokens].map(([token, { id, login }]) => ({ token, id, login }));
    return { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: this.redirects, tokens, made: this.made };
  }

  /** @param {{redirect_uris?: string[], device_interval?: number, device_lifetime?: number}} wish */
  configure({ redirect_uris: redirects = this.redirects, device_interval: interval = this.interval, device_lifetime: lifetime = this.lifetime }) {
    if (!Array.isArray(redirects) || !redirects.every((uri) => URL.canParse(uri))) throw new TypeError('`redirect_uris` is a list of addresses');
    if (![interval, lifetime].every((seconds) => Number.isFinite(seconds) && seconds >= 0)) throw new TypeError('seconds are a number');
    Object.assign(this, { redirects, interval, lifetime });
    return this.describe();
  }

  /** Whose token it is. @returns {object|null} */
  holder(token) {
    const held = this.tokens.get(token);
    return held === undefined || held.who.deleted ? null : held.who;
  }

  /** A token of the app that ended, or was never made. */
  refuses(token) {
    return token.startsWith('gho_') && this.holder(token) === null;
  }

  grant(who) {
    this.made += 1;
    const token = `gho_${randomBytes(27).toString('hex').slice(0, 36)}`;
    this.tokens.set(token, { who, id: who.databaseId, login: who.login });
    return { access_token: token, token_type: 'bearer', scope: '' };
  }

  /** A person by login; without one, whoever looks. */
  person(login) {
    const who = login ? findPerson(this.world, login) : this.world.people.viewer;
    return who?.__typename === 'User' ? who : null;
  }

  /** Everything below `/login`. */
  answer({ request, url, text }) {
    const parameters = parametersOf(request, url, text);
    const route = `${request.method} ${url.pathname}`;
    const base = `http://${request.headers.host}`;
    switch (route) {
      case 'GET /login/oauth/authorize': return this.ask(url.searchParams);
      case 'POST /login/oauth/authorize': return this.decide(parameters);
      case 'POST /login/oauth/access_token': return this.spoken(request, this.exchange(parameters));
      case 'POST /login/device/code': return this.spoken(request, this.beginDevice(parameters, base));
      case 'GET /login/device': return html(200, devicePage(parameters, ''));
      case 'POST /login/device': return this.decideDevice(parameters);
      default: return message(404, 'Not Found');
    }
  }

  /** As a form, unless JSON is asked for. */
  spoken(request, answer) {
    if (answer.status !== undefined) return answer;
    if ((request.headers.accept ?? '').includes('json')) return json(200, answer);
    return { status: 200, body: String(new URLSearchParams(answer)), headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } };
  }

  /** What is wrong with a request for consent, or null. */
  complaint(parameters) {
    if (parameters.get('client_id') !== CLIENT_ID) return html(404, wrongPage('There is no such app.'));
    const uri = parameters.get('redirect_uri');
    const [registered] = this.redirects;
    if (registered === undefined) return html(404, wrongPage('The app has no callback: POST /_sim/oauth {"redirect_uris": […]}.'));
    if (!this.redirects.includes(uri)) return this.back(registered, parameters, refusal('redirect_uri_mismatch', 'The redirect_uri is not associated with this application.'));
    const [challenge, method] = [parameters.get('code_challenge'), parameters.get('code_challenge_method')];
    if (challenge !== null && (method !== 'S256' || !/^[\w-]{43}$/.test(challenge))) return this.back(uri, parameters, refusal('invalid_request', 'code_challenge_method must be S256'));
    return null;
  }

  back(uri, parameters, values) {
    const location = new URL(uri);
    for (const [name, value] of Object.entries(values)) location.searchParams.set(name, value);
    if (parameters.has('state')) location.searchParams.set('state', parameters.get('state'));
    return redirect(location.href);
  }

  ask(parameters) {
    const wrong = this.complaint(parameters);
    if (wrong !== null) return wrong;
    const who = this.person(parameters.get('login'));
    return who === null ? html(404, wrongPage('Nobody is called that.')) : html(200, consentPage(parameters, who.login));
  }

  decide(parameters) {
    const wrong = this.complaint(parameters);
    if (wrong !== null) return wrong;
    const [who, uri] = [this.person(parameters.get('login')), parameters.get('redirect_uri')];
    if (who === null) return html(404, wrongPage('Nobody is called that.'));
    if (parameters.get('authorize') !== '1') return this.back(uri, parameters, refusal('access_denied', 'The user has denied your application access.'));
    const code = randomBytes(10).toString('hex');
    this.codes.set(code, { who, uri, challenge: parameters.get('code_challenge'), until: now() + CODE_SECONDS });
    return this.back(uri, parameters, { code });
  }

  exchange(parameters) {
    if (parameters.get('client_id') !== CLIENT_ID) return json(404, { error: 'Not Found' });
    if (parameters.get('grant_type') === DEVICE_GRANT) return this.poll(parameters.get('device_code'));
    if (parameters.get('client_secret') !== CLIENT_SECRET) return refusal('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
    const code = parameters.get('code') ?? '';
    const found = this.codes.get(code);
    // Used up by the first that shows it, whatever else it shows.
    this.codes.delete(code);
    const bad = refusal('bad_verification_code', 'The code passed is incorrect or expired.');
    if (found === undefined || found.until <= now()) return bad;
    if (parameters.get('redirect_uri') !== found.uri) return refusal('redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.');
    const proves = found.challenge === null || found.challenge === challengeOf(parameters.get('code_verifier') ?? '');
    return proves ? this.grant(found.who) : bad;
  }

  beginDevice(parameters, base) {
    if (parameters.get('client_id') !== CLIENT_ID) return json(404, { error: 'Not Found' });
    const [code, user] = [randomBytes(20).toString('hex'), userCode()];
    this.devices.set(code, { user, until: now() + this.lifetime, interval: this.interval, asked: -Infinity, who: null, denied: false });
    return { device_code: code, user_code: user, verification_uri: `${base}/login/device`, expires_in: this.lifetime, interval: this.interval };
  }

  poll(code) {
    const device = this.devices.get(code ?? '');
    if (device === undefined) return refusal('incorrect_device_code', 'The device_code provided is not valid.');
    const soon = now() - device.asked < device.interval;
    device.asked = now();
    if (soon) {
      device.interval += 5;
      return refusal('slow_down', 'Too many requests have been made in the same timeframe.', { interval: device.interval });
    }
    if (device.until <= now()) return refusal('expired_token', 'The `device_code` has expired.');
    if (device.denied) return refusal('access_denied', 'The authorization request was denied.');
    if (device.who === null) return refusal('authorization_pending', 'The authorization request is still pending.');
    this.devices.delete(code);
    return this.grant(device.who);
  }

  decideDevice(parameters) {
    const wanted = (parameters.get('user_code') ?? '').trim().toUpperCase();
    const device = [...this.devices.values()].find(({ user, until, who, denied }) => user === wanted && until > now() && who === null && !denied);
    if (device === undefined) return html(422, devicePage(parameters, 'That code is not valid, or its time is over.'));
    const who = this.person(parameters.get('login'));
    if (who === null) return html(422, devicePage(parameters, 'Nobody is called that.'));
    if (parameters.get('authorize') === '1') device.who = who;
    else device.denied = true;
    return html(200, doneDevicePage(device.who === null));
  }

  /** `DELETE /applications/{client_id}/token` */
  end({ request, path, text }) {
    const expected = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;
    if (path !== `/applications/${CLIENT_ID}/token` || request.headers.authorization !== expected) return message(404, 'Not Found');
    const token = parametersOf({ headers: { 'content-type': 'application/json' } }, null, text).get('access_token');
    if (!this.tokens.delete(token)) return message(422, 'Validation Failed');
    return { status: 204, body: '', headers: {} };
  }
}
