/**
 * One more step of activity after the history, each step determined by the seed and the steps before it.
 */
import * as act from './act.js';
import { instant } from './events.js';

const STEP = 3_600_000;

const busiest = (world) => world.repositories[0];
const open = (items) => items.filter((item) => item.state === 'OPEN');
const commentable = (repo) => [...repo.issues, ...repo.pulls];

const told = (kind, item, number) => ({ kind, key: String(item.oid ?? item.databaseId), number });

/** Each act returns what it changed. */
const ACTS = {
  new_pull_request: (world, repo, at) => {
    const pull = act.openPull(world, repo, at, world.random.pickSkewed(world.people.users));
    return [told('pull_request_opened', pull, pull.number)];
  },
  review_on_old_pull_request: (world, repo, at) => {
    const pull = world.random.pick(repo.pulls.slice(0, Math.ceil(repo.pulls.length / 4)));
    const review = act.reviewPull(world, pull, at, world.random.pick(world.people.users), 'COMMENTED', 2);
    return [told('review', review, pull.number), ...review.comments.map((comment) => told('review_comment', comment, pull.number))];
  },
  merge: (world, repo, at) => {
    const candidates = open(repo.pulls);
    const pull = candidates.length > 0 ? world.random.pick(candidates) : act.openPull(world, repo, at, world.people.users[4]);
    act.mergePull(world, pull, at, world.people.maintainers[1], 'squash');
    return [told('pull_request_merged', pull, pull.number), told('commit', pull.mergeCommit, null)];
  },
  new_commit: (world, repo, at) => [told('commit', act.pushCommit(world, repo, at, world.random.pickSkewed(world.people.users)), null)],
  new_comment: (world, repo, at) => {
    const parent = world.random.pick(commentable(repo));
    return [told('issue_comment', act.commentOn(world, parent, at, world.random.pick(world.people.users)), parent.number)];
  },
  new_issue: (world, repo, at) => {
    const issue = act.openIssue(world, repo, at, world.random.pick(world.people.users));
    return [told('issue_opened', issue, issue.number)];
  },
};

/** Acts that happen only when asked for by name. */
const RARE = {
  /** The last commits are replaced by others with the same messages, as after a rebase of the branch. */
  force_push: (world, repo, at) => {
    const dropped = [];
    let base = repo.head;
    while (dropped.length < 3 && base.parents.length > 0) {
      dropped.unshift(base);
      [base] = base.parents;
    }
    repo.head = base;
    for (const { actors, message, authoredAt } of dropped) {
      repo.head = act.makeCommit(world, repo, { at, authoredAt, actors, committer: act.signature(world, world.people.viewer, at), message, parents: [repo.head] });
    }
    repo.pushedAt = at;
    return dropped.map((commit) => told('commit_removed', commit, null));
  },
  /** The repository moves to a new name; the old one keeps leading to it. */
  rename_repository: (world, repo) => {
    repo.formerly.push(repo.name);
    repo.name = `${repo.name.replace(/-v\d+$/, '')}-v${repo.formerly.length + 1}`;
    return [{ kind: 'repository_renamed', key: String(repo.databaseId), number: null }];
  },
  /** Somebody deletes the last comment of a conversation. */
  delete_comment: (world, repo, at) => {
    const comment = repo.issueComments.pop();
    act.remove(world, comment.parent.comments, comment);
    comment.parent.updatedAt = Math.max(comment.parent.updatedAt, at);
    return [told('comment_deleted', comment, comment.parent.number)];
  },
  /** An issue is deleted, or moved to another repository, with its conversation. */
  delete_issue: (world, repo) => {
    const issue = repo.issues.findLast(({ comments }) => comments.length > 0);
    act.remove(world, repo.issues, issue);
    for (const comment of issue.comments) act.remove(world, repo.issueComments, comment);
    return [told('issue_deleted', issue, issue.number)];
  },
  /** Somebody deletes a comment on a line of a pull request. The review stays. */
  delete_review_comment: (world, repo, at) => {
    const review = repo.pulls.flatMap((pull) => pull.reviews).findLast(({ state, comments }) => state !== 'PENDING' && comments.length > 0);
    const comment = review.comments.at(-1);
    act.remove(world, review.comments, comment);
    act.remove(world, comment.thread.comments, comment);
    review.pull.updatedAt = Math.max(review.pull.updatedAt, at);
    return [told('review_comment_deleted', comment, review.pull.number)];
  },
  /** Somebody takes another login, somebody else takes the one that is free, and both open an issue. */
  change_hands: (world, repo, at) => {
    const [before, after] = world.people.users.filter((user) => !user.deleted && !user.member).slice(-2);
    after.login = before.login;
    before.login = `${before.login}-renamed`;
    return [before, after].map((who) => {
      const issue = act.openIssue(world, repo, at, who);
      return { ...told('issue_opened', issue, issue.number), id: who.databaseId, login: who.login };
    });
  },
  /** The repository is given to a person, who merges something into it with a maintainer's approval. */
  transfer_to_user: (world, repo, at) => {
    const [owner, reviewer] = world.people.maintainers;
    repo.formerOwners.push(repo.owner.login);
    repo.owner = owner;
    const pull = act.openPull(world, repo, at, owner);
    act.reviewPull(world, pull, at + 1000, reviewer, 'APPROVED', 0);
    act.mergePull(world, pull, at + 2000, owner, 'squash');
    return [{ ...told('pull_request_merged', pull, pull.number), id: owner.databaseId }];
  },
  self_merge_approved: (world, repo, at) => selfMerge(world, repo, at, [['CHANGES_REQUESTED', 0], ['APPROVED', 0], ['COMMENTED', 0]]),
  /** The reviewer approved and then asked for changes. */
  self_merge_refused_later: (world, repo, at) => selfMerge(world, repo, at, [['APPROVED', 0], ['CHANGES_REQUESTED', 0]]),
  /** The approval was dismissed: GitHub shows it with another state and its old time. */
  self_merge_dismissed: (world, repo, at) => selfMerge(world, repo, at, [['DISMISSED', 0]]),
  /** One reviewer's doubts do not take back another one's approval. */
  self_merge_disputed: (world, repo, at) => selfMerge(world, repo, at, [['APPROVED', 0], ['CHANGES_REQUESTED', 1]]),
  /** Everybody on whom GitHub tells something special opens a pull request that is merged. */
  odd_authors: (world, repo, at) => {
    const { users, mannequins, organization, updater, maintainers } = world.people;
    const ghost = users.find((user) => user.deleted);
    return [ghost, mannequins[0], organization, updater].map((author) => {
      const pull = act.openPull(world, repo, at, author, { commits: 1 });
      act.mergePull(world, pull, at + 1000, maintainers[0], 'squash');
      return told('pull_request_merged', pull, pull.number);
    });
  },
  /** Somebody deletes the account: everything they wrote has no author from now on. */
  delete_account: (world) => {
    const who = world.people.users.findLast((user) => !user.deleted);
    who.deleted = true;
    return [{ kind: 'account_deleted', key: String(who.databaseId), number: null }];
  },
};

/** A maintainer merges their own pull request after opinions of others, each with its state and who has it. */
function selfMerge(world, repo, at, opinions) {
  const [author, ...reviewers] = world.people.maintainers;
  const pull = act.openPull(world, repo, at, author, { commits: 1 });
  opinions.forEach(([state, reviewer], n) => act.reviewPull(world, pull, at + (n + 1) * 1000, reviewers[reviewer], state, 0));
  act.mergePull(world, pull, at + 10_000, author, 'squash');
  return [told('pull_request_merged', pull, pull.number)];
}

export const ACT_NAMES = [...Object.keys(ACTS), ...Object.keys(RARE)];

/**
 * @param {{act?: string, repository?: string}} [wish] one act, by default all the usual ones; on this repository
 * @returns {{step: number, at: string, repository: string, changed: {act: string, kind: string, key: string, number: number|null}[]}}
 */
export function mutate(world, { act: name, repository } = {}) {
  const repo = repository === undefined ? busiest(world) : world.repositories.find((candidate) => `${candidate.owner.login}/${candidate.name}` === repository);
  if (repo === undefined) throw new RangeError(`unknown repository \`${repository}\``);
  if (name !== undefined && !ACT_NAMES.includes(name)) throw new RangeError(`unknown act \`${name}\`; known: ${ACT_NAMES.join(', ')}`);
  if (repo.head === null) throw new RangeError(`repository \`${repo.name}\` is empty`);
  const names = name === undefined ? Object.keys(ACTS) : [name];
  world.mutations += 1;
  world.now += STEP;
  const changed = names.flatMap((one, n) => {
    const at = world.now + n * 60_000;
    return (ACTS[one] ?? RARE[one])(world, repo, at).map((change) => ({ act: one, ...change }));
  });
  return { step: world.mutations, at: instant(world.now), repository: `${repo.owner.login}/${repo.name}`, changed };
}
