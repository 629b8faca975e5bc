/**
 * What gates ask about, once each: work by agents, self-merges, other branches, reverts, issues of other repositories, many
 * files, opinions that change.
 */
import * as act from './act.js';
import { nodeId } from './ids.js';

const DAY = 86_400_000;

/** What the large repository says of its files. */
export const ATTRIBUTES = `# counted by Linguist
vendor/** linguist-vendored
generated/*.pb.py linguist-generated=true text eol=lf
"my notes/*.md" -linguist-documentation
`;

export function planGates(world, schedule, repo, begin) {
  const { people } = world;
  const [first, second, third] = people.maintainers;
  const author = people.users[4];
  const reverts = (pull) => ({ title: `Revert "${pull.title}"`, body: `Reverts riverbed-ai/${repo.name}#${pull.number}`, commits: 1, files: pull.files });
  let day = begin;
  const next = (perform) => {
    day += DAY;
    schedule.add(day, perform);
  };

  next((at) => {
    const pull = act.openPull(world, repo, at, people.agent, { title: 'Fix the tokenizer on empty input', commits: 2 });
    assign(pull, at + 1000, second);
    act.reviewPull(world, pull, at + 2000, third, 'APPROVED', 0);
    act.mergePull(world, pull, at + 3000, first, 'squash');
  });
  next((at) => {
    const pull = act.openPull(world, repo, at, people.agent, { title: 'Add type hints', commits: 1 });
    act.mergePull(world, pull, at + 1000, third, 'squash');
  });
  next((at) => {
    const pull = act.openPull(world, repo, at, author, { title: 'Write the loader anew', commits: 2, helper: people.claude });
    act.mergePull(world, pull, at + 1000, second, 'squash');
  });
  next((at) => act.mergePull(world, act.openPull(world, repo, at, first, { title: 'Quick fix', commits: 1 }), at + 1000, first, 'squash'));
  next((at) => {
    const pull = act.openPull(world, repo, at, first, { title: 'Careful fix', commits: 1 });
    act.reviewPull(world, pull, at + 1000, second, 'APPROVED', 0);
    act.reviewPull(world, pull, at + 2000, third, 'APPROVED', 0);
    act.reviewPull(world, pull, at + 3000, third, 'CHANGES_REQUESTED', 1);
    act.reviewPull(world, pull, at + 4000, third, 'COMMENTED', 1);
    act.mergePull(world, pull, at + 5000, first, 'merge');
  });
  next((at) => act.mergePull(world, act.openPull(world, repo, at, author, { title: 'Backport', base: 'release', commits: 1 }), at + 1000, second, 'squash'));
  let reverted = null;
  let revert = null;
  next((at) => {
    reverted = act.openPull(world, repo, at, author, { title: 'Cache everything', commits: 1, files: [file('src/cache.py', 40, 2), file('docs/cache.md', 10, 0)] });
    act.mergePull(world, reverted, at + 1000, second, 'squash');
  });
  next((at) => {
    revert = act.openPull(world, repo, at, second, reverts(reverted));
    act.mergePull(world, revert, at + 1000, third, 'squash');
  });
  next((at) => act.mergePull(world, act.openPull(world, repo, at, author, reverts(revert)), at + 1000, second, 'squash'));
  planRevertsByCommit(world, next, repo);
  next((at) => {
    const elsewhere = world.repositories.find((other) => other !== repo && other.issues.some(({ state }) => state === 'OPEN'));
    const issue = elsewhere.issues.find(({ state }) => state === 'OPEN');
    act.mergePull(world, act.openPull(world, repo, at, author, { title: 'Close what another repository asks for', issue, commits: 1 }), at + 1000, second, 'rebase');
  });
  next((at) => act.openPull(world, repo, at, author, { title: 'Touch every file', commits: 24, changedFiles: 130 }));
}

/** As `git revert` writes: in the text, then in the commit alone; and a revert beside other work, which is none. */
function planRevertsByCommit(world, next, repo) {
  const { people } = world;
  const [, second, third] = people.maintainers;
  const author = people.users[4];
  const merged = [];
  for (const [n, method] of ['squash', 'merge', 'squash'].entries()) {
    next((at) => {
      const pull = act.openPull(world, repo, at, author, { title: `Keep ${n + 1} copies`, commits: 1, files: [file(`src/copies_${n}.py`, 30, 1)] });
      act.mergePull(world, pull, at + 1000, second, method);
      merged.push(pull);
    });
  }
  const sentence = (pull, digits) => `This reverts commit ${pull.mergeCommit.oid.slice(0, digits)}.`;
  const takeBack = (at, pull, more) => {
    const revert = act.openPull(world, repo, at, second, { title: `Revert "${pull.title}"`, files: pull.files, ...more });
    act.mergePull(world, revert, at + 1000, third, 'squash');
  };
  next((at) => takeBack(at, merged[0], { body: `It was slow.\n\n${sentence(merged[0], 40)}`, commits: 1 }));
  next((at) => takeBack(at, merged[1], { messages: [`Revert "${merged[1].title}"\n\n${sentence(merged[1], 12)}`] }));
  next((at) => takeBack(at, merged[2], { messages: [`Revert "${merged[2].title}"\n\n${sentence(merged[2], 40)}`, 'Write it anew'] }));
}

const file = (path, additions, deletions) => ({ __typename: 'PullRequestChangedFile', path, additions, deletions, changeType: 'MODIFIED' });

/** Somebody gives a pull request to its author, as people do with agents. */
function assign(pull, at, actor) {
  pull.assigned.push({ __typename: 'AssignedEvent', id: nodeId('AssignedEvent', pull.databaseId, pull.assigned.length), actor, assignee: pull.author, createdAt: at });
  pull.updatedAt = Math.max(pull.updatedAt, at);
}
