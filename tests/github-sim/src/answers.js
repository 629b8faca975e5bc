/** Answers in the words GitHub uses when it does not answer, and damage to answers that it does give. */

const RATE_DOCUMENT = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

const json = (status, body, headers = {}) => ({ status, body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });

export { json };

export const message = (status, text, document = 'https://docs.github.com/rest') =>
  json(status, { message: text, documentation_url: document, status: String(status) });

const wentWrong = (id) => `Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include \`${id}\` when reporting this issue.`;

export const timedOut = (id) => json(502, { data: null, errors: [{ message: wentWrong(id) }] });

export const gateway = (status) => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${status} ${status === 502 ? 'Bad Gateway' : 'Gateway Time-out'}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
});

/** GraphQL tells an empty budget inside a success. */
export const rateLimited = (viewer) =>
  json(200, { errors: [{ type: 'RATE_LIMITED', message: `API rate limit exceeded for user ID ${viewer.databaseId}.` }] });

export const primaryLimit = (viewer) => message(403, `API rate limit exceeded for user ID ${viewer.databaseId}.`, `${RATE_DOCUMENT}#primary-rate-limits`);

export const secondaryLimit = (wait) => {
  const answer = message(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', `${RATE_DOCUMENT}#about-secondary-rate-limits`);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } };
};

const inRepository = (type, text) => json(200, { data: { repository: null }, errors: [{ type, path: ['repository'], message: text }] });

/** A repository that was taken down: as REST and Enterprise tell it, and as GraphQL does. */
const BLOCKED = 'Repository access blocked';

/** @type {Record<string, () => {status: number, body: string, headers: object}>} refusals that a fault imposes on one question */
export const REFUSALS = {
  unauthorized: () => message(401, 'Bad credentials'),
  'not-found': () => inRepository('NOT_FOUND', 'Could not resolve to a Repository.'),
  forbidden: () => inRepository('FORBIDDEN', 'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.'),
  blocked: () => json(451, { message: BLOCKED, block: { reason: 'dmca', created_at: '2026-01-02T03:04:05Z', html_url: 'https://github.com/github/dmca' } }),
  'blocked-200': () => inRepository('FORBIDDEN', BLOCKED),
};

/** The first list of nodes in an answer. */
function firstNodes(value) {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value.nodes) && value.nodes.length > 0) return value.nodes;
  for (const inner of Object.values(value)) {
    const found = firstNodes(inner);
    if (found !== null) return found;
  }
  return null;
}

/** A page that failed half way: the later nodes are null, and one error without a path says so. */
export function failHalfWay(answer, id) {
  const body = JSON.parse(answer.body);
  if (body.data == null) return answer;
  const nodes = firstNodes(body.data);
  if (nodes === null) body.data = Object.fromEntries(Object.keys(body.data).map((key) => [key, null]));
  else nodes.fill(null, Math.floor(nodes.length / 2));
  const errors = [...(body.errors ?? []), { message: wentWrong(id) }];
  return { ...answer, body: JSON.stringify({ data: body.data, errors }) };
}
