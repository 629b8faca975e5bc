// Contributions by month and person, flowing into shares. The same numbers stand in a table behind the second tab.
import * as Tabs from "@radix-ui/react-tabs";
import { useState } from "react";
import { Link } from "react-router";

import type { Activity } from "../api/client";
import { Amount } from "../components/Values";
import { monthName, personName, points } from "../format";
import { shape, spread, type Stream } from "./shape";
import { useWidth } from "./useWidth";

const TONES = 6;
const NARROW = 720;
const LINE = 18;
const HEAD = 8;
const FOOT = 30;

interface Named extends Stream { name: string; tone: string; to: string | null }

interface RiverProps { activity: Activity; slug: string; decimals: number; symbol: string; you?: string }

function named({ activity, slug, you }: RiverProps): Named[] {
  const people = activity.people.map((person, place) => ({
    key: person.identity,
    name: personName(person),
    amount: BigInt(person.amount),
    scores: person.scores.map(BigInt),
    tone: person.identity === you ? "you" : String(place % TONES),
    to: `/airdrops/${slug}/people/${encodeURIComponent(person.identity)}`,
  }));
  const others = { key: "others", name: "everybody else", amount: BigInt(activity.others.amount), scores: activity.others.scores.map(BigInt), tone: "others", to: null };
  return others.amount > 0n ? [...people, others] : people;
}

interface Drawn { list: Named[]; months: string[]; width: number; active: string | null; setActive: (key: string | null) => void }

function Bands({ list, months, active, setActive, bed, moved }: Omit<Drawn, "width"> & { bed: Parameters<typeof shape>[2]; moved: [number, number] }) {
  const drawn = shape(list, months.length, bed);
  return (
    <g transform={`translate(${moved[0]} ${moved[1]})`} aria-hidden>
      {drawn.bands.map((band, place) => (
        <path key={band.key} className={`band flow-${list[place]?.tone ?? "others"}${active === band.key ? " active" : ""}`} d={band.path} onPointerEnter={() => setActive(band.key)} onPointerLeave={() => setActive(null)}>
          <title>{list[place]?.name}</title>
        </path>
      ))}
    </g>
  );
}

const marked = (months: readonly string[], most: number) => {
  const every = Math.max(1, Math.ceil(months.length / most));
  return months.map((month, place) => ({ month, place })).filter(({ place }) => place % every === 0);
};

/** From left to right, with the names at the mouth. */
function Across(drawn: Drawn) {
  const { list, months, width, active, setActive } = drawn;
  const breadth = Math.max(380, list.length * LINE + 40);
  const bed = { length: width - 170, breadth, down: false };
  const at = shape(list, months.length, bed);
  const labels = spread(at.bands.map((band) => band.mouth + 4.5), LINE, breadth);
  return (
    <svg className="river" viewBox={`0 0 ${width} ${breadth + HEAD + FOOT}`} height={breadth + HEAD + FOOT} role="group" aria-label="River of contributions" {...(active === null ? {} : { "data-active": active })}>
      {marked(months, 7).map(({ month, place }) => (
        <g key={month} aria-hidden>
          <line className="tick" x1={at.months[place]} x2={at.months[place]} y1={0} y2={breadth + HEAD + 8} />
          <text x={at.months[place]} y={breadth + HEAD + 24} textAnchor={place === 0 ? "start" : "middle"}>{monthName(month)}</text>
        </g>
      ))}
      <Bands {...drawn} bed={bed} moved={[0, HEAD]} />
      {list.map((stream, place) => {
        const label = <text className="name" x={width - 160} y={HEAD + (labels[place] ?? 0)}>{stream.name}</text>;
        const point = { onPointerEnter: () => setActive(stream.key), onPointerLeave: () => setActive(null), onFocus: () => setActive(stream.key), onBlur: () => setActive(null) };
        return stream.to === null ? <g key={stream.key} {...point}>{label}</g> : <Link key={stream.key} to={stream.to} {...point}>{label}</Link>;
      })}
      <text x={bed.length} y={breadth + HEAD + 24} textAnchor="end" aria-hidden>shares of the pool</text>
    </svg>
  );
}

/** Down a narrow page, with the names in a list below. */
function Down(drawn: Drawn & { decimals: number; symbol: string }) {
  const { list, months, width, active } = drawn;
  const bed = { length: 520, breadth: width - 64, down: true };
  const at = shape(list, months.length, bed);
  return (
    <>
      <svg className="river" viewBox={`0 0 ${width} ${bed.length + HEAD}`} height={bed.length + HEAD} aria-hidden {...(active === null ? {} : { "data-active": active })}>
        {marked(months, 8).map(({ month, place }) => (
          <g key={month}>
            <line className="tick" x1={0} x2={width} y1={HEAD + (at.months[place] ?? 0)} y2={HEAD + (at.months[place] ?? 0)} />
            <text x={0} y={HEAD + (at.months[place] ?? 0) + 16}>{monthName(month)}</text>
          </g>
        ))}
        <Bands {...drawn} bed={bed} moved={[64, HEAD]} />
      </svg>
      <ul className="legend" aria-label="Shares">
        {list.map((stream) => (
          <li key={stream.key}>
            <svg viewBox="0 0 14 14" aria-hidden><circle className={`flow-${stream.tone}`} cx="7" cy="7" r="7" /></svg>
            {stream.to === null ? <span>{stream.name}</span> : <Link to={stream.to}>{stream.name}</Link>}
            <Amount units={stream.amount} decimals={drawn.decimals} symbol={drawn.symbol} yours={stream.tone === "you"} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Table({ list, months, decimals, symbol }: { list: Named[]; months: string[]; decimals: number; symbol: string }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Points by person and month">
      <table>
        <thead><tr><th scope="col">Who</th>{months.map((month) => <th key={month} scope="col" className="number">{monthName(month)}</th>)}<th scope="col" className="number">Share</th></tr></thead>
        <tbody>
          {list.map((stream) => (
            <tr key={stream.key}>
              <th scope="row">{stream.name}</th>
              {months.map((month, place) => <td key={month} className="number">{points(stream.scores[place] ?? 0n)}</td>)}
              <td className="number"><Amount units={stream.amount} decimals={decimals} symbol={symbol} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function River(props: RiverProps & { title: string }) {
  const { activity, decimals, symbol, title } = props;
  const [box, width] = useWidth<HTMLDivElement>(1120);
  const [active, setActive] = useState<string | null>(null);
  const list = named(props);
  const drawn = { list, months: activity.months, width, active, setActive };
  return (
    <Tabs.Root defaultValue="river" className="stack">
      <div className="between">
        <h2>{title}</h2>
        <Tabs.List className="tabs" aria-label="Show as">
          <Tabs.Trigger value="river">River</Tabs.Trigger>
          <Tabs.Trigger value="table">Table</Tabs.Trigger>
        </Tabs.List>
      </div>
      <div ref={box}>
        <Tabs.Content value="river" className={width < NARROW ? "river-box down" : "river-box"}>
          {width < NARROW ? <Down {...drawn} decimals={decimals} symbol={symbol} /> : <Across {...drawn} />}
        </Tabs.Content>
        <Tabs.Content value="table"><Table list={list} months={activity.months} decimals={decimals} symbol={symbol} /></Tabs.Content>
      </div>
    </Tabs.Root>
  );
}
