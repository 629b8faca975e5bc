// Every state that a claim can be in, derived from facts by one pure function. Hooks only gather the facts.
import type { Address, Hex } from "viem";

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
  | { kind: "no_wallet" }
  | { kind: "choose_wallet" }
  | { kind: "connecting"; wallet: string }
  | { kind: "not_eligible"; connected: Address; hasShare: boolean }
  | { kind: "wrong_chain"; current: number }
  | { kind: "review"; forAnother: boolean }
  | { kind: "confirm_in_wallet" }
  | { kind: "sign_in_wallet" }
  /** A signature that was made before that is good until then, in Unix time. */
  | { kind: "rejected"; signedUntil?: bigint | undefined }
  | { kind: "would_fail"; reason: string }
  | { kind: "sent"; hash: Hex; slow: boolean }
  | { kind: "cancelled"; hash: Hex }
  | { kind: "replaced"; hash: Hex }
  | { kind: "reverted"; hash: Hex; reason: string }
  | { kind: "relayed"; hash: Hex | null }
  | { kind: "relay_failed"; hash: Hex | null; reason: string | null }
  | { kind: "done"; hash: Hex; repriced: boolean };

/** How far the transaction of this visit is. */
export type Sending =
  | { step: "idle" }
  | { step: "signing" }
  /** A message for the sponsor, not a transaction. */
  | { step: "signing_message" }
  | { step: "rejected"; signedUntil?: bigint | undefined }
  | { step: "would_fail"; reason: string }
  | { step: "sent"; hash: Hex; slow: boolean }
  | { step: "cancelled"; hash: Hex }
  | { step: "replaced"; hash: Hex }
  | { step: "reverted"; hash: Hex; reason: string }
  /** The sponsor has it. */
  | { step: "relayed"; hash: Hex | null }
  | { step: "relay_failed"; hash: Hex | null; reason: string | null }
  | { step: "mined"; hash: Hex; repriced: boolean };

export interface ClaimFacts {
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
  readonly wallets: number;
  readonly connecting: string | null;
  readonly connected: {
    readonly address: Address;
    readonly chainId: number;
    /** Has this account a share of its own in the airdrop? `undefined` while it is asked. */
    readonly hasShare: boolean | undefined;
  } | null;
  /** The visitor said: send it, although the share is somebody else's. */
  readonly sendForAnother: boolean;
  readonly sending: Sending;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What happened to a transaction of this visit goes before everything else. */
export function ofSending(sending: Sending): ClaimState | null {
  switch (sending.step) {
    case "idle": return null;
    case "signing": return { kind: "confirm_in_wallet" };
    case "signing_message": return { kind: "sign_in_wallet" };
    case "rejected": return { kind: "rejected", signedUntil: sending.signedUntil };
    case "would_fail": return { kind: "would_fail", reason: sending.reason };
    case "sent": return { kind: "sent", hash: sending.hash, slow: sending.slow };
    case "cancelled": return { kind: "cancelled", hash: sending.hash };
    case "replaced": return { kind: "replaced", hash: sending.hash };
    case "reverted": return { kind: "reverted", hash: sending.hash, reason: sending.reason };
    case "relayed": return { kind: "relayed", hash: sending.hash };
    case "relay_failed": return { kind: "relay_failed", hash: sending.hash, reason: sending.reason };
    case "mined": return { kind: "done", hash: sending.hash, repriced: sending.repriced };
  }
}

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
  if (facts.connecting !== null) return { kind: "connecting", wallet: facts.connecting };
  if (connected === null) return facts.wallets === 0 ? { kind: "no_wallet" } : { kind: "choose_wallet" };
  const forAnother = !same(connected.address, entitled);
  if (forAnother && !facts.sendForAnother) return { kind: "not_eligible", connected: connected.address, hasShare: connected.hasShare === true };
  if (connected.chainId !== chainId) return { kind: "wrong_chain", current: connected.chainId };
  return { kind: "review", forAnother };
}

export function claimState(facts: ClaimFacts): ClaimState {
  const early = ofSending(facts.sending) ?? ofCampaign(facts);
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
    case "choose_wallet": return "Connect a wallet";
    case "connecting": return `Open ${state.wallet} and agree`;
    case "not_eligible": return "This share belongs to another account";
    case "wrong_chain": return `Switch to ${chain}`;
    case "review": return "Look once more, then claim";
    case "confirm_in_wallet": return "Confirm in your wallet";
    case "sign_in_wallet": return "Sign in your wallet";
    case "rejected": return "You declined in the wallet";
    case "would_fail": return "The claim would fail";
    case "sent": return state.slow ? "Still waiting for a block" : "Sent. Waiting for the next block";
    case "cancelled": return "You cancelled the transaction";
    case "replaced": return "Another transaction took its place";
    case "reverted": return "The claim failed";
    case "relayed": return state.hash === null ? "Accepted. It is sent in a moment" : "Sent for you. Waiting for the next block";
    case "relay_failed": return "The sponsor could not claim it for you";
    case "done": return "The tokens are yours";
  }
}
