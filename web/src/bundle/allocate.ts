// A pool shared in proportion to dues, to the last base unit: cap, minimum, largest remainder.
import { compareIdentities } from "./score";

export interface AllocationRules { readonly pool: bigint; readonly cap: bigint | null; readonly minimum: bigint | null }
/** What a policy finds that somebody should get, in any unit: only proportions count. */
export interface Due { readonly identity: string; readonly due: bigint }
export interface Allocated extends Due { readonly amount: bigint; readonly note: "capped" | "below_minimum" | null }

const byDue = (a: Due, b: Due): number => (a.due === b.due ? compareIdentities(a.identity, b.identity) : a.due > b.due ? -1 : 1);

/** Everybody who is due something, the most first; the amounts sum to the pool. */
export function allocate(dues: readonly Due[], rules: AllocationRules): Allocated[] {
  const order = dues.filter(({ due }) => due > 0n).sort(byDue);
  const kept = reachMinimum(order, rules);
  const { amounts, capped } = place(order.slice(0, kept), rules);
  return order.map(({ identity, due }, at) => ({
    identity,
    due,
    amount: amounts[at] ?? 0n,
    note: at < capped ? "capped" : at >= kept ? "below_minimum" : null,
  }));
}

function place(order: readonly Due[], rules: AllocationRules): { amounts: bigint[]; capped: number } {
  const { capped, rest, total } = split(order, rules);
  if (capped === order.length && rest > 0n) throw new Error("everybody is at the cap and some of the pool is left, or nobody is due anything");
  const cap = rules.cap ?? 0n;
  const amounts = order.map((person, at) => (at < capped ? cap : (rest * person.due) / total));
  const remainders = order
    .map((person, at) => ({ at, remainder: at < capped ? -1n : (rest * person.due) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  let left = rules.pool - amounts.reduce((sum, amount) => sum + amount, 0n);
  for (const { at } of remainders) {
    if (left <= 0n) break;
    amounts[at] = (amounts[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return { amounts, capped };
}

/** Who is at the cap: always a run of the highest dues. */
function split(order: readonly Due[], rules: AllocationRules) {
  let rest = rules.pool;
  let total = order.reduce((sum, person) => sum + person.due, 0n);
  let capped = 0;
  if (rules.cap === null) return { capped, rest, total };
  for (const person of order) {
    if (rest * person.due <= rules.cap * total) break;
    capped += 1;
    rest -= rules.cap;
    total -= person.due;
  }
  return { capped, rest, total };
}

/**
 * How many of the highest dues share, so that the lowest reaches the minimum; equal dues stay together. Fewer people never
 * get less each, so the answer is found by bisection over the ends of groups of equal dues.
 */
function reachMinimum(order: readonly Due[], rules: AllocationRules): number {
  const { minimum } = rules;
  if (minimum === null) return order.length;
  const ends = order.map((_, at) => at + 1).filter((end) => order[end]?.due !== order[end - 1]?.due);
  const reaches = (end: number) => {
    const { capped, rest, total } = split(order.slice(0, end), rules);
    return (capped === end ? (rules.cap ?? 0n) : (rest * (order[end - 1]?.due ?? 0n)) / total) >= minimum;
  };
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reaches(ends[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return ends[low - 1] ?? 0;
}
