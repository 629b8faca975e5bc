// One readable answer for each state: what happened, what it means for your tokens, what to do next.
import type { CampaignDetail, PersonDetail } from "../api/client";
import { Done } from "./After";
import { Barred, NoLinkedWallet, NothingDue, NotOpen } from "./Before";
import { ClaimFrame } from "./ClaimFrame";
import { headingOf, isBad } from "./claimState";
import { Review } from "./Review";
import { Underway } from "./Underway";
import type { Claiming } from "./useClaim";
import { ChooseWallet, Connecting, NotEligible, NoWallet, WrongChain } from "./Wallets";

export interface ClaimProps { readonly campaign: CampaignDetail; readonly person: PersonDetail; readonly claiming: Claiming }

function Body(props: ClaimProps) {
  const { state } = props.claiming;
  switch (state.kind) {
    case "loading": case "unreachable": case "not_deployed": case "already_claimed": case "proof_bad": case "ended": case "not_funded": return <Barred {...props} state={state} />;
    case "nothing_due": return <NothingDue {...props} />;
    case "no_linked_wallet": return <NoLinkedWallet {...props} />;
    case "not_open": return <NotOpen opens={state.opens} />;
    case "no_wallet": return <NoWallet {...props} />;
    case "choose_wallet": return <ChooseWallet {...props} />;
    case "connecting": return <Connecting wallet={state.wallet} />;
    case "not_eligible": return <NotEligible {...props} state={state} />;
    case "wrong_chain": return <WrongChain {...props} current={state.current} />;
    case "review": return <Review {...props} forAnother={state.forAnother} />;
    case "confirm_in_wallet": case "sign_in_wallet": case "rejected": case "would_fail": case "sent": case "cancelled": case "replaced": case "reverted": case "relayed": case "relay_failed":
      return <Underway {...props} state={state} />;
    case "done": return <Done {...props} state={state} />;
  }
}

export function ClaimPanel(props: ClaimProps) {
  const { campaign, claiming: { state } } = props;
  return <ClaimFrame campaign={campaign} state={state} heading={headingOf(state, campaign.chain.name)} bad={isBad(state)}><Body {...props} /></ClaimFrame>;
}
