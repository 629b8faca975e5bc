// What is sent to a round, in the words of a round.
import { sentState, walletHeading, type Sending, type SentState, type WalletState } from "../../wallet/walletState";

/** Nobody but the sender pays for what is sent to a round. */
export type RoundSent = Exclude<SentState, { kind: "relayed" | "relay_failed" }>;

export function roundSent(sending: Sending): RoundSent | null {
  const state = sentState(sending);
  return state === null || state.kind === "relayed" || state.kind === "relay_failed" ? null : state;
}

export function sendingHeading(state: WalletState | RoundSent, chain: string): string {
  switch (state.kind) {
    case "no_wallet": return "You need a wallet for this";
    case "would_fail": return "It would fail";
    case "reverted": return "The transaction failed";
    case "done": return "It stands on the chain";
    default: return walletHeading(state, chain);
  }
}

export const isBadState = (kind: string): boolean => ["unreachable", "would_fail", "reverted"].includes(kind);
