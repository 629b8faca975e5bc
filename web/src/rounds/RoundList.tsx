// Rounds in a line each: what is shared, how far it is, and until when.
import { Link } from "react-router";

import { Empty, PartFailure } from "../components/Feedback";
import { Amount, When } from "../components/Values";
import { useRounds } from "./api";
import { RoundState } from "./RoundState";
import type { RoundSummary } from "./types";
import { ahead, clockOf, giving, isLive, isOver, left, people } from "./words";

function Moment({ round, now }: { round: RoundSummary; now: number }) {
  if (giving(round, now) === "open") return <>{left(round.windows.donations_end, now)} to give</>;
  const next = isOver(round.state) ? null : ahead(round.windows, now);
  if (next) return <>{next.words} <When iso={next.at} /></>;
  return <>Gifts closed <When iso={round.windows.donations_end} away={false} /></>;
}

function Round({ round, now }: { round: RoundSummary; now: number }) {
  return (
    <li>
      <Link to={`/r/${round.slug}`}>
        <span className="stack tight"><h3>{round.name}</h3>{round.description !== "" && <span className="soft">{round.description}</span>}</span>
        <span className="stack tight">
          <span className="pool"><Amount units={BigInt(round.pool)} decimals={round.token.decimals} symbol={round.token.symbol} /></span>
          <span className="small soft">for {people(round.projects, "project")}{round.donors > 0 && <>, {people(round.donors, "donor")}</>}</span>
        </span>
        <span className="stack tight">
          <RoundState state={round.state} />
          <span className="small soft"><Moment round={round} now={now} /></span>
        </span>
      </Link>
    </li>
  );
}

const order = ({ state }: RoundSummary) => (isLive(state) ? 0 : isOver(state) ? 2 : 1);
const byState = (a: RoundSummary, b: RoundSummary) => order(a) - order(b) || a.name.localeCompare(b.name, "en");

/** `only`: those in which somebody can do something now; then there is no list when there are none. */
export function RoundList({ only = false }: { only?: boolean }) {
  const { data, error, refetch } = useRounds();
  const shown = data?.rounds.filter(({ state }) => !only || !isOver(state)).sort(byState) ?? [];
  if (only && !error && shown.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="rounds">
      <h2 id="rounds">{only ? "Funding rounds" : "All rounds"}</h2>
      {error && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="stack" role="status" aria-label="Loading"><div className="skeleton title" /><div className="skeleton line" /></div>}
      {data && shown.length === 0 && <Empty title="There is no round here yet">A DAO starts one with <code>tributary round init</code>; it appears here once it is opened.</Empty>}
      {shown.length > 0 && <ul className="drops">{shown.map((round) => <Round key={round.slug} round={round} now={clockOf(round)} />)}</ul>}
    </section>
  );
}
