// From what each contribution adds to everybody's score.
import type { Attributed, Credited } from "./attribution";
import { adjusted, type Adjusted } from "./overrides";
import { byScore, unix, type ContributionScore, type Counts, type MonthScore, type PersonScore, type WeekScore } from "./score";
import { weekName, weekOf } from "./week";

/** What one contribution adds. */
export interface Entry { readonly line: Credited; readonly score: ContributionScore }

/** What somebody earned, by week. */
export type Weeks = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

/** Everybody, highest score first. Without weeks the preset counts in months. */
export function tally(attributed: Attributed, entries: readonly Entry[], weeks: Weeks | null): PersonScore[] {
  const points = new Map<string, bigint>();
  const own = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { person, contribution } = entry.line;
    const place = `${person} ${contribution.repo} ${contribution.at.slice(0, 7)}`;
    points.set(place, (points.get(place) ?? 0n) + entry.score.points);
    const theirs = own.get(person) ?? [];
    own.set(person, theirs);
    theirs.push(entry);
  }
  const months = (person: string, month: Counts) => points.get(`${person} ${month.repo} ${month.month}`) ?? 0n;
  return told(attributed, months, own, weeks);
}

/** The same for presets without lines, where `scoreOf` gives each month's points. */
export function tallyMonths(attributed: Attributed, scoreOf: (month: Counts) => bigint): PersonScore[] {
  return told(attributed, (_, month) => scoreOf(month), new Map(), null);
}

function told(attributed: Attributed, scoreOf: (person: string, month: Counts) => bigint, own: ReadonlyMap<string, readonly Entry[]>, weeks: Weeks | null): PersonScore[] {
  const counts = counted(attributed);
  const few = fewWeeks(attributed);
  const people = attributed.people.map((identity): PersonScore => {
    const entries = own.get(identity) ?? [];
    const months = [...(counts.get(identity)?.values() ?? [])].map((month): MonthScore => ({ ...month, score: scoreOf(identity, month) }));
    const excluded = attributed.excluded(identity);
    const sum = excluded === null ? months.reduce((total, { score }) => total + score, 0n) : 0n;
    const { score, adjustments } = excluded === null ? byHand(attributed, identity, sum, entries) : { score: 0n, adjustments: [] };
    return {
      identity,
      score,
      months,
      weeks: weeksOf(weeks?.get(identity)),
      contributions: entries.map(({ score: line }) => line),
      adjustments,
      agentPoints: excluded === null ? entries.reduce((total, { score: line }) => (line.agent === null ? total : total + line.points), 0n) : 0n,
      flags: excluded === null ? flagsOf(attributed, identity, few) : [],
      excluded,
      reason: reasonOf(attributed, identity),
    };
  });
  return people.sort(byScore);
}

const weeksOf = (weeks: ReadonlyMap<number, bigint> | undefined): WeekScore[] =>
  [...(weeks ?? [])].filter(([, score]) => score > 0n).sort(([a], [b]) => a - b).map(([week, score]) => ({ week: weekName(week), score }));

/** How many contributions of each kind everybody is credited with, by repository and month. */
function counted({ lines }: Attributed): Map<string, Map<string, Counts>> {
  const people = new Map<string, Map<string, Counts>>();
  for (const { person, contribution: { repo, kind, at } } of lines) {
    const months = people.get(person) ?? new Map<string, Counts>();
    people.set(person, months);
    const month = at.slice(0, 7);
    const place = months.get(`${repo} ${month}`) ?? { repo, month, counts: {} };
    months.set(`${repo} ${month}`, place);
    place.counts[kind] = (place.counts[kind] ?? 0) + 1;
  }
  return people;
}

function byHand({ inputs }: Attributed, person: string, sum: bigint, entries: readonly Entry[]): { score: bigint; adjustments: Adjusted[] } {
  return adjusted(inputs.overrides, sum, (identity) => inputs.joins(identity) === person, ({ repo, kind, key }) => {
    const same = entries.filter(({ score }) => score.repo === repo && score.kind === kind && score.key === key);
    return same.length === 0 ? null : same.reduce((total, { score }) => total + score.points, 0n);
  });
}

/** The published reason of a decision about who is paid. */
function reasonOf({ inputs: { overrides, joins } }: Attributed, person: string): string | null {
  return [...overrides.exclude, ...overrides.include].find(({ identity }) => joins(identity) === person)?.reason ?? null;
}

function flagsOf({ inputs: { window, flags }, accounts }: Attributed, person: string, few: ReadonlySet<string>): string[] {
  const created = accounts.get(person)?.created_at;
  const isYoung = created !== undefined && window.until - unix(created) < flags.accountAgeDays * 86_400;
  return [...(isYoung ? ["young_account"] : []), ...(few.has(person) ? ["little_activity"] : [])];
}

/** Who has contributions in fewer different weeks than the rules ask for. */
function fewWeeks({ lines, people, inputs: { flags } }: Attributed): Set<string> {
  if (flags.activeWeeks < 2) return new Set();
  const seen = new Map<string, Set<number>>(people.map((person) => [person, new Set()]));
  for (const { person, contribution } of lines) seen.get(person)?.add(weekOf(unix(contribution.at)));
  return new Set(people.filter((person) => (seen.get(person)?.size ?? 0) < flags.activeWeeks));
}
