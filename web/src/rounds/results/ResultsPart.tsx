// What the gifts come to, on the round's own page: the picture, what it still waits for, and the way to every number.
import { Link } from "react-router";

import { isMissing } from "../../api/client";
import { PartFailure } from "../../components/Feedback";
import { Amount, When } from "../../components/Values";
import { useResults } from "../api";
import type { RoundDetail, RoundResults } from "../types";
import { Account } from "../wallet/Steps";
import { Bubbles } from "./Bubbles";
import type { Project } from "./bubbles";

export const drawn = ({ matches }: RoundResults): Project[] =>
  matches.map(({ project, name, match, receipt }) => ({ number: project, name, donors: receipt?.donors ?? 0, given: BigInt(receipt?.received ?? 0), match: BigInt(match) }));

/** Can it still change, and what happens next? */
export function Standing({ round }: { round: RoundDetail }) {
  const { tally, airdrop, state } = round;
  if (!tally) return <p>No result is proposed yet.</p>;
  if (airdrop) return <p>The pool lies in an airdrop, <Account round={round} address={airdrop} what="airdrop's address" />, from which each project takes its match.</p>;
  if (state === "cancelled") return <p>The round was called off; this result is not carried out.</p>;
  if (state === "ready") return <p>The result has stood its time since <When iso={tally.ready_at} />. Anybody may carry it out now.</p>;
  return <p>This result is proposed and stands until <When iso={tally.ready_at} />. Whoever finds it wrong tells the guardian before then.</p>;
}

/** What stands on the chain is a root; without the files nobody can check it. */
export function NotPublished() {
  return <p className="notice warm" role="status">The files behind this result are not published here, so that nobody can recompute it from this page. They may arrive in a moment.</p>;
}

export function ResultsPart({ round }: { round: RoundDetail }) {
  const { data, error, refetch } = useResults(round.slug, true);
  const { token } = round;
  return (
    <section className="stack" aria-labelledby="results">
      <h2 id="results">Result</h2>
      <Standing round={round} />
      {isMissing(error) && <NotPublished />}
      {error && !isMissing(error) && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="skeleton block" role="status" aria-label="Loading the result" />}
      {data && (
        <>
          <Bubbles projects={drawn(data)} token={token} />
          <p><Amount units={BigInt(data.matched)} decimals={token.decimals} symbol={token.symbol} /> go to {data.matches.filter(({ match }) => match !== "0").length} projects; <Amount units={BigInt(data.dust)} decimals={token.decimals} symbol={token.symbol} /> go back to the funders.</p>
          <div className="row"><Link className="button primary" to={`/r/${round.slug}/results`}>See every match, and check it</Link></div>
        </>
      )}
    </section>
  );
}
