// A pool shared in proportion to raw matches, to the last base unit, as `crates/qf/src/share.rs` states the rule.

export interface Terms {
  readonly pool: bigint;
  /** The most that one project gets. */
  readonly cap: bigint | null;
  /** When the raw matches need less than the pool: pay them and keep the rest, or share the whole pool. */
  readonly saturation: "keep" | "scale";
}

export interface Shared { readonly amounts: readonly bigint[]; readonly left: bigint }

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** How many of the heaviest are at the cap, and the pool and the weights of the others. */
function level(order: readonly number[], weights: readonly bigint[], { pool, cap }: Terms) {
  let [rest, total] = [pool, weights.reduce((sum, weight) => sum + weight, 0n)];
  let capped = 0;
  if (cap === null) return { capped, rest, total };
  for (const place of order) {
    const weight = weights[place] ?? 0n;
    if (weight === 0n || rest * weight <= cap * total) break;
    rest -= cap;
    total -= weight;
    capped += 1;
  }
  return { capped, rest, total };
}

/** `weights` in the order of the projects' names; `unit` of them is worth one base unit. */
export function share(weights: readonly bigint[], unit: bigint, terms: Terms): Shared {
  const { pool, cap, saturation } = terms;
  const under = (amount: bigint, scale: bigint) => (cap === null ? amount : least(amount, cap * scale));
  const payable = weights.reduce((sum, weight) => sum + under(weight, unit), 0n);
  if ((saturation === "keep" && payable <= pool * unit) || weights.every((weight) => weight === 0n)) {
    const amounts = weights.map((weight) => under(weight / unit, 1n));
    return { amounts, left: pool - amounts.reduce((sum, amount) => sum + amount, 0n) };
  }
  const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
  // The heaviest first; the sort is stable, so equal ones stay in the order of their names.
  const order = weights.map((_, place) => place).sort((a, b) => compare(weights[b] ?? 0n, weights[a] ?? 0n));
  const { capped, rest, total } = level(order, weights, terms);
  const amounts = weights.map(() => 0n);
  for (const place of order.slice(0, capped)) amounts[place] = cap ?? 0n;
  if (total === 0n) return { amounts, left: rest };
  const others = order.slice(capped).map((place) => ({ place, due: rest * (weights[place] ?? 0n) }));
  for (const { place, due } of others) amounts[place] = due / total;
  let left = others.reduce((sum, { place }) => sum - (amounts[place] ?? 0n), rest);
  // One unit each to the largest remainders (Hamilton's method).
  for (const { place } of others.sort((a, b) => compare(b.due % total, a.due % total))) {
    if (left === 0n) break;
    amounts[place] = (amounts[place] ?? 0n) + 1n;
    left -= 1n;
  }
  return { amounts, left };
}
