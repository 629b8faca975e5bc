// How concentrated the shares are.
import type { Schemas } from "../api/client";
import { percent } from "../format";

const SIZE = 320;
const scale = (ppm: number) => (ppm / 1_000_000) * SIZE;

export function Lorenz({ concentration }: { concentration: Schemas["Concentration"] }) {
  const points = concentration.lorenz.map(([people = 0, amount = 0]) => `${scale(people).toFixed(1)},${(SIZE - scale(amount)).toFixed(1)}`);
  const gini = (concentration.gini_ppm / 1_000_000).toFixed(2);
  return (
    <div className="spread">
      <svg className="lorenz" viewBox={`-2 -2 ${SIZE + 4} ${SIZE + 28}`} role="img" aria-label={`Lorenz curve of the shares. Gini coefficient ${gini}.`}>
        <polygon className="gap" points={`0,${SIZE} ${points.join(" ")} ${SIZE},0`} />
        <path className="axis" d={`M0,0V${SIZE}H${SIZE}`} />
        <path className="even" d={`M0,${SIZE}L${SIZE},0`} />
        <polyline className="curve" points={points.join(" ")} />
        <text x="0" y={SIZE + 20}>smallest shares</text>
        <text x={SIZE} y={SIZE + 20} textAnchor="end">largest</text>
        <text x="10" y="14">all tokens</text>
      </svg>
      <dl className="stack">
        <div><dt className="soft">Gini coefficient</dt><dd className="figure-big">{gini}</dd><dd className="soft small">0 when everybody has the same, 1 when one person has all. It is the tinted area, doubled.</dd></div>
        <div><dt className="soft">The ten largest shares hold</dt><dd className="figure-big">{percent(concentration.top10_share_ppm)}</dd></div>
      </dl>
    </div>
  );
}
