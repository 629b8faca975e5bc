// A half-life, on integers.
import { isqrt } from "../score";

const MILLION = 1_000_000n;
const ONE = 10n ** 18n;
/** Binary digits of a part of a half-life. */
const DIGITS = 20n;
/** `2^(−1/2), 2^(−1/4), …`: square roots of one another, with the digit that each belongs to. */
const ROOTS = Array.from({ length: Number(DIGITS) }, (_, place) => DIGITS - 1n - BigInt(place)).reduce<{ digit: bigint; root: bigint }[]>(
  (roots, digit) => [...roots, { digit, root: isqrt((roots.at(-1)?.root ?? ONE / 2n) * ONE) }],
  [],
);

/** `2^(−age / half-life)` in millionths, rounded down; `age` in seconds. */
export function halfLife(age: number, days: number): bigint {
  const steps = (BigInt(age) << DIGITS) / (BigInt(days) * 86_400n);
  const factor = ROOTS.reduce((product, { digit, root }) => ((steps >> digit) & 1n ? (product * root) / ONE : product), ONE);
  return (factor >> (steps >> DIGITS)) / (ONE / MILLION);
}
