// What the words of a receipt mean, for people.
import type { PersonDetail } from "../api/client";

type Contribution = PersonDetail["contributions"][number];
type Gate = Contribution["gates"][number];
type FactorName = Contribution["factors"][number]["name"];
type StepName = PersonDetail["steps"][number]["name"];

export const GATES: Record<Gate, string> = {
  unmerged: "the pull request was not merged inside the window",
  closed_unmerged: "the pull request was closed without a merge",
  other_branch: "merged into a branch that is not the default one",
  maintainer_file: "touches a file that only maintainers may change",
  left_out: "all files are vendored, generated, renamed or differ in white space alone",
  own_repository: "the repository belongs to the person",
  self_merge: "merged by its author without another's approval",
  reverted: "a later pull request reverted it",
  revert: "it reverts another pull request",
  duplicate: "nearly the same as an earlier pull request",
  self_review: "a review of one's own pull request",
  after_merge: "the review came after the merge",
  repeated_review: "not the first review of this pull request",
  review_ring: "inside a ring of people who review one another",
  own_issue: "the person's own pull request closed the issue",
  merge_ratio: "many pull requests were closed without a merge",
  weekly_cap: "the week was full",
  open_collateral: "held back for pull requests that are still open",
};

export const FACTORS: Record<FactorName, string> = {
  share: "part among the authors",
  kind: "kinds of files",
  agent: "an AI agent's part",
  self_merge: "merged without approval",
  age: "age",
  merge_ratio: "share merged",
  repository: "repository",
};

export const STEPS: Record<StepName, string> = {
  points: "Contributions to points",
  score: "Points to score",
  due: "Score to what is due",
  amount: "Due to amount",
  leaf: "Amount to leaf",
};

/** Why a contribution adds nothing, or less than its value; `null` when there is nothing to say. */
export function reason({ outcome, gates }: Contribution): string | null {
  switch (outcome) {
    case "counted": return gates.length === 0 ? null : `Cut: ${gates.map((gate) => GATES[gate]).join("; ")}`;
    case "refused": return `Not counted: ${gates.map((gate) => GATES[gate]).join("; ")}`;
    case "merge_counts_instead": return "The merge counts instead";
    case "kind_not_counted": return "The rules give nothing for this";
  }
}

/** How a preset makes points, in a sentence. */
export function introOf(preset: string): string {
  switch (preset) {
    case "merged-work": return "Merged pull requests and the reviews before them have a value. Factors change it and gates refuse it, as each line shows.";
    case "openrank": return "Each month, people and the issues and pull requests they worked on pass value to one another. Each line has the part that came through it.";
    case "sourcecred-credrank": return "Merged work makes points that flow to people week by week. Each line has the part that flowed from it.";
    default: return "Each month in each repository counts for the square root of what was done there, so a long steady help weighs more than one loud week.";
  }
}
