// A pool shared in proportion to scores, to the last base unit: cap, minimum, largest remainder.
import { byScore } from "./score";

export interface AllocationRules { readonly pool: bigint; readonly cap: bigint | null; readonly minimum: bigint | null }
export interface Scored { readonly identity: string; readonly score: bigint }
export interface Allocated extends Scored { readonly amount: bigint; readonly note: "capped" | "below_minimum" | null }

/** Everybody with a score, highest first; the amounts sum to the pool. */
export function allocate(scores: readonly Scored[], rules: AllocationRules): Allocated[] {
  const order = scores.filter((person) => person.score > 0n).sort(byScore);
  const kept = reachMinimum(order, rules);
  const { amounts, capped } = place(order.slice(0, kept), rules);
  return order.map(({ identity, score }, at) => ({
    identity,
    score,
    amount: amounts[at] ?? 0n,
    note: at < capped ? "capped" : at >= kept ? "below_minimum" : null,
  }));
}

function place(order: readonly Scored[], rules: AllocationRules): { amounts: bigint[]; capped: number } {
  const { capped, rest, total } = split(order, rules);
  const cap = rules.cap ?? 0n;
  const amounts = order.map((person, at) => (at < capped ? cap : (rest * person.score) / total));
  const remainders = order
    .map((person, at) => ({ at, remainder: at < capped ? -1n : (rest * person.score) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  let left = rules.pool - amounts.reduce((sum, amount) => sum + amount, 0n);
  for (const { at } of remainders) {
    if (left <= 0n) break;
    amounts[at] = (amounts[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return { amounts, capped };
}

/** Who is at the cap: always a run of the highest scores. */
function split(order: readonly Scored[], rules: AllocationRules) {
  let rest = rules.pool;
  let total = order.reduce((sum, person) => sum + person.score, 0n);
  let capped = 0;
  if (rules.cap === null) return { capped, rest, total };
  for (const person of order) {
    if (rest * person.score <= rules.cap * total) break;
    capped += 1;
    rest -= rules.cap;
    total -= person.score;
  }
  return { capped, rest, total };
}

/** How many of the highest scores share, so that the lowest reaches the minimum; equal scores stay together. */
function reachMinimum(order: readonly Scored[], rules: AllocationRules): number {
  const { minimum } = rules;
  if (minimum === null) return order.length;
  for (let end = order.length; end > 0; end -= 1) {
    const last = order[end - 1];
    if (last === undefined || order[end]?.score === last.score) continue;
    const { capped, rest, total } = split(order.slice(0, end), rules);
    const lowest = capped === end ? (rules.cap ?? 0n) : (rest * last.score) / total;
    if (lowest >= minimum) return end;
  }
  return 0;
}
