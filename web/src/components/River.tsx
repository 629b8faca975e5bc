// Contributions by month and person, flowing into shares. The same numbers stand in a table beside it.
import * as Tabs from "@radix-ui/react-tabs";

import type { Activity } from "../api/client";
import { monthName, personName, points } from "../format";
import { Amount } from "./Values";

const WIDTH = 1040;
const HEIGHT = 380;
const TOP = 12;
const BOTTOM = 34;
const FLOW_END = 700;
const SHARES = 800;
const TONES = 6;
const LINE = 17;

interface Stream { key: string; name: string; amount: bigint; scores: bigint[]; tone: string }

function streams(activity: Activity, you: string | undefined): Stream[] {
  const people = activity.people.map((person, place) => ({
    key: person.identity,
    name: personName(person),
    amount: BigInt(person.amount),
    scores: person.scores.map(BigInt),
    tone: person.identity === you ? "you" : `tone-${place % TONES}`,
  }));
  const others = { key: "others", name: "everybody else", amount: BigInt(activity.others.amount), scores: activity.others.scores.map(BigInt), tone: "others" };
  return others.amount > 0n ? [...people, others] : people;
}

/** Exact ratio of two large integers, close enough for a picture. */
const ratio = (part: bigint, whole: bigint) => (whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000);

interface Column { x: number; edges: [number, number][] }

function columns(list: Stream[], months: number): Column[] {
  const sums = Array.from({ length: months }, (_, m) => list.reduce((sum, stream) => sum + (stream.scores[m] ?? 0n), 0n));
  const widest = sums.reduce((max, sum) => (sum > max ? sum : max), 1n);
  const room = HEIGHT - TOP - BOTTOM;
  const middle = TOP + room / 2;
  const stack = (x: number, heights: number[]): Column => {
    let y = middle - heights.reduce((sum, height) => sum + height, 0) / 2;
    return { x, edges: heights.map((height) => { const top = y; y += height; return [top, y]; }) };
  };
  const step = months > 1 ? FLOW_END / (months - 1) : 0;
  const flow = sums.map((_, m) => stack(months > 1 ? m * step : FLOW_END / 2, list.map((stream) => ratio(stream.scores[m] ?? 0n, widest) * room)));
  const pool = list.reduce((sum, stream) => sum + stream.amount, 0n);
  return [...flow, stack(SHARES, list.map((stream) => ratio(stream.amount, pool) * room))];
}

/** A band with soft bends: along the top to the right, along the bottom back. */
function band(list: Column[], place: number): string {
  const edge = (column: Column | undefined, side: 0 | 1) => column?.edges[place]?.[side] ?? 0;
  const curve = (from: Column, to: Column, side: 0 | 1) => {
    const middle = (from.x + to.x) / 2;
    return `C${middle},${edge(from, side)} ${middle},${edge(to, side)} ${to.x},${edge(to, side)}`;
  };
  const first = list[0];
  if (!first) return "";
  const back = [...list].reverse();
  const top = list.slice(1).map((column, i) => curve(list[i] ?? first, column, 0));
  const bottom = back.slice(1).map((column, i) => curve(back[i] ?? first, column, 1));
  const last = back[0];
  return `M${first.x},${edge(first, 0)}${top.join("")}h40V${edge(last, 1)}h-40${bottom.join("")}Z`;
}

/** Where the names stand: beside their shares, and never on one another. */
function places(edges: readonly [number, number][]): number[] {
  return edges.reduce<number[]>((taken, [top, bottom]) => {
    const free = (taken.at(-1) ?? -LINE) + LINE;
    return [...taken, Math.max((top + bottom) / 2 + 4, free)];
  }, []);
}

function Drawing({ list, months }: { list: Stream[]; months: string[] }) {
  const at = columns(list, months.length);
  const shares = at[at.length - 1];
  const marks = months.filter((_, m) => m % Math.max(1, Math.ceil(months.length / 6)) === 0);
  const labels = places(shares?.edges ?? []);
  return (
    <svg className="river" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Contributions by month and person, flowing into shares of the pool. The table has the same numbers.">
      {list.map((stream, place) => <path key={stream.key} className={`band ${stream.tone}`} d={band(at, place)}><title>{stream.name}</title></path>)}
      {list.map((stream, place) => {
        const y = labels[place] ?? HEIGHT;
        return y > HEIGHT - 8 ? null : <text key={stream.key} className="name" x={SHARES + 52} y={y}>{stream.name}</text>;
      })}
      {marks.map((month) => {
        const m = months.indexOf(month);
        return <text key={month} x={months.length > 1 ? (m * FLOW_END) / (months.length - 1) : FLOW_END / 2} y={HEIGHT - 8} textAnchor={m === 0 ? "start" : "middle"}>{monthName(month)}</text>;
      })}
    </svg>
  );
}

export function River({ activity, decimals, symbol, you }: { activity: Activity; decimals: number; symbol: string; you?: string }) {
  const list = streams(activity, you);
  return (
    <Tabs.Root defaultValue="river">
      <Tabs.List className="tabs" aria-label="How to see the contributions">
        <Tabs.Trigger value="river">River</Tabs.Trigger>
        <Tabs.Trigger value="table">Table</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="river"><Drawing list={list} months={activity.months} /></Tabs.Content>
      <Tabs.Content value="table" className="scroll">
        <table>
          <thead><tr><th scope="col">Who</th>{activity.months.map((month) => <th key={month} scope="col" className="number">{monthName(month)}</th>)}<th scope="col" className="number">Share</th></tr></thead>
          <tbody>
            {list.map((stream) => (
              <tr key={stream.key} className={stream.tone === "you" ? "you" : ""}>
                <th scope="row">{stream.name}</th>
                {activity.months.map((month, m) => <td key={month} className="number">{points(stream.scores[m] ?? 0n)}</td>)}
                <td className="number"><Amount units={stream.amount} decimals={decimals} symbol={symbol} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </Tabs.Content>
    </Tabs.Root>
  );
}
