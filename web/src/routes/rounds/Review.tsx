import { Link, useParams, useSearchParams } from "react-router";

import { Crumb } from "../../components/Crumb";
import { Empty, Failure, Skeleton, useTitle } from "../../components/Feedback";
import { useProjects, useRound } from "../../rounds/api";
import { Application } from "../../rounds/review/Application";
import type { RoundDetail, RoundProject } from "../../rounds/types";
import { WithRound } from "../../rounds/wallet/WithRound";
import { people, VERDICTS } from "../../rounds/words";

const ORDER: readonly RoundProject["verdict"][] = ["waiting", "accepted", "rejected"];

function Applications({ round, projects, chosen }: { round: RoundDetail; projects: readonly RoundProject[]; chosen: number | null }) {
  const sorted = [...projects].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || a.number - b.number);
  const waiting = projects.filter(({ verdict }) => verdict === "waiting").length;
  return (
    <section className="stack" aria-labelledby="applications">
      <h2 id="applications">{waiting === 0 ? "Nothing waits for review" : `${people(waiting, "application")} ${waiting === 1 ? "waits" : "wait"}`}</h2>
      {projects.length === 0 && <Empty title="Nobody has applied yet">Applications appear here as they come in.</Empty>}
      <ul className="applications">
        {sorted.map((project) => (
          <li key={project.number}>
            <Link to={`/r/${round.slug}/review?project=${project.number}`} {...(project.number === chosen && { "aria-current": "true" as const })}>
              <span className="stack tight"><strong>{project.name}</strong><span className="small soft">{project.summary}</span></span>
              <span className="small soft">{VERDICTS[project.verdict]}, revision {project.revision}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Review() {
  const { slug = "" } = useParams();
  const [search] = useSearchParams();
  const round = useRound(slug);
  const projects = useProjects(slug);
  useTitle(round.data ? `Applications to ${round.data.name}` : "Applications");
  const error = round.error ?? projects.error;
  if (error && !(round.data && projects.data)) return <Failure error={error} retry={() => { void round.refetch(); void projects.refetch(); }} />;
  if (!round.data || !projects.data) return <Skeleton blocks={1} />;
  const chosen = search.get("project");
  return (
    <div className="stack-wide near">
      <div className="stack tight">
        <Crumb to={`/r/${slug}`}>{round.data.name}</Crumb>
        <h1>Applications</h1>
        <p className="lede">Everybody can read them; {people(round.data.roles.reviewers.length, "reviewer")} decide{round.data.roles.reviewers.length === 1 ? "s" : ""}.</p>
      </div>
      <Applications round={round.data} projects={projects.data.projects} chosen={chosen === null ? null : Number(chosen)} />
      {chosen !== null && <WithRound round={round.data}><Application round={round.data} number={Number(chosen)} /></WithRound>}
    </div>
  );
}
