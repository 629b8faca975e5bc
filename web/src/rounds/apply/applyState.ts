// Every state that an application can be in while it is written, derived from facts by one pure function.
import { walletState, type Sending, type WalletFacts, type WalletState } from "../../wallet/walletState";
import type { RepositoryProof } from "../types";
import { roundSent, sendingHeading, type RoundSent } from "../wallet/roundSending";
import type { Wrong } from "./draft";

export type ApplyState =
  | { kind: "not_open"; opens: string }
  | { kind: "over"; ended: string; isCancelled: boolean }
  | { kind: "fill"; wrong: Wrong }
  | { kind: "unchecked" }
  | { kind: "checking" }
  | { kind: "check_failed"; message: string }
  | { kind: "unproved"; which: RepositoryProof[] }
  | { kind: "not_applicant"; applicant: string }
  | { kind: "review" }
  | { kind: "publishing" }
  | { kind: "refused"; message: string }
  | WalletState
  | RoundSent;

export interface ApplyFacts extends WalletFacts {
  readonly now: number;
  readonly round: { readonly chainId: number; readonly isOver: boolean; readonly isCancelled: boolean; readonly start: string; readonly end: string; readonly reviewEnd: string };
  /** Whose application is edited; `null` for a new one. */
  readonly applicant: string | null;
  readonly wrong: Wrong;
  /** What GitHub says about the repositories of this draft and payout; `null` until it is asked. */
  readonly proofs: { readonly status: "checking" } | { readonly status: "failed"; readonly message: string } | { readonly status: "checked"; readonly found: readonly RepositoryProof[] } | null;
  readonly publishing: { readonly status: "idle" | "pending" } | { readonly status: "refused"; readonly message: string };
  readonly sending: Sending;
}

/** New applications have their own window; an edit is possible until the reviews end. */
function ofWindow({ round, applicant, now }: ApplyFacts): ApplyState | null {
  const ended = applicant === null ? round.end : round.reviewEnd;
  if (now < Date.parse(round.start)) return { kind: "not_open", opens: round.start };
  return round.isOver || now >= Date.parse(ended) ? { kind: "over", ended, isCancelled: round.isCancelled } : null;
}

function ofProofs({ proofs }: ApplyFacts): ApplyState | null {
  if (proofs === null) return { kind: "unchecked" };
  if (proofs.status === "checking") return { kind: "checking" };
  if (proofs.status === "failed") return { kind: "check_failed", message: proofs.message };
  const which = proofs.found.filter(({ proved }) => !proved);
  return which.length > 0 ? { kind: "unproved", which } : null;
}

export function applyState(facts: ApplyFacts): ApplyState {
  const early = roundSent(facts.sending) ?? ofWindow(facts);
  if (early) return early;
  if (facts.publishing.status === "pending") return { kind: "publishing" };
  if (facts.publishing.status === "refused") return { kind: "refused", message: facts.publishing.message };
  if (Object.keys(facts.wrong).length > 0) return { kind: "fill", wrong: facts.wrong };
  const { applicant, connected } = facts;
  const before = ofProofs(facts) ?? walletState(facts, facts.round.chainId);
  if (before) return before;
  if (applicant !== null && connected && applicant.toLowerCase() !== connected.address.toLowerCase()) return { kind: "not_applicant", applicant };
  return { kind: "review" };
}

export function applyHeading(state: ApplyState, chain: string, isEdit: boolean): string {
  switch (state.kind) {
    case "not_open": return "Applications are not open yet";
    case "over": return state.isCancelled ? "The round was called off" : isEdit ? "The reviews have ended" : "Applications are closed";
    case "fill": return "Tell us about the project";
    case "unchecked": return "Show that it is yours";
    case "checking": return "Looking into the repositories";
    case "check_failed": return "GitHub could not be asked";
    case "unproved": return "The file is not there yet";
    case "not_applicant": return "Another account applied";
    case "review": return isEdit ? "Look once more, then send the edit" : "Look once more, then apply";
    case "publishing": return "Publishing the description";
    case "refused": return "The description was not taken";
    case "done": return isEdit ? "Your edit is on its way to the reviewers" : "Your application is with the reviewers";
    default: return sendingHeading(state, chain);
  }
}
