// What the evidence can say about whether work should count: the gates of `merged-work`.
import { rings } from "./rings";
import { pullOf } from "./attribution";
import { unix, type Contribution } from "./score";
import type { WorkRules } from "./work";

const MILLION = 1_000_000n;

/** What became of a pull request inside the window; a moment when it was merged. */
type Fate = "open" | "closed" | number;

function fateOf({ kind, at }: Contribution): Fate | null {
  switch (kind) {
    case "pull_request_opened": return "open";
    case "pull_request_closed": return "closed";
    case "pull_request_merged": return unix(at);
    default: return null;
  }
}

export interface Pulls {
  /** Was it merged inside the window? */
  merged(opened: Contribution): boolean;
  /** The gate that an opened pull request which was not merged does not pass. */
  unmerged(opened: Contribution): string | null;
  /** The gate that the review at this place of the contributions does not pass. */
  review(place: number): string | null;
}

/** `contributions` are in order of time. */
export function pullsOf(contributions: readonly Contribution[], rules: WorkRules): Pulls {
  const fates = new Map<string, Fate>();
  const authors = new Map<string, string>();
  for (const one of contributions) {
    const [pull, fate] = [pullOf(one), fateOf(one)];
    if (pull === null || fate === null) continue;
    authors.set(pull, one.author);
    const before = fates.get(pull);
    // Merged is final; an opening says nothing about what came before it.
    if (typeof before === "number" || (before !== undefined && fate === "open")) continue;
    fates.set(pull, fate);
  }
  const refused = refuse(contributions, fates, authors, rules);
  const fateAt = (one: Contribution) => fates.get(pullOf(one) ?? "");
  return {
    merged: (opened) => typeof fateAt(opened) === "number",
    unmerged: (opened) => (rules.unmerged > 0n ? null : fateAt(opened) === "closed" ? "closed_unmerged" : "unmerged"),
    review: (place) => refused.get(place) ?? null,
  };
}

/** By place in the contributions: why a review does not count. */
function refuse(contributions: readonly Contribution[], fates: ReadonlyMap<string, Fate>, authors: ReadonlyMap<string, string>, rules: WorkRules): Map<number, string> {
  const first = new Set<string>();
  const refused = new Map<number, string>();
  const kept: { place: number; reviewer: string; author: string }[] = [];
  contributions.forEach((review, place) => {
    if (review.kind !== "review") return;
    const pull = pullOf(review);
    const author = pull === null ? undefined : authors.get(pull);
    const own = author === review.author;
    const gate = gateOf(review, pull === null ? undefined : fates.get(pull), own && rules.refuseSelfReview, `${pull ?? ""} ${review.author}`, first);
    if (gate !== null) refused.set(place, gate);
    else if (author !== undefined && !own) kept.push({ place, reviewer: review.author, author });
  });
  if (rules.reviewRing > 0n) {
    const ring = rings(kept, rules.reviewRing, rules.reviewRingFrom);
    for (const { place, reviewer, author } of kept) if (ring.has(`${reviewer} ${author}`)) refused.set(place, "review_ring");
  }
  return refused;
}

function gateOf(review: Contribution, fate: Fate | undefined, own: boolean, who: string, first: Set<string>): string | null {
  if (fate === undefined || fate === "open") return "unmerged";
  if (fate === "closed") return "closed_unmerged";
  if (own) return "self_review";
  if (unix(review.at) > fate) return "after_merge";
  if (first.has(who)) return "repeated_review";
  first.add(who);
  return null;
}

/** Each person's share of merged pull requests in millionths, where it is below the rule's and there are enough to tell. */
export function lowRatios(contributions: readonly Contribution[], rules: WorkRules): Map<string, bigint> {
  const counts = new Map<string, { merged: bigint; all: bigint }>();
  for (const { kind, author } of contributions) {
    if (kind !== "pull_request_merged" && kind !== "pull_request_closed") continue;
    const { merged, all } = counts.get(author) ?? { merged: 0n, all: 0n };
    counts.set(author, { merged: merged + (kind === "pull_request_merged" ? 1n : 0n), all: all + 1n });
  }
  const low = new Map<string, bigint>();
  for (const [author, { merged, all }] of counts) {
    const ratio = (merged * MILLION) / all;
    if (all >= BigInt(rules.mergeRatioFrom) && ratio < rules.mergeRatio) low.set(author, ratio);
  }
  return low;
}
