/**
 * Writes test/rest-schemas.json: the schemas of the REST answers given here, cut out of GitHub's published OpenAPI
 * description (npm `@octokit/openapi`, file `generated/api.github.com.json`; at 390 MB too heavy to depend on).
 *
 *   node test/extract-schemas.js path/to/api.github.com.json
 */
import { readFileSync, writeFileSync } from 'node:fs';

const PATHS = [
  '/repos/{owner}/{repo}', '/users/{username}', '/user/{account_id}', '/user', '/rate_limit', '/repos/{owner}/{repo}/pulls/comments',
  '/repos/{owner}/{repo}/issues/comments', '/repos/{owner}/{repo}/commits', '/users/{username}/keys', '/users/{username}/ssh_signing_keys', '/gists/{gist_id}',
];

/** Words of the description that validate nothing. */
const PROSE = new Set(['description', 'example', 'examples', 'title', 'x-github-breaking-changes', 'deprecated']);

function strip(value, insideProperties = false) {
  if (Array.isArray(value)) return value.map((item) => strip(item));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([name]) => insideProperties || !PROSE.has(name));
  const stripped = Object.fromEntries(kept.map(([name, inner]) => [name, strip(inner, name === 'properties')]));
  // The description forgets null among the values of nullable enumerations; the API does send it.
  if (stripped.nullable === true && Array.isArray(stripped.enum) && !stripped.enum.includes(null)) stripped.enum.push(null);
  if (insideProperties || stripped.nullable !== true || stripped.type !== undefined) return stripped;
  // A validator of JSON Schema reads `nullable` beside `type` only.
  const { nullable, ...rest } = stripped;
  return { anyOf: [rest, { type: 'null' }] };
}

const description = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const schemas = {};

function collect(value) {
  for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (schemas[name] !== undefined) continue;
    schemas[name] = strip(description.components.schemas[name]);
    collect(schemas[name]);
  }
}

const answers = {};
for (const path of PATHS) {
  answers[path] = strip(description.paths[path].get.responses['200'].content['application/json'].schema);
  collect(answers[path]);
}
const source = `${description.info.title} ${description.info.version}`;
writeFileSync(new URL('rest-schemas.json', import.meta.url), `${JSON.stringify({ source, openapi: description.openapi, answers, components: { schemas } })}\n`);
