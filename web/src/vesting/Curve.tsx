// How a share becomes available over time. The same numbers stand in a table behind the second tab.
import * as Tabs from "@radix-ui/react-tabs";
import { useId } from "react";

import { Amount, When } from "../components/Values";
import { dateUtc, exactTokens, part, percent } from "../format";
import { useWidth } from "../river/useWidth";
import { corners, isSlope, outlook, rows, vested, type Point, type Schedule } from "./schedule";
import { each, lasting, sentenceOf } from "./words";

interface CurveProps {
  readonly title: string;
  readonly schedule: Schedule;
  readonly amount: bigint;
  /** What was paid of it; `null` where nobody asked. */
  readonly released: bigint | null;
  /** Seconds since 1970. */
  readonly now: bigint;
  readonly decimals: number;
  readonly symbol: string;
  /** One person's share, not everybody's. */
  readonly yours: boolean;
}

const HEIGHT = 200;
const HEAD = 10;
const FOOT = 30;

const isoOf = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");

/** A moment of the schedule: a date, or how long after the claim. */
function Moment({ schedule: { start }, elapsed, away = true }: { schedule: Schedule; elapsed: bigint; away?: boolean }) {
  if (start !== null) return <When iso={isoOf(start + elapsed)} away={away} />;
  return <>{elapsed === 0n ? "at your claim" : `${lasting(elapsed)} after your claim`}</>;
}
const momentWords = ({ start }: Schedule, elapsed: bigint) => (start === null ? (elapsed === 0n ? "at your claim" : `${lasting(elapsed)} after your claim`) : dateUtc(isoOf(start + elapsed)));

function Picture({ schedule, amount, now, decimals, symbol, width, describedBy }: CurveProps & { width: number; describedBy: string }) {
  const { start, duration } = schedule;
  const x = (elapsed: bigint) => (Number((elapsed * 1_000_000n) / duration) / 1_000_000) * width;
  const y = (units: bigint) => HEAD + HEIGHT * (1 - part(units, amount) / 1_000_000);
  const at = ({ elapsed, amount: units }: Point) => `${x(elapsed).toFixed(1)},${y(units).toFixed(1)}`;
  const line = corners(schedule, amount).map(at).join(" ");
  const elapsed = start === null ? null : now - start;
  const shown = elapsed !== null && elapsed >= 0n && elapsed <= duration ? { elapsed, amount: vested(schedule, amount, elapsed) } : null;
  return (
    <svg className="vesting" viewBox={`0 0 ${width} ${HEAD + HEIGHT + FOOT}`} height={HEAD + HEIGHT + FOOT} role="img" aria-labelledby={describedBy}>
      <polygon className="ground" points={`0,${HEAD + HEIGHT} ${line} ${width},${HEAD + HEIGHT}`} />
      <path className="axis" d={`M0,${HEAD}V${HEAD + HEIGHT}H${width}`} />
      <polyline className="curve" points={line} />
      {shown && <g><line className="now" x1={x(shown.elapsed)} x2={x(shown.elapsed)} y1={HEAD} y2={HEAD + HEIGHT} /><circle className="here" cx={x(shown.elapsed)} cy={y(shown.amount)} r="5" /></g>}
      <text x="0" y={HEAD + HEIGHT + 22}>{momentWords(schedule, 0n)}</text>
      <text x={width} y={HEAD + HEIGHT + 22} textAnchor="end">{momentWords(schedule, duration)}</text>
      <text x="8" y={HEAD + 14}>{exactTokens(amount, decimals)} {symbol}</text>
    </svg>
  );
}

function Table({ schedule, amount, decimals, symbol }: CurveProps) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Amounts by date">
      <table>
        <thead><tr><th scope="col">When</th><th scope="col" className="number">Available in all</th><th scope="col" className="number">Part</th></tr></thead>
        <tbody>
          {rows(schedule, amount).map((row) => (
            <tr key={String(row.elapsed)}>
              <th scope="row"><Moment schedule={schedule} elapsed={row.elapsed} away={false} /></th>
              <td className="number"><Amount units={row.amount} decimals={decimals} symbol={symbol} /></td>
              <td className="number">{percent(part(row.amount, amount))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What there is now, what comes next, and when all of it is there. */
function Figures({ schedule, amount, released, now, decimals, symbol, yours }: CurveProps) {
  const { start, duration, period } = schedule;
  const elapsed = start === null ? 0n : now - start;
  const { available, next } = outlook(schedule, amount, released ?? 0n, elapsed);
  const tokens = (units: bigint) => <Amount units={units} decimals={decimals} symbol={symbol} yours={yours} />;
  return (
    <dl className="facts">
      <div><dt>{start === null ? "Available at the claim" : "Available now"}</dt><dd>{tokens(available)}</dd>{released !== null && released > 0n && <dd><small>{exactTokens(released, decimals)} {symbol} were paid before</small></dd>}</div>
      <div>
        <dt>Next</dt>
        {next === null ? <dd>Nothing more: all is available</dd> : <><dd>{isSlope(schedule) && elapsed >= schedule.cliff ? `More ${each(period)}` : tokens(next.amount)}</dd><dd><small><Moment schedule={schedule} elapsed={next.elapsed} /></small></dd></>}
      </div>
      <div><dt>All by</dt><dd><Moment schedule={schedule} elapsed={duration} away={false} /></dd></div>
    </dl>
  );
}

export function Curve(props: CurveProps) {
  const { title, schedule } = props;
  const [box, width] = useWidth<HTMLDivElement>(720);
  const words = useId();
  if (props.amount === 0n) return null;
  return (
    <section className="stack" aria-label={title}>
      <Tabs.Root defaultValue="curve" className="stack">
        <div className="between">
          <h2>{title}</h2>
          <Tabs.List className="tabs" aria-label="Show as"><Tabs.Trigger value="curve">Curve</Tabs.Trigger><Tabs.Trigger value="table">Table</Tabs.Trigger></Tabs.List>
        </div>
        <p id={words}>{sentenceOf(schedule)}</p>
        <Figures {...props} />
        <div ref={box}>
          <Tabs.Content value="curve"><Picture {...props} width={width} describedBy={words} /></Tabs.Content>
          <Tabs.Content value="table"><Table {...props} /></Tabs.Content>
        </div>
      </Tabs.Root>
      <p className="soft small">What was claimed stays yours. Anybody may send the payment of what has become available, at any time.</p>
    </section>
  );
}
