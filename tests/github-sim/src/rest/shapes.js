/** Objects in the shapes of GitHub's REST API. */
import { createHash } from 'node:crypto';
import { association, repositoryUrl } from '../graphql/shared.js';
import { instant } from '../world/events.js';
import { restLogin } from '../world/world.js';

/** Who stands in for deleted accounts in REST. */
const GHOST = { __typename: 'User', databaseId: 10_137, login: 'ghost', id: 'MDQ6VXNlcjEwMTM3', name: 'Deleted user', deleted: false };

const HOVER = ['followers', 'subscriptions', 'organizations', 'repos', 'received_events'];

/** A user in a list. */
export function simpleUser(who, base) {
  const shown = who.deleted ? GHOST : who;
  const login = restLogin(shown);
  const url = `${base}/users/${encodeURIComponent(login)}`;
  return {
    login, id: shown.databaseId, node_id: shown.id, avatar_url: `https://avatars.githubusercontent.com/u/${shown.databaseId}?v=4`, gravatar_id: '',
    url, html_url: shown.__typename === 'Bot' ? `https://github.com/apps/${shown.login}` : `https://github.com/${login}`,
    ...Object.fromEntries(HOVER.map((name) => [`${name}_url`, `${url}/${name}`])),
    following_url: `${url}/following{/other_user}`, gists_url: `${url}/gists{/gist_id}`, starred_url: `${url}/starred{/owner}{/repo}`,
    events_url: `${url}/events{/privacy}`, type: shown.__typename, user_view_type: 'public', site_admin: false,
  };
}

/** One user, asked for by name or id. */
export function publicUser(who, base) {
  return {
    ...simpleUser(who, base), name: who.name, company: null, blog: '', location: null, email: null, hireable: null, bio: null, twitter_username: null,
    public_repos: 0, public_gists: 0, followers: 0, following: 0, created_at: instant(Math.floor(who.createdAt / 1000) * 1000),
    updated_at: instant(Math.floor(who.createdAt / 1000) * 1000),
  };
}

const repositoryApi = (repo, base) => `${base}/repos/${repo.owner.login}/${repo.name}`;

/** `name` → the path of the URL template below the repository. */
const REPOSITORY_URLS = {
  archive_url: '/{archive_format}{/ref}', assignees_url: '/assignees{/user}', blobs_url: '/git/blobs{/sha}', branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}', comments_url: '/comments{/number}', commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}', contents_url: '/contents/{+path}', contributors_url: '/contributors', deployments_url: '/deployments',
  downloads_url: '/downloads', events_url: '/events', forks_url: '/forks', git_commits_url: '/git/commits{/sha}', git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}', hooks_url: '/hooks', issue_comment_url: '/issues/comments{/number}', issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}', keys_url: '/keys{/key_id}', labels_url: '/labels{/name}', languages_url: '/languages', merges_url: '/merges',
  milestones_url: '/milestones{/number}', notifications_url: '/notifications{?since,all,participating}', pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}', stargazers_url: '/stargazers', statuses_url: '/statuses/{sha}', subscribers_url: '/subscribers',
  subscription_url: '/subscription', tags_url: '/tags', teams_url: '/teams', trees_url: '/git/trees{/sha}',
};

export function fullRepository(repo, base) {
  const api = repositoryApi(repo, base);
  const html = repositoryUrl(repo);
  const openCount = [...repo.issues, ...repo.pulls].filter(({ state }) => state === 'OPEN').length;
  const stars = repo.databaseId % 5000;
  const forks = repo.databaseId % 300;
  return {
    id: repo.databaseId, node_id: repo.id, name: repo.name, full_name: `${repo.owner.login}/${repo.name}`, private: false, owner: simpleUser(repo.owner, base),
    html_url: html, description: repo.description, fork: repo.fork === true, url: api,
    ...Object.fromEntries(Object.entries(REPOSITORY_URLS).map(([name, path]) => [name, api + path])),
    git_url: html.replace('https', 'git').concat('.git'), ssh_url: `git@github.com:${repo.owner.login}/${repo.name}.git`, clone_url: `${html}.git`, svn_url: html,
    mirror_url: null, homepage: null, language: null, size: repo.commits.size, default_branch: 'main', visibility: 'public',
    created_at: instant(repo.createdAt), updated_at: instant(Math.max(repo.updatedAt, repo.pushedAt)), pushed_at: instant(repo.pushedAt),
    stargazers_count: stars, watchers_count: stars, watchers: stars, subscribers_count: 12, forks_count: forks, forks, network_count: forks,
    open_issues_count: openCount, open_issues: openCount, topics: repo.topics ?? [], license: null, is_template: false, archived: repo.archived === true, disabled: false,
    has_issues: true, has_projects: true, has_downloads: true, has_wiki: false, has_pages: false, has_discussions: false, allow_forking: true,
    web_commit_signoff_required: false, temp_clone_token: null, ...(repo.owner.__typename === 'Organization' ? { organization: simpleUser(repo.owner, base) } : {}),
  };
}

/** Longer files are not in the answer. */
const MOST_CONTENT = 1 << 20;

/** A file of the default branch. GitHub breaks base64 after 60 signs. */
export function contentFile(repo, path, content, base) {
  const bytes = Buffer.from(content);
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const api = repositoryApi(repo, base);
  const html = repositoryUrl(repo);
  const links = { self: `${api}/contents/${path}?ref=main`, git: `${api}/git/blobs/${sha}`, html: `${html}/blob/main/${path}` };
  const isShown = bytes.length <= MOST_CONTENT;
  return {
    name: path.split('/').at(-1), path, sha, size: bytes.length, url: links.self, html_url: links.html, git_url: links.git,
    download_url: `https://raw.githubusercontent.com/${repo.owner.login}/${repo.name}/main/${path}`, type: 'file',
    content: isShown ? bytes.toString('base64').replace(/.{60}/g, '$&\n') : '', encoding: isShown ? 'base64' : 'none', _links: links,
  };
}

const REACTIONS = { total_count: 0, '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };

export function issueComment(comment, base) {
  const { parent } = comment;
  const api = repositoryApi(parent.repo, base);
  const place = parent.__typename === 'PullRequest' ? 'pull' : 'issues';
  const url = `${api}/issues/comments/${comment.databaseId}`;
  return {
    id: comment.databaseId, node_id: comment.id, url, html_url: `${repositoryUrl(parent.repo)}/${place}/${parent.number}#issuecomment-${comment.databaseId}`,
    issue_url: `${api}/issues/${parent.number}`, body: comment.body, user: simpleUser(comment.author, base), created_at: instant(comment.createdAt),
    updated_at: instant(comment.updatedAt), author_association: association(comment.author).replace('MANNEQUIN', 'NONE'), performed_via_github_app: null,
    reactions: { url: `${url}/reactions`, ...REACTIONS },
  };
}

export function reviewComment(comment, base) {
  const { pull } = comment;
  const api = repositoryApi(pull.repo, base);
  const url = `${api}/pulls/comments/${comment.databaseId}`;
  const html = `${repositoryUrl(pull.repo)}/pull/${pull.number}#discussion_r${comment.databaseId}`;
  const pullApi = `${api}/pulls/${pull.number}`;
  const oid = comment.commit?.oid ?? '';
  return {
    id: comment.databaseId, node_id: comment.id, pull_request_review_id: comment.review.databaseId, url, html_url: html, pull_request_url: pullApi,
    diff_hunk: `@@ -${comment.line},1 +${comment.line},1 @@`, path: comment.path, position: 1, original_position: 1, commit_id: oid, original_commit_id: oid,
    ...(comment.replyTo === null ? {} : { in_reply_to_id: comment.replyTo.databaseId }), user: simpleUser(comment.author, base), body: comment.body,
    created_at: instant(comment.createdAt), updated_at: instant(comment.updatedAt),
    author_association: association(comment.author).replace('MANNEQUIN', 'NONE'), line: comment.line, original_line: comment.line, start_line: null,
    original_start_line: null, start_side: null, side: 'RIGHT', subject_type: 'line', reactions: { url: `${url}/reactions`, ...REACTIONS },
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullApi } },
  };
}

/** Unlike GraphQL, REST links a commit to a bot by its noreply address. */
function committerOf(actor, world, base) {
  const bot = [world.people.updater, world.people.sweeper].find((who) => who.emails[0].address === actor.email);
  const who = bot ?? actor.user;
  return who === null || who.deleted ? null : simpleUser(who, base);
}

export function commit(one, base, world) {
  const api = repositoryApi(one.repo, base);
  const html = repositoryUrl(one.repo);
  const signed = (actor, at) => ({ name: actor.name, email: actor.email, date: instant(at) });
  const tree = one.oid.split('').reverse().join('');
  return {
    sha: one.oid, node_id: one.id,
    commit: {
      author: signed(one.actors[0], one.authoredAt), committer: signed(one.committer, one.committedAt), message: one.message,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` }, url: `${api}/git/commits/${one.oid}`, comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${one.oid}`, html_url: `${html}/commit/${one.oid}`, comments_url: `${api}/commits/${one.oid}/comments`,
    author: committerOf(one.actors[0], world, base), committer: committerOf(one.committer, world, base),
    parents: one.parents.map(({ oid }) => ({ sha: oid, url: `${api}/commits/${oid}`, html_url: `${html}/commit/${oid}` })),
  };
}
