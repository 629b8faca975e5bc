/** Keys and gists, in the shapes of GitHub's REST API. */
import { json } from '../answers.js';
import { nodeId } from '../world/ids.js';
import { findPerson } from '../world/world.js';
import { simpleUser } from '../rest/shapes.js';
import { PUBLISHED } from './holdings.js';

const keyShape = ({ id, key }) => ({ id, key, created_at: PUBLISHED, last_used: PUBLISHED });
const signingShape = ({ id, key }) => ({ id, key, title: 'laptop', created_at: PUBLISHED });

/** Files beyond this are cut off, in GitHub's API. */
const SHOWN = 1_000_000;

function fileShape(gist, login, [filename, content]) {
  const size = Buffer.byteLength(content);
  const shown = gist.truncated ? content.slice(0, Math.floor(content.length / 2)) : content.slice(0, SHOWN);
  return {
    filename, type: 'text/plain', language: 'Text', raw_url: `https://gist.githubusercontent.com/${login}/${gist.id}/raw/${gist.version}/${filename}`,
    size, truncated: shown.length < content.length, content: shown, encoding: 'utf-8',
  };
}

function gistShape(gist, who, base) {
  const url = `${base}/gists/${gist.id}`;
  const login = who?.login ?? 'anonymous';
  const html = `https://gist.github.com/${login}/${gist.id}`;
  const user = who === null ? null : simpleUser(who, base);
  return {
    url, forks_url: `${url}/forks`, commits_url: `${url}/commits`, comments_url: `${url}/comments`, id: gist.id, node_id: nodeId('Gist', gist.id),
    git_pull_url: `https://gist.github.com/${gist.id}.git`, git_push_url: `https://gist.github.com/${gist.id}.git`, html_url: html,
    files: Object.fromEntries(Object.entries(gist.files).map((file) => [file[0], fileShape(gist, login, file)])),
    public: gist.public, created_at: PUBLISHED, updated_at: PUBLISHED, description: '', comments: 0, comments_enabled: true,
    ...(user === null ? {} : { owner: user }), forks: [], truncated: false,
    history: [{ user, version: gist.version, committed_at: PUBLISHED, change_status: { total: 1, additions: 1, deletions: 0 }, url: `${url}/${gist.version}` }],
  };
}

/** @param {{notFound: () => object, listed: Function}} rest what the other routes use too */
export function identityRoutes({ notFound, listed }) {
  const keysOf = ({ holdings, base, query }, who, list) => {
    if (who === null || who.__typename === 'Mannequin') return notFound();
    const { keys, signing } = holdings.keysOf(who.databaseId);
    const [items, shape] = list === 'keys' ? [keys, keyShape] : [signing, signingShape];
    // The links name the account by id, as GitHub's do.
    return listed(items, query, `${base}/user/${who.databaseId}/${list}`, shape);
  };
  return [
    [/^\/users\/([^/]+)\/(keys|ssh_signing_keys)$/, (context, [, login, list]) => keysOf(context, findPerson(context.world, login), list)],
    [/^\/user\/(\d+)\/(keys|ssh_signing_keys)$/, (context, [, id, list]) => keysOf(context, context.holdings.find(Number(id)), list)],
    [/^\/gists\/([^/]+)$/, ({ holdings, base }, [, id]) => {
      const gist = holdings.gists.get(id);
      return gist === undefined ? notFound() : json(200, gistShape(gist, gist.owner === null ? null : holdings.account(gist.owner), base));
    }],
  ];
}
