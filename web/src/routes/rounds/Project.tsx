import { useParams } from "react-router";

import { Crumb } from "../../components/Crumb";
import { Failure, PartFailure, Skeleton, useTitle } from "../../components/Feedback";
import { Amount, Hex } from "../../components/Values";
import { hostOf } from "../../format";
import { useProject, useProjects, useRound } from "../../rounds/api";
import { useCart } from "../../rounds/give/cart";
import { GivePanel } from "../../rounds/give/GivePanel";
import { kindsOf } from "../../rounds/ProjectList";
import { ProjectDonors, ProjectHistory, ProjectPeople } from "../../rounds/ProjectParts";
import { ReceiptWords } from "../../rounds/results/Table";
import type { ProjectDetail, RoundDetail } from "../../rounds/types";
import { Account } from "../../rounds/wallet/Steps";
import { WithRound } from "../../rounds/wallet/WithRound";
import { between, clockOf, giving, people, VERDICTS } from "../../rounds/words";

function Head({ round, project }: { round: RoundDetail; project: ProjectDetail }) {
  const { url } = project;
  return (
    <section className="stack">
      <Crumb to={`/r/${round.slug}`}>{round.name}</Crumb>
      <h1>{project.name}</h1>
      <p className="lede">{project.summary}</p>
      <p className="row">
        <span className={`state ${project.verdict === "accepted" ? "open" : ""}`}>{VERDICTS[project.verdict]}</span>
        {kindsOf(project).map((kind) => <span key={kind} className="small soft">{kind}</span>)}
        {url !== null && url.startsWith("https://") && <a className="small" href={url} rel="noreferrer nofollow">{hostOf(url)}</a>}
      </p>
    </section>
  );
}

function Facts({ round, project }: { round: RoundDetail; project: ProjectDetail }) {
  const { token } = round;
  return (
    <dl className="facts">
      <div><dt>Given</dt><dd><Amount units={BigInt(project.given)} decimals={token.decimals} symbol={token.symbol} /><small>{people(project.gifts, "gift")} of {people(project.donors, "donor")}</small></dd></div>
      {project.match !== null
        ? <div><dt>Match</dt><dd><Amount units={BigInt(project.match)} decimals={token.decimals} symbol={token.symbol} /></dd></div>
        : project.estimate && <div><dt>Match, if the round closed now</dt><dd><span className="figures">{between(project.estimate, token)}</span><small>It changes with every gift to any project.</small></dd></div>}
      <div><dt>Gifts go to</dt><dd><Account round={round} address={project.payout} what="payout address" /><small>{project.proved === true ? "Named by a file in its repositories" : project.proved === false ? "Not named by a file in its repositories" : "GitHub was not asked whether its repositories name it"}</small></dd></div>
    </dl>
  );
}

function About({ project }: { project: ProjectDetail }) {
  return (
    <section className="stack" aria-labelledby="about">
      <h2 id="about">What it is</h2>
      {project.description.split(/\n{2,}/).filter((part) => part.trim() !== "").map((part, place) => <p key={place}>{part}</p>)}
      <dl className="pairs">
        <dt>Repositories</dt><dd>{project.repositories.map(({ id, full_name }) => <div key={id}>{full_name ? <a href={`https://github.com/${full_name}`} rel="noreferrer nofollow">{full_name}</a> : `repository ${id}`}</div>)}</dd>
        <dt>Applied by</dt><dd><Hex value={project.applicant} what="applicant's address" /></dd>
        <dt>Description</dt><dd>SHA-256 <Hex value={project.metadata_hash} what="hash of the description" /></dd>
      </dl>
    </section>
  );
}

function Giving({ round, project }: { round: RoundDetail; project: ProjectDetail }) {
  const projects = useProjects(round.slug);
  const cart = useCart(round.slug, round.tokens);
  const isInCart = cart.lines.some((line) => line.project === project.number);
  if (projects.error && !projects.data) return <PartFailure error={projects.error} retry={() => void projects.refetch()} />;
  return (
    <div className="stack sticky">
      {project.verdict === "accepted" && !isInCart && <div><button type="button" className="button primary" onClick={() => cart.add(project.number)}>Add to the cart</button></div>}
      {projects.data && <WithRound round={round}><GivePanel round={round} projects={projects.data.projects} cart={cart} /></WithRound>}
    </div>
  );
}

export function Project() {
  const { slug = "", number = "" } = useParams();
  const round = useRound(slug);
  const project = useProject(slug, Number(number));
  useTitle(project.data ? `${project.data.name} in ${round.data?.name ?? "a round"}` : "Project");
  const error = round.error ?? project.error;
  if (error && !(round.data && project.data)) return <Failure error={error} retry={() => { void round.refetch(); void project.refetch(); }} />;
  if (!round.data || !project.data) return <Skeleton blocks={2} />;
  const isOpen = round.data.address !== null && giving(round.data, clockOf(round.data)) !== "after";
  return (
    <div className="stack-wide">
      <div className="stack-wide near"><Head round={round.data} project={project.data} /><Facts round={round.data} project={project.data} /></div>
      {project.data.receipt && <section className="stack" aria-labelledby="receipt"><h2 id="receipt">Why this match</h2><ReceiptWords receipt={project.data.receipt} round={round.data} /></section>}
      {isOpen ? <div className="two wide-left"><About project={project.data} /><Giving round={round.data} project={project.data} /></div> : <About project={project.data} />}
      <div className="two"><ProjectPeople project={project.data} /><ProjectDonors round={round.data} project={project.data} /></div>
      <ProjectHistory project={project.data} />
    </div>
  );
}
