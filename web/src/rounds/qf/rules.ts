// Numbers of a round's rules as they are written there.
import { ATTOS } from "./root";

/** A decimal such as `0.5` in parts of 10^-digits, exactly. */
export function decimalOf(text: string, digits: number): bigint {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const [whole, fraction] = [parts?.[1], parts?.[2] ?? ""];
  if (whole === undefined || fraction.length > digits) throw new Error(`\`${text}\` is not a decimal with up to ${digits} digits behind the point`);
  return BigInt(whole + fraction.padEnd(digits, "0"));
}

/** How much of a donor's gifts counts, in parts of 10^-18. */
export const coefficientOf = (text: string): bigint => decimalOf(text, 18);

/** The most that one project gets: units, or a part of the pool such as `4%`, rounded down. */
export function capOf(text: string | null, pool: bigint): bigint | null {
  if (text === null) return null;
  return text.endsWith("%") ? (pool * decimalOf(text.slice(0, -1), 18)) / (100n * ATTOS) : decimalOf(text, 0);
}
