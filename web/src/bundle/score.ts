// What scores are made of and how they are ordered; the same integers as the program's.
import type { Credit, Exclusion } from "./attribution";
import type { Adjusted } from "./overrides";

export interface Contribution {
  repo: number;
  kind: string;
  key: string;
  author: string;
  at: string;
  number?: number | null;
  additions?: number | null;
  deletions?: number | null;
}
export interface AccountLine { id: number; login: string; kind: string; created_at?: string }
/** How many contributions of each kind somebody made in a repository and month. */
export interface Counts { repo: number; month: string; counts: Record<string, number> }
export interface MonthScore extends Counts { score: bigint }
export interface WeekScore { week: string; score: bigint }
/** A factor in millionths. */
export interface Factor { name: string; value: bigint }
export interface ContributionScore {
  readonly repo: number;
  readonly kind: string;
  readonly key: string;
  readonly base: bigint | null;
  readonly factors: readonly Factor[];
  readonly points: bigint;
  readonly gates: readonly string[];
  readonly credit: Credit | null;
  /** The AI agent that took part. */
  readonly agent: string | null;
  /** The earlier pull request that it repeats. */
  readonly repeats: { readonly repo: number; readonly number: number } | null;
}
export interface PersonScore {
  readonly identity: string;
  readonly score: bigint;
  readonly months: readonly MonthScore[];
  readonly weeks: readonly WeekScore[];
  readonly contributions: readonly ContributionScore[];
  readonly adjustments: readonly Adjusted[];
  readonly agentPoints: bigint;
  readonly flags: readonly string[];
  readonly excluded: Exclusion | null;
  readonly reason: string | null;
}

const MILLION = 1_000_000n;

/** Seconds since 1970. */
export const unix = (at: string): number => Date.parse(at) / 1000;

/** `0.5252` in millionths. */
export function millionths(text: string): bigint {
  if (!/^\d+(\.\d{1,6}0*)?$/.test(text)) throw new Error(`\`${text}\` is not a weight`);
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * MILLION + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

/** ⌊√n⌋ by Newton's method. */
export function isqrt(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

export const byIdentity = (accounts: readonly AccountLine[]) => new Map(accounts.map((account) => [`github:${account.id}`, account]));

const RANKS = ["github:", "email:", "agent:"];

/** Accounts by number, then e-mails by hash, then agents by name, then ghosts: the published tie-break. */
export function compareIdentities(a: string, b: string): number {
  const rank = (identity: string) => (identity === "ghost" ? RANKS.length : RANKS.findIndex((start) => identity.startsWith(start)));
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a === b) return 0;
  if (rank(a) === 0) return BigInt(a.slice(7)) > BigInt(b.slice(7)) ? 1 : -1;
  return a < b ? -1 : 1;
}

export function byScore(a: { score: bigint; identity: string }, b: { score: bigint; identity: string }): number {
  if (a.score !== b.score) return a.score > b.score ? -1 : 1;
  return compareIdentities(a.identity, b.identity);
}
