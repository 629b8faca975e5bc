import { useParams } from "react-router";

import { isMissing } from "../../api/client";
import { Crumb } from "../../components/Crumb";
import { Empty, Failure, PartFailure, Skeleton, useTitle } from "../../components/Feedback";
import { Amount, Hex } from "../../components/Values";
import { grouped } from "../../format";
import { rounds, useResults, useRound } from "../../rounds/api";
import { Check } from "../../rounds/check/Check";
import { Bubbles } from "../../rounds/results/Bubbles";
import { drawn, NotPublished, Standing } from "../../rounds/results/ResultsPart";
import { ResultsTable } from "../../rounds/results/Table";
import type { RoundDetail, RoundResults } from "../../rounds/types";

/** What each file holds, for who opens it. */
const FILES: Record<string, string> = {
  "donations.csv": "every gift", "coefficients.csv": "how much of each donor's gifts counts, and why", "people.csv": "which wallets are one person", "prices.csv": "what the tokens are worth", "exclusions.csv": "whose gifts to which project are not matched",
  "rules.json": "the rules", "applications.jsonl": "every application", "inputs.json": "the hashes of all inputs", "matches.json": "matches and receipts", "tree.json": "the Merkle tree", "descriptions.json": "what projects say about themselves",
};

function Facts({ round, results }: { round: RoundDetail; results: RoundResults }) {
  const { token } = round;
  const amount = (units: string) => <Amount units={BigInt(units)} decimals={token.decimals} symbol={token.symbol} />;
  return (
    <dl className="facts">
      <div><dt>To the projects</dt><dd>{amount(results.matched)}<small>of a pool of {amount(results.pool)}</small></dd></div>
      <div><dt>Back to the funders</dt><dd>{amount(results.dust)}</dd></div>
      <div><dt>Root</dt><dd><Hex value={results.root} what="Merkle root" /><small>Inputs <Hex value={results.input_hash} what="hash of the inputs" /></small></dd></div>
    </dl>
  );
}

function Downloads({ slug, results }: { slug: string; results: RoundResults }) {
  const shown = Object.entries(results.files).filter(([name]) => !name.startsWith("proofs/"));
  return (
    <section className="stack" aria-labelledby="files">
      <h2 id="files">The files</h2>
      <div className="scroll" role="region" aria-label="Files" tabIndex={0}>
        <table>
          <thead><tr><th scope="col">File</th><th scope="col">What it holds</th><th scope="col" className="number">Bytes</th></tr></thead>
          <tbody>{shown.map(([name, { bytes }]) => <tr key={name}><th scope="row"><a href={rounds.file(slug, name)} download>{name}</a></th><td>{FILES[name] ?? "a list as it was frozen"}</td><td className="number">{grouped(bytes)}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Published({ round }: { round: RoundDetail }) {
  const { data, error, refetch } = useResults(round.slug, round.tally !== null);
  if (round.tally === null) return <Empty title="There is no result yet">Once gifts have ended the owner counts them and proposes one; it stands to be challenged before anything is paid.</Empty>;
  if (isMissing(error)) return <NotPublished />;
  if (error && !data) return <PartFailure error={error} retry={() => void refetch()} />;
  if (!data) return <div className="skeleton block" role="status" aria-label="Loading the result" />;
  return (
    <>
      <Facts round={round} results={data} />
      <section className="stack" aria-labelledby="picture"><h2 id="picture">What the gifts came to</h2><Bubbles projects={drawn(data)} token={round.token} /></section>
      <section className="stack" aria-labelledby="matches"><h2 id="matches">Every match, and why</h2><ResultsTable results={data} round={round} /></section>
      <Check round={round} results={data} />
      <Downloads slug={round.slug} results={data} />
    </>
  );
}

export function Results() {
  const { slug = "" } = useParams();
  const { data, error, refetch } = useRound(slug);
  useTitle(data ? `Result of ${data.name}` : "Result");
  if (!data && error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={2} />;
  return (
    <div className="stack-wide">
      <section className="stack">
        <Crumb to={`/r/${slug}`}>{data.name}</Crumb>
        <h1>Result</h1>
        <Standing round={data} />
      </section>
      <Published round={data} />
    </div>
  );
}
