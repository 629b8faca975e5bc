// Why a review does not count.
import type { Attributed } from "../attribution";
import { unix } from "../score";
import type { Draft } from "./draft";
import { among, OF_REVIEWS } from "./gates";
import type { Pull } from "./pulls";
import { rings } from "./rings";
import type { WorkRules } from "./rules";

/** Puts gates on the drafts that are reviews. */
export function judgeReviews(attributed: Attributed, drafts: readonly Draft[], rules: WorkRules): void {
  const reviews = drafts.filter(({ line }) => line.contribution.kind === "review");
  const inTime = reviews.sort((a, b) => unix(a.line.contribution.at) - unix(b.line.contribution.at) || a.line.place - b.line.place);
  const first = new Set<string>();
  const given: { draft: Draft; reviewer: string; author: string }[] = [];
  for (const draft of inTime) {
    const { pull, gates, line: { person } } = draft;
    const gate = gateOf(draft, pull, first, rules);
    for (const one of pull ? among(pull.gates, OF_REVIEWS) : []) gates.add(one);
    if (gate !== null) gates.add(gate);
    else if (pull?.author && pull.author !== person) given.push({ draft, reviewer: person, author: pull.author });
  }
  if (rules.reviewRing === 0n) return;
  // Machines are no reviewers whom a ring could leave out.
  const ring = rings(given.filter(({ reviewer }) => attributed.excluded(reviewer) === null), rules.reviewRing, rules.reviewRingFrom);
  for (const { draft, reviewer, author } of given) if (ring.has(`${reviewer} ${author}`)) draft.gates.add("review_ring");
}

/** What is wrong with a review itself. */
function gateOf({ line: { contribution, person } }: Draft, pull: Pull | null, first: Set<string>, rules: WorkRules): string | null {
  if (pull?.fate === "closed") return "closed_unmerged";
  if (pull?.fate !== "merged") return "unmerged";
  if (pull.author === person && rules.refuseSelfReview) return "self_review";
  if (unix(contribution.at) > pull.at) return "after_merge";
  const who = `${pull.key} ${person}`;
  if (first.has(who)) return "repeated_review";
  first.add(who);
  return null;
}
