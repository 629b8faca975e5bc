// Square roots of whole numbers, rounded down.

/** Roots are held in units of 2^-32, so that what they are taken of is scaled by 2^64. */
export const RADICAND_BITS = 64n;

/** Coefficients and weighted gifts are counted in parts of 10^-18. */
export const ATTOS = 10n ** 18n;

/** `⌊√n⌋`, by Newton's method from above: the first step that does not fall is the answer. */
export function isqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** `⌊√(a · 2^64)⌋` of what a donor gave, in parts of 10^-18 of a base unit. */
export const root = (attos: bigint): bigint => isqrt((attos << RADICAND_BITS) / ATTOS);
