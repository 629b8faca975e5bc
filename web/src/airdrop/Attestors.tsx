// Who confirms which wallet a GitHub account is paid to: what is announced to change, and what rests.
import type { CampaignDetail } from "../api/client";
import { Hex, When } from "../components/Values";
import { Maintainer } from "../person/Maintainer";

type Identity = NonNullable<CampaignDetail["identity"]>;

function Frozen({ until }: { until: string }) {
  return (
    <div className="notice warm stack tight" role="note">
      <h3>Claims by GitHub account rest</h3>
      <p>The guardian of this airdrop has frozen them until <When iso={until} />, because something looked wrong. Claims by wallet go on. Nothing moved and no share is lost: the time to claim grows by as much for everybody.</p>
    </div>
  );
}

function Pending({ campaign, pending }: { campaign: CampaignDetail; pending: NonNullable<Identity["pending"]> }) {
  const { attestors, threshold, ready_at } = pending;
  const { explorer } = campaign.chain;
  return (
    <div className="notice warm stack tight" role="note">
      <h3>Others are to confirm GitHub accounts</h3>
      <p>The owner has announced a change. It can take effect from <When iso={ready_at} /> on; then the word of {threshold} of these says which wallet an account is paid to:</p>
      <ul className="rules">{attestors.map((one) => <li key={one}><Hex value={one} what="address of somebody who would confirm" href={explorer ? `${explorer}/address/${one}` : null} /></li>)}</ul>
      <p>Claims by wallet are not touched. Do you claim by GitHub account, and nobody told you why? Claim before that, and ask <Maintainer campaign={campaign} />.</p>
    </div>
  );
}

/** Nothing where nothing changes and nothing rests. */
export function Attestors({ campaign }: { campaign: CampaignDetail }) {
  const { identity } = campaign;
  if (!identity) return null;
  const { frozen_until, pending } = identity;
  return <>{frozen_until !== null && <Frozen until={frozen_until} />}{pending !== null && <Pending campaign={campaign} pending={pending} />}</>;
}
