// `[allocation]`: amounts, limits and the policy, as the rules write them.
import { parseUnits } from "viem";

import type { Policy } from "./policy";
import { millionths } from "./score";
import { need, text, type Table } from "./table";

/** Points have six digits behind the point. */
const POINT_DIGITS = 6;

/** Whole tokens in base units, exactly. */
export function units(tokens: string, decimals: number): bigint {
  const parts = /^\d+(?:\.(\d+))?$/.exec(tokens);
  if (!parts || (parts[1] ?? "").replace(/0+$/, "").length > decimals) throw new Error(`\`${tokens}\` is not an amount of tokens`);
  return parseUnits(tokens, decimals);
}

/** `10%` of the pool, rounded down, or tokens. */
export function limit(value: string | null, pool: bigint, decimals: number): bigint | null {
  if (value === null) return null;
  return value.endsWith("%") ? (pool * millionths(value.slice(0, -1))) / 100_000_000n : units(value, decimals);
}

export function readPolicy(shares: Table, decimals: number): Policy {
  const name = text(shares.policy) ?? "proportional";
  switch (name) {
    case "proportional": case "equal": case "square-root": return { name };
    case "tiers": return { name, tiers: readTiers(shares.tiers) };
    case "immediate": return { name, intervals: Number(text(shares.intervals) ?? "1") };
    case "recent": return { name, discount: millionths(need(shares.discount, "allocation.discount")) };
    case "balanced": return { name, paid: new Map(Object.entries((shares.paid ?? {}) as Table).map(([identity, tokens]) => [identity, units(need(tokens, "allocation.paid"), decimals)])) };
    case "special": return { name, recipient: need(shares.recipient, "allocation.recipient") };
    default: throw new Error(`\`${name}\` is not a policy`);
  }
}

const readTiers = (tiers: unknown) =>
  ((tiers ?? []) as Table[]).map(({ from, weight }) => ({ from: units(need(from, "allocation.tiers.from"), POINT_DIGITS), weight: millionths(need(weight, "allocation.tiers.weight")) }));
