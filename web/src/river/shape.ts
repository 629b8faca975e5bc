// Where the water runs: bands of months that end in shares. Pure geometry; `t` runs with the river, `s` across it.

export interface Stream {
  readonly key: string;
  /** Micro-points by month. */
  readonly scores: readonly bigint[];
  /** Base units. */
  readonly amount: bigint;
}

export interface Bed { readonly length: number; readonly breadth: number; readonly down: boolean }

export interface Band {
  readonly key: string;
  readonly path: string;
  /** The middle of the share, across the river. */
  readonly mouth: number;
}

export interface Shape { readonly bands: readonly Band[]; readonly months: readonly number[] }

interface Column { readonly t: number; readonly edges: readonly (readonly [number, number])[] }

/** The months take this part of the length, the fan of shares the rest. */
const FLOW = 0.66;
/** Blocks of the shares at the end. */
const MOUTH = 14;
const GAP = 4;

/** Close enough for a picture, exact until the last step. */
function ratio(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;
}

const total = (parts: readonly bigint[]) => parts.reduce((sum, part) => sum + part, 0n);

function stack(t: number, middle: number, heights: readonly number[], gap: number): Column {
  let edge = middle - (heights.reduce((sum, height) => sum + height, 0) + gap * (heights.length - 1)) / 2;
  const edges = heights.map((height): [number, number] => {
    const from = edge;
    edge += height + gap;
    return [from, from + height];
  });
  return { t, edges };
}

export function shape(streams: readonly Stream[], months: number, bed: Bed): Shape {
  const sums = Array.from({ length: months }, (_, month) => total(streams.map((stream) => stream.scores[month] ?? 0n)));
  const widest = sums.reduce((max, sum) => (sum > max ? sum : max), 1n);
  const flow = bed.length * FLOW;
  const at = sums.map((_, month) => (months > 1 ? (month * flow) / (months - 1) : flow / 2));
  const middle = bed.breadth / 2;
  const columns = at.map((t, month) => {
    // A slow bend, so that it reads as a river and not as a chart with a mistake.
    const bend = Math.sin(month * 0.8) * bed.breadth * 0.05 * (1 - month / Math.max(1, months));
    const heights = streams.map((stream) => ratio(stream.scores[month] ?? 0n, widest) * bed.breadth * 0.78);
    return stack(t, middle + bend, heights, 0);
  });
  const pool = total(streams.map((stream) => stream.amount));
  const gap = streams.length > 1 ? GAP : 0;
  const room = bed.breadth - gap * (streams.length - 1);
  const shares = stack(bed.length - MOUTH, middle, streams.map((stream) => ratio(stream.amount, pool) * room), gap);
  const all = [...columns, shares];
  const bands = streams.map((stream, place) => {
    const [from = 0, to = 0] = shares.edges[place] ?? [];
    return { key: stream.key, path: band(all, place, bed), mouth: (from + to) / 2 };
  });
  return { bands, months: at };
}

/** Along one bank to the mouth, along the other back. */
function band(columns: readonly Column[], place: number, bed: Bed): string {
  const point = (t: number, s: number) => (bed.down ? `${s.toFixed(1)},${t.toFixed(1)}` : `${t.toFixed(1)},${s.toFixed(1)}`);
  const bank = (column: Column, side: 0 | 1) => column.edges[place]?.[side] ?? 0;
  const curve = (from: Column, to: Column, side: 0 | 1) => {
    const half = (from.t + to.t) / 2;
    return `C${point(half, bank(from, side))} ${point(half, bank(to, side))} ${point(to.t, bank(to, side))}`;
  };
  const run = (list: readonly Column[], side: 0 | 1) => list.slice(1).map((column, step) => curve(list[step] ?? column, column, side)).join("");
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last) return "";
  const end = last.t + MOUTH;
  return `M${point(first.t, bank(first, 0))}${run(columns, 0)}L${point(end, bank(last, 0))}L${point(end, bank(last, 1))}`
    + `L${point(last.t, bank(last, 1))}${run([...columns].reverse(), 1)}Z`;
}

/** Where names stand beside their shares without touching: as near as `line` and the room allow. */
export function spread(wanted: readonly number[], line: number, room: number): number[] {
  const down: number[] = [];
  for (const place of wanted) down.push(Math.max(place, (down.at(-1) ?? -Infinity) + line));
  const up: number[] = [];
  for (const place of [...down].reverse()) up.push(Math.min(place, (up.at(-1) ?? room + line) - line));
  return up.reverse();
}
