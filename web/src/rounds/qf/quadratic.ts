// The quadratic rule (Buterin, Hitzig and Weyl 2018) on whole numbers: the same amounts as `tributary match`, to the last
// unit. A project's raw match is `(Σ s)² − Σ s²`, where `s` is the root of what a donor gave.
import { ledgerOf, type Account, type Counting, type Gift } from "./ledger";
import { RADICAND_BITS } from "./root";
import { share, type Terms } from "./share";

export interface QuadraticRules extends Counting, Terms {
  /** What is taken off the square of the sum: the contributions, or nothing. */
  readonly contributions: "subtracted" | "kept";
}

export interface Match {
  readonly project: string;
  readonly amount: bigint;
  /** Before the pool is shared: decimal digits, rounded down to 18 behind the point. */
  readonly raw: string;
  readonly account: Account;
}

export interface Matching { readonly matches: readonly Match[]; readonly matched: bigint; readonly dust: bigint }

const UNIT = 1n << RADICAND_BITS;

function weightOf({ roots }: Account, contributions: QuadraticRules["contributions"]): bigint {
  const sum = roots.reduce((total, root) => total + root, 0n);
  return contributions === "kept" ? sum * sum : roots.reduce((rest, root) => rest - root * root, sum * sum);
}

function decimal(weight: bigint): string {
  const digits = ((weight * 10n ** 18n) >> RADICAND_BITS).toString().padStart(19, "0");
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, "");
}

/** The largest match first, equal ones by name. */
export function quadratic(gifts: readonly Gift[], rules: QuadraticRules): Matching {
  const accounts = ledgerOf(gifts, rules);
  const weights = accounts.map((account) => weightOf(account, rules.contributions));
  const { amounts, left } = share(weights, UNIT, rules);
  const matches = accounts.map((account, place): Match => ({ project: account.project, amount: amounts[place] ?? 0n, raw: decimal(weights[place] ?? 0n), account }));
  matches.sort((a, b) => (a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : 0));
  return { matches, matched: rules.pool - left, dust: left };
}
