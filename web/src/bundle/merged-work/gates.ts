// Gates that a pull request as a whole does not pass: its branch, whose repository it is, who merged it.
import type { Attributed } from "../attribution";
import { unix } from "../score";
import type { Pull } from "./pulls";
import type { WorkRules } from "./rules";

/** Every gate, in the order in which lines list them. */
export const GATES = [
  "unmerged", "closed_unmerged", "other_branch", "maintainer_file", "left_out", "own_repository", "self_merge", "reverted", "revert", "duplicate",
  "self_review", "after_merge", "repeated_review", "review_ring", "own_issue", "merge_ratio", "weekly_cap", "open_collateral",
] as const;

/** What leaves a pull request and its lines without worth. */
export const OF_PULLS: readonly string[] = ["other_branch", "maintainer_file", "left_out", "own_repository", "self_merge", "reverted", "revert", "duplicate"];
/** What its co-authors' lines have in common with it. */
export const OF_CO_AUTHORS: readonly string[] = OF_PULLS.filter((gate) => gate !== "own_repository" && gate !== "self_merge");
/** What its reviews have in common with it. */
export const OF_REVIEWS: readonly string[] = ["other_branch", "left_out", "reverted", "revert", "duplicate"];
/** What leaves something of a line's worth. */
const OF_LIMITS: readonly string[] = ["merge_ratio", "weekly_cap", "open_collateral"];

export const among = (gates: ReadonlySet<string>, some: readonly string[]): Set<string> => new Set([...gates].filter((gate) => some.includes(gate)));

/** Is a line worth something in spite of its gates? What keeps a part of a self-merge is reported and worth that. */
export const keeps = (gates: ReadonlySet<string>, rules: WorkRules): boolean => [...gates].every((gate) => OF_LIMITS.includes(gate) || (gate === "self_merge" && rules.selfMerge > 0n));

const ONE = 1_000_000n;

/** Does the repository belong to this person? */
export function ownersOf({ inputs: { evidence, joins } }: Attributed, rules: WorkRules): (repo: number, person: string) => boolean {
  const owners = new Map(evidence.repositories.flatMap(({ id, owner }) => (owner === undefined || !rules.refuseOwnRepository ? [] : [[id, joins(`github:${owner}`)]])));
  return (repo, person) => owners.get(repo) === person;
}

/** Looks at every merged pull request. */
export function judge(attributed: Attributed, merged: readonly Pull[], owns: (repo: number, person: string) => boolean, rules: WorkRules): void {
  const branches = new Map(attributed.inputs.evidence.repositories.map(({ id, default_branch }) => [id, default_branch]));
  for (const pull of merged) {
    const [branch, base] = [branches.get(pull.repo), pull.fact?.base];
    if (rules.defaultBranchOnly && branch && base && branch !== base) pull.gates.add("other_branch");
    if (pull.author !== null && owns(pull.repo, pull.author)) pull.gates.add("own_repository");
    // What keeps a part is not without worth.
    if (rules.selfMerge === 0n && isSelfMerged(attributed, pull, pull.author)) pull.gates.add("self_merge");
  }
}

/** Did its author or this person merge it, and nobody else approve before? */
export function isSelfMerged({ inputs: { joins }, isPayable }: Attributed, { fact, author }: Pull, person: string | null): boolean {
  const merge = fact?.merge;
  if (!fact || !merge) return false;
  const own = [author, person];
  const isApproved = (fact.approvals ?? []).some(({ at, by }) => unix(at) <= unix(merge.at) && !own.includes(joins(by)) && isPayable(by));
  return own.includes(joins(merge.by)) && !isApproved;
}

/** Does the rule leave a part of a self-merge? */
export const keepsPart = ({ selfMerge }: WorkRules): boolean => selfMerge > 0n && selfMerge < ONE;
/** Is the gate on at all? */
export const asksWhoMerged = ({ selfMerge }: WorkRules): boolean => selfMerge < ONE;
