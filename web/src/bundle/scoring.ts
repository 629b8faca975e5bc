// `[score]`: which preset makes the scores, and its constants.
import { millionths, PUBLISHED_WEIGHTS, WEIGHTS_OF_2021 } from "./score";
import { text, type Table } from "./table";
import type { Interval } from "./week";
import type { WorkRules } from "./work";

export type ScoreRules =
  | { readonly preset: "opendigger-activity" | "opendigger-activity-2021"; readonly weights: Record<string, string> }
  | { readonly preset: "merged-work"; readonly work: WorkRules }
  | { readonly preset: "openrank" | "sourcecred-credrank" };

export function readScore(score: Table): ScoreRules {
  const preset = text(score.preset) ?? "merged-work";
  const changes = (score.weights ?? {}) as Record<string, string>;
  switch (preset) {
    case "opendigger-activity": return { preset, weights: { ...PUBLISHED_WEIGHTS, ...changes } };
    case "opendigger-activity-2021": return { preset, weights: { ...WEIGHTS_OF_2021, ...changes } };
    case "openrank": case "sourcecred-credrank": return { preset };
    case "merged-work": return { preset, work: readWork((score[preset] ?? {}) as Table) };
    default: throw new Error(`\`${preset}\` is not a preset`);
  }
}

/** The interval that policies such as `immediate` look at. */
export const intervalOf = (preset: ScoreRules["preset"]): Interval => (preset === "merged-work" || preset === "sourcecred-credrank" ? "week" : "month");

function readWork(rules: Table): WorkRules {
  const weight = (key: string, missing: string) => millionths(text(rules[key]) ?? missing);
  const count = (key: string, missing: number) => Number(text(rules[key]) ?? missing);
  return {
    pullRequest: weight("pull_request", "2"),
    unmerged: weight("unmerged", "0"),
    commit: weight("commit", "0"),
    review: weight("review", "1"),
    size: weight("size", "0.2"),
    sizeCap: count("size_cap", 2_500),
    halfLifeDays: count("half_life_days", 0),
    weeklyCap: weight("weekly_cap", "40"),
    mergeRatio: weight("merge_ratio", "0.5"),
    mergeRatioFrom: count("merge_ratio_from", 4),
    reviewRing: weight("review_ring", "0.5"),
    reviewRingFrom: count("review_ring_from", 3),
    refuseSelfReview: rules.refuse_self_review !== false,
  };
}
