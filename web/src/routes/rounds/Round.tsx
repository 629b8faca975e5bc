import { Link, useParams } from "react-router";

import { Crumb } from "../../components/Crumb";
import { Failure, PartFailure, Skeleton, useTitle } from "../../components/Feedback";
import { When } from "../../components/Values";
import { useProjects, useRound } from "../../rounds/api";
import { useCart } from "../../rounds/give/cart";
import { GivePanel } from "../../rounds/give/GivePanel";
import { ProjectList } from "../../rounds/ProjectList";
import { ResultsPart } from "../../rounds/results/ResultsPart";
import { RoundFacts, RoundRules, RoundTrust } from "../../rounds/RoundFacts";
import { RoundState } from "../../rounds/RoundState";
import type { RoundDetail } from "../../rounds/types";
import { WithRound } from "../../rounds/wallet/WithRound";
import { clockOf, giving, isOver, nextWords, people } from "../../rounds/words";

/** Applications and gifts may be open at the same time. */
function isApplying(round: RoundDetail) {
  const [{ applications_start, applications_end }, now] = [round.windows, clockOf(round)];
  return round.address !== null && !isOver(round.state) && now >= Date.parse(applications_start) && now < Date.parse(applications_end);
}

function Head({ round }: { round: RoundDetail }) {
  return (
    <section className="stack">
      <Crumb to="/r">All rounds</Crumb>
      <h1>{round.name}</h1>
      {round.description !== "" && <p className="lede">{round.description}</p>}
      <p className="row"><RoundState state={round.state} /><span className="small soft">{nextWords(round.next)}{round.next.when && <> <When iso={round.next.when} /></>}</span></p>
      {isApplying(round) && <div className="row"><Link className="button primary" to={`/r/${round.slug}/apply`}>Apply with your project</Link></div>}
    </section>
  );
}

function Projects({ round }: { round: RoundDetail }) {
  const { data, error, refetch } = useProjects(round.slug);
  const cart = useCart(round.slug, round.tokens);
  if (!data && error) return <PartFailure error={error} retry={() => void refetch()} />;
  if (!data) return <div className="skeleton block" role="status" aria-label="Loading the projects" />;
  const isGiving = round.address !== null && giving(round, clockOf(round)) !== "after";
  const list = <ProjectList round={round} projects={data.projects} add={isGiving ? cart.add : null} inCart={cart.lines.map(({ project }) => project)} />;
  if (!isGiving) return list;
  const { length } = cart.lines;
  return <div className="two wide-left">{list}<div id="cart" className="sticky"><WithRound round={round}><GivePanel round={round} projects={data.projects} cart={cart} /></WithRound></div>{length > 0 && <a className="to-cart button primary" href="#cart">See your cart: {people(length, "gift")}</a>}</div>;
}

export function Round() {
  const { slug = "" } = useParams();
  const { data, error, refetch } = useRound(slug);
  useTitle(data?.name ?? "Funding round");
  if (!data && error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={3} />;
  return (
    <div className="stack-wide" key={slug}>
      <div className="stack-wide"><Head round={data} /><RoundFacts round={data} /></div>
      {data.tally && <ResultsPart round={data} />}
      <Projects round={data} />
      <div className="two wide-left"><RoundRules round={data} /><RoundTrust round={data} /></div>
    </div>
  );
}
