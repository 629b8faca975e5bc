// The constants of `merged-work`, weights in millionths.
import { patternOf } from "../paths/pattern";
import { PATH_KINDS, type PathKind, type PathRule } from "../paths/kind";
import { millionths } from "../score";
import { need, text, type Table } from "../table";

export interface WorkRules {
  readonly pullRequest: bigint;
  readonly unmerged: bigint;
  readonly commit: bigint;
  readonly review: bigint;
  readonly issue: bigint;
  readonly size: bigint;
  readonly sizeCap: number;
  readonly kinds: Readonly<Record<PathKind, bigint>>;
  readonly paths: readonly PathRule[];
  readonly useAttributes: boolean;
  readonly agent: bigint;
  readonly halfLifeDays: number;
  readonly weeklyCap: bigint;
  readonly mergeRatio: bigint;
  readonly mergeRatioFrom: number;
  readonly reviewRing: bigint;
  readonly reviewRingFrom: number;
  readonly refuseSelfReview: boolean;
  readonly defaultBranchOnly: boolean;
  readonly selfMerge: bigint;
  readonly refuseOwnRepository: boolean;
  readonly refuseReverted: boolean;
  readonly duplicate: bigint;
  readonly duplicateDays: number;
  readonly duplicateFrom: number;
  readonly duplicateCandidates: number;
  readonly refuseOwnIssue: boolean;
  readonly openPullRequest: bigint;
  readonly openFree: number;
  readonly maintainerFiles: readonly string[];
}

const KINDS: Readonly<Record<PathKind, string>> = { code: "1", tests: "0.8", docs: "0.5", examples: "0.5", data_sets: "0.5", model_cards: "0.7", left_out: "0" };
const MAINTAINER_FILES = ["FUNDING.yml", ".github/FUNDING.yml", "FUNDING.json", "airdrop.toml", "overrides.toml", "wallets.csv", ".gitattributes"];

/** `[score.merged-work]`; what is left out has the program's value. */
export function readWork(rules: Table): WorkRules {
  const weight = (key: string, missing: string) => millionths(text(rules[key]) ?? missing);
  const count = (key: string, missing: number) => Number(text(rules[key]) ?? missing);
  const isOn = (key: string) => rules[key] !== false;
  return {
    pullRequest: weight("pull_request", "2"),
    unmerged: weight("unmerged", "0"),
    commit: weight("commit", "0"),
    review: weight("review", "1"),
    issue: weight("issue", "1"),
    size: weight("size", "0.2"),
    sizeCap: count("size_cap", 2_500),
    kinds: readKinds((rules.kinds ?? {}) as Table),
    paths: ((rules.paths ?? []) as Table[]).map(readPath),
    useAttributes: isOn("use_attributes"),
    agent: weight("agent", "1"),
    halfLifeDays: count("half_life_days", 0),
    weeklyCap: weight("weekly_cap", "40"),
    mergeRatio: weight("merge_ratio", "0.5"),
    mergeRatioFrom: count("merge_ratio_from", 4),
    reviewRing: weight("review_ring", "0.5"),
    reviewRingFrom: count("review_ring_from", 3),
    refuseSelfReview: isOn("refuse_self_review"),
    defaultBranchOnly: isOn("default_branch_only"),
    selfMerge: weight("self_merge", "0"),
    refuseOwnRepository: isOn("refuse_own_repository"),
    refuseReverted: isOn("refuse_reverted"),
    duplicate: weight("duplicate", "0.95"),
    duplicateDays: count("duplicate_days", 30),
    duplicateFrom: count("duplicate_from", 20),
    duplicateCandidates: count("duplicate_candidates", 200),
    refuseOwnIssue: isOn("refuse_own_issue"),
    openPullRequest: weight("open_pull_request", "1"),
    openFree: count("open_free", 3),
    maintainerFiles: (rules.maintainer_files ?? MAINTAINER_FILES) as string[],
  };
}

function readKinds(kinds: Table): Record<PathKind, bigint> {
  return Object.fromEntries(PATH_KINDS.map((kind) => [kind, millionths(text(kinds[kind]) ?? KINDS[kind])])) as Record<PathKind, bigint>;
}

function readPath(rule: Table): PathRule {
  const pattern = need(rule.pattern, "paths.pattern");
  const matches = patternOf(pattern);
  const kind = PATH_KINDS.find((one) => one === rule.kind);
  if (matches === null || kind === undefined) throw new Error(`\`${pattern}\` is not a rule for paths`);
  return { matches, kind };
}
