// From scores to dues, on bigint: the policies of `tributary-score`.
import { isqrt } from "./score";
import { monthNumber, placeOf, weekOf, type Interval } from "./week";

const MILLION = 1_000_000n;
/** Digits that `recent` and `square-root` keep below a micro-point. */
const FINE = 1_000_000_000_000n;

/** `from` in micro-points, `weight` in millionths. */
export interface Tier { readonly from: bigint; readonly weight: bigint }

export type Policy =
  | { readonly name: "proportional" | "equal" | "square-root" }
  | { readonly name: "tiers"; readonly tiers: readonly Tier[] }
  | { readonly name: "immediate"; readonly intervals: number }
  | { readonly name: "recent"; readonly discount: bigint }
  | { readonly name: "balanced"; readonly paid: ReadonlyMap<string, bigint> }
  | { readonly name: "special"; readonly recipient: string };

/** What a policy looks at, as `scores.json` has it. */
export interface Scored {
  readonly identity: string;
  readonly score: bigint;
  readonly excluded: boolean;
  readonly months: readonly { readonly month: string; readonly score: bigint }[];
  readonly weeks: readonly { readonly week: string; readonly score: bigint }[];
}

/** Where the intervals of scores end: the last one has the last second before `until`. */
export interface Horizon { readonly until: number; readonly interval: Interval }

/** What everybody is due of `pool`. Who is never paid is due nothing. */
export function dues(people: readonly Scored[], policy: Policy, pool: bigint, horizon: Horizon): { identity: string; due: bigint }[] {
  const total = people.reduce((sum, { score }) => sum + score, 0n);
  return people.map((person) => ({ identity: person.identity, due: person.excluded ? 0n : due(person, policy, total, pool, horizon) }));
}

function due(person: Scored, policy: Policy, total: bigint, pool: bigint, horizon: Horizon): bigint {
  const { score } = person;
  switch (policy.name) {
    case "proportional": return score;
    case "equal": return score > 0n ? 1n : 0n;
    case "square-root": return isqrt(score * FINE);
    case "tiers": return tier(policy.tiers, score);
    case "immediate": return immediate(timeline(person, horizon), horizon, policy.intervals);
    case "recent": return recent(timeline(person, horizon), horizon, policy.discount);
    case "balanced": return balanced(person, policy.paid, total, pool);
    case "special": return person.identity === policy.recipient ? 1n : 0n;
  }
}

/** The weight of the highest tier that a score reaches; nothing for a score of 0. */
function tier(tiers: readonly Tier[], score: bigint): bigint {
  const reached = tiers.filter(({ from }) => score > 0n && from <= score);
  return reached.reduce<Tier | null>((best, one) => (best === null || one.from > best.from ? one : best), null)?.weight ?? 0n;
}

/** A person's score by the number of the interval. */
function timeline({ weeks, months }: Scored, { interval }: Horizon): Map<number, bigint> {
  const places = interval === "week"
    ? weeks.map(({ week, score }): [number, bigint] => [weekOf(Date.parse(week) / 1000), score])
    : months.map(({ month, score }): [number, bigint] => [monthNumber(month), score]);
  const line = new Map<number, bigint>();
  for (const [place, score] of places) line.set(place, (line.get(place) ?? 0n) + score);
  return line;
}

const lastOf = ({ until, interval }: Horizon): number => placeOf(until - 1, interval);

function immediate(line: ReadonlyMap<number, bigint>, horizon: Horizon, intervals: number): bigint {
  const last = lastOf(horizon);
  return [...line].reduce((sum, [place, score]) => (place > last - intervals && place <= last ? sum + score : sum), 0n);
}

/** `acc × (1 − discount) + score` over the intervals, each product rounded down to 10⁻¹² of a micro-point. */
function recent(line: ReadonlyMap<number, bigint>, horizon: Horizon, discount: bigint): bigint {
  const kept = discount > MILLION ? 0n : MILLION - discount;
  let acc = 0n;
  if (line.size === 0) return acc;
  for (let place = Math.min(...line.keys()); place <= lastOf(horizon); place += 1) acc = (acc * kept) / MILLION + (line.get(place) ?? 0n) * FINE;
  return acc;
}

/** Times the total score, so that nothing is rounded. */
function balanced({ identity, score }: Scored, paid: ReadonlyMap<string, bigint>, total: bigint, pool: bigint): bigint {
  const supply = [...paid.values()].reduce((sum, amount) => sum + amount, pool);
  const behind = supply * score - (paid.get(identity) ?? 0n) * total;
  return behind > 0n ? behind : 0n;
}
