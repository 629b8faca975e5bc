// The four figures of an airdrop.
import type { CampaignDetail } from "../api/client";
import { Amount, Away, Hex, Meter, When } from "../components/Values";
import { grouped, part, percent } from "../format";
import { Grown, grownBy } from "./Grown";

function Funding({ campaign }: { campaign: CampaignDetail }) {
  const { funding, chain, deployment } = campaign;
  if (!deployment) return <><dd>Not yet</dd><dd><small>the contract is not deployed</small></dd></>;
  if (!funding) return <><dd>Unknown</dd><dd><small>{chain.name} does not answer; look again in a minute</small></dd></>;
  const link = chain.explorer ? `${chain.explorer}/tx/${funding.tx}` : null;
  return <><dd>{funding.funded ? "In full" : "Not in full"}</dd><dd><small>{(campaign.claim.recurring?.epoch ?? 1) > 1 && "the first list "}by transaction <Hex value={funding.tx} what="funding transaction" href={link} /></small></dd></>;
}

/** The end that matters now, large; the other one below. */
function Window({ campaign: { claim, state } }: { campaign: CampaignDetail }) {
  const later = state === "not_started" || state === "not_deployed";
  const [near, far] = later ? [claim.start, claim.ends_at] : [claim.ends_at, claim.start];
  return (
    <div>
      <dt>{later ? "Claims open" : state === "ended" ? "Claims ended" : "Claims end"}</dt>
      <dd><When iso={near} away={false} /></dd>
      <dd><small><Away iso={near} />; {later ? "until" : "open from"} <When iso={far} away={false} /></small></dd>
      {grownBy(claim) > 0 && <dd><small><Grown claim={claim} /></small></dd>}
    </div>
  );
}

export function Facts({ campaign }: { campaign: CampaignDetail }) {
  const { token } = campaign;
  const amount = (units: string) => <Amount units={BigInt(units)} decimals={token.decimals} symbol={token.symbol} />;
  const claimed = campaign.claimed_total;
  const ppm = claimed === null ? 0 : part(BigInt(claimed), BigInt(campaign.total));
  return (
    <dl className="facts">
      <div><dt>Pool</dt><dd>{amount(campaign.pool)}</dd><dd><small>shared among {grouped(campaign.claimants + campaign.unlinked)} {campaign.claimants + campaign.unlinked === 1 ? "person" : "people"}</small></dd></div>
      <div>
        <dt>Claimed</dt>
        <dd>{claimed === null ? "—" : percent(ppm)}</dd>
        <dd>{claimed !== null && <Meter ppm={ppm} />}<small>{claimed === null ? "known once the contract can be asked" : `${grouped(campaign.claimed_count ?? 0)} of ${grouped(campaign.claimants)} ${campaign.identity ? "shares" : "people with a wallet"}`}</small></dd>
      </div>
      <div><dt>Funded</dt><Funding campaign={campaign} /></div>
      <Window campaign={campaign} />
    </dl>
  );
}
