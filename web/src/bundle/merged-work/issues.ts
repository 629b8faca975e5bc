// Issues that a merged pull request closed.
import { pullKey } from "../attribution";
import { OF_PULLS } from "./gates";
import type { Pull } from "./pulls";

/** Who closed which issue: the first merge that counts, or else the first. The gates of pull requests are complete. */
export function closersOf(merged: readonly Pull[]): ReadonlyMap<string, Pull> {
  const counts = ({ gates }: Pull) => ![...gates].some((gate) => OF_PULLS.includes(gate));
  const closers = new Map<string, Pull>();
  for (const pull of merged) {
    for (const { repo, number } of pull.fact?.closes ?? []) {
      const issue = pullKey(repo, number);
      const first = closers.get(issue);
      if (!first || (!counts(first) && counts(pull))) closers.set(issue, pull);
    }
  }
  return closers;
}
