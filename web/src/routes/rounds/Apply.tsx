import { Link, useParams, useSearchParams } from "react-router";

import { Crumb } from "../../components/Crumb";
import { Failure, Skeleton, useTitle } from "../../components/Feedback";
import { useProject, useProjects, useRound } from "../../rounds/api";
import { ApplyForm } from "../../rounds/apply/ApplyForm";
import { ApplyPanel } from "../../rounds/apply/ApplyPanel";
import { MyApplications } from "../../rounds/apply/MyApplications";
import { useApplying } from "../../rounds/apply/useApplying";
import { wrongIn } from "../../rounds/apply/draft";
import type { ProjectDetail, RoundDetail, RoundProject } from "../../rounds/types";
import { WithRound } from "../../rounds/wallet/WithRound";
import { clockOf } from "../../rounds/words";

/** In these states the form has nothing to say. */
const WITHOUT_FORM = ["not_open", "over", "done", "sent", "confirm_in_wallet"];

function Applying({ round, projects, editing }: { round: RoundDetail; projects: readonly RoundProject[]; editing: ProjectDetail | null }) {
  const applying = useApplying(round, editing);
  const { state, draft, change, wallet } = applying;
  const isEdit = editing !== null;
  const panel = <ApplyPanel round={round} applying={applying} isEdit={isEdit} />;
  return (
    <div className="stack-wide near">
      {!wallet.address && !isEdit && <p className="small soft">Applied already? Every application and its state stands in <Link to={`/r/${round.slug}/review`}>the list of applications</Link>; connect the account that applied to edit it.</p>}
      {wallet.address && !isEdit && <MyApplications round={round} projects={projects} account={wallet.address} mayEdit={clockOf(round) < Date.parse(round.windows.review_end)} />}
      {WITHOUT_FORM.includes(state.kind) ? panel
        : <div className="two"><ApplyForm draft={draft} change={change} wrong={wrongIn(draft, round.address)} disabled={state.kind === "publishing"} /><div className="sticky">{panel}</div></div>}
    </div>
  );
}

function Edit({ round, projects, number }: { round: RoundDetail; projects: readonly RoundProject[]; number: number }) {
  const { data, error, refetch } = useProject(round.slug, number);
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={1} />;
  return <Applying key={number} round={round} projects={projects} editing={data} />;
}

export function Apply() {
  const { slug = "" } = useParams();
  const [search] = useSearchParams();
  const edit = search.get("edit");
  const round = useRound(slug);
  const projects = useProjects(slug);
  useTitle(round.data ? `Apply to ${round.data.name}` : "Apply");
  const error = round.error ?? projects.error;
  if (error && !(round.data && projects.data)) return <Failure error={error} retry={() => { void round.refetch(); void projects.refetch(); }} />;
  if (!round.data || !projects.data) return <Skeleton blocks={1} />;
  return (
    <div className="stack-wide near">
      <div className="stack tight">
        <Crumb to={`/r/${slug}`}>{round.data.name}</Crumb>
        <h1>{edit === null ? "Apply with your project" : "Edit your application"}</h1>
      </div>
      <WithRound round={round.data}>
        {edit === null ? <Applying key="new" round={round.data} projects={projects.data.projects} editing={null} /> : <Edit round={round.data} projects={projects.data.projects} number={Number(edit)} />}
      </WithRound>
    </div>
  );
}
