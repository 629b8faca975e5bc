// What every page that sends to a round shares: from no wallet to the right chain, and from the wallet's question to the
// block. Each page has one state machine, and these are its beginning and its end.
import type { Address, Hex } from "viem";

import type { Sending } from "../../claim/claimState";

export interface WalletFacts {
  readonly wallets: number;
  readonly connecting: string | null;
  readonly connected: { readonly address: Address; readonly chainId: number } | null;
}

export type WalletState =
  | { kind: "no_wallet" }
  | { kind: "choose_wallet" }
  | { kind: "connecting"; wallet: string }
  | { kind: "wrong_chain"; current: number };

/** What is still missing of a wallet on the right chain; `null` when nothing is. */
export function walletState({ wallets, connecting, connected }: WalletFacts, chainId: number): WalletState | null {
  if (connecting !== null) return { kind: "connecting", wallet: connecting };
  if (connected === null) return wallets === 0 ? { kind: "no_wallet" } : { kind: "choose_wallet" };
  return connected.chainId === chainId ? null : { kind: "wrong_chain", current: connected.chainId };
}

export type SentState =
  | { kind: "sign_in_wallet" }
  | { kind: "confirm_in_wallet" }
  | { kind: "rejected" }
  | { kind: "would_fail"; reason: string }
  | { kind: "sent"; hash: Hex; slow: boolean }
  | { kind: "cancelled"; hash: Hex }
  | { kind: "replaced"; hash: Hex }
  | { kind: "reverted"; hash: Hex; reason: string }
  | { kind: "done"; hash: Hex };

/** What happened to a transaction of this visit goes before everything else. */
export function sentState(sending: Sending): SentState | null {
  switch (sending.step) {
    case "signing_message": return { kind: "sign_in_wallet" };
    case "signing": return { kind: "confirm_in_wallet" };
    case "rejected": return { kind: "rejected" };
    case "would_fail": return { kind: "would_fail", reason: sending.reason };
    case "sent": return { kind: "sent", hash: sending.hash, slow: sending.slow };
    case "cancelled": return { kind: "cancelled", hash: sending.hash };
    case "replaced": return { kind: "replaced", hash: sending.hash };
    case "reverted": return { kind: "reverted", hash: sending.hash, reason: sending.reason };
    case "mined": return { kind: "done", hash: sending.hash };
    // Nobody but the sender pays for what is sent to a round.
    default: return null;
  }
}

export function walletHeading(state: WalletState | SentState, chain: string): string {
  switch (state.kind) {
    case "no_wallet": return "You need a wallet for this";
    case "choose_wallet": return "Connect a wallet";
    case "connecting": return `Open ${state.wallet} and agree`;
    case "wrong_chain": return `Switch to ${chain}`;
    case "sign_in_wallet": return "Sign in your wallet";
    case "confirm_in_wallet": return "Confirm in your wallet";
    case "rejected": return "You declined in the wallet";
    case "would_fail": return "It would fail";
    case "sent": return state.slow ? "Still waiting for a block" : "Sent. Waiting for the next block";
    case "cancelled": return "You cancelled the transaction";
    case "replaced": return "Another transaction took its place";
    case "reverted": return "The transaction failed";
    case "done": return "It stands on the chain";
  }
}

export const isBadState = (kind: string): boolean => ["unreachable", "would_fail", "reverted"].includes(kind);
export const isBusyState = (state: { kind: string; slow?: boolean }): boolean => state.kind === "loading" || (state.kind === "sent" && state.slow !== true);
