// The rule of the preset `merged-work`, on bigint: the same integers as the program's.
import type { Attributed, Credited } from "./attribution";
import { lowRatios, pullsOf, type Pulls } from "./gates";
import { isqrt, unix, type Contribution, type Factor, type PersonScore } from "./score";
import { tally, type Entry } from "./tally";
import { weekOf } from "./week";

const MILLION = 1_000_000n;

/** Weights in millionths. */
export interface WorkRules {
  readonly pullRequest: bigint;
  readonly unmerged: bigint;
  readonly commit: bigint;
  readonly review: bigint;
  readonly size: bigint;
  readonly sizeCap: number;
  readonly halfLifeDays: number;
  readonly weeklyCap: bigint;
  readonly mergeRatio: bigint;
  readonly mergeRatioFrom: number;
  readonly reviewRing: bigint;
  readonly reviewRingFrom: number;
  readonly refuseSelfReview: boolean;
}

/** One contribution on its way to a line. */
interface Draft { readonly line: Credited; readonly base: bigint; readonly factors: Factor[]; points: bigint; readonly gates: string[] }

/** Everybody, highest score first. */
export function scoreWork(attributed: Attributed, rules: WorkRules): PersonScore[] {
  const { window: { until }, repositories } = attributed.inputs;
  // In order of time, so that the first review is the first and a full week cuts what came last.
  const inTime = [...attributed.lines].sort((a, b) => unix(a.contribution.at) - unix(b.contribution.at));
  const contributions = inTime.map(({ contribution }) => contribution);
  const [pulls, low] = [pullsOf(contributions, rules), lowRatios(contributions, rules)];
  const drafts = inTime.flatMap((line, place): Draft[] => {
    const worth = value(line.contribution, place, rules, pulls);
    if (worth === null) return [];
    const [base, gate] = worth;
    const factors = factorsOf(line.contribution, until, rules, low, repositories);
    const points = gate === null ? factors.reduce((product, factor) => (product * factor.value) / MILLION, base) : 0n;
    return [{ line, base, factors, points, gates: [...(gate === null ? [] : [gate]), ...(factors.some(({ name }) => name === "merge_ratio") ? ["merge_ratio"] : [])] }];
  });
  const weeks = capWeeks(drafts, rules.weeklyCap);
  const entries = drafts.sort((a, b) => a.line.place - b.line.place).map(({ line, base, factors, points, gates }): Entry => {
    const { repo, kind, key } = line.contribution;
    return { line, score: { repo, kind, key, base, factors, points, gates } };
  });
  return tally(attributed, entries, weeks);
}

/** The value of a contribution and the gate that it does not pass; `null` for what this preset does not look at. */
function value(contribution: Contribution, place: number, rules: WorkRules, pulls: Pulls): [bigint, string | null] | null {
  switch (contribution.kind) {
    case "pull_request_merged": return [rules.pullRequest + size(contribution, rules), null];
    case "commit": return rules.commit > 0n ? [rules.commit + size(contribution, rules), null] : null;
    // Once it is merged, the merge counts.
    case "pull_request_opened": return pulls.merged(contribution) ? null : [rules.unmerged, pulls.unmerged(contribution)];
    case "review": return [rules.review, pulls.review(place)];
    default: return null;
  }
}

/** `size × √(min(lines, size_cap))`, rounded down to a micro-point. Lines that are not known are none. */
function size({ additions, deletions }: Contribution, rules: WorkRules): bigint {
  const lines = BigInt(Math.min((additions ?? 0) + (deletions ?? 0), rules.sizeCap));
  return (isqrt(lines * MILLION * MILLION) * rules.size) / MILLION;
}

/** Every factor that is not 1, in the order of the products. */
function factorsOf({ kind, author, repo, at }: Contribution, until: number, rules: WorkRules, low: ReadonlyMap<string, bigint>, repositories: ReadonlyMap<number, bigint>): Factor[] {
  const named: [string, bigint | undefined][] = [
    ["age", rules.halfLifeDays > 0 ? halfLife(Math.max(until - unix(at), 0), rules.halfLifeDays) : undefined],
    ["merge_ratio", kind === "pull_request_merged" ? low.get(author) : undefined],
    ["repository", repositories.get(repo)],
  ];
  return named.flatMap(([name, factor]) => (factor === undefined || factor === MILLION ? [] : [{ name, value: factor }]));
}

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

/** Cuts what is above the cap of a person's week, the last first; gives everybody's weeks. */
function capWeeks(drafts: readonly Draft[], cap: bigint): Map<string, Map<number, bigint>> {
  const people = new Map<string, Map<number, bigint>>();
  for (const draft of drafts) {
    const { author, at } = draft.line.contribution;
    const weeks = people.get(author) ?? new Map<number, bigint>();
    people.set(author, weeks);
    const week = weekOf(unix(at));
    const had = weeks.get(week) ?? 0n;
    const room = cap > had ? cap - had : 0n;
    if (cap > 0n && draft.points > room) {
      draft.points = room;
      draft.gates.push("weekly_cap");
    }
    weeks.set(week, had + draft.points);
  }
  return people;
}
