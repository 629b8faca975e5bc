// "Why this amount": the ledger of contributions, and the sums from it to the leaf.
import { Link } from "react-router";

import { api, type CampaignDetail, type PersonDetail } from "../api/client";
import { grouped, points } from "../format";
import { ByHand } from "./ByHand";
import { Chain } from "./Chain";
import { Months } from "./Months";
import { introOf } from "./words";

export function Why({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const left = person.contributions_total - person.contributions.length;
  const sum = person.months.reduce((total, { score }) => total + BigInt(score), 0n);
  return (
    <section className="stack" aria-labelledby="why">
      <h2 id="why">Why this amount</h2>
      <p>{introOf(campaign.rules.preset)} The months add up to <strong>{points(sum)} points</strong>. Open a month to see the work.</p>
      {person.months.length === 0 ? <p className="notice">The evidence has nothing of this account inside the window.</p> : <Months person={person} campaign={campaign} />}
      {left > 0 && <p className="soft small">The newest {grouped(person.contributions.length)} contributions are linked here; {grouped(left)} older ones are in <a href={api.file(campaign.slug, "evidence.jsonl")}>evidence.jsonl</a>.</p>}
      <ByHand person={person} />
      <h3>From there to the amount</h3>
      <Chain steps={person.steps} />
      <p className="soft small">The same comes out of the published files on your own machine, offline: <code>tributary explain {person.identity} out/{campaign.slug}</code>. Or <Link to={`/airdrops/${campaign.slug}/verify`}>recompute everything in this browser</Link>.</p>
    </section>
  );
}
