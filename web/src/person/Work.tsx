// One month's contributions: each with its link, its arithmetic and, where it counts for less, the reason.
import type { PersonDetail } from "../api/client";
import { dateUtc, grouped, kindName, micro, points } from "../format";
import { FACTORS, origin, reason } from "./words";

type Contribution = PersonDetail["contributions"][number];

/** `4 × 0.5 repository`; nothing where the value is the points. */
function arithmeticOf({ base, factors }: Contribution): string | null {
  if (base === null || factors.length === 0) return null;
  return [micro(BigInt(base)), ...factors.map(({ name, value }) => `${value} ${FACTORS[name]}`)].join(" × ");
}

/** The pull request that one repeats. */
function Earlier({ earlier: { number, url } }: { earlier: NonNullable<Contribution["repeats"]> }) {
  return url ? <a href={url} rel="noreferrer">#{number}</a> : <>#{number}</>;
}

function Worth({ one }: { one: Contribution }) {
  if (one.points !== null) return <span className="figures worth" title={`${micro(BigInt(one.points))} points`}>{points(BigInt(one.points))}</span>;
  return one.outcome === "counted" && one.weight !== null ? <span className="figures worth soft" title="its weight under the month's square root">√ {one.weight}</span> : <span className="worth" />;
}

export function Work({ list }: { list: readonly Contribution[] }) {
  if (list.length === 0) return <p className="soft small">The single contributions of this month are in the published evidence.</p>;
  return (
    <ul className="works">
      {list.map((one, place) => {
        const words = `${kindName(one.kind)}${one.number === null ? "" : ` #${one.number}`}`;
        const [how, why, from] = [arithmeticOf(one), reason(one), origin(one)];
        return (
          <li key={place} className={one.outcome === "counted" ? "" : "none"} data-outcome={one.outcome}>
            <span className="deed">
              {one.url ? <a href={one.url} rel="noreferrer">{words}</a> : <span>{words}</span>}
              {one.additions !== null && <span className="soft figures">+{grouped(one.additions)} −{grouped(one.deletions ?? 0)}</span>}
              <time dateTime={one.at}>{dateUtc(one.at)}</time>
            </span>
            <Worth one={one} />
            {how !== null && <span className="product figures">{how}</span>}
            {from !== null && <span className="why">{from}</span>}
            {why !== null && <span className="why">{why}{one.repeats && <> (<Earlier earlier={one.repeats} />)</>}</span>}
          </li>
        );
      })}
    </ul>
  );
}
