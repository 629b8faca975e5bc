/** What tests ask of the simulator itself, outside GitHub's paths. */
import { json } from './answers.js';
import { supportedFields } from './graphql/run.js';
import { truthOf } from './world/events.js';
import { mutate } from './world/mutate.js';
import { findRepository } from './world/world.js';

const parse = (text) => (text === '' ? {} : JSON.parse(text));

function requests(sim) {
  const [routes, tokens] = [{}, {}];
  for (const entry of sim.requests) {
    const name = `${entry.method} ${entry.path.split('?')[0]}`;
    routes[name] = (routes[name] ?? 0) + 1;
    if (entry.token !== null) tokens[entry.token] = (tokens[entry.token] ?? 0) + 1;
  }
  const sum = (of) => sim.requests.reduce((total, entry) => total + of(entry), 0);
  return {
    count: sim.requests.length, routes, tokens, graphql_cost: sum(({ cost }) => cost ?? 0), faults: sum(({ fault }) => (fault === undefined ? 0 : 1)),
    while_limited: sum(({ limited }) => (limited === undefined ? 0 : 1)), log: sim.requests,
  };
}

function truth(sim, url) {
  const wanted = url.searchParams.get('repository');
  const repositories = sim.world.repositories.map(truthOf);
  return { repositories: wanted === null ? repositories : repositories.filter(({ name, formerly }) => name === wanted || formerly.includes(wanted)) };
}

/** Somebody commits a file to the default branch, its content so many `times`, or takes it away. */
function commitFile(sim, { repository = '', path, content, times = 1 }) {
  const found = findRepository(sim.world, ...repository.split('/'));
  if (found === null) throw new RangeError(`no repository \`${repository}\``);
  if (typeof path !== 'string' || (content !== null && typeof content !== 'string')) throw new TypeError('a file has a path and a text');
  found.repo.rootFiles ??= new Map();
  if (content === null) found.repo.rootFiles.delete(path);
  else found.repo.rootFiles.set(path, content.repeat(times));
  return { repository, path, id: found.repo.databaseId };
}

const ROUTES = {
  'GET /_sim/health': (sim) => ({ ok: true, seed: sim.world.seed, scale: sim.world.scale }),
  'GET /_sim/requests': requests,
  'GET /_sim/truth': truth,
  'GET /_sim/fields': () => ({ fields: supportedFields() }),
  'GET /_sim/faults': (sim) => ({ rules: sim.faults.rules }),
  'POST /_sim/faults': (sim, _, text) => {
    const script = parse(text);
    sim.faults.set(Array.isArray(script) ? script : (script.rules ?? script.preset));
    return { rules: sim.faults.rules };
  },
  'GET /_sim/app': (sim) => sim.app.describe(),
  'POST /_sim/app': (sim, _, text) => {
    sim.app.shorten(parse(text).lifetime);
    return { ok: true };
  },
  'GET /_sim/accounts': (sim) => ({ accounts: sim.holdings.describe() }),
  'POST /_sim/accounts': (sim, _, text) => {
    const { new: isNew = false, ...wish } = parse(text);
    return isNew ? sim.holdings.add(wish) : sim.holdings.rename(wish);
  },
  'POST /_sim/keys': (sim, _, text) => sim.holdings.addKeys(parse(text)),
  'POST /_sim/files': (sim, _, text) => commitFile(sim, parse(text)),
  'POST /_sim/gists': (sim, _, text) => sim.holdings.addGist(parse(text)),
  'GET /_sim/oauth': (sim) => sim.oauth.describe(),
  'POST /_sim/oauth': (sim, _, text) => sim.oauth.configure(parse(text)),
  'POST /_sim/reset': (sim) => {
    sim.reset();
    return { ok: true };
  },
  'POST /_sim/mutate': (sim, _, text) => mutate(sim.world, parse(text)),
};

/** @param {import('./simulator.js').Simulator} sim */
export function administer(sim, method, url, text) {
  const handler = ROUTES[`${method} ${url.pathname}`];
  if (handler === undefined) return json(404, { error: `unknown route; known: ${Object.keys(ROUTES).join(', ')}` });
  try {
    return json(200, handler(sim, url, text));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return json(400, { error: error.message });
    throw error;
  }
}
