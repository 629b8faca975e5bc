// The claim of somebody who is in the list by GitHub account and not by wallet.
import { Steps } from "../claim/Steps";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { IdentityPanel } from "./IdentityPanel";
import { stepOf, STEPS } from "./identityState";
import { useIdentityClaim } from "./useIdentityClaim";
import { WithoutUs } from "./WithoutUs";

export function IdentityClaiming({ campaign, person, index }: { campaign: CampaignDetail; person: PersonDetail; index: number }) {
  const claiming = useIdentityClaim(campaign, person, index);
  return (
    <div className="stack">
      <Steps steps={STEPS} at={stepOf(claiming.state)} />
      <IdentityPanel campaign={campaign} person={person} claiming={claiming} />
      <WithoutUs campaign={campaign} person={person} index={index} proof={claiming.proof} />
    </div>
  );
}
