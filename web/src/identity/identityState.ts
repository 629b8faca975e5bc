// Every state of a claim by GitHub account, derived from facts by one pure function. Hooks only gather the facts.
import type { Address, Hex } from "viem";

import type { Binding, Challenge, Relay } from "../api/claims";
import { headingOf as headingOfClaim, type BarredState, type ClaimFacts } from "../claim/claimState";
import { sentState, type Sending, type UnderwayState } from "../wallet/walletState";
import { same } from "./message";

/** What a claim by wallet has, too. */
type Shared = BarredState | UnderwayState;

export type IdentityState =
  | Shared
  /** `change`: there is a wallet already, and this would be another. */
  | { kind: "name_wallet"; change: boolean }
  | { kind: "prove"; challenge: Challenge }
  | { kind: "proof_failed"; challenge: Challenge; reason: string | null }
  | { kind: "expired"; challenge: Challenge }
  | { kind: "message_bad" }
  | { kind: "not_open"; opens: string; binding: Binding }
  | { kind: "frozen"; until: number; binding: Binding }
  | { kind: "few_endorsements"; binding: Binding }
  | { kind: "claim"; binding: Binding }
  | { kind: "done"; hash: Hex | null; recipient: Address; repriced: boolean };

export interface IdentityFacts extends Pick<ClaimFacts, "campaign" | "claimed" | "proofHolds" | "failure"> {
  /** Which wallet the account is paid to: `null` when nobody proved anything, `undefined` while it is asked. */
  readonly binding: Binding | null | undefined;
  /** Of this visit, or the one that was kept from before. */
  readonly challenge: Challenge | null | undefined;
  /** Does the message say what this page shows? */
  readonly messageFits: boolean;
  /** The visitor asked to name another wallet. */
  readonly naming: boolean;
  /** Second since 1970 until which the guardian lets these claims rest. */
  readonly frozenUntil: number;
  /** Seconds since 1970. */
  readonly now: number;
  readonly relay: Relay | null | undefined;
  readonly sending: Sending;
}

/** What was sent in this visit, or by the sponsor, goes before everything else. */
function ofSent({ sending, relay, claimed, binding }: IdentityFacts): IdentityState | null {
  if (sending.step === "mined") return { kind: "done", hash: sending.hash, recipient: (claimed?.recipient ?? binding?.recipient ?? "0x"), repriced: sending.repriced };
  const own = sentState(sending);
  if (own && own.kind !== "done") return own;
  if (!relay) return null;
  // Another transaction than the sponsor's may have paid it.
  if (relay.state === "mined" && relay.failure !== null && claimed) return { kind: "already_claimed", ...claimed };
  if (relay.state === "mined") return { kind: "done", hash: relay.tx_hash, recipient: relay.recipient, repriced: false };
  // It is in a block that the sponsor does not believe yet; the tokens are where they should be.
  if (claimed && relay.state === "sent" && same(claimed.recipient ?? undefined, relay.recipient)) return { kind: "done", hash: relay.tx_hash, recipient: relay.recipient, repriced: false };
  if (claimed) return null;
  return relay.state === "failed" ? { kind: "relay_failed", hash: relay.tx_hash, reason: relay.failure } : { kind: "relayed", hash: relay.tx_hash };
}

/** Whether the airdrop pays this share at all now. */
function ofCampaign({ campaign, claimed, failure, proofHolds }: IdentityFacts): IdentityState | null {
  if (claimed) return { kind: "already_claimed", ...claimed };
  if (campaign?.state === "not_deployed") return { kind: "not_deployed" };
  if (failure !== null) return { kind: "unreachable", message: failure };
  if (campaign === null) return { kind: "loading" };
  if (campaign.state === "unknown") return { kind: "unreachable", message: "This server cannot reach the chain at the moment." };
  if (proofHolds === undefined) return { kind: "loading" };
  if (!proofHolds) return { kind: "proof_bad" };
  if (campaign.state === "ended") return { kind: "ended", ended: campaign.end };
  if (campaign.state === "not_funded") return { kind: "not_funded" };
  return null;
}

/** `null` when a proof is not under way. */
function ofChallenge({ challenge, messageFits, now }: IdentityFacts): IdentityState | null {
  if (!challenge) return null;
  switch (challenge.state ?? "waiting") {
    case "proved": return null;
    case "failed": return { kind: "proof_failed", challenge, reason: challenge.failure ?? null };
    case "expired": return { kind: "expired", challenge };
    case "waiting":
      if (!messageFits) return { kind: "message_bad" };
      return Date.parse(challenge.expires_at) / 1000 <= now ? { kind: "expired", challenge } : { kind: "prove", challenge };
  }
}

export function identityState(facts: IdentityFacts): IdentityState {
  const early = ofSent(facts) ?? ofCampaign(facts);
  if (early) return early;
  const { binding, challenge, campaign, frozenUntil, now } = facts;
  if (binding === undefined || challenge === undefined || facts.relay === undefined) return { kind: "loading" };
  const proving = ofChallenge(facts);
  if (proving) return proving;
  if (binding === null || facts.naming) return { kind: "name_wallet", change: binding !== null };
  if (campaign?.state === "not_started") return { kind: "not_open", opens: campaign.start, binding };
  if (frozenUntil > now) return { kind: "frozen", until: frozenUntil, binding };
  return binding.ready ? { kind: "claim", binding } : { kind: "few_endorsements", binding };
}

export const STEPS = ["Wallet", "GitHub", "Claim", "Sent", "Done"] as const;

export function stepOf({ kind }: IdentityState): number {
  switch (kind) {
    case "prove": case "proof_failed": case "expired": case "message_bad": return 1;
    case "not_open": case "frozen": case "few_endorsements": case "claim": case "confirm_in_wallet": case "sign_in_wallet": case "rejected": case "would_fail": return 2;
    case "relayed": case "relay_failed": case "sent": case "cancelled": case "replaced": case "reverted": return 3;
    case "done": case "already_claimed": return 4;
    default: return 0;
  }
}

/** Something is wrong that you did not choose. */
export const isBad = ({ kind }: IdentityState): boolean => ["unreachable", "proof_bad", "not_funded", "would_fail", "reverted", "relay_failed", "proof_failed", "message_bad"].includes(kind);

export function headingOf(state: IdentityState, chain: string): string {
  switch (state.kind) {
    case "name_wallet": return state.change ? "Name another wallet" : "Where should the tokens go?";
    case "prove": return "Show that the GitHub account is yours";
    case "proof_failed": return "That did not prove it";
    case "expired": return "The time for this proof is over";
    case "message_bad": return "Do not sign this";
    case "not_open": return "All is ready. Claims open later";
    case "frozen": return "Claims by GitHub account rest for now";
    case "few_endorsements": return "Waiting for the others to confirm";
    case "claim": return "Look once more, then claim";
    case "done": return "The tokens are there";
    default: return headingOfClaim(state, chain);
  }
}
