import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { api, type CampaignDetail, type PersonDetail } from "../api/client";
import { Empty, Failure, Skeleton, useTitle } from "../components/Feedback";
import { River } from "../components/River";
import { Hex, When } from "../components/Values";
import { counted, exactTokens, grouped, kindName, monthName, percent, personName, points, shortTokens } from "../format";

const EXCLUDED: Record<string, string> = {
  bot: "This is a machine account. Bots are listed and never paid.",
  organization: "This is an organisation, not a person. It is listed and not paid.",
  mannequin: "This is a placeholder from an import; the person behind it is unknown, so it is not paid.",
  ghost: "This account was deleted. Its work is listed and cannot be paid to anybody.",
};

function Months({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const names = new Map(campaign.repositories.map((repository) => [repository.id, repository.name]));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Points by month">
      <table>
        <thead><tr><th scope="col">Month</th><th scope="col">Repository</th><th scope="col">What was counted</th><th scope="col" className="number">Points</th></tr></thead>
        <tbody>
          {person.months.map((month) => (
            <tr key={`${month.repo} ${month.month}`}>
              <td>{monthName(month.month)}</td>
              <td>{names.get(month.repo) ?? month.repo}</td>
              <td>{Object.entries(month.counts).map(([kind, count]) => counted(kind, count)).join(", ")}</td>
              <td className="number">{points(BigInt(month.score))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Contributions({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const names = new Map(campaign.repositories.map((repository) => [repository.id, repository.name]));
  if (person.contributions.length === 0) return <Empty title="No contributions are listed">The evidence has none in this window.</Empty>;
  return (
    <details>
      <summary>Each of {grouped(person.contributions_total)} contributions</summary>
      <ul className="checks">
        {person.contributions.map((one, place) => (
          <li key={place}>
            <span aria-hidden>·</span>
            <span>{one.url ? <a href={one.url} rel="noreferrer">{kindName(one.kind)}{one.number ? ` #${one.number}` : ""}</a> : kindName(one.kind)} <span className="soft">in {names.get(one.repo) ?? one.repo}</span></span>
            <span className="detail"><When iso={one.at} />{one.additions != null && ` · +${one.additions} −${one.deletions ?? 0} lines`}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Next({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  if (person.excluded) return <div className="notice"><p>{EXCLUDED[person.excluded]}</p></div>;
  if (person.note === "below_minimum") return <div className="notice"><p>The share was below the airdrop's minimum, so it went to the others.</p></div>;
  if (!person.address || person.index == null) {
    return (
      <div className="notice stack">
        <h3>No wallet is linked yet</h3>
        <p>The amount is listed and stays with the maintainer{campaign.maintainer ? <> (<a href={campaign.maintainer} rel="noreferrer">{new URL(campaign.maintainer).host}</a>)</> : ""}. Send them your GitHub id and an address, and it can be paid in their next list.</p>
      </div>
    );
  }
  return (
    <div className="row">
      <Link className="button primary" to="claim">Claim</Link>
      <span className="soft">goes to <Hex value={person.address} what="address" /></span>
    </div>
  );
}

export function Person() {
  const { slug = "", who = "" } = useParams();
  const campaign = useQuery({ queryKey: ["campaign", slug], queryFn: ({ signal }) => api.campaign(slug, signal) });
  const person = useQuery({ queryKey: ["person", slug, who], queryFn: ({ signal }) => api.person(slug, who, signal) });
  const activity = useQuery({ queryKey: ["activity", slug], queryFn: ({ signal }) => api.activity(slug, signal) });
  useTitle(person.data && campaign.data ? `${personName(person.data)} in ${campaign.data.name}` : "Your share");
  const error = campaign.error ?? person.error;
  if (error) return <Failure error={error} retry={() => { void campaign.refetch(); void person.refetch(); }} />;
  if (!campaign.data || !person.data) return <Skeleton />;
  const { token } = campaign.data;
  const amount = BigInt(person.data.amount);
  const inRiver = activity.data?.people.some((one) => one.identity === person.data.identity);
  return (
    <div className="stack-wide">
      <section className="stack">
        <p className="soft"><Link to={`/airdrops/${slug}`}>{campaign.data.name}</Link></p>
        <h1>{personName(person.data)}</h1>
        <p className="big-money" title={`${exactTokens(amount, token.decimals)} ${token.symbol}`}>{shortTokens(amount, token.decimals)} <span className="unit">{token.symbol}</span></p>
        <p className="soft">{percent(person.data.share_ppm)} of the pool · rank {person.data.rank} of {grouped(person.data.of)} · {points(BigInt(person.data.score))} points{person.data.note === "capped" ? " · cut to the cap" : ""}</p>
        <Next person={person.data} campaign={campaign.data} />
      </section>
      {inRiver && activity.data && (
        <section className="stack" aria-labelledby="part">
          <h2 id="part">Your part of the river</h2>
          <River activity={activity.data} decimals={token.decimals} symbol={token.symbol} you={person.data.identity} />
        </section>
      )}
      <section className="stack" aria-labelledby="why">
        <h2 id="why">Why this amount</h2>
        <p>For each month and repository the points are the square root of everything counted, each kind by its weight. The months add up to {points(BigInt(person.data.score))} points; your part of all points is your part of the pool.</p>
        <Months person={person.data} campaign={campaign.data} />
        <Contributions person={person.data} campaign={campaign.data} />
      </section>
      <section className="stack" aria-labelledby="object">
        <h2 id="object">Something is wrong?</h2>
        <p className="soft">The evidence is what GitHub or the clone said inside the window. If work of yours is missing or counted for another account, tell the maintainer{campaign.data.maintainer ? <> at <a href={campaign.data.maintainer} rel="noreferrer">{new URL(campaign.data.maintainer).host}</a></> : ""} with a link to it. An airdrop that stands on the chain cannot be changed; a next one can.</p>
      </section>
    </div>
  );
}
