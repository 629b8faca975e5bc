import { useParams } from "react-router";

import { isMissing, type CampaignDetail, type PersonDetail } from "../api/client";
import { Grown, grownBy } from "../airdrop/Grown";
import { useCampaign, usePerson } from "../api/queries";
import { ClaimPanel } from "../claim/ClaimPanel";
import { stepOf, STEPS } from "../claim/claimState";
import { OtherWays } from "../claim/OtherWays";
import { Steps } from "../claim/Steps";
import { useClaim } from "../claim/useClaim";
import { WithChain } from "../claim/WithChain";
import { WithoutUs } from "../claim/WithoutUs";
import { Crumb } from "../components/Crumb";
import { Failure, Skeleton, useTitle } from "../components/Feedback";
import { Amount, Hex, When } from "../components/Values";
import { personName } from "../format";
import { IdentityClaiming } from "../identity/IdentityClaiming";
import { Maintainer } from "../person/Maintainer";
import { NoShare } from "../person/NoShare";
import { stageOf } from "../recurring/Lists";
import { useDue, waits } from "../recurring/leaf";

function Claiming({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const claiming = useClaim(campaign, person);
  return (
    <div className="stack">
      <Steps steps={STEPS} at={stepOf(claiming.state)} />
      <ClaimPanel campaign={campaign} person={person} claiming={claiming} />
      <OtherWays campaign={campaign} person={person} claiming={claiming} />
      <WithoutUs campaign={campaign} person={person} proven={claiming.proven} />
    </div>
  );
}

function OfWhom({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  return person.address === null && person.index !== null
    ? <IdentityClaiming key={person.identity} campaign={campaign} person={person} index={person.index} />
    : <Claiming campaign={campaign} person={person} />;
}

/** For somebody who has never claimed anything. */
function About({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const { deployment, chain, token } = campaign;
  return (
    <aside className="aside" aria-labelledby="about">
      <h2 id="about">What is this?</h2>
      <p>{campaign.name} shares tokens among the people whose work it counted. {personName(person)} is one of them. The tokens lie in a contract that pays each share once, {person.address === null && person.index !== null ? "to the wallet that the GitHub account in the list names" : "to the address in the list"}.</p>
      <dl className="pairs">
        <dt>Behind it</dt><dd>{campaign.maintainer ? <Maintainer campaign={campaign} /> : "nobody has named a page of theirs"}</dd>
        <dt>Token</dt><dd>{token.name} ({token.symbol})</dd>
        {deployment && <><dt>Contract</dt><dd><Hex value={deployment.airdrop} what="contract address" href={chain.explorer ? `${chain.explorer}/address/${deployment.airdrop}` : null} /> on {chain.name}</dd></>}
        <dt>Until</dt><dd><When iso={campaign.claim.ends_at} />{grownBy(campaign.claim) > 0 && <>. <Grown claim={campaign.claim} /></>}</dd>
      </dl>
      <p className="soft small">A share is paid once. Claiming it gives nobody leave to spend anything of yours.</p>
    </aside>
  );
}

function Title({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const due = useDue(campaign, person);
  return <h1>Claim <Amount units={due} decimals={campaign.token.decimals} symbol={campaign.token.symbol} yours /></h1>;
}

export function Claim() {
  const { slug = "", who = "" } = useParams();
  const campaign = useCampaign(slug);
  const person = usePerson(slug, who);
  useTitle(campaign.data ? `Claim from ${campaign.data.name}` : "Claim");
  if (campaign.data && isMissing(person.error)) return <NoShare who={who} campaign={campaign.data} />;
  const error = campaign.data ? person.error : campaign.error;
  if (error && !(campaign.data && person.data)) return <Failure error={error} retry={() => { void campaign.refetch(); void person.refetch(); }} />;
  if (!campaign.data || !person.data) return <Skeleton blocks={1} />;
  return (
    <div className="stack-wide near">
      <div className="stack tight">
        <Crumb to={`/airdrops/${slug}/people/${encodeURIComponent(who)}`}>{`${personName(person.data)} in ${campaign.data.name}`}</Crumb>
        <Title campaign={campaign.data} person={person.data} />
      </div>
      <div className="two wide-left">
        {waits(campaign.data) ? <p className="notice">{stageOf(campaign.data)}</p> : <WithChain campaign={campaign.data} entitled={person.data.address}><OfWhom campaign={campaign.data} person={person.data} /></WithChain>}
        <About campaign={campaign.data} person={person.data} />
      </div>
    </div>
  );
}
