// The only door between bigint and the doubles of the graph presets. IEEE 754 rounds `+ − × ÷` in one way only, so the same
// operations in the same order give the program's bits.

/** 2⁵²: so many steps tell apart whatever a double can between the largest weight and half of it. */
const STEPS = 4_503_599_627_370_496;

/** Millionths as a number. */
export const ofWeight = (millionths: bigint): number => Number(millionths) / 1_000_000;

/** Points as micro-points, to the nearest and halves upwards. */
export const toMicro = (points: number): bigint => BigInt(Math.max(Math.round(points * 1_000_000), 0));

/**
 * Splits `total` in proportion to `weights`, every unit placed: rounded down, and the units left over one each to the
 * largest remainders, equal remainders to the first. All nothing when no weight is above zero.
 */
export function apportion(total: bigint, weights: readonly number[]): bigint[] {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (largest <= 0) return weights.map(() => 0n);
  const steps = weights.map((weight) => BigInt(Math.max(Math.round((weight / largest) * STEPS), 0)));
  const sum = steps.reduce((all, step) => all + step, 0n);
  const parts = steps.map((step) => (total * step) / sum);
  const order = steps.map((step, place) => ({ place, remainder: (total * step) % sum })).sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder > b.remainder ? -1 : 1));
  const left = Number(total - parts.reduce((all, part) => all + part, 0n));
  for (const { place } of order.slice(0, left)) parts[place] = (parts[place] ?? 0n) + 1n;
  return parts;
}
