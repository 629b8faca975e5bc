import { lazy, Suspense } from "react";
import { useParams } from "react-router";

import { isMissing, type CampaignDetail, type PersonDetail } from "../api/client";
import { useActivity, useCampaign, useElsewhere, usePerson } from "../api/queries";
import { Objection } from "../appeal/Objection";
import { AlsoOn } from "../components/AlsoOn";
import { Crumb } from "../components/Crumb";
import { Failure, Skeleton, useTitle } from "../components/Feedback";
import { BigAmount } from "../components/Values";
import { grouped, part, percent, personName, points } from "../format";
import { Next } from "../person/Next";
import { NoShare } from "../person/NoShare";
import { Why } from "../person/Why";
import { RecurringShare } from "../recurring/Share";
import { River } from "../river/River";

const OnChain = lazy(async () => ({ default: (await import("../person/OnChain")).OnChain }));

/** All points before a maintainer changed any. */
const sumOf = ({ months }: PersonDetail) => months.reduce((sum, { score }) => sum + BigInt(score), 0n);

function Share({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const { token } = campaign;
  return (
    <section className="two wide-left">
      <div className="share">
        <div className="stack tight"><Crumb to={`/airdrops/${campaign.slug}`}>{campaign.name}</Crumb><h1>{personName(person)}</h1></div>
        <BigAmount units={BigInt(person.amount)} decimals={token.decimals} symbol={token.symbol} />
        <Next person={person} campaign={campaign} />
        <AlsoOn campaign={campaign} words={`This share is on ${campaign.chain.name}. The same airdrop also pays on`} path={`/people/${encodeURIComponent(person.identity)}`} />
      </div>
      <div className="aside">
        <h2>In this airdrop</h2>
        <dl className="facts">
          <div><dt>Part of the pool</dt><dd>{percent(person.share_ppm)}</dd>{person.note === "capped" && <dd><small>cut to the cap that nobody gets more than</small></dd>}</div>
          <div><dt>Rank</dt><dd>{grouped(person.rank)} <span className="soft small">of {grouped(person.of)}</span></dd></div>
          <div><dt>Points</dt><dd className="figures">{points(BigInt(person.score))}</dd></div>
          <div><dt>Contributions</dt><dd>{grouped(person.contributions_total)}</dd></div>
          {BigInt(person.agent_points) > 0n && <div><dt>With AI agents</dt><dd className="figures">{points(BigInt(person.agent_points))}</dd><dd><small>{percent(part(BigInt(person.agent_points), sumOf(person)))} of the points</small></dd></div>}
        </dl>
      </div>
    </section>
  );
}

function Part({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const { data } = useActivity(campaign.slug);
  if (!data?.people.some((one) => one.identity === person.identity)) return null;
  return <section><River title="This part of the river" activity={data} slug={campaign.slug} decimals={campaign.token.decimals} symbol={campaign.token.symbol} you={person.identity} /></section>;
}

export function Person() {
  const { slug = "", who = "" } = useParams();
  const campaign = useCampaign(slug);
  const person = usePerson(slug, who);
  const elsewhere = useElsewhere(slug, person.data?.address ?? "");
  useTitle(person.data && campaign.data ? `${personName(person.data)} in ${campaign.data.name}` : "A share");
  if (campaign.data && isMissing(person.error)) return <NoShare who={who} campaign={campaign.data} />;
  const error = campaign.data ? person.error : campaign.error;
  if (error && !person.data) return <Failure error={error} retry={() => { void campaign.refetch(); void person.refetch(); }} />;
  if (!campaign.data || !person.data) return <Skeleton />;
  const asksChain = campaign.data.claim.vesting !== null || elsewhere;
  return (
    <div className="stack-wide">
      <Share person={person.data} campaign={campaign.data} />
      <RecurringShare campaign={campaign.data} person={person.data} />
      {asksChain && <Suspense fallback={<Skeleton blocks={1} />}><OnChain campaign={campaign.data} person={person.data} /></Suspense>}
      <Why person={person.data} campaign={campaign.data} />
      <Part person={person.data} campaign={campaign.data} />
      <Objection person={person.data} campaign={campaign.data} />
    </div>
  );
}
