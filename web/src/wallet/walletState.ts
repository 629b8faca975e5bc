// What everything shares that is sent by a wallet: from no wallet to the right chain, and from the wallet's question to the
// block. Each panel has one state machine, and these are its beginning and its end.
import type { Address, Hex } from "viem";

export interface WalletFacts {
  /** How many there are in this browser. */
  readonly wallets: number;
  /** The name of the one that is asked. */
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

/** How far the transaction of this visit is. */
export type Sending =
  | { step: "idle" }
  | { step: "signing" }
  /** A message, not a transaction. */
  | { step: "signing_message" }
  /** A signature that was made before that is good until then, in Unix time. */
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

type As<K extends string, S extends Sending["step"]> = { kind: K } & Omit<Extract<Sending, { step: S }>, "step">;

/** Before it stands in a block, or when it never will. */
export type UnderwayState =
  | { kind: "confirm_in_wallet" }
  | { kind: "sign_in_wallet" }
  | As<"rejected", "rejected">
  | As<"would_fail", "would_fail">
  | As<"sent", "sent">
  | As<"cancelled", "cancelled">
  | As<"replaced", "replaced">
  | As<"reverted", "reverted">
  | As<"relayed", "relayed">
  | As<"relay_failed", "relay_failed">;
export type SentState = UnderwayState | As<"done", "mined">;

/** What happened to a transaction of this visit goes before everything else. */
export function sentState(sending: Sending): SentState | null {
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

/** What is called the same, whatever is sent. */
type Named = Exclude<WalletState, { kind: "no_wallet" }> | Extract<UnderwayState, { kind: "confirm_in_wallet" | "sign_in_wallet" | "rejected" | "sent" | "cancelled" | "replaced" }>;

export function walletHeading(state: Named, chain: string): string {
  switch (state.kind) {
    case "choose_wallet": return "Connect a wallet";
    case "connecting": return `Open ${state.wallet} and agree`;
    case "wrong_chain": return `Switch to ${chain}`;
    case "confirm_in_wallet": return "Confirm in your wallet";
    case "sign_in_wallet": return "Sign in your wallet";
    case "rejected": return "You declined in the wallet";
    case "sent": return state.slow ? "Still waiting for a block" : "Sent. Waiting for the next block";
    case "cancelled": return "You cancelled the transaction";
    case "replaced": return "Another transaction took its place";
  }
}

/** Nothing is to be done but to wait. */
export const isWaiting = (state: { kind: string; slow?: boolean }): boolean => state.kind === "loading" || state.kind === "relayed" || (state.kind === "sent" && state.slow !== true);
