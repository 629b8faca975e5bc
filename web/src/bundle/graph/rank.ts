// OpenRank itself (X-lab2017/openrank-neo4j-gds): `v = r × init + (1 − r) × Σ over incoming edges (weight × v(source))`.

export interface RankNode { readonly retention: number; readonly init: number }
/** The part of the source's value that the destination receives. */
export interface RankEdge { readonly src: number; readonly dst: number; readonly weight: number }

/** A change below a thousandth of a micro-point is none. */
const TOLERANCE = 1e-9;
const MAX_ITERATIONS = 2_000;

/** Iterates from the nodes' own values until no value changes by the tolerance. Sums run in the order of `edges`. */
export function rank(nodes: readonly RankNode[], edges: readonly RankEdge[]): Float64Array {
  const values = Float64Array.from(nodes, ({ init }) => init);
  const received = new Float64Array(nodes.length);
  for (let round = 0; round < MAX_ITERATIONS; round += 1) {
    received.fill(0);
    for (const { src, dst, weight } of edges) received[dst] = at(received, dst) + at(values, src) * weight;
    let change = 0;
    nodes.forEach(({ retention, init }, place) => {
      const next = retention * init + (1 - retention) * at(received, place);
      change = Math.max(change, Math.abs(next - at(values, place)));
      values[place] = next;
    });
    if (change < TOLERANCE) break;
  }
  return values;
}

/** A number of a list that has one there. */
export const at = (list: Float64Array, place: number): number => list[place] ?? NaN;
