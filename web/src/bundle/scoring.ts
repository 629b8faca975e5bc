// `[score]`: which preset makes the scores, and its constants.
import { PUBLISHED_WEIGHTS, WEIGHTS_OF_2021 } from "./activity";
import type { Inputs } from "./attribution";
import type { CredrankRules } from "./graph/credrank";
import type { OpenrankRules } from "./graph/openrank";
import { millionths } from "./score";
import { text, type Table } from "./table";
import type { Interval } from "./week";
import { readWork, type WorkRules } from "./merged-work/rules";

export type ScoreRules =
  | { readonly preset: "opendigger-activity" | "opendigger-activity-2021"; readonly weights: Record<string, string> }
  | { readonly preset: "merged-work"; readonly work: WorkRules }
  | { readonly preset: "openrank"; readonly openrank: OpenrankRules }
  | { readonly preset: "sourcecred-credrank"; readonly credrank: CredrankRules };

export function readScore(score: Table): ScoreRules {
  const preset = text(score.preset) ?? "merged-work";
  const changes = (score.weights ?? {}) as Record<string, string>;
  switch (preset) {
    case "opendigger-activity": return { preset, weights: { ...PUBLISHED_WEIGHTS, ...changes } };
    case "opendigger-activity-2021": return { preset, weights: { ...WEIGHTS_OF_2021, ...changes } };
    case "openrank": return { preset, openrank: readOpenrank((score[preset] ?? {}) as Table) };
    case "sourcecred-credrank": return { preset, credrank: readCredrank((score[preset] ?? {}) as Table) };
    case "merged-work": return { preset, work: readWork((score[preset] ?? {}) as Table) };
    default: throw new Error(`\`${preset}\` is not a preset`);
  }
}

/** The interval that policies such as `immediate` look at. */
export const intervalOf = (preset: ScoreRules["preset"]): Interval => (preset === "merged-work" || preset === "sourcecred-credrank" ? "week" : "month");

/** `[score.flags]`: when a person is pointed out to the maintainer. */
export function readFlags(score: Table): Inputs["flags"] {
  const flags = (score.flags ?? {}) as Table;
  return { accountAgeDays: Number(text(flags.account_age_days) ?? "30"), activeWeeks: Number(text(flags.active_weeks) ?? "2") };
}

function readOpenrank(rules: Table): OpenrankRules {
  const weight = (key: string, missing: string) => millionths(text(rules[key]) ?? missing);
  return {
    activity: {
      issue_opened: weight("issues_opened", "22.235"),
      issue_comment: weight("issue_comments", "5.252"),
      review_comment: weight("review_comments", "7.427"),
      pull_request_opened: weight("pull_requests_opened", "40.679"),
      pull_request_merged: weight("pull_requests_merged", "14.695"),
    },
    retention: weight("retention", "0.15"),
    background: weight("background", "0.05"),
    mergeFactor: weight("merge_factor", "1.5"),
    attenuation: weight("attenuation", "0.85"),
  };
}

function readCredrank(rules: Table): CredrankRules {
  const weight = (key: string, missing: string) => millionths(text(rules[key]) ?? missing);
  return {
    mergedPullRequest: weight("merged_pull_request", "4"),
    review: weight("review", "1"),
    authors: weight("authors", "0.5"),
    isAuthoredBy: weight("is_authored_by", "1"),
    hasParent: weight("has_parent", "1"),
    hasChild: weight("has_child", "0.25"),
    alpha: weight("alpha", "0.1"),
    beta: weight("beta", "0.4"),
    gammaForward: weight("gamma_forward", "0.1"),
    gammaBackward: weight("gamma_backward", "0.1"),
  };
}
