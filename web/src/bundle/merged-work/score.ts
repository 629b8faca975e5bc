// The rule of the preset `merged-work`, on bigint: the same integers as the program's. A gate that asks for more than the
// evidence tells does not apply.
import { pullKey, pullOf, type Attributed, type Credited } from "../attribution";
import type { ContributionScore, PersonScore } from "../score";
import { tally, type Entry } from "../tally";
import { commitsOf, type Commit } from "./commits";
import type { Draft } from "./draft";
import { findDuplicates } from "./duplicates";
import { filesOf, measureAll } from "./files";
import { among, asksWhoMerged, GATES, isSelfMerged, judge, keeps, OF_CO_AUTHORS, OF_PULLS, ownersOf } from "./gates";
import { closersOf } from "./issues";
import { applyLimits } from "./limits";
import { byMerge, pullsOf, type Pull, type Pulls } from "./pulls";
import { cancelReverted } from "./reverts";
import { judgeReviews } from "./reviews";
import type { WorkRules } from "./rules";
import { valuesOf, type Worth } from "./value";

const MILLION = 1_000_000n;

/** Everybody, highest score first. */
export function scoreWork(attributed: Attributed, rules: WorkRules): PersonScore[] {
  const pulls = pullsOf(attributed);
  const merged = byMerge(pulls);
  const files = filesOf(attributed.inputs, rules);
  const owns = ownersOf(attributed, rules);
  measureAll(merged, files, rules);
  judge(attributed, merged, owns, rules);
  if (rules.refuseReverted) cancelReverted(pulls, merged);
  findDuplicates(merged, rules);
  const commitOf = rules.commit > 0n ? commitsOf(attributed, files) : () => null;
  const desk: Desk = { attributed, pulls, closers: closersOf(merged), commitOf, rules };
  const drafts = attributed.lines.flatMap((line): Draft[] => {
    const found = draftOf(line, desk);
    if (found === null) return [];
    if (owns(line.contribution.repo, line.person)) found.gates.add("own_repository");
    return [{ line, ...found, points: 0n }];
  });
  judgeReviews(attributed, drafts, rules);
  const worthOf = valuesOf(attributed, commitOf, rules);
  const worths = new Map(drafts.map((draft) => [draft, worthOf(draft)]));
  for (const [draft, { base, factors }] of worths) {
    if (keeps(draft.gates, rules)) draft.points = factors.reduce((product, { value }) => (product * value) / MILLION, base);
    if (factors.some(({ name }) => name === "merge_ratio")) draft.gates.add("merge_ratio");
  }
  const weeks = applyLimits(attributed, pulls, drafts, rules);
  return tally(attributed, [...worths].map(([draft, worth]): Entry => ({ line: draft.line, score: lineOf(draft, worth) })), weeks);
}

function lineOf({ line: { contribution: { repo, kind, key }, credit }, pull, gates, points }: Draft, { base, factors, agent }: Worth): ContributionScore {
  const earlier = gates.has("duplicate") ? pull?.repeats : null;
  return { repo, kind, key, base, factors, points, gates: GATES.filter((gate) => gates.has(gate)), credit, agent, repeats: earlier ? { repo: earlier.repo, number: earlier.number } : null };
}

/** What a line is judged by. */
interface Desk {
  readonly attributed: Attributed;
  readonly pulls: Pulls;
  readonly closers: ReadonlyMap<string, Pull>;
  readonly commitOf: (contribution: Credited["contribution"]) => Commit | null;
  readonly rules: WorkRules;
}

type Found = Pick<Draft, "pull" | "gates">;

/** Which contributions are looked at, and what they do not pass; `null` for what this preset does not look at. */
function draftOf(line: Credited, desk: Desk): Found | null {
  const { contribution, person } = line;
  const { pulls, rules } = desk;
  const pull = pulls.get(pullOf(contribution) ?? "") ?? null;
  switch (contribution.kind) {
    case "pull_request_merged": case "pull_request_co_authored": return { pull, gates: ofWork(line, pull, desk) };
    case "commit":
      if (rules.commit === 0n) return null;
      return { pull: null, gates: new Set(desk.commitOf(contribution)?.measure?.touched.length === 0 ? ["left_out"] : []) };
    case "pull_request_opened":
      // Once it is merged, the merge counts.
      if (pull?.fate === "merged") return null;
      return { pull, gates: new Set(rules.unmerged > 0n ? [] : [pull?.fate === "closed" ? "closed_unmerged" : "unmerged"]) };
    case "review": return { pull, gates: new Set() };
    case "issue_opened": {
      const { number, repo } = contribution;
      const closer = rules.issue > 0n && number !== null && number !== undefined ? desk.closers.get(pullKey(repo, number)) : undefined;
      if (!closer) return null;
      const gates = among(closer.gates, OF_PULLS);
      if (rules.refuseOwnIssue && closer.author === person) gates.add("own_issue");
      return { pull: closer, gates };
    }
    default: return null;
  }
}

/** The gates of a merged pull request's author and co-authors. */
function ofWork({ contribution, person }: Credited, pull: Pull | null, { attributed, rules }: Desk): Set<string> {
  if (!pull) return new Set(["unmerged"]);
  const gates = among(pull.gates, contribution.kind === "pull_request_merged" ? OF_PULLS : OF_CO_AUTHORS);
  if (pull.fate !== "merged") gates.add("unmerged");
  if (asksWhoMerged(rules) && isSelfMerged(attributed, pull, person)) gates.add("self_merge");
  return gates;
}
