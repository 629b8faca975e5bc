// Every state that a claim can be in, derived from facts by one pure function. Hooks only gather the facts.
import type { Address, Hex } from "viem";

export type ClaimState =
  | { kind: "loading" }
  | { kind: "unreachable"; message: string }
  | { kind: "not_deployed" }
  | { kind: "not_eligible" }
  | { kind: "no_linked_wallet" }
  | { kind: "already_claimed"; tx: Hex | null; recipient: Address | null }
  | { kind: "proof_bad" }
  | { kind: "not_open"; opens: string }
  | { kind: "ended"; ended: string }
  | { kind: "not_funded" }
  | { kind: "no_wallet" }
  | { kind: "choose_wallet" }
  | { kind: "connecting"; wallet: string }
  | { kind: "wrong_chain"; current: number }
  | { kind: "review"; forAnother: boolean }
  | { kind: "confirm_in_wallet" }
  | { kind: "rejected" }
  | { kind: "would_fail"; reason: string }
  | { kind: "sent"; hash: Hex }
  | { kind: "cancelled"; hash: Hex }
  | { kind: "reverted"; hash: Hex; reason: string }
  | { kind: "done"; hash: Hex; replaced: boolean };

/** How far the transaction of this visit is. */
export type Sending =
  | { step: "idle" }
  | { step: "signing" }
  | { step: "rejected" }
  | { step: "would_fail"; reason: string }
  | { step: "sent"; hash: Hex }
  | { step: "cancelled"; hash: Hex }
  | { step: "reverted"; hash: Hex; reason: string }
  | { step: "mined"; hash: Hex; replaced: boolean };

export interface ClaimFacts {
  /** What the server and the contract say; `null` while they are asked. */
  readonly campaign: {
    readonly state: "not_deployed" | "not_funded" | "not_started" | "open" | "ended" | "unknown";
    readonly chainId: number;
    readonly start: string;
    readonly end: string;
  } | null;
  /** `undefined` while it is asked; `null` when the person has no part in the airdrop. */
  readonly person: { readonly address: Address | null; readonly index: number | null } | null | undefined;
  readonly claimed: { readonly tx: Hex | null; readonly recipient: Address | null } | null;
  /** The proof against the root, checked here; `undefined` while it is. */
  readonly proofHolds: boolean | undefined;
  readonly failure: string | null;
  readonly wallets: number;
  readonly connecting: string | null;
  readonly connected: { readonly address: Address; readonly chainId: number } | null;
  readonly sending: Sending;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What happened to a transaction of this visit goes before everything else. */
function ofSending(sending: Sending): ClaimState | null {
  switch (sending.step) {
    case "idle": return null;
    case "signing": return { kind: "confirm_in_wallet" };
    case "rejected": return { kind: "rejected" };
    case "would_fail": return { kind: "would_fail", reason: sending.reason };
    case "sent": return { kind: "sent", hash: sending.hash };
    case "cancelled": return { kind: "cancelled", hash: sending.hash };
    case "reverted": return { kind: "reverted", hash: sending.hash, reason: sending.reason };
    case "mined": return { kind: "done", hash: sending.hash, replaced: sending.replaced };
  }
}

/** Whether the airdrop pays at all now, before anybody connects anything. */
function ofCampaign(facts: ClaimFacts): ClaimState | null {
  const { campaign, person } = facts;
  if (campaign === null || person === undefined) return facts.failure === null ? { kind: "loading" } : { kind: "unreachable", message: facts.failure };
  if (person === null) return { kind: "not_eligible" };
  if (person.address === null || person.index === null) return { kind: "no_linked_wallet" };
  if (facts.claimed) return { kind: "already_claimed", ...facts.claimed };
  if (campaign.state === "not_deployed") return { kind: "not_deployed" };
  if (campaign.state === "unknown") return { kind: "unreachable", message: "The chain does not answer at the moment." };
  if (facts.proofHolds === undefined) return { kind: "loading" };
  if (!facts.proofHolds) return { kind: "proof_bad" };
  if (campaign.state === "not_started") return { kind: "not_open", opens: campaign.start };
  if (campaign.state === "ended") return { kind: "ended", ended: campaign.end };
  if (campaign.state === "not_funded") return { kind: "not_funded" };
  return null;
}

function ofWallet(facts: ClaimFacts, chainId: number, entitled: Address): ClaimState {
  if (facts.connecting !== null) return { kind: "connecting", wallet: facts.connecting };
  if (facts.connected === null) return facts.wallets === 0 ? { kind: "no_wallet" } : { kind: "choose_wallet" };
  if (facts.connected.chainId !== chainId) return { kind: "wrong_chain", current: facts.connected.chainId };
  return { kind: "review", forAnother: !same(facts.connected.address, entitled) };
}

export function claimState(facts: ClaimFacts): ClaimState {
  const early = ofSending(facts.sending) ?? ofCampaign(facts);
  if (early) return early;
  const { campaign, person } = facts;
  if (!campaign || !person?.address) return { kind: "loading" };
  return ofWallet(facts, campaign.chainId, person.address);
}

export const STEPS = ["Proof", "Wallet", "Review", "Sent", "Done"] as const;

/** Which step of the way a state stands at, for the line of steps. */
export function stepOf(state: ClaimState): number {
  switch (state.kind) {
    case "no_wallet": case "choose_wallet": case "connecting": case "wrong_chain": return 1;
    case "review": case "confirm_in_wallet": case "rejected": case "would_fail": return 2;
    case "sent": case "cancelled": case "reverted": return 3;
    case "done": case "already_claimed": return 4;
    default: return 0;
  }
}
