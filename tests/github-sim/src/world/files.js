/**
 * The files that a pull request touches. They sum to its lines, and follow from its id alone.
 */
import { Random } from '../random.js';

const FOLDERS = ['src', 'src/model', 'tests', 'docs', 'examples', 'vendor/kernels', 'generated'];
const NAMES = { tests: 'test_part', docs: 'page' };
const SUFFIXES = { docs: 'md', generated: 'pb.py' };

function pathOf(random, n) {
  const folder = random.pick(FOLDERS);
  return `${folder}/${NAMES[folder] ?? 'part'}_${n}.${SUFFIXES[folder] ?? 'py'}`;
}

/** Shares a number among some, at random. */
function share(random, total, count) {
  const parts = Array.from({ length: count }, () => 0);
  let left = total;
  for (let n = 0; n < count - 1 && left > 0; n += 1) {
    parts[n] = random.int(0, left);
    left -= parts[n];
  }
  parts[count - 1] += left;
  return parts;
}

/** @returns {{path: string, additions: number, deletions: number, changeType: string}[]} in the order that GitHub lists them */
export function filesOf(pull) {
  if (pull.files !== null) return pull.files;
  const random = new Random(pull.databaseId % 4_294_967_291);
  const count = pull.changedFiles;
  const paths = Array.from({ length: count }, (_, n) => pathOf(random, n)).sort();
  const additions = share(random, pull.additions, count);
  const deletions = share(random, pull.deletions, count);
  const kinds = ['MODIFIED', 'MODIFIED', 'MODIFIED', 'ADDED', 'DELETED', 'RENAMED'];
  return paths.map((path, n) => ({
    __typename: 'PullRequestChangedFile', path, additions: additions[n], deletions: deletions[n], changeType: random.pick(kinds),
  }));
}
