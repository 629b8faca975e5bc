// What a share's page asks of the chain itself. Loaded where there is something to ask, with the chain library that it needs.
import type { Address } from "viem";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { ClaimAll } from "../batch/ClaimAll";
import { WithChain } from "../claim/WithChain";
import { VestingShare } from "../vesting/Share";

export function OnChain({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  return (
    <WithChain campaign={campaign} entitled={person.address}>
      {person.address !== null && <ClaimAll campaign={campaign} account={person.address as Address} />}
      {campaign.claim.vesting && <VestingShare campaign={campaign} person={person} />}
    </WithChain>
  );
}
