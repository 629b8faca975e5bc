// The rule of the preset `merged-work`, on bigint: the same integers as the program's.
import { compare, KINDS, type Evidence } from "./evidence";
import { lowRatios, pullsOf, unix, type Pulls } from "./gates";
import { byIdentity, byScore, counted, excluded, isqrt, type Contribution, type ContributionScore, type Factor, type PersonScore } from "./score";
import { weekName, weekOf } from "./week";

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

interface Entry { readonly contribution: Contribution; readonly score: ContributionScore }

/** Everybody, highest score first. `until` in seconds; `repositories` has their factors in millionths. */
export function scoreWork({ contributions, accounts }: Evidence, until: number, rules: WorkRules, repositories: ReadonlyMap<number, bigint>): PersonScore[] {
  // In order of time, so that the first review is the first and a full week cuts what came last.
  const inTime = [...contributions].sort(compare).sort((a, b) => unix(a.at) - unix(b.at));
  const [pulls, low] = [pullsOf(inTime, rules), lowRatios(inTime, rules)];
  const entries = inTime.flatMap((contribution, place): Entry[] => {
    const worth = value(contribution, place, rules, pulls);
    if (worth === null) return [];
    const [base, gate] = worth;
    const factors = factorsOf(contribution, until, rules, low, repositories);
    const points = gate === null ? factors.reduce((product, factor) => (product * factor.value) / MILLION, base) : 0n;
    const gates = [...(gate === null ? [] : [gate]), ...(factors.some(({ name }) => name === "merge_ratio") ? ["merge_ratio"] : [])];
    const { repo, kind, key } = contribution;
    return [{ contribution, score: { repo, kind, key, base, factors, points, gates } }];
  });
  const weeks = capWeeks(entries, rules.weeklyCap);
  return tally(contributions, byIdentity(accounts), entries, weeks);
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

type Weeks = Map<string, Map<number, bigint>>;

/** Cuts what is above the cap of a person's week, the last first; gives everybody's weeks. */
function capWeeks(entries: readonly Entry[], cap: bigint): Weeks {
  const people: Weeks = new Map();
  for (const { contribution: { author, at }, score } of entries) {
    const weeks = people.get(author) ?? new Map<number, bigint>();
    people.set(author, weeks);
    const week = weekOf(unix(at));
    const had = weeks.get(week) ?? 0n;
    const room = cap > had ? cap - had : 0n;
    if (cap > 0n && score.points > room) {
      score.points = room;
      score.gates.push("weekly_cap");
    }
    weeks.set(week, had + score.points);
  }
  return people;
}

function tally(contributions: readonly Contribution[], accounts: ReturnType<typeof byIdentity>, entries: readonly Entry[], weeks: Weeks): PersonScore[] {
  const points = new Map<string, bigint>();
  const lines = new Map<string, ContributionScore[]>();
  for (const { contribution: { author, repo, at }, score } of entries) {
    const place = `${author} ${repo} ${at.slice(0, 7)}`;
    points.set(place, (points.get(place) ?? 0n) + score.points);
    const own = lines.get(author) ?? [];
    lines.set(author, own);
    own.push(score);
  }
  const people = [...counted(contributions)].map(([identity, byPlace]): PersonScore => {
    const months = [...byPlace.values()].map((month) => ({ ...month, score: points.get(`${identity} ${month.repo} ${month.month}`) ?? 0n }));
    const sum = months.reduce((total, month) => total + month.score, 0n);
    const own = [...(weeks.get(identity) ?? [])].filter(([, score]) => score > 0n).sort(([a], [b]) => a - b);
    return {
      identity,
      score: excluded(identity, accounts) ? 0n : sum,
      months,
      weeks: own.map(([week, score]) => ({ week: weekName(week), score })),
      contributions: (lines.get(identity) ?? []).sort(byKey),
    };
  });
  return people.sort(byScore);
}

const byKey = (a: ContributionScore, b: ContributionScore): number => a.repo - b.repo || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
