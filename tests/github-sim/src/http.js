/**
 * The front of the simulator: routes, authorization, rate limits, faults, and what every answer carries.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { administer } from './admin.js';
import { failHalfWay, gateway, json, message, primaryLimit, rateLimited, REFUSALS, secondaryLimit, timedOut } from './answers.js';
import { run } from './graphql/run.js';
import { nodesOf } from './graphql/estimate.js';
import { route } from './rest/routes.js';

const BODY_LIMIT = 1_000_000;

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tokenOf = (header) => /^(?:bearer|token) (\S+)$/i.exec(header ?? '')?.[1] ?? null;

/** @returns {'none'|'bad'|'good'} */
function credentials(sim, token) {
  if (token === null) return 'none';
  return token.startsWith('invalid') || sim.app.refuses(token) || sim.oauth.refuses(token) ? 'bad' : 'good';
}

function parseGraphql(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return { refusal: message(400, 'Problems parsing JSON', 'https://docs.github.com/graphql') };
  }
  if (typeof body?.query !== 'string') return { refusal: json(200, { errors: [{ message: 'A query attribute must be specified and must be a string.' }] }) };
  return { body };
}

async function answerGraphql(sim, { request, text, budget }, entry) {
  if (request.method !== 'POST') return message(404, 'Not Found', 'https://docs.github.com/graphql');
  const { body, refusal } = parseGraphql(text);
  if (refusal !== undefined) return refusal;
  const charge = ({ cost }) => budget.charge(cost);
  const { body: answer, cost, nodeCount } = await run(body, { world: sim.world, viewer: sim.world.people.viewer, charge });
  Object.assign(entry, { cost, nodes: nodeCount, errors: (answer.errors ?? []).map((error) => error.type ?? error.message) });
  return json(200, answer);
}

function answerRest(sim, { request, path, query, budgets, token }, authorized) {
  const answer = route(sim, { request, path, query, budgets, authorized, token });
  if (answer.status !== 200) return { answer, points: 1 };
  const etag = `W/"${createHash('sha256').update(answer.body).digest('hex')}"`;
  const headers = { ...answer.headers, etag, 'cache-control': 'public, max-age=60, s-maxage=60' };
  const fresh = request.headers['if-none-match']?.split(/,\s*/).includes(etag) ?? false;
  if (!fresh) return { answer: { ...answer, headers }, points: 1 };
  return { answer: { status: 304, body: '', headers: { etag } }, points: authorized ? 0 : 1 };
}

/** The limit that a request runs into, from earlier requests or from a fault. */
function limited(sim, kind, budget, fault, entry) {
  const viewer = sim.world.people.viewer;
  const primary = () => (kind === 'graphql' ? rateLimited(viewer) : primaryLimit(viewer));
  const standing = budget.blocked();
  if (standing !== null) {
    entry.limited = standing;
    return standing === 'secondary' ? secondaryLimit(budget.retryAfter) : primary();
  }
  if (fault?.kind === 'secondary-403') {
    budget.pause(fault.seconds ?? 1);
    return secondaryLimit(budget.retryAfter);
  }
  if (fault?.kind === 'rate-limited-200' || fault?.kind === 'primary-403') {
    budget.exhaust(fault.seconds ?? 1);
    return fault.kind === 'primary-403' ? primaryLimit(viewer) : primary();
  }
  return null;
}

function refuseAccess(sim, { kind, request, token }) {
  if (!request.headers['user-agent']) {
    return { status: 403, headers: { 'content-type': 'text/html' }, body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).' };
  }
  const standing = credentials(sim, token);
  if (standing === 'bad') return message(401, 'Bad credentials');
  if (standing === 'none' && kind === 'graphql') {
    return message(401, 'This endpoint requires you to be authenticated.', 'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authentication');
  }
  return null;
}

/** GitHub's pages know no budget; they fail like the rest. */
function answerOauth(answer, fault) {
  return fault?.kind === '502' || fault?.kind === '504' ? gateway(Number(fault.kind)) : answer();
}

/** What is sent, before damage: access first, then limits, then the answer itself. */
async function produce(sim, call, entry, fault) {
  const { kind, request, path, id } = call;
  if (path.startsWith('/app/') && request.method === 'POST') return sim.app.answer(path, call.token);
  if (path.startsWith('/applications/') && request.method === 'DELETE') return answerOauth(() => sim.oauth.end(call), fault);
  if (path.startsWith('/login/')) return answerOauth(() => sim.oauth.answer(call), fault);
  const refusal = refuseAccess(sim, call);
  if (refusal !== null) return refusal;
  const authorized = call.token !== null;
  call.budgets = sim.budgetsOf(call.token);
  const budget = call.budgets[kind === 'graphql' ? 'graphql' : 'core'];
  call.budget = budget;
  if (path === '/rate_limit') return answerRest(sim, call, authorized).answer;
  const limit = limited(sim, kind, budget, fault, entry);
  if (limit !== null) return limit;
  if (fault?.kind === '502') return kind === 'graphql' && sim.requests.length % 2 === 0 ? timedOut(id) : gateway(502);
  if (fault?.kind === '504') return gateway(504);
  if (Object.hasOwn(REFUSALS, fault?.kind ?? '')) return REFUSALS[fault.kind]();
  if (fault?.kind === 'slow') await pause((fault.seconds ?? 2) * 1000);
  if (kind === 'graphql') {
    const answer = await answerGraphql(sim, call, entry);
    return fault?.kind === 'partial-errors' ? failHalfWay(answer, id) : answer;
  }
  const { answer, points } = answerRest(sim, call, authorized);
  budget.charge(points);
  return answer;
}

function send(response, { status, body, headers }, common, fault) {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, { ...headers, ...common, ...(status === 304 || status === 204 ? {} : { 'content-length': bytes.length }) });
  if (fault?.kind !== 'truncate-body') return response.end(bytes);
  return response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** GitHub Enterprise Server puts the same API below `/api`. Pages are no part of it. */
function locate(pathname) {
  if (pathname === '/graphql' || pathname === '/api/graphql') return { kind: 'graphql', path: '/graphql' };
  if (pathname.startsWith('/login/')) return { kind: 'web', path: pathname };
  return { kind: 'rest', path: pathname.replace(/^\/api\/v3(?=\/|$)/, '') || '/' };
}

/** @param {import('./simulator.js').Simulator} sim */
export function listener(sim) {
  return async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host ?? 'localhost'}`);
    const text = await readBody(request);
    if (text === null) return send(response, message(413, 'Payload Too Large'), {});
    if (url.pathname.startsWith('/_sim/')) return send(response, administer(sim, request.method, url, text), {});
    const { kind, path } = locate(url.pathname);
    const number = sim.requests.length + 1;
    const id = `51A0:${number.toString(16).toUpperCase().padStart(6, '0')}:${sim.world.seed}`;
    const token = tokenOf(request.headers.authorization);
    const entry = { number, kind, method: request.method, path: url.pathname + url.search, token: path.startsWith('/app/') ? null : token };
    sim.requests.push(entry);
    const fault = sim.faults.strike({ kind, path, text, token, nodes: kind === 'graphql' ? nodesOf(text) : 0 });
    if (fault !== null) entry.fault = fault.kind;
    if (fault?.kind === 'drop') return request.socket.destroy();
    const call = { kind, request, text, url, path, query: url.searchParams, id, token, budget: null };
    const answer = await produce(sim, call, entry, fault);
    entry.status = answer.status;
    const common = { server: 'github.com', 'x-github-request-id': id, 'x-github-media-type': 'github.v3; format=json', ...call.budget?.headers() };
    return send(response, answer, common, fault);
  };
}
