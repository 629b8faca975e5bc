// Every state that a review can be in, derived from facts by one pure function.
import { walletState, type Sending, type WalletFacts, type WalletState } from "../../wallet/walletState";
import { sameAddress } from "../give/cart";
import type { Verdict } from "../types";
import { roundSent, sendingHeading, type RoundSent } from "../wallet/roundSending";

export type ReviewState =
  | { kind: "over"; ended: string }
  | { kind: "not_reviewer" }
  | { kind: "stale"; read: number; current: number }
  | { kind: "ready"; said: "accepted" | "rejected" | null; needsReason: boolean }
  | { kind: "publishing" }
  | { kind: "refused"; message: string }
  | WalletState
  | RoundSent;

export interface ReviewFacts extends WalletFacts {
  readonly now: number;
  readonly round: { readonly chainId: number; readonly isOver: boolean; readonly reviewEnd: string; readonly reviewers: readonly string[] };
  /** The revision that stands on the screen, and the one that the contract has. */
  readonly read: number;
  readonly current: number;
  readonly reviews: readonly { readonly reviewer: string; readonly verdict: Verdict }[];
  readonly reason: string;
  readonly publishing: { readonly status: "idle" | "pending" } | { readonly status: "refused"; readonly message: string };
  readonly sending: Sending;
}

/** Characters of a reason, as the server counts them. */
export const MOST_REASON = 1_000;

function saidBy(account: string, reviews: ReviewFacts["reviews"]): "accepted" | "rejected" | null {
  const verdict = reviews.find(({ reviewer }) => sameAddress(reviewer, account))?.verdict;
  return verdict === undefined || verdict === "waiting" ? null : verdict;
}

export function reviewState(facts: ReviewFacts): ReviewState {
  const { round, read, current, connected } = facts;
  const sent = roundSent(facts.sending);
  if (sent) return sent;
  if (round.isOver || facts.now >= Date.parse(round.reviewEnd)) return { kind: "over", ended: round.reviewEnd };
  if (facts.publishing.status === "pending") return { kind: "publishing" };
  if (facts.publishing.status === "refused") return { kind: "refused", message: facts.publishing.message };
  // Said before anything else is asked: what is on the screen is not what would be judged.
  if (read !== current) return { kind: "stale", read, current };
  const wallet = walletState(facts, round.chainId);
  if (wallet) return wallet;
  const account = connected?.address ?? "";
  if (!round.reviewers.some((reviewer) => sameAddress(reviewer, account))) return { kind: "not_reviewer" };
  const length = Array.from(facts.reason.trim()).length;
  return { kind: "ready", said: saidBy(account, facts.reviews), needsReason: length === 0 || length > MOST_REASON };
}

export function reviewHeading(state: ReviewState, chain: string): string {
  switch (state.kind) {
    case "over": return "Reviews have ended";
    case "not_reviewer": return "This account does not review here";
    case "stale": return "It was edited since you read it";
    case "ready": return state.said === null ? "Your verdict" : state.said === "accepted" ? "You accepted this revision" : "You rejected this revision";
    case "publishing": return "Publishing your reason";
    case "refused": return "The reason was not taken";
    case "done": return "Your verdict stands on the chain";
    default: return sendingHeading(state, chain);
  }
}
