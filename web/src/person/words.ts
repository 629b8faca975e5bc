// What the words of a receipt mean, for people.
import type { PersonDetail } from "../api/client";
import { personName } from "../format";

type Contribution = PersonDetail["contributions"][number];
type Gate = Contribution["gates"][number];
type FactorName = Contribution["factors"][number]["name"];
type Credit = NonNullable<Contribution["credit"]>;
type Flag = PersonDetail["flags"][number];
type StepName = PersonDetail["steps"][number]["name"];

export const GATES: Record<Gate, string> = {
  unmerged: "the pull request was not merged inside the window",
  closed_unmerged: "the pull request was closed without a merge",
  other_branch: "merged into a branch that is not the default one",
  maintainer_file: "changes a file about money that only maintainers may change",
  left_out: "every file in it is vendored, generated, only renamed, or differs in white space alone",
  own_repository: "the repository belongs to the same person",
  self_merge: "merged by its own author, and nobody else approved it before",
  reverted: "a later pull request took it back",
  revert: "it only took another pull request back",
  duplicate: "nearly the same as an earlier pull request",
  self_review: "a review of one's own pull request",
  after_merge: "the review came after the merge",
  repeated_review: "not the first review of this pull request",
  review_ring: "inside a ring of people who review one another",
  own_issue: "closed by a pull request of who opened it",
  merge_ratio: "many pull requests were closed without a merge",
  weekly_cap: "the week was full",
  open_collateral: "held back for pull requests that are still open",
};

export const FACTORS: Record<FactorName, string> = {
  share: "part among its authors",
  kind: "kinds of files",
  agent: "with an AI agent",
  self_merge: "merged by its author",
  age: "age",
  merge_ratio: "share merged",
  repository: "repository",
};

/** Why somebody is credited with what another did. */
const CREDITED: Record<Credit["because"], string> = {
  joined: "another account or e-mail of the same person",
  assigned: "an AI agent, which this person gave the task",
  merged: "an AI agent; this person merged it and answers for it",
  co_authored: "an AI agent; this person wrote part of it and answers for it",
};

export const FLAGS: Record<Flag, string> = {
  young_account: "the account was young when the window ended",
  little_activity: "there is work in few weeks only",
};

const AGENTS: Record<string, string> = {
  aider: "Aider", "amazon-q": "Amazon Q", amp: "Amp", claude: "Claude", cline: "Cline", coderabbit: "CodeRabbit", codex: "Codex", cody: "Cody",
  continue: "Continue", copilot: "GitHub Copilot", cursor: "Cursor", devin: "Devin", gemini: "Gemini", jetbrains: "JetBrains AI", jules: "Jules",
};
export const agentName = (agent: string): string => AGENTS[agent] ?? agent;

/** Who did it, where that is not who is credited, and which AI agent took part. */
export function origin({ credit, agent }: Contribution): string | null {
  const by = credit && `By ${personName(credit.from)}: ${CREDITED[credit.because]}`;
  const beside = agent === null ? null : `With the AI agent ${agentName(agent)}`;
  return by === null ? beside : beside === null ? by : `${by}. ${beside}`;
}

export const STEPS: Record<StepName, string> = {
  points: "Contributions to points",
  score: "Points to score",
  due: "Score to what is due",
  amount: "Due to amount",
  leaf: "Amount to leaf",
};

/** Why a contribution adds nothing, or less than its value; `null` when there is nothing to say. */
export function reason({ outcome, gates, credited_to }: Contribution): string | null {
  switch (outcome) {
    case "counted": return gates.length === 0 ? null : `Cut: ${gates.map((gate) => GATES[gate]).join("; ")}`;
    case "refused": return `Not counted: ${gates.map((gate) => GATES[gate]).join("; ")}`;
    case "merge_counts_instead": return "The merge counts instead";
    case "kind_not_counted": return "The rules give nothing for this";
    case "credited_to_another": return `Credited to ${credited_to ? personName(credited_to) : "somebody else"}`;
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
