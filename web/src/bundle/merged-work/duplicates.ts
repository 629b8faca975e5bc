// Near-duplicates among merged pull requests of one person or in one repository: alike by what the smaller and the larger
// number of added and removed lines of each file sum to. Of each file only so many earlier ones are looked at.
import type { Touched } from "./files";
import { OF_PULLS } from "./gates";
import type { Pull } from "./pulls";
import type { WorkRules } from "./rules";

const MILLION = 1_000_000n;
const DAY = 86_400;

const weight = ({ additions, deletions }: Touched) => additions + deletions;
const sum = (files: readonly Touched[]) => files.reduce((total, file) => total + weight(file), 0);
const filesOf = ({ measure }: Pull) => measure?.touched ?? [];
const reaches = (low: number, high: number, likeness: bigint) => BigInt(low) * MILLION >= BigInt(high) * likeness;

/** A pull request with its place in the order of merges. */
interface Ranked { readonly pull: Pull; readonly rank: number }

/** In order of merges: whatever is alike an earlier one that counts does not. */
export function findDuplicates(merged: readonly Pull[], rules: WorkRules): void {
  if (rules.duplicate === 0n) return;
  // What counts and touched a path before, in a repository and by a person.
  const touching = new Map<string, Ranked[]>();
  merged.forEach((pull, rank) => {
    const { repo, author } = pull;
    const scopes = ({ path }: Touched) => [`repo ${repo} ${path}`, `author ${author ?? ""} ${path}`];
    const before = followed(filesOf(pull), rules).flatMap(scopes).map((scope) => touching.get(scope) ?? []);
    const earlier = lastAlike(pull, before, rules);
    if (earlier !== null) {
      pull.gates.add("duplicate");
      pull.repeats = earlier;
    }
    if ([...pull.gates].some((gate) => OF_PULLS.includes(gate))) return;
    for (const scope of filesOf(pull).flatMap(scopes)) {
      const there = touching.get(scope);
      if (there) there.push({ pull, rank });
      else touching.set(scope, [{ pull, rank }]);
    }
  });
}

/** The heaviest files, until what is left could not make two alike; none of what is too small to compare. */
function followed(files: readonly Touched[], { duplicate, duplicateFrom }: WorkRules): Touched[] {
  const all = sum(files);
  let left = all < duplicateFrom ? -1 : all;
  return [...files].sort((a, b) => weight(b) - weight(a)).filter((file) => {
    const follows = left >= 0 && reaches(left, all, duplicate);
    left -= weight(file);
    return follows;
  });
}

/** The last of the earlier pull requests that this one is alike. */
function lastAlike(pull: Pull, before: readonly (readonly Ranked[])[], rules: WorkRules): Pull | null {
  const oldest = pull.at - rules.duplicateDays * DAY;
  let found: Ranked | null = null;
  for (const chain of before) {
    for (const other of chain.slice(Math.max(0, chain.length - rules.duplicateCandidates)).reverse()) {
      if (other.pull.at < oldest || (found && other.rank <= found.rank)) break;
      if (!isAlike(pull, other.pull, rules.duplicate)) continue;
      found = other;
      break;
    }
  }
  return found?.pull ?? null;
}

function isAlike(one: Pull, other: Pull, likeness: bigint): boolean {
  const [a, b] = [sum(filesOf(one)), sum(filesOf(other))];
  if (!reaches(Math.min(a, b), Math.max(a, b), likeness)) return false;
  const theirs = new Map(filesOf(other).map((file) => [file.path, file]));
  const shared = filesOf(one).reduce((total, { path, additions, deletions }) => {
    const same = theirs.get(path);
    return same ? total + Math.min(additions, same.additions) + Math.min(deletions, same.deletions) : total;
  }, 0);
  // Σ max = Σ a + Σ b − Σ min.
  return reaches(shared, a + b - shared, likeness);
}
