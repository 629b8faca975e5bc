// What you can do with this share now.
import { Link } from "react-router";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { useClaimStatus } from "../api/queries";
import { feeAhead } from "../claim/fees";
import { useSponsor } from "../claim/useRelay";
import { Hex, When } from "../components/Values";
import { Resting } from "../identity/Resting";
import { stageOf } from "../recurring/Lists";
import { leafAmount, waits } from "../recurring/leaf";
import { Maintainer } from "./Maintainer";

const EXCLUDED = {
  bot: "This is a machine account. Its work is counted and never paid.",
  organization: "This is an organisation, not a person. Its work is counted and not paid.",
  agent: "This is an AI agent. What it made is credited to the person who is accountable for it, if there is one.",
  mannequin: "This is a placeholder from an import. Nobody knows the person behind it, so it is not paid.",
  ghost: "These accounts were deleted. Their work is counted and can be paid to nobody.",
  override: "The maintainer left this share out. It is counted and not paid; the reason stands below.",
};

function NoWallet({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  return (
    <div className="notice warm stack tight">
      <h2>No wallet is linked to this share yet</h2>
      <p>The amount is listed and is not lost: it stays with the maintainer. To be paid in their next list, send <Maintainer campaign={campaign} /> two things:</p>
      <ol className="rules"><li>{person.login ? `your GitHub id, ${person.identity.replace("github:", "")}` : "a sign that this work is yours"}</li><li>an address that you hold, 0x and 40 digits</li></ol>
      <p className="soft small">Never a seed phrase or a private key. Nobody needs those to pay you.</p>
    </div>
  );
}

function ClaimLink({ campaign, index }: { campaign: CampaignDetail; index: number }) {
  const { data } = useClaimStatus(campaign.slug, index);
  if (data?.claimed) return <Link className="button" to="claim">Claimed. See how</Link>;
  if (waits(campaign)) return <p className="notice">{stageOf(campaign)}</p>;
  switch (campaign.state) {
    case "ended": return <p className="notice">Claims ended on <When iso={campaign.claim.ends_at} />. The contract pays no more. Ask <Maintainer campaign={campaign} /> whether there will be another airdrop.</p>;
    case "not_started": return <><Link className="button" to="claim">Prepare to claim</Link><span className="soft">opens <When iso={campaign.claim.start} /></span></>;
    case "not_deployed": return <p className="notice">The contract is not deployed yet. Your share does not change; come back later.</p>;
    default: return <Link className="button primary big" to="claim">Claim</Link>;
  }
}

/** In the list by GitHub account: the wallet is named when it is claimed. */
function Unnamed({ campaign, index }: { campaign: CampaignDetail; index: number }) {
  const { data: sponsor } = useSponsor(campaign.slug);
  const { data: status } = useClaimStatus(campaign.slug, index);
  const isOpen = status?.claimed !== true && campaign.state !== "ended" && campaign.deployment !== null;
  return (
    <div className="stack">
      <div className="row"><ClaimLink campaign={campaign} index={index} /></div>
      {isOpen && <><Resting campaign={campaign} /><p className="soft small">No wallet was needed before: you name one, and show that the GitHub account is yours. {feeAhead(sponsor)}</p></>}
    </div>
  );
}

export function Next({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  if (person.excluded) return <p className="notice">{EXCLUDED[person.excluded]}</p>;
  if (person.note === "below_minimum") return <p className="notice">This share was below the airdrop's minimum, so it went to the others.</p>;
  if (BigInt(leafAmount(person)) === 0n) return <p className="notice">Nothing that the rules count was found inside the window, so there is nothing to pay.</p>;
  if (person.index !== null && person.address === null) return <Unnamed campaign={campaign} index={person.index} />;
  if (person.address === null || person.index === null) return <NoWallet campaign={campaign} person={person} />;
  return (
    <div className="stack">
      <div className="row"><ClaimLink campaign={campaign} index={person.index} /></div>
      <p className="soft small">Goes to <Hex value={person.address} what="receiving address" /></p>
    </div>
  );
}
