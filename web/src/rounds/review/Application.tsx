// An application as a reviewer reads it: one revision, and whether its repositories speak for it.
import { useState } from "react";

import { Failure, Skeleton } from "../../components/Feedback";
import { Hex, When } from "../../components/Values";
import { useProject } from "../api";
import type { ProjectDetail, RoundDetail } from "../types";
import { Account } from "../wallet/Steps";
import { kindOf, VERDICTS } from "../words";
import { ReviewPanel } from "./ReviewPanel";

const PROOFS = { true: "A file in each repository names this payout address.", false: "No file in the repositories names this payout address. Ask who applied to commit it.", null: "GitHub was not asked." };

function Text({ round, project }: { round: RoundDetail; project: ProjectDetail }) {
  const last = project.history.at(-1);
  return (
    <section className="stack" aria-labelledby="application">
      <h2 id="application">{project.name} <span className="tag">revision {project.revision}, {VERDICTS[project.verdict].toLowerCase()}</span></h2>
      <p className="lede">{project.summary}</p>
      {project.description.split(/\n{2,}/).filter((part) => part.trim() !== "").map((part, place) => <p key={place}>{part}</p>)}
      <dl className="pairs">
        <dt>Repositories</dt><dd>{project.repositories.map(({ id, full_name, kind }) => <div key={id}>{full_name ? <a href={`https://github.com/${full_name}`} rel="noreferrer nofollow">{full_name}</a> : `repository ${id}`}{kindOf(kind) !== null && <span className="tag">{kindOf(kind)}</span>}</div>)}</dd>
        <dt>Payout</dt><dd><Account round={round} address={project.payout} what="payout address" /></dd>
        <dt>Proof</dt><dd>{PROOFS[`${project.proved}`]}</dd>
        <dt>Applied by</dt><dd><Account round={round} address={project.applicant} what="applicant's address" /></dd>
        {last && <><dt>Since</dt><dd><When iso={last.at} /></dd></>}
        <dt>Description</dt><dd>SHA-256 <Hex value={project.metadata_hash} what="hash of the description" /></dd>
      </dl>
      {project.reviews.length > 0 && <ul className="stack tight">{project.reviews.map((review) => <li key={review.reviewer}><strong>{VERDICTS[review.verdict]}</strong> by <Account round={round} address={review.reviewer} what="reviewer's address" />{review.reason !== null && <>: {review.reason}</>}</li>)}</ul>}
    </section>
  );
}

/** What is read stays on the screen when it is edited meanwhile; the panel says so. */
function Reading({ round, now }: { round: RoundDetail; now: ProjectDetail }) {
  const [shown, setShown] = useState(now);
  const project = shown.revision === now.revision ? now : shown;
  return (
    <div className="two">
      <Text round={round} project={project} />
      <div className="sticky"><ReviewPanel round={round} project={now} read={project.revision} readAgain={() => setShown(now)} /></div>
    </div>
  );
}

export function Application({ round, number }: { round: RoundDetail; number: number }) {
  const { data, error, refetch } = useProject(round.slug, number);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={1} />;
  return <Reading key={number} round={round} now={data} />;
}
