// One readable answer for each state: what happened, what it means for your tokens, what to do next.
import type { CampaignDetail, PersonDetail } from "../api/client";
import { Cancelled, ConfirmInWallet, Done, Rejected, Relayed, RelayFailed, Replaced, Reverted, Sent, SignInWallet, WouldFail } from "./After";
import { AlreadyClaimed, Ended, NoLinkedWallet, NotDeployed, NotFunded, NothingDue, NotOpen, ProofBad, Unreachable } from "./Before";
import { headingOf, isBad } from "./claimState";
import { Panel } from "./Panel";
import { Review } from "./Review";
import type { Claiming } from "./useClaim";
import { ChooseWallet, Connecting, NotEligible, NoWallet, WrongChain } from "./Wallets";

export interface ClaimProps { readonly campaign: CampaignDetail; readonly person: PersonDetail; readonly claiming: Claiming }

function Body(props: ClaimProps) {
  const { state } = props.claiming;
  switch (state.kind) {
    case "loading": return <><div className="skeleton line" /><div className="skeleton line" /></>;
    case "unreachable": return <Unreachable {...props} message={state.message} />;
    case "not_deployed": return <NotDeployed {...props} />;
    case "nothing_due": return <NothingDue {...props} />;
    case "no_linked_wallet": return <NoLinkedWallet {...props} />;
    case "already_claimed": return <AlreadyClaimed {...props} state={state} />;
    case "proof_bad": return <ProofBad {...props} />;
    case "not_open": return <NotOpen opens={state.opens} />;
    case "ended": return <Ended {...props} ended={state.ended} />;
    case "not_funded": return <NotFunded {...props} />;
    case "no_wallet": return <NoWallet {...props} />;
    case "choose_wallet": return <ChooseWallet {...props} />;
    case "connecting": return <Connecting wallet={state.wallet} />;
    case "not_eligible": return <NotEligible {...props} state={state} />;
    case "wrong_chain": return <WrongChain {...props} current={state.current} />;
    case "review": return <Review {...props} forAnother={state.forAnother} />;
    case "confirm_in_wallet": return <ConfirmInWallet />;
    case "sign_in_wallet": return <SignInWallet />;
    case "rejected": return <Rejected {...props} signedUntil={state.signedUntil} />;
    case "would_fail": return <WouldFail {...props} reason={state.reason} />;
    case "sent": return <Sent {...props} state={state} />;
    case "cancelled": return <Cancelled {...props} hash={state.hash} />;
    case "replaced": return <Replaced {...props} hash={state.hash} />;
    case "reverted": return <Reverted {...props} state={state} />;
    case "relayed": return <Relayed {...props} hash={state.hash} />;
    case "relay_failed": return <RelayFailed {...props} state={state} />;
    case "done": return <Done {...props} state={state} />;
  }
}

export function ClaimPanel(props: ClaimProps) {
  const { claiming, campaign } = props;
  const { state } = claiming;
  // What is paid over time is claimed, and not there yet.
  const title = state.kind === "done" && campaign.claim.vesting ? "Your share is claimed" : headingOf(state, campaign.chain.name);
  return (
    <Panel title={title} bad={isBad(state)} busy={state.kind === "loading" || state.kind === "relayed" || (state.kind === "sent" && !state.slow)}>
      <Body {...props} />
    </Panel>
  );
}
