// What a cart would add, as a question to the server and as words.
import type { EstimateRequest, ProjectEstimate, Range, RoundToken } from "../types";
import { between } from "../words";
import type { Checked } from "./cart";

/** `null` while no line says how much. */
export function estimateRequest(cart: readonly Checked[], donor: string | undefined): EstimateRequest | null {
  const gifts = cart.flatMap(({ line, amount }) => (amount === null ? [] : [{ project: line.project, token: line.token, amount: amount.toString() }]));
  return gifts.length === 0 ? null : { donor: donor ?? null, gifts };
}

const isNothing = ({ least, most }: Range) => least === "0" && most === "0";

/** What one project's gifts add to its match; never a number that cannot be paid. */
export function addsWords({ adds, after }: ProjectEstimate, token: RoundToken): string {
  if (isNothing(adds)) return isNothing(after) ? "No match yet: it begins with a second donor." : "Adds nothing to its match as things stand.";
  return `Adds ${between(adds, token)} to its match if the round closed now.`;
}
