import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { WagmiProvider } from "wagmi";

import { api, type CampaignDetail, type PersonDetail } from "../api/client";
import { ClaimPanel } from "../claim/ClaimPanel";
import { STEPS, stepOf } from "../claim/claimState";
import { useClaim } from "../claim/useClaim";
import { Failure, Skeleton, useTitle } from "../components/Feedback";
import { Amount } from "../components/Values";
import { personName } from "../format";
import { configFor } from "../wagmi";

function Steps({ at }: { at: number }) {
  return (
    <ol className="steps" aria-label="Steps of the claim">
      {STEPS.map((step, place) => (
        <li key={step} className={place < at ? "past" : ""} {...(place === at ? { "aria-current": "step" as const } : {})}>{place + 1}. {step}</li>
      ))}
    </ol>
  );
}

function WithoutUs({ campaign, person, proof }: { campaign: CampaignDetail; person: PersonDetail; proof: readonly string[] | undefined }) {
  const airdrop = campaign.deployment?.airdrop;
  if (!airdrop || !person.address || person.index == null || !proof) return null;
  const rpc = campaign.chain.rpc_url ?? "$ETH_RPC_URL";
  const json = JSON.stringify({ chain_id: campaign.chain.id, airdrop, index: person.index, account: person.address, amount: person.amount, proof }, null, 2);
  const cast = `cast send ${airdrop} "claim(uint256,address,uint256,bytes32[])" ${person.index} ${person.address} ${person.amount} "[${proof.join(",")}]" --rpc-url ${rpc} --interactive`;
  return (
    <details>
      <summary>Claim without this site</summary>
      <p className="soft">The proof is all that is needed. Keep it, or send the claim yourself: with the published bundle, or with one command.</p>
      <div className="row"><a className="button" download={`${campaign.slug}-${person.index}.json`} href={`data:application/json,${encodeURIComponent(json)}`}>Download the proof</a></div>
      <pre tabIndex={0}>tributary claim out/{campaign.slug} --account {person.address}</pre>
      <pre tabIndex={0}>{cast}</pre>
    </details>
  );
}

function Claiming({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const claiming = useClaim(campaign, person);
  return (
    <div className="stack">
      <Steps at={stepOf(claiming.state)} />
      <ClaimPanel campaign={campaign} person={person} claiming={claiming} />
      <WithoutUs campaign={campaign} person={person} proof={claiming.proof} />
    </div>
  );
}

function WithChain({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const { id, name, rpc_url, explorer } = campaign.chain;
  const config = useMemo(
    () => configFor({ id, name, rpc_url, explorer }),
    [id, name, rpc_url, explorer],
  );
  return <WagmiProvider config={config} reconnectOnMount={false}><Claiming campaign={campaign} person={person} /></WagmiProvider>;
}

export function Claim() {
  const { slug = "", who = "" } = useParams();
  const campaign = useQuery({ queryKey: ["campaign", slug], queryFn: ({ signal }) => api.campaign(slug, signal), refetchInterval: 5_000 });
  const person = useQuery({ queryKey: ["person", slug, who], queryFn: ({ signal }) => api.person(slug, who, signal) });
  useTitle(campaign.data ? `Claim from ${campaign.data.name}` : "Claim");
  const error = campaign.error ?? person.error;
  if (error && !(campaign.data && person.data)) return <Failure error={error} retry={() => { void campaign.refetch(); void person.refetch(); }} />;
  if (!campaign.data || !person.data) return <Skeleton />;
  const { token } = campaign.data;
  return (
    <div className="stack-wide">
      <section className="stack">
        <p className="soft"><Link to={`/airdrops/${slug}/people/${encodeURIComponent(who)}`}>{personName(person.data)} in {campaign.data.name}</Link></p>
        <h1>Claim <Amount units={BigInt(person.data.amount)} decimals={token.decimals} symbol={token.symbol} yours /></h1>
      </section>
      <WithChain campaign={campaign.data} person={person.data} />
    </div>
  );
}
