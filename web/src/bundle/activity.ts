// The rule of the activity presets, on bigint: √(Σ weight × count) a month.
import type { Attributed } from "./attribution";
import { isqrt, millionths, type Counts, type PersonScore } from "./score";
import { tallyMonths } from "./tally";

const MILLION = 1_000_000n;

/** Names of the weights in the rules, by kind. What is missing never counts. */
const WEIGHT_OF: Record<string, string> = {
  commit: "commits",
  pull_request_opened: "pull_requests_opened",
  pull_request_merged: "pull_requests_merged",
  review: "reviews",
  review_comment: "review_comments",
  issue_opened: "issues_opened",
  issue_comment: "issue_comments",
};

/** OpenDigger's, and nothing for what it does not count. */
export const PUBLISHED_WEIGHTS: Record<string, string> = {
  issue_comments: "0.5252",
  issues_opened: "2.2235",
  pull_requests_opened: "4.0679",
  review_comments: "0.7427",
  pull_requests_merged: "2.0339",
  reviews: "0",
  commits: "0",
};

/** OpenDigger's round weights of 2021. */
export const WEIGHTS_OF_2021: Record<string, string> = {
  issue_comments: "1",
  issues_opened: "2",
  pull_requests_opened: "3",
  review_comments: "4",
  pull_requests_merged: "2",
  reviews: "0",
  commits: "0",
};

/** The weight of a kind in millionths. */
function weightOf(kind: string, weights: Record<string, string>): bigint {
  const name = WEIGHT_OF[kind];
  return name === undefined ? 0n : millionths(weights[name] ?? "0");
}

/** Everybody, highest score first; `weights` is complete. */
export function scoreActivity(attributed: Attributed, weights: Record<string, string>): PersonScore[] {
  const { repositories } = attributed.inputs;
  return tallyMonths(attributed, ({ repo, counts }: Counts) => {
    const sum = Object.entries(counts).reduce((total, [kind, count]) => total + weightOf(kind, weights) * BigInt(count), 0n);
    // √(sum / 10⁶) points are √(sum × 10⁶) micro-points; both roundings go down.
    return (isqrt(sum * MILLION) * (repositories.get(repo) ?? MILLION)) / MILLION;
  });
}
