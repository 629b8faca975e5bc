import { useParams } from "react-router";

import { Facts } from "../airdrop/Facts";
import { FindYours } from "../airdrop/FindYours";
import { Ledger } from "../airdrop/Ledger";
import { Rules } from "../airdrop/Rules";
import { Trust } from "../airdrop/Trust";
import type { CampaignDetail } from "../api/client";
import { useActivity, useCampaign, useLeaderboard } from "../api/queries";
import { AlsoOn } from "../components/AlsoOn";
import { Crumb } from "../components/Crumb";
import { Failure, PartFailure, Skeleton, useTitle } from "../components/Feedback";
import { Lorenz } from "../components/Lorenz";
import { State } from "../components/State";
import { hostOf } from "../format";
import { Lists } from "../recurring/Lists";
import { River } from "../river/River";
import { Vesting } from "../vesting/Vesting";

function Head({ campaign }: { campaign: CampaignDetail }) {
  const { maintainer } = campaign;
  return (
    <section className="stack">
      <Crumb to="/">All airdrops</Crumb>
      <h1>{campaign.name}</h1>
      {campaign.description !== "" && <p className="lede">{campaign.description}</p>}
      <AlsoOn campaign={campaign} words={`This is the part on ${campaign.chain.name}. The same people have a share of their own on`} />
      <p className="row">
        <State state={campaign.state} />
        <span className="small soft">{maintainer ? <>launched by <a href={maintainer} rel="noreferrer">{hostOf(maintainer)}</a></> : "the maintainer has not named a page of theirs"}</span>
      </p>
    </section>
  );
}

function Contributions({ campaign }: { campaign: CampaignDetail }) {
  const { data, error, refetch } = useActivity(campaign.slug);
  if (error) return <PartFailure error={error} retry={() => void refetch()} />;
  if (!data) return <div className="skeleton block" role="status" aria-label="Loading the river" />;
  return <section><River title="From work to shares" activity={data} slug={campaign.slug} decimals={campaign.token.decimals} symbol={campaign.token.symbol} /></section>;
}

export function Airdrop() {
  const { slug = "" } = useParams();
  const { data, error, refetch } = useCampaign(slug);
  const first = useLeaderboard(slug, 0, "");
  useTitle(data?.name ?? "Airdrop");
  if (!data && error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={3} />;
  return (
    <div className="stack-wide">
      <div className="stack-wide"><div className="stack-wide near"><Head campaign={data} /><FindYours campaign={data} /></div><Facts campaign={data} /></div>
      <Lists campaign={data} />
      <Contributions campaign={data} />
      <Vesting campaign={data} amount={BigInt(data.total)} title="How shares become available" />
      <div className="two wide-left"><Rules campaign={data} /><Trust campaign={data} /></div>
      <Ledger campaign={data} most={first.data?.people[0]?.share_ppm ?? 0} />
      <section className="stack" aria-labelledby="spread">
        <h2 id="spread">How evenly it is spread</h2>
        <Lorenz concentration={data.concentration} />
      </section>
    </div>
  );
}
