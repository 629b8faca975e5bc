// Every state that a claim can be in, derived from facts by one pure function. Hooks only gather the facts.
import type { Address, Hex } from "viem";

import { sentState, walletHeading, walletState, type Sending, type SentState, type WalletFacts, type WalletState } from "../wallet/walletState";

export type ClaimState =
  | { kind: "loading" }
  | { kind: "unreachable"; message: string }
  | { kind: "not_deployed" }
  | { kind: "nothing_due" }
  | { kind: "no_linked_wallet" }
  | { kind: "already_claimed"; tx: Hex | null; recipient: Address | null }
  | { kind: "proof_bad" }
  | { kind: "not_open"; opens: string }
  | { kind: "ended"; ended: string }
  | { kind: "not_funded" }
  | WalletState
  | { kind: "not_eligible"; connected: Address; hasShare: boolean }
  | { kind: "review"; forAnother: boolean }
  | SentState;

/** No wallet can change these; they stand the same for a wallet and for a GitHub account. */
export type BarredState = Extract<ClaimState, { kind: "loading" | "unreachable" | "not_deployed" | "already_claimed" | "proof_bad" | "ended" | "not_funded" }>;

export interface ClaimFacts extends Omit<WalletFacts, "connected"> {
  /** What the server and the contract say; `null` while they are asked. */
  readonly campaign: {
    readonly state: "not_deployed" | "not_funded" | "not_started" | "open" | "ended" | "unknown";
    readonly chainId: number;
    readonly start: string;
    readonly end: string;
  } | null;
  readonly person: { readonly address: Address | null; readonly index: number | null; readonly amount: bigint };
  readonly claimed: { readonly tx: Hex | null; readonly recipient: Address | null } | null;
  /** The proof against the root, checked here; `undefined` while it is. */
  readonly proofHolds: boolean | undefined;
  readonly failure: string | null;
  readonly connected: NonNullable<WalletFacts["connected"]> & {
    /** Has this account a share of its own in the airdrop? `undefined` while it is asked. */
    readonly hasShare: boolean | undefined;
  } | null;
  /** The visitor said: send it, although the share is somebody else's. */
  readonly sendForAnother: boolean;
  readonly sending: Sending;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Whether the airdrop pays this share at all now, before anybody connects anything. */
function ofCampaign(facts: ClaimFacts): ClaimState | null {
  const { campaign, person } = facts;
  if (person.amount === 0n) return { kind: "nothing_due" };
  if (person.address === null || person.index === null) return { kind: "no_linked_wallet" };
  if (facts.claimed) return { kind: "already_claimed", ...facts.claimed };
  if (campaign?.state === "not_deployed") return { kind: "not_deployed" };
  if (facts.failure !== null) return { kind: "unreachable", message: facts.failure };
  if (campaign === null) return { kind: "loading" };
  if (campaign.state === "unknown") return { kind: "unreachable", message: "This server cannot reach the chain at the moment." };
  if (facts.proofHolds === undefined) return { kind: "loading" };
  if (!facts.proofHolds) return { kind: "proof_bad" };
  if (campaign.state === "not_started") return { kind: "not_open", opens: campaign.start };
  if (campaign.state === "ended") return { kind: "ended", ended: campaign.end };
  if (campaign.state === "not_funded") return { kind: "not_funded" };
  return null;
}

function ofWallet(facts: ClaimFacts, chainId: number, entitled: Address): ClaimState {
  const { connected } = facts;
  const missing = walletState(facts, chainId);
  if (connected === null || missing?.kind === "connecting") return missing ?? { kind: "loading" };
  // Whose share it is goes before the chain: nobody switches for somebody else's.
  const forAnother = !same(connected.address, entitled);
  if (forAnother && !facts.sendForAnother) return { kind: "not_eligible", connected: connected.address, hasShare: connected.hasShare === true };
  return missing ?? { kind: "review", forAnother };
}

export function claimState(facts: ClaimFacts): ClaimState {
  const early = sentState(facts.sending) ?? ofCampaign(facts);
  if (early) return early;
  const { campaign, person } = facts;
  if (!campaign || !person.address) return { kind: "loading" };
  return ofWallet(facts, campaign.chainId, person.address);
}

export const STEPS = ["Proof", "Wallet", "Review", "Sent", "Done"] as const;

/** Which step of the way a state stands at, for the line of steps. */
export function stepOf(state: ClaimState): number {
  switch (state.kind) {
    case "no_wallet": case "choose_wallet": case "connecting": case "wrong_chain": case "not_eligible": return 1;
    case "review": case "confirm_in_wallet": case "sign_in_wallet": case "rejected": case "would_fail": return 2;
    case "sent": case "cancelled": case "replaced": case "reverted": case "relayed": case "relay_failed": return 3;
    case "done": case "already_claimed": return 4;
    default: return 0;
  }
}

/** Something is wrong that you did not choose. */
export const isBad = ({ kind }: ClaimState): boolean => ["unreachable", "proof_bad", "not_funded", "would_fail", "reverted", "relay_failed"].includes(kind);

/** The heading of each state; `chain` is its name for people. */
export function headingOf(state: ClaimState, chain: string): string {
  switch (state.kind) {
    case "loading": return "Checking your proof";
    case "unreachable": return "The chain does not answer";
    case "not_deployed": return "The contract is not there yet";
    case "nothing_due": return "There is nothing to claim for this account";
    case "no_linked_wallet": return "No wallet is linked to this share";
    case "already_claimed": return "Already claimed";
    case "proof_bad": return "The proof does not fit the contract";
    case "not_open": return "Claims are not open yet";
    case "ended": return "Claims have ended";
    case "not_funded": return "The contract is not funded";
    case "no_wallet": return "You need a wallet to receive this";
    case "not_eligible": return "This share belongs to another account";
    case "review": return "Look once more, then claim";
    case "would_fail": return "The claim would fail";
    case "reverted": return "The claim failed";
    case "relayed": return state.hash === null ? "Accepted. It is sent in a moment" : "Sent for you. Waiting for the next block";
    case "relay_failed": return "The sponsor could not claim it for you";
    case "done": return "The tokens are yours";
    default: return walletHeading(state, chain);
  }
}
