// What was taken back is worth nothing, and neither is taking it back.
import { pullKey } from "../attribution";
import type { PullRequestLine } from "../evidence";
import type { Pull, Pulls } from "./pulls";

/** From the last merge to the first: a revert that a later one took back cancels nothing, so that its target is restored. */
export function cancelReverted(pulls: Pulls, merged: readonly Pull[]): void {
  for (const revert of [...merged].reverse()) {
    const number = revert.fact?.reverts;
    if (number === undefined || revert.gates.has("reverted") || revert.gates.has("other_branch")) continue;
    const target = pulls.get(pullKey(revert.repo, number));
    if (target?.fate !== "merged" || !isBefore(target, revert) || !belong(revert.fact, target.fact)) continue;
    target.gates.add("reverted");
    revert.gates.add("revert");
  }
}

const isBefore = (a: Pull, b: Pull) => a.at < b.at || (a.at === b.at && a.number < b.number);

/** Into the same branch, and with a path in common where both lists are known. */
function belong(one: PullRequestLine | null, other: PullRequestLine | null): boolean {
  if (!one || !other) return true;
  if (one.base !== other.base) return false;
  const [changes, others] = [one.changes ?? [], other.changes ?? []];
  const paths = new Set(changes.map(({ path }) => path));
  return changes.length === 0 || others.length === 0 || others.some(({ path }) => paths.has(path));
}
