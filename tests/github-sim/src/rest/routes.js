/** The REST routes that an indexer uses. Anything else is 404, as GitHub answers unknown paths. */
import { json, message } from '../answers.js';
import { identityRoutes } from '../identity/routes.js';
import { everybody, findPerson, findRepository, history } from '../world/world.js';
import { commit, contentFile, fullRepository, issueComment, publicUser, reviewComment } from './shapes.js';

const notFound = () => message(404, 'Not Found');

const parsePositive = (text, otherwise) => (/^\d+$/.test(text ?? '') && Number(text) > 0 ? Number(text) : otherwise);

/** A page and its Link header; the links name the repository by id, as GitHub's do. */
function listed(items, query, address, shape) {
  const size = Math.min(parsePositive(query.get('per_page'), 30), 100);
  const number = parsePositive(query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (page, rel) => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(page));
    return `<${address}?${parameters}>; rel="${rel}"`;
  };
  const links = [];
  if (number > 1) links.push(link(Math.min(number - 1, last), 'prev'));
  if (number < last) links.push(link(number + 1, 'next'), link(last, 'last'));
  if (number > 1) links.push(link(1, 'first'));
  const body = items.slice((number - 1) * size, number * size).map(shape);
  return json(200, body, links.length === 0 ? {} : { link: links.join(', ') });
}

const instantOf = (text, otherwise) => (text === null ? otherwise : Date.parse(text));

function comments(items, query) {
  const since = instantOf(query.get('since'), -Infinity);
  if (Number.isNaN(since)) return null;
  const key = { created: 'createdAt', created_at: 'createdAt', updated: 'updatedAt' }[query.get('sort')];
  const sign = key !== undefined && query.get('direction') !== 'asc' ? -1 : 1;
  return items.filter((item) => item.updatedAt >= since)
    .sort((a, b) => sign * ((key === undefined ? 0 : a[key] - b[key]) || a.databaseId - b.databaseId));
}

const unprocessable = () => message(422, 'Validation Failed');

/** Lists below a repository. */
const LISTS = {
  'pulls/comments': ({ repo, query, address, base }) => {
    const submitted = repo.pulls.flatMap((pull) => pull.reviews).filter(({ state }) => state !== 'PENDING').flatMap((review) => review.comments);
    const items = comments(submitted, query);
    return items === null ? unprocessable() : listed(items, query, address, (item) => reviewComment(item, base));
  },
  'issues/comments': ({ repo, query, address, base }) => {
    const items = comments([...repo.issueComments], query);
    return items === null ? unprocessable() : listed(items, query, address, (item) => issueComment(item, base));
  },
  commits: ({ repo, query, address, base, world }) => {
    if (repo.head === null) return message(409, 'Git Repository is empty.', 'https://docs.github.com/rest/commits/commits#list-commits');
    const sha = query.get('sha');
    const tip = sha === null || sha === 'main' ? repo.head : repo.commits.get(sha);
    if (tip === undefined) return notFound();
    const since = instantOf(query.get('since'), -Infinity);
    const until = instantOf(query.get('until'), Infinity);
    const who = query.get('author');
    const items = history(tip).filter((one) => one.committedAt >= since && one.committedAt <= until
      && (who === null || one.actors[0].email === who || one.actors[0].user?.login === who));
    return listed(items, query, address, (item) => commit(item, base, world));
  },
};

function repositoryRoute(context, repo, rest) {
  const { base, query, world } = context;
  if (rest === '') return json(200, fullRepository(repo, base));
  if (rest.startsWith('contents/')) {
    const path = rest.slice('contents/'.length);
    const content = repo.rootFiles?.get(path);
    return content === undefined ? notFound() : json(200, contentFile(repo, path, content, base));
  }
  const list = Object.hasOwn(LISTS, rest) ? LISTS[rest] : undefined;
  return list === undefined ? notFound() : list({ repo, query, base, world, address: `${base}/repositories/${repo.databaseId}/${rest}` });
}

function moved(base, repo, rest, query) {
  const parameters = query.size === 0 ? '' : `?${query}`;
  const location = `${base}/repositories/${repo.databaseId}${rest === '' ? '' : `/${rest}`}${parameters}`;
  const body = {
    message: 'Moved Permanently', url: location, documentation_url: 'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
  };
  return json(301, body, { location });
}

const ROUTES = [
  ...identityRoutes({ notFound, listed }),
  [/^\/repos\/([^/]+)\/([^/]+)(?:\/(.+))?$/, (context, [, owner, name, rest = '']) => {
    const found = findRepository(context.world, owner, name);
    if (found === null) return notFound();
    return found.renamed ? moved(context.base, found.repo, rest, context.query) : repositoryRoute(context, found.repo, rest);
  }],
  [/^\/repositories\/(\d+)(?:\/(.+))?$/, (context, [, id, rest = '']) => {
    const repo = context.world.repositories.find(({ databaseId }) => databaseId === Number(id));
    return repo === undefined ? notFound() : repositoryRoute(context, repo, rest);
  }],
  [/^\/users\/([^/]+)$/, ({ world, base }, [, login]) => {
    const who = findPerson(world, login);
    return who === null || who.__typename === 'Mannequin' ? notFound() : json(200, publicUser(who, base));
  }],
  [/^\/user\/(\d+)$/, ({ world, base }, [, id]) => {
    const who = everybody(world).find(({ databaseId, deleted }) => databaseId === Number(id) && !deleted);
    return who === undefined || who.__typename === 'Mannequin' ? notFound() : json(200, publicUser(who, base));
  }],
  [/^\/user$/, ({ world, base, authorized, holder }) => (authorized ? json(200, publicUser(holder ?? world.people.viewer, base)) : message(401, 'Requires authentication'))],
  [/^\/rate_limit$/, ({ budgets }) => {
    const core = budgets.core.snapshot();
    const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
    return json(200, { resources: { core, search, graphql: budgets.graphql.snapshot() }, rate: core });
  }],
];

/** @returns {{status: number, body: string, headers: object}} */
export function route(sim, { request, path, query, budgets, authorized, token }) {
  if (request.method !== 'GET') return notFound();
  const prefix = request.url.startsWith('/api/v3') ? '/api/v3' : '';
  const base = `http://${request.headers.host}${prefix}`;
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const context = { world: sim.world, holdings: sim.holdings, holder: sim.oauth.holder(token), budgets, base, query, authorized };
    return handler(context, match.map((part) => (part === undefined ? part : decodeURIComponent(part))));
  }
  return notFound();
}
