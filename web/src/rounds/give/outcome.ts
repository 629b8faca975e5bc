// What became of a cart, as the contract's events say it.
import { parseEventLogs, type Address, type Log } from "viem";

import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { sameAddress } from "./cart";

export type SkipReason = "not_accepted" | "gift_to_self" | "not_transferred";
export interface Made { readonly project: number; readonly token: Address; readonly amount: bigint }
export interface Outcome { readonly made: readonly Made[]; readonly skipped: readonly (Made & { readonly reason: SkipReason })[] }

/** In the order of the contract. */
const SKIPS: readonly SkipReason[] = ["not_accepted", "gift_to_self", "not_transferred"];

export const SKIP_WORDS: Record<SkipReason, string> = {
  not_accepted: "it was not accepted at that moment, because it was edited or rejected",
  gift_to_self: "it pays the account that gave",
  not_transferred: "the token or its recipient refused it",
};

export function outcomeOf(logs: readonly Log[], round: Address): Outcome {
  const events = parseEventLogs({ abi: fundingRoundAbi, eventName: ["Donated", "GiftSkipped"], logs: logs.filter(({ address }) => sameAddress(address, round)) });
  const giftOf = ({ project, token, amount }: { project: bigint; token: Address; amount: bigint }): Made => ({ project: Number(project), token, amount });
  return {
    made: events.flatMap((event) => (event.eventName === "Donated" ? [giftOf(event.args)] : [])),
    skipped: events.flatMap((event) => (event.eventName === "GiftSkipped" ? [{ ...giftOf(event.args), reason: SKIPS[event.args.reason] ?? "not_transferred" }] : [])),
  };
}
