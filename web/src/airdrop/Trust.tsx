// Is this real? Who is behind it, what the server found when it checked, and how to check without it.
import { Link } from "react-router";

import { useReport } from "../api/queries";
import type { CampaignDetail, Schemas } from "../api/client";
import { Checks } from "../components/Checks";
import { PartFailure } from "../components/Feedback";
import { Hex } from "../components/Values";
import { Attestors } from "./Attestors";

function Addresses({ campaign }: { campaign: CampaignDetail }) {
  const { deployment, chain } = campaign;
  const link = (value: string) => (chain.explorer ? `${chain.explorer}/address/${value}` : null);
  return (
    <dl className="pairs">
      {deployment && <><dt>Contract</dt><dd><Hex value={deployment.airdrop} what="contract address" href={link(deployment.airdrop)} /> on {chain.name}</dd></>}
      {deployment && <><dt>Token</dt><dd><Hex value={deployment.token} what="token address" href={link(deployment.token)} /> {campaign.token.name}</dd></>}
      {campaign.owner && <><dt>Owner</dt><dd><Hex value={campaign.owner} what="owner address" href={link(campaign.owner)} /> takes back what is left after the end, or everything until two days before the start; nothing else</dd></>}
      <dt>Merkle root</dt><dd><Hex value={campaign.root} what="Merkle root" /></dd>
      <dt>Bundle hash</dt><dd><Hex value={campaign.bundle_hash} what="bundle hash" /></dd>
    </dl>
  );
}

type Report = Schemas["VerifyReport"];

/** What was not checked is not said to hold. */
function foundBy({ holds, checks }: Report): string {
  const count = (wanted: Report["checks"][number]["status"]) => checks.filter(({ status }) => status === wanted).length;
  if (!holds) return `${count("fail")} of ${checks.length} checks do not hold. Do not claim before you know why.`;
  const [made, skipped] = [count("pass"), count("skipped")];
  return `This server made ${made} ${made === 1 ? "check and it holds" : "checks and they hold"}.${skipped === 0 ? "" : ` ${skipped} could not be made, so ${skipped === 1 ? "it says" : "they say"} nothing yet.`}`;
}

export function Trust({ campaign }: { campaign: CampaignDetail }) {
  const { data, error, refetch } = useReport(campaign.slug);
  return (
    <section className="stack" aria-labelledby="real">
      <h2 id="real">Is this real?</h2>
      <Attestors campaign={campaign} />
      {error && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="skeleton block" role="status" aria-label="Loading the checks" />}
      {data && <p>{foundBy(data)} Do not take its word: your browser can make them again.</p>}
      {data && <Checks checks={data.checks} brief={data.holds} />}
      <div className="row"><Link className="button" to={`/airdrops/${campaign.slug}/verify`}>Check it yourself</Link></div>
      <Addresses campaign={campaign} />
    </section>
  );
}
