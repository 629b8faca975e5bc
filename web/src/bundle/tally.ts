// From what each contribution adds to everybody's score.
import type { Attributed, Credited } from "./attribution";
import { byScore, type ContributionScore, type Counts, type MonthScore, type PersonScore, type WeekScore } from "./score";
import { weekName } from "./week";

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
  const people = attributed.people.map((identity): PersonScore => {
    const months = [...(counts.get(identity)?.values() ?? [])].map((month): MonthScore => ({ ...month, score: scoreOf(identity, month) }));
    const excluded = attributed.excluded(identity);
    const score = excluded === null ? months.reduce((total, month) => total + month.score, 0n) : 0n;
    return { identity, score, months, weeks: weeksOf(weeks?.get(identity)), contributions: (own.get(identity) ?? []).map((entry) => entry.score), excluded };
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
