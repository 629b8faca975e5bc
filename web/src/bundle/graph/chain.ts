// CredRank's Markov chain and its stationary distribution (sourcecred/sourcecred `core/credrank`). Sums run in the original's
// order. Nodes: base nodes, the seed, then for each week its accumulator and everybody's node of that week.
import { at } from "./rank";

/** A base node, or a scored person in the week of the edge. */
export type End = { readonly base: number } | { readonly person: number };
/** An edge before it is split into directions and weeks; `moment` in seconds. */
export interface CredEdge { readonly src: End; readonly dst: End; readonly moment: number; readonly forward: number; readonly backward: number }
/** `starts` has the first second of each week. */
export interface CredGraph { readonly mints: readonly number[]; readonly people: number; readonly starts: readonly number[]; readonly edges: readonly CredEdge[] }
export interface CredrankParameters { readonly alpha: number; readonly beta: number; readonly gammaForward: number; readonly gammaBackward: number }
/** By person and week; and by edge, what flows back from its destination to its source. */
export interface Cred { readonly weeks: readonly (readonly number[])[]; readonly back: Float64Array }

const THRESHOLD = 1e-7;
const MAX_ITERATIONS = 255;

interface Arc { readonly src: number; readonly dst: number; readonly edge: number; readonly isBack: boolean; weight: number }

/** Cred; `null` when nothing mints. */
export function solve(graph: CredGraph, parameters: CredrankParameters): Cred | null {
  const total = graph.mints.reduce((sum, mint) => sum + mint, 0);
  if (total <= 0) return null;
  const layout = layoutOf(graph);
  const arcs = arcsOf(graph, parameters, layout);
  const pi = stationary(graph, parameters, layout, arcs, total);
  const accumulated = graph.starts.reduce((sum, _, week) => sum + at(pi, layout.accumulator(week)), 0);
  const score = (node: number) => (at(pi, node) / accumulated) * total;
  const back = new Float64Array(graph.edges.length);
  for (const { src, edge, isBack, weight } of arcs) if (isBack) back[edge] = score(src) * weight;
  const weeks = Array.from({ length: graph.people }, (_, person) => graph.starts.map((_start, week) => score(layout.weekNode(week, person)) * parameters.beta));
  return { weeks, back };
}

interface Layout {
  readonly seed: number;
  readonly nodes: number;
  readonly accumulator: (week: number) => number;
  readonly weekNode: (week: number, person: number) => number;
  readonly nodeOf: (end: End, moment: number) => number;
}

function layoutOf({ mints, people, starts }: CredGraph): Layout {
  const seed = mints.length;
  const accumulator = (week: number) => seed + 1 + week * (people + 1);
  const weekNode = (week: number, person: number) => accumulator(week) + 1 + person;
  // A moment exactly on a boundary belongs to the older week, if there is one.
  const weekOf = (moment: number) => Math.max(starts.filter((start) => start < moment).length - 1, 0);
  const nodeOf = (end: End, moment: number) => ("base" in end ? end.base : weekNode(weekOf(moment), end.person));
  return { seed, nodes: accumulator(starts.length), accumulator, weekNode, nodeOf };
}

const remainderOf = ({ alpha, beta, gammaForward, gammaBackward }: CredrankParameters) => 1 - (alpha + beta + gammaForward + gammaBackward);

function arcsOf({ edges }: CredGraph, parameters: CredrankParameters, { seed, nodes, nodeOf }: Layout): Arc[] {
  const arcs = edges.flatMap(({ src: from, dst: to, moment, forward, backward }, edge): Arc[] => {
    const [src, dst] = [nodeOf(from, moment), nodeOf(to, moment)];
    return [{ src, dst, edge, isBack: false, weight: forward }, { src: dst, dst: src, edge, isBack: true, weight: backward }].filter(({ weight }) => weight > 0);
  });
  const out = new Float64Array(nodes);
  for (const { src, weight } of arcs) out[src] = at(out, src) + weight;
  const remainder = remainderOf(parameters);
  for (const arc of arcs) arc.weight = (arc.weight / at(out, arc.src)) * (arc.src < seed ? 1 - parameters.alpha : remainder);
  return arcs;
}

/** What is left of each node after its edges. */
function radiationOf({ starts, people }: CredGraph, { beta, gammaForward, gammaBackward }: CredrankParameters, { nodes, weekNode }: Layout, arcs: readonly Arc[]): Float64Array {
  const out = new Float64Array(nodes);
  starts.forEach((_, week) => {
    for (let person = 0; person < people; person += 1) out[weekNode(week, person)] = beta + gammaBackward + gammaForward;
  });
  for (const { src, weight } of arcs) out[src] = at(out, src) + weight;
  return out.map((mass) => 1 - mass);
}

/** From the uniform distribution until one step changes no node by the threshold or more; the one before that step. */
function stationary(graph: CredGraph, parameters: CredrankParameters, layout: Layout, arcs: readonly Arc[], total: number): Float64Array {
  const { seed, nodes, accumulator, weekNode } = layout;
  const { beta, gammaForward, gammaBackward } = parameters;
  const radiation = radiationOf(graph, parameters, layout, arcs);
  const mint = graph.mints.map((own) => own / total);
  const last = graph.starts.length - 1;
  const step = (pi: Float64Array): Float64Array => {
    const next = new Float64Array(nodes);
    for (const { src, dst, weight } of arcs) next[dst] = at(next, dst) + at(pi, src) * weight;
    mint.forEach((own, node) => { next[node] = at(next, node) + at(pi, seed) * own; });
    let back = 0;
    radiation.forEach((left, node) => { if (node !== seed) back += at(pi, node) * left; });
    next[seed] = back;
    for (let week = 0; week <= last; week += 1) {
      let paid = 0;
      for (let person = 0; person < graph.people; person += 1) {
        const node = weekNode(week, person);
        paid += at(pi, node) * beta;
        // At the ends a loop takes the missing neighbour's place.
        const before = week === 0 ? at(pi, node) * gammaBackward : at(pi, weekNode(week - 1, person)) * gammaForward;
        const after = week === last ? at(pi, node) * gammaForward : at(pi, weekNode(week + 1, person)) * gammaBackward;
        next[node] = at(next, node) + before + after;
      }
      next[accumulator(week)] = paid;
    }
    return next;
  };
  let pi: Float64Array = new Float64Array(nodes).fill(1 / nodes);
  for (let round = 0; round < MAX_ITERATIONS; round += 1) {
    const next = step(pi);
    const delta = pi.reduce((most, value, node) => Math.max(most, Math.abs(value - at(next, node))), 0);
    if (delta < THRESHOLD) break;
    pi = next;
  }
  return pi;
}
