/**
 * Fourteen months in the life of the organisation: a schedule of acts, performed in order of time so that ids grow with it.
 */
import * as act from './act.js';
import { ATTRIBUTES, planGates } from './oddities.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const second = (time) => Math.floor(time / 1000) * 1000;

/** Acts, gathered in any order and performed in order of time. */
class Schedule {
  constructor() {
    this.acts = [];
  }

  add(at, perform) {
    this.acts.push({ at: second(at), order: this.acts.length, perform });
  }

  run(world, end) {
    this.acts.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const { at, perform } of this.acts) {
      if (at > end) break;
      world.now = at;
      perform(at);
    }
  }
}

/** @param {{pulls: number, issues: number, pushes: number}} size */
export function live(world, size, begin, end) {
  const schedule = new Schedule();
  for (const repo of world.repositories.filter(({ share }) => share > 0)) {
    const times = (count) => Array.from({ length: Math.round(count * repo.share) }, () => begin + DAY + world.random.next() ** 0.8 * (end - begin - DAY));
    schedule.add(begin, (at) => act.pushCommit(world, repo, at, world.people.viewer));
    for (const at of times(size.pushes)) schedule.add(at, (now) => act.pushCommit(world, repo, now, committer(world)));
    for (const at of times(size.issues)) planIssue(world, schedule, repo, at);
    for (const at of times(size.pulls)) planPull(world, schedule, repo, at);
    planOddities(world, schedule, repo, begin, end);
  }
  schedule.run(world, end);
}

function committer(world) {
  if (world.random.chance(0.03)) return world.people.stranger;
  return world.random.pickSkewed(world.people.users);
}

/** Who opens things; in an imported repository, sometimes somebody GitHub could not match. */
export function participant(world, repo) {
  const { random, people } = world;
  if (repo.imported && random.chance(0.12)) return random.pick(people.mannequins);
  if (random.chance(0.015)) return people.organization;
  return random.pickSkewed(people.users);
}

function planIssue(world, schedule, repo, at) {
  const { random } = world;
  let issue = null;
  schedule.add(at, (now) => {
    issue = act.openIssue(world, repo, now, participant(world, repo));
  });
  let later = at;
  for (let n = Math.floor(random.next() ** 2 * 8); n > 0; n -= 1) {
    later += random.next() * 5 * DAY;
    schedule.add(later, (now) => act.commentOn(world, issue, now, participant(world, repo)));
  }
  if (!random.chance(0.6)) return;
  const reason = random.chance(0.75) ? 'COMPLETED' : 'NOT_PLANNED';
  schedule.add(later + random.next() * 20 * DAY, (now) => {
    if (issue.state === 'OPEN') act.closeIssue(issue, now, reason);
  });
}

function planPull(world, schedule, repo, at) {
  const { random, people } = world;
  let pull = null;
  const byBot = random.chance(0.1);
  schedule.add(at, (now) => {
    const author = byBot ? people.updater : participant(world, repo);
    const open = repo.issues.filter((issue) => issue.state === 'OPEN');
    const issue = open.length > 0 && random.chance(0.3) ? random.pick(open) : null;
    pull = act.openPull(world, repo, now, author, byBot ? { title: 'Bump numpy from 2.1.0 to 2.1.1', commits: 1 } : { issue });
  });
  let later = at;
  for (let n = Math.floor(random.next() ** 1.5 * 6); n > 0; n -= 1) {
    later += random.next() * 2 * DAY;
    schedule.add(later, (now) => discuss(world, pull, now));
  }
  const outcome = random.next();
  later += random.next() * 9 * DAY;
  if (outcome < 0.7) {
    const method = random.chance(0.7) ? 'squash' : random.pick(['merge', 'rebase']);
    schedule.add(later, (now) => act.mergePull(world, pull, now, random.pick(people.maintainers), method));
  } else if (outcome < 0.85) {
    schedule.add(later, (now) => act.closePull(pull, now));
  }
}

/** One contribution to the discussion of a pull request. */
export function discuss(world, pull, at) {
  const { random } = world;
  const who = reviewer(world, pull);
  const roll = random.next();
  if (roll < 0.35) act.commentOn(world, pull, at, random.chance(0.3) ? pull.author : who);
  else if (roll < 0.5 && pull.threads.length > 0) act.replyInThread(world, random.pick(pull.threads).comments[0], at, random.chance(0.5) ? pull.author : who);
  else if (roll < 0.54) act.reviewPull(world, pull, at, world.people.users[1], 'PENDING', random.int(1, 2));
  else if (roll < 0.57) act.reviewPull(world, pull, at, who, 'DISMISSED', 0);
  else act.reviewPull(world, pull, at, who, random.pick(['APPROVED', 'COMMENTED', 'CHANGES_REQUESTED']), random.int(0, 3));
}

function reviewer(world, pull) {
  if (pull.repo.imported && world.random.chance(0.1)) return world.people.mannequins[1];
  const who = world.random.pickSkewed(world.people.users);
  return who === pull.author ? world.people.maintainers[3] : who;
}

/** What a uniform history would miss: crowded pages, equal seconds, a review the viewer has not submitted, deleted authors. */
function planOddities(world, schedule, repo, begin, end) {
  const { people, random } = world;
  const middle = begin + (end - begin) * 0.55;
  const large = repo.share > 0.5;
  let crowded = null;
  let asked = null;
  if (large) {
    schedule.add(middle, (now) => {
      crowded = act.openPull(world, repo, now, people.maintainers[1], { title: 'Roadmap: eine größere Überarbeitung 🚧', commits: 12 });
      asked = act.openIssue(world, repo, now, people.users[5], { title: 'What should version 2 do? 意見募集' });
    });
    for (let n = 0; n < 130; n += 1) {
      schedule.add(middle + (n + 1) * HOUR, (now) => {
        act.reviewPull(world, crowded, now, random.pick(people.users), 'COMMENTED', n === 40 ? 112 : n % 3);
        act.commentOn(world, crowded, now, random.pick(people.users));
        act.commentOn(world, asked, now, random.pick(people.users));
      });
    }
    schedule.add(middle + 200 * HOUR, (now) => act.mergePull(world, crowded, now, people.maintainers[0], 'squash'));
    repo.attributes = ATTRIBUTES;
    planGates(world, schedule, repo, middle + 80 * DAY);
  }
  schedule.add(middle + 10 * DAY, (now) => {
    for (let n = 0; n < 5; n += 1) act.openPull(world, repo, now, people.updater, { title: `Bump library ${n} from 1.0 to 1.1`, commits: 1 });
  });
  schedule.add(middle + 40 * DAY, (now) => sweep(world, repo, now));
  schedule.add(middle + 50 * DAY, (now) => act.reviewPull(world, repo.pulls[0], now, people.viewer, 'PENDING', 2));
  const [ghost] = people.users.filter((user) => user.deleted);
  schedule.add(middle + 60 * DAY, (now) => {
    const issue = act.openIssue(world, repo, now, ghost);
    act.commentOn(world, issue, now, ghost);
    const pull = act.openPull(world, repo, now, ghost, { commits: 2 });
    act.reviewPull(world, pull, now + 1000, people.maintainers[2], 'APPROVED', 1);
    act.mergePull(world, pull, now + 2000, people.maintainers[2], 'squash');
  });
  schedule.add(middle + 70 * DAY, (now) => act.openIssue(world, repo, now, people.organization));
}

/** A bot marks everything that is open, all in one second. */
function sweep(world, repo, at) {
  for (const item of [...repo.issues, ...repo.pulls]) {
    if (item.state !== 'OPEN') continue;
    if (item.number % 3 === 0) act.commentOn(world, item, at, world.people.sweeper);
    else item.updatedAt = Math.max(item.updatedAt, at);
  }
}
