// Everybody who can be given to.
import { Plus } from "lucide-react";
import { Fragment } from "react";
import { Link } from "react-router";

import { Empty } from "../components/Feedback";
import { Amount } from "../components/Values";
import type { RoundDetail, RoundProject } from "./types";
import { between, clockOf, giving, kindOf, people } from "./words";

export const kindsOf = ({ repositories }: Pick<RoundProject, "repositories">): string[] => [...new Set(repositories.flatMap(({ kind }) => kindOf(kind) ?? []))];

interface ProjectProps { round: RoundDetail; project: RoundProject; add: ((project: number) => void) | null; isInCart: boolean }

function Project({ round, project, add, isInCart }: ProjectProps) {
  const { token } = round;
  const kinds = kindsOf(project);
  return (
    <li>
      <div className="stack tight">
        <h3><Link to={`/r/${round.slug}/p/${project.number}`}>{project.name}</Link>{kinds.map((kind) => <Fragment key={kind}> <span className="tag">{kind}</span></Fragment>)}</h3>
        <p className="soft">{project.summary}</p>
        <p className="small soft">{project.repositories.map(({ id, full_name }) => full_name ?? `repository ${id}`).join(", ")}</p>
      </div>
      <div className="stack tight">
        <span><Amount units={BigInt(project.given)} decimals={token.decimals} symbol={token.symbol} /> <span className="small soft">by {people(project.donors, "donor")}</span></span>
        {project.match !== null ? <span className="small">Match <Amount units={BigInt(project.match)} decimals={token.decimals} symbol={token.symbol} /></span>
          : project.estimate && giving(round, clockOf(round)) === "open" && <span className="small soft">Match {between(project.estimate, token)} if it closed now</span>}
      </div>
      {add && <button type="button" className="button" disabled={isInCart} onClick={() => add(project.number)} aria-label={isInCart ? `${project.name} is in the cart` : `Add ${project.name} to the cart`}><Plus aria-hidden />{isInCart ? "In the cart" : "Add"}</button>}
    </li>
  );
}

export function ProjectList({ round, projects, add, inCart }: { round: RoundDetail; projects: readonly RoundProject[]; add: ((project: number) => void) | null; inCart: readonly number[] }) {
  const accepted = projects.filter(({ verdict }) => verdict === "accepted");
  const waiting = projects.filter(({ verdict }) => verdict === "waiting").length;
  return (
    <section className="stack" aria-labelledby="projects">
      <h2 id="projects">Projects</h2>
      {accepted.length === 0 && <Empty title="No project is accepted yet">Projects appear here once the reviewers have accepted them. Yours is not among them? <Link to={`/r/${round.slug}/apply`}>Apply</Link>.</Empty>}
      {accepted.length > 0 && <ul className="projects">{accepted.map((project) => <Project key={project.number} round={round} project={project} add={add} isInCart={inCart.includes(project.number)} />)}</ul>}
      {waiting > 0 && clockOf(round) < Date.parse(round.windows.review_end) && <p className="small soft">{people(waiting, "application")} {waiting === 1 ? "waits" : "wait"} for review: <Link to={`/r/${round.slug}/review`}>see {waiting === 1 ? "it" : "them"}</Link>.</p>}
    </section>
  );
}
