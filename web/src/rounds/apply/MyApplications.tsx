// What the connected account applied with, and what the reviewers say of it.
import { Link } from "react-router";

import type { RoundDetail, RoundProject } from "../types";
import { sameAddress } from "../give/cart";
import { VERDICTS } from "../words";

const CONSEQUENCES: Record<RoundProject["verdict"], string> = {
  waiting: "The reviewers have not decided about this revision. It takes no gifts until they accept it.",
  accepted: "It takes gifts while they are open.",
  rejected: "It takes no gifts. Change what they ask for and send the edit; that takes it back to review.",
};

export function MyApplications({ round, projects, account, mayEdit }: { round: RoundDetail; projects: readonly RoundProject[]; account: string; mayEdit: boolean }) {
  const mine = projects.filter(({ applicant }) => sameAddress(applicant, account));
  if (mine.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="mine">
      <h2 id="mine">Your applications</h2>
      <ul className="stack">
        {mine.map((project) => (
          <li key={project.number} className="notice stack tight" data-project={project.number}>
            <h3><Link to={`/r/${round.slug}/p/${project.number}`}>{project.name}</Link> <span className="tag">{VERDICTS[project.verdict]}, revision {project.revision}</span></h3>
            <p className="soft">{CONSEQUENCES[project.verdict]}</p>
            {project.reviews.filter(({ reason }) => reason !== null).map(({ reviewer, verdict, reason }) => <p key={reviewer}>{VERDICTS[verdict]}: “{reason}”</p>)}
            {mayEdit && <div><Link className="button" to={`/r/${round.slug}/apply?edit=${project.number}`}>Edit</Link></div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
