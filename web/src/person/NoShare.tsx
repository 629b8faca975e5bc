import { Link } from "react-router";

import type { CampaignDetail } from "../api/client";
import { Crumb } from "../components/Crumb";
import { useTitle } from "../components/Feedback";

/** Somebody who is not in the list. */
export function NoShare({ who, campaign }: { who: string; campaign: CampaignDetail }) {
  useTitle("No share");
  return (
    <section className="stack">
      <Crumb to={`/airdrops/${campaign.slug}`}>{campaign.name}</Crumb>
      <h1>“{who}” has no share in this airdrop</h1>
      <p>Nothing of yours is lost. Perhaps the work was done under another login, or outside the window. Look for another login, id or address of yours.</p>
      <div className="row"><Link className="button primary" to="/">Search again</Link><Link className="button" to={`/airdrops/${campaign.slug}`}>See everybody in it</Link></div>
    </section>
  );
}
