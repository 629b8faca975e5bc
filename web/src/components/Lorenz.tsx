// How concentrated the shares are.
import type { Schemas } from "../api/client";
import { percent } from "../format";

const SIZE = 320;
const scale = (ppm: number) => (ppm / 1_000_000) * SIZE;

export function Lorenz({ concentration }: { concentration: Schemas["Concentration"] }) {
  const points = concentration.lorenz.map(([people = 0, amount = 0]) => `${scale(people)},${SIZE - scale(amount)}`);
  const gini = (concentration.gini_ppm / 1_000_000).toFixed(2);
  return (
    <figure className="stack">
      <svg className="lorenz" viewBox={`-2 -2 ${SIZE + 4} ${SIZE + 26}`} role="img" aria-label={`Lorenz curve; the Gini coefficient is ${gini}`}>
        <path d={`M0,${SIZE}L${SIZE},0`} stroke="var(--line)" strokeWidth="2" fill="none" />
        <polygon points={`0,${SIZE} ${points.join(" ")} ${SIZE},${SIZE}`} fill="var(--water-soft)" />
        <polyline points={points.join(" ")} fill="none" stroke="var(--water)" strokeWidth="3" />
        <text x="0" y={SIZE + 18}>fewest tokens</text>
        <text x={SIZE} y={SIZE + 18} textAnchor="end">most tokens</text>
      </svg>
      <figcaption className="small soft">
        The ten largest shares hold {percent(concentration.top10_share_ppm)}. Gini {gini}: 0 means that everybody has the same, 1 that one person has all. The straight line is equality.
      </figcaption>
    </figure>
  );
}
