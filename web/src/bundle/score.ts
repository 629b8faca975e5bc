// What scores are made of, and the rule of the activity presets, on bigint: the same integers as the program's.

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
export interface AccountLine { id: number; login: string; kind: string }
export interface MonthScore { repo: number; month: string; counts: Record<string, number>; score: bigint }
export interface WeekScore { week: string; score: bigint }
/** A factor in millionths. */
export interface Factor { name: string; value: bigint }
export interface ContributionScore { repo: number; kind: string; key: string; base: bigint; factors: Factor[]; points: bigint; gates: string[] }
export interface PersonScore { identity: string; score: bigint; months: MonthScore[]; weeks: WeekScore[]; contributions: ContributionScore[] }

const MILLION = 1_000_000n;

/** Names of the weights in the rules, by kind. A pull request closed without a merge never counts. */
const WEIGHT_OF: Record<string, string> = {
  commit: "commits",
  pull_request_opened: "pull_requests_opened",
  pull_request_merged: "pull_requests_merged",
  review: "reviews",
  review_comment: "review_comments",
  issue_opened: "issues_opened",
  issue_comment: "issue_comments",
};

/** OpenDigger's, and nothing for what it does not count. */
export const PUBLISHED_WEIGHTS: Record<string, string> = {
  issue_comments: "0.5252",
  issues_opened: "2.2235",
  pull_requests_opened: "4.0679",
  review_comments: "0.7427",
  pull_requests_merged: "2.0339",
  reviews: "0",
  commits: "0",
};

/** OpenDigger's round weights of 2021. */
export const WEIGHTS_OF_2021: Record<string, string> = {
  issue_comments: "1",
  issues_opened: "2",
  pull_requests_opened: "3",
  review_comments: "4",
  pull_requests_merged: "2",
  reviews: "0",
  commits: "0",
};

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

/** The weight of a kind in millionths. */
export function weightOf(kind: string, weights: Record<string, string>): bigint {
  const name = WEIGHT_OF[kind];
  return name === undefined ? 0n : millionths(weights[name] ?? "0");
}

/** Who is counted and never paid. */
export function excluded(identity: string, accounts: ReadonlyMap<string, AccountLine>): boolean {
  const account = accounts.get(identity);
  return identity === "ghost" || (account !== undefined && account.kind !== "user");
}

export const byIdentity = (accounts: readonly AccountLine[]) => new Map(accounts.map((account) => [`github:${account.id}`, account]));

/** Everybody, highest score first. `repositories` has their factors in millionths; `weights` is complete. */
export function scoreActivity(
  contributions: readonly Contribution[],
  accounts: readonly AccountLine[],
  weights: Record<string, string>,
  repositories: ReadonlyMap<number, bigint>,
): PersonScore[] {
  const known = byIdentity(accounts);
  const people = [...counted(contributions)].map(([identity, byPlace]): PersonScore => {
    const months = [...byPlace.values()].map((month) => ({ ...month, score: monthScore(month, weights, repositories) }));
    const sum = months.reduce((total, month) => total + month.score, 0n);
    return { identity, score: excluded(identity, known) ? 0n : sum, months, weeks: [], contributions: [] };
  });
  return people.sort(byScore);
}

type Counts = Omit<MonthScore, "score">;

/** How many contributions of each kind everybody made, by repository and month. */
export function counted(contributions: readonly Contribution[]): Map<string, Map<string, Counts>> {
  const people = new Map<string, Map<string, Counts>>();
  for (const { repo, kind, author, at } of contributions) {
    const months = people.get(author) ?? new Map<string, Counts>();
    people.set(author, months);
    const month = at.slice(0, 7);
    const place = months.get(`${repo} ${month}`) ?? { repo, month, counts: {} };
    months.set(`${repo} ${month}`, place);
    place.counts[kind] = (place.counts[kind] ?? 0) + 1;
  }
  return people;
}

/** √(sum / 10⁶) points are √(sum × 10⁶) micro-points; both roundings go down. */
function monthScore(month: Counts, weights: Record<string, string>, repositories: ReadonlyMap<number, bigint>): bigint {
  const sum = Object.entries(month.counts).reduce((total, [kind, count]) => total + weightOf(kind, weights) * BigInt(count), 0n);
  return (isqrt(sum * MILLION) * (repositories.get(month.repo) ?? MILLION)) / MILLION;
}

/** Accounts by number, then e-mails by hash, then ghosts: the published tie-break. */
export function compareIdentities(a: string, b: string): number {
  const rank = (identity: string) => (identity.startsWith("github:") ? 0 : identity.startsWith("email:") ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a === b) return 0;
  if (rank(a) === 0) return BigInt(a.slice(7)) > BigInt(b.slice(7)) ? 1 : -1;
  return a < b ? -1 : 1;
}

export function byScore(a: { score: bigint; identity: string }, b: { score: bigint; identity: string }): number {
  if (a.score !== b.score) return a.score > b.score ? -1 : 1;
  return compareIdentities(a.identity, b.identity);
}
