import { grouped, shortTokens } from "../../format";
import { useWidth } from "../../river/useWidth";
import type { RoundToken } from "../types";
import { bubbles, meanGift, type Project } from "./bubbles";

/** About as wide as a letter of a name is. */
const LETTER = 7.5;
/** Room below and left for the words of the axes. */
const FOOT = 28;

export function Bubbles({ projects, token }: { projects: readonly Project[]; token: RoundToken }) {
  const [box, width] = useWidth<HTMLDivElement>(680);
  const height = Math.round(Math.min(460, Math.max(260, width * 0.56)));
  const all = bubbles(projects, { width, height });
  const donors = Math.max(0, ...projects.map((one) => one.donors));
  const gift = projects.map(meanGift).reduce((a, b) => (a > b ? a : b), 0n);
  return (
    <div ref={box}>
      <svg className="bubbles" viewBox={`0 0 ${width} ${height + FOOT}`} width={width} height={height + FOOT} role="img" aria-label="A bubble for each project: to the right with many donors, high with large gifts, as large as its match. The table has the numbers.">
        <path className="axis" d={`M0.5,0V${height}H${width}`} />
        <text x="8" y="14">mean gift up to {shortTokens(gift, token.decimals)} {token.symbol}</text>
        <text x="0" y={height + 20}>fewer donors</text>
        <text x={width} y={height + 20} textAnchor="end">{grouped(donors)} donors</text>
        {all.map(({ number, x, y, r }, place) => <circle key={number} className={`flow-${place % 6}`} cx={x} cy={y} r={r} />)}
        {all.filter(({ isNamed }) => isNamed).map(({ number, name, x, y, r }) => {
          const words = name.length > 24 ? `${name.slice(0, 23)}…` : name;
          const wide = words.length * LETTER;
          const [at, anchor] = wide < 2 * r ? [x, "middle" as const] : x + r + 6 + wide > width ? [x - r - 6, "end" as const] : [x + r + 6, "start" as const];
          return <text key={number} className="name" x={at} y={y + 4} textAnchor={anchor}>{words}</text>;
        })}
      </svg>
    </div>
  );
}
