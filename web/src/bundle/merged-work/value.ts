// What a line is worth: its value and what that is multiplied with.
import type { Attributed } from "../attribution";
import { isqrt, unix, type Contribution, type Factor } from "../score";
import type { Commit } from "./commits";
import { halfLife } from "./decay";
import type { Draft } from "./draft";
import type { Measure } from "./files";
import { isSelfMerged, keepsPart } from "./gates";
import type { WorkRules } from "./rules";

const MILLION = 1_000_000n;

export interface Worth { readonly base: bigint; readonly factors: readonly Factor[]; readonly agent: string | null }

/** Values what the drafts are about, once all gates are known. */
export function valuesOf(attributed: Attributed, commitOf: (contribution: Contribution) => Commit | null, rules: WorkRules): (draft: Draft) => Worth {
  const low = lowRatios(attributed, rules);
  const { window: { until }, repositories } = attributed.inputs;
  return (draft) => {
    const { line: { contribution, person }, pull } = draft;
    const { kind, repo, at } = contribution;
    const isMade = kind === "pull_request_merged" || kind === "pull_request_co_authored";
    const commit = kind === "commit" ? commitOf(contribution) : null;
    const measure = commit ? commit.measure : isMade ? (pull?.measure ?? null) : null;
    const makers = commit ? commit.makers : isMade && pull ? pull.coAuthors + 1 : 1;
    const agent = commit ? commit.agent : isMade || kind === "pull_request_opened" ? (pull?.agent ?? null) : null;
    const named: [string, bigint | undefined][] = [
      ["share", MILLION / BigInt(makers)],
      ["kind", measure && measure.touched.length > 0 ? measure.kind : undefined],
      ["agent", agent === null ? undefined : rules.agent],
      ["self_merge", isMade && pull && keepsPart(rules) && isSelfMerged(attributed, pull, person) ? rules.selfMerge : undefined],
      ["age", rules.halfLifeDays > 0 ? halfLife(Math.max(until - unix(at), 0), rules.halfLifeDays) : undefined],
      ["merge_ratio", kind === "pull_request_merged" ? low.get(person) : undefined],
      ["repository", repositories.get(repo)],
    ];
    const factors = named.flatMap(([name, value]) => (value === undefined || value === MILLION ? [] : [{ name, value }]));
    return { base: baseOf(contribution, measure, rules), factors, agent };
  };
}

function baseOf(contribution: Contribution, measure: Measure | null, rules: WorkRules): bigint {
  switch (contribution.kind) {
    case "pull_request_merged": case "pull_request_co_authored": return sized(rules.pullRequest, contribution, measure, rules);
    case "commit": return sized(rules.commit, contribution, measure, rules);
    case "pull_request_opened": return rules.unmerged;
    case "review": return rules.review;
    case "issue_opened": return rules.issue;
    default: return 0n;
  }
}

/** `flat + size × √(min(lines, size_cap))`, rounded down; nothing where no file counts. Lines that are not known are none. */
function sized(flat: bigint, { additions, deletions }: Contribution, measure: Measure | null, rules: WorkRules): bigint {
  if (measure?.touched.length === 0) return 0n;
  const lines = BigInt(Math.min(measure?.lines ?? (additions ?? 0) + (deletions ?? 0), rules.sizeCap));
  return flat + (isqrt(lines * MILLION * MILLION) * rules.size) / MILLION;
}

/** Everybody's share of merged pull requests in millionths, where it is below the rule's and there are enough to tell. */
function lowRatios({ lines }: Attributed, rules: WorkRules): Map<string, bigint> {
  const counts = new Map<string, { merged: bigint; all: bigint }>();
  for (const { contribution: { kind }, person } of lines) {
    if (kind !== "pull_request_merged" && kind !== "pull_request_closed") continue;
    const { merged, all } = counts.get(person) ?? { merged: 0n, all: 0n };
    counts.set(person, { merged: merged + (kind === "pull_request_merged" ? 1n : 0n), all: all + 1n });
  }
  const low = new Map<string, bigint>();
  for (const [person, { merged, all }] of counts) {
    const ratio = (merged * MILLION) / all;
    if (all >= BigInt(rules.mergeRatioFrom) && ratio < rules.mergeRatio) low.set(person, ratio);
  }
  return low;
}
