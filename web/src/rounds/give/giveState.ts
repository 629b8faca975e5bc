// Every state that giving can be in, derived from facts by one pure function. Hooks only gather the facts.
import type { Address } from "viem";

import { walletState, type Sending, type WalletFacts, type WalletState } from "../../wallet/walletState";
import { roundSent, sendingHeading, type RoundSent } from "../wallet/roundSending";
import { COIN, sameAddress, totals, type Checked, type Line } from "./cart";

/** What a token lets the round take, and how it can be told to. */
export interface Permission {
  readonly token: Address;
  readonly balance: bigint;
  readonly allowance: bigint;
  /** Can it be told by a signature (EIP-2612)? */
  readonly permits: boolean;
  /** It changes an allowance only by way of zero. */
  readonly viaZero: boolean;
}

/** A project as the contract has it now. */
export interface Target { readonly project: number; readonly isAccepted: boolean; readonly payout: Address }

export type Step =
  | { readonly kind: "sign"; readonly token: Address; readonly amount: bigint }
  | { readonly kind: "approve"; readonly token: Address; readonly amount: bigint }
  | { readonly kind: "give" };

export type GiveState =
  | { kind: "loading" }
  | { kind: "unreachable"; message: string }
  | { kind: "not_open"; opens: string }
  | { kind: "over"; ended: string; isCancelled: boolean }
  | { kind: "empty" }
  | { kind: "unfinished"; count: number }
  | { kind: "gone"; projects: number[] }
  | { kind: "own"; projects: number[] }
  | { kind: "too_little"; token: Address; has: bigint; needs: bigint }
  | { kind: "review"; steps: Step[] }
  | WalletState
  | RoundSent;

export interface GiveFacts extends WalletFacts {
  readonly round: { readonly chainId: number; readonly giving: "before" | "open" | "after"; readonly opens: string; readonly ends: string; readonly isCancelled: boolean };
  readonly cart: readonly Checked[];
  readonly failure: string | null;
  /** What the chain says of this account, this cart; `undefined` while it is asked. */
  readonly chain: { readonly permissions: readonly Permission[]; readonly targets: readonly Target[] } | undefined;
  readonly sending: Sending;
  /** What was sent: leave for a token, or the cart. */
  readonly sent: "approve" | "give" | null;
}

interface Given { readonly line: Line; readonly amount: bigint }
const isFilled = (line: Checked): line is Checked & Given => line.amount !== null;

/** What has to be signed and sent, in this order; what was allowed before is not asked for again. */
export function stepsFor(cart: readonly Given[], permissions: readonly Permission[]): Step[] {
  const asked = totals(cart).flatMap(({ token, amount }): Step[] => {
    const permission = permissions.find((one) => sameAddress(one.token, token));
    if (sameAddress(token, COIN) || !permission || permission.allowance >= amount) return [];
    if (permission.permits) return [{ kind: "sign", token, amount }];
    const approve: Step = { kind: "approve", token, amount };
    return permission.viaZero ? [{ ...approve, amount: 0n }, approve] : [approve];
  });
  const order = (step: Step) => (step.kind === "approve" ? 0 : 1);
  return [...asked.sort((a, b) => order(a) - order(b)), { kind: "give" }];
}

function ofRound({ round }: GiveFacts): GiveState | null {
  if (round.giving === "before") return { kind: "not_open", opens: round.opens };
  if (round.giving === "after") return { kind: "over", ended: round.ends, isCancelled: round.isCancelled };
  return null;
}

/** What is wrong with this cart for this account; with nothing wrong, what to sign. */
function ofChain(cart: readonly Given[], account: Address, { permissions, targets }: NonNullable<GiveFacts["chain"]>): GiveState {
  const target = ({ line }: Given) => targets.find(({ project }) => project === line.project);
  const unique = (lines: readonly Given[]) => [...new Set(lines.map(({ line }) => line.project))];
  const gone = unique(cart.filter((line) => target(line)?.isAccepted !== true));
  if (gone.length > 0) return { kind: "gone", projects: gone };
  const own = unique(cart.filter((line) => sameAddress(target(line)?.payout ?? "", account)));
  if (own.length > 0) return { kind: "own", projects: own };
  for (const { token, amount } of totals(cart)) {
    const has = permissions.find((one) => sameAddress(one.token, token))?.balance ?? 0n;
    if (has < amount) return { kind: "too_little", token, has, needs: amount };
  }
  return { kind: "review", steps: stepsFor(cart, permissions) };
}

export function giveState(facts: GiveFacts): GiveState {
  // Leave that was given is a step on the way, not its end.
  const isOnTheWay = facts.sent === "approve" && facts.sending.step === "mined";
  const early = (isOnTheWay ? null : roundSent(facts.sending)) ?? ofRound(facts);
  if (early) return early;
  const { cart, connected, round } = facts;
  if (cart.length === 0) return { kind: "empty" };
  const filled = cart.filter(isFilled);
  if (filled.length < cart.length) return { kind: "unfinished", count: cart.length - filled.length };
  const wallet = walletState(facts, round.chainId);
  if (wallet) return wallet;
  if (facts.failure !== null) return { kind: "unreachable", message: facts.failure };
  if (!facts.chain || !connected) return { kind: "loading" };
  return ofChain(filled, connected.address, facts.chain);
}

export function giveHeading(state: GiveState, chain: string): string {
  switch (state.kind) {
    case "loading": return "Asking the chain";
    case "unreachable": return "The chain does not answer";
    case "not_open": return "Gifts are not open yet";
    case "over": return state.isCancelled ? "The round was called off" : "Gifts are over";
    case "empty": return "Your cart is empty";
    case "unfinished": return "Say how much";
    case "gone": return "A project cannot take gifts now";
    case "own": return "That would be a gift to yourself";
    case "too_little": return "You do not hold that much";
    case "review": return "Look once more, then give";
    case "done": return "Your gifts have arrived";
    default: return sendingHeading(state, chain);
  }
}
