// The rule of the preset `opendigger-activity` and of the allocation, on bigint: the same integers as the program's.

export interface Contribution { repo: number; kind: string; author: string; at: string }
export interface AccountLine { id: number; login: string; kind: string }
export interface PersonScore { identity: string; score: bigint }

const MILLION = 1_000_000n;

/** Weight names in the rules, by kind of contribution. */
const WEIGHT_OF: Record<string, string> = {
  commit: "commits",
  pull_request_opened: "pull_requests_opened",
  pull_request_merged: "pull_requests_merged",
  review: "reviews",
  review_comment: "review_comments",
  issue_opened: "issues_opened",
  issue_comment: "issue_comments",
};

export const PUBLISHED_WEIGHTS: Record<string, string> = {
  issue_comments: "0.5252",
  issues_opened: "2.2235",
  pull_requests_opened: "4.0679",
  review_comments: "0.7427",
  pull_requests_merged: "2.0339",
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

/** Who is counted and never paid. */
function excluded(identity: string, accounts: Map<string, AccountLine>): boolean {
  if (identity === "ghost") return true;
  const account = accounts.get(identity);
  return account !== undefined && account.kind !== "user";
}

export function scoreActivity(
  contributions: readonly Contribution[],
  accounts: readonly AccountLine[],
  weights: Record<string, string>,
  repositories: Map<number, bigint>,
): PersonScore[] {
  const counts = new Map<string, Map<string, { repo: number; sum: bigint }>>();
  for (const { repo, kind, author, at } of contributions) {
    const name = WEIGHT_OF[kind];
    const weight = name === undefined ? 0n : millionths(weights[name] ?? PUBLISHED_WEIGHTS[name] ?? "0");
    const months = counts.get(author) ?? new Map<string, { repo: number; sum: bigint }>();
    counts.set(author, months);
    const place = `${repo} ${at.slice(0, 7)}`;
    const month = months.get(place) ?? { repo, sum: 0n };
    month.sum += weight;
    months.set(place, month);
  }
  const known = new Map(accounts.map((account) => [`github:${account.id}`, account]));
  const people = [...counts].map(([identity, months]) => {
    let score = 0n;
    for (const { repo, sum } of months.values()) {
      score += (isqrt(sum * MILLION) * (repositories.get(repo) ?? MILLION)) / MILLION;
    }
    return { identity, score: excluded(identity, known) ? 0n : score };
  });
  return people.sort(byScore);
}

/** Accounts by number, then e-mails, then ghosts: the published tie-break. */
export function compareIdentities(a: string, b: string): number {
  const rank = (identity: string) => (identity.startsWith("github:") ? 0 : identity.startsWith("email:") ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (rank(a) === 0) return Number(BigInt(a.slice(7)) - BigInt(b.slice(7)) > 0n) * 2 - 1;
  return a < b ? -1 : 1;
}

function byScore(a: PersonScore, b: PersonScore): number {
  if (a.score !== b.score) return a.score > b.score ? -1 : 1;
  return compareIdentities(a.identity, b.identity);
}

export interface AllocationRules { pool: bigint; cap: bigint | null; minimum: bigint | null }

/** Largest remainder with cap and minimum; people without a share are left out of the answer. */
export function allocate(scores: readonly PersonScore[], rules: AllocationRules): Map<string, bigint> {
  const order = scores.filter((person) => person.score > 0n).sort(byScore);
  const kept = order.slice(0, reachMinimum(order, rules));
  const { capped, rest, total } = split(kept, rules);
  const cap = rules.cap ?? 0n;
  const amounts = kept.map((person, place) => (place < capped ? cap : (rest * person.score) / total));
  const remainders = kept
    .map((person, place) => ({ place, remainder: place < capped ? -1n : (rest * person.score) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder > b.remainder ? -1 : 1));
  let left = rules.pool - amounts.reduce((sum, amount) => sum + amount, 0n);
  for (const { place } of remainders) {
    if (left <= 0n) break;
    amounts[place] = (amounts[place] ?? 0n) + 1n;
    left -= 1n;
  }
  return new Map(kept.map((person, place) => [person.identity, amounts[place] ?? 0n]));
}

function split(order: readonly PersonScore[], rules: AllocationRules) {
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

/** The longest run of highest scores whose lowest share reaches the minimum; equal scores stay together. */
function reachMinimum(order: readonly PersonScore[], rules: AllocationRules): number {
  const minimum = rules.minimum;
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
