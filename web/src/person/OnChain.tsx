// What a share's page asks of the chain itself. Loaded where there is something to ask, with the chain library that it needs.
import type { CampaignDetail, PersonDetail } from "../api/client";
import { WithChain } from "../claim/WithChain";
import { VestingShare } from "../vesting/Share";

export function OnChain({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  return <WithChain campaign={campaign} entitled={person.address}><VestingShare campaign={campaign} person={person} /></WithChain>;
}
