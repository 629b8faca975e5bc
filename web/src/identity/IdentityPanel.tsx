// One readable answer for each state of a claim by GitHub account.
import { Link } from "react-router";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { Rest } from "../claim/After";
import { Barred } from "../claim/Before";
import { ClaimFrame } from "../claim/ClaimFrame";
import { Account, AddToken, Transaction } from "../claim/Parts";
import { Underway } from "../claim/Underway";
import { BigAmount, When } from "../components/Values";
import { dateUtc } from "../format";
import { Maintainer } from "../person/Maintainer";
import { leafAmount } from "../recurring/leaf";
import { Claim, Waiting } from "./Bound";
import { headingOf, isBad, type IdentityState } from "./identityState";
import { NameWallet } from "./NameWallet";
import { Prove } from "./Prove";
import type { IdentityClaiming } from "./useIdentityClaim";

export interface IdentityProps { readonly campaign: CampaignDetail; readonly person: PersonDetail; readonly claiming: IdentityClaiming }
type Of<K extends IdentityState["kind"]> = Extract<IdentityState, { kind: K }>;

function BeginAgain({ campaign, claiming, state }: IdentityProps & { state: Of<"proof_failed" | "expired"> }) {
  const { recipient } = state.challenge;
  return (
    <>
      {state.kind === "expired"
        ? <p>A proof has to arrive within 15 minutes, so that nobody can use an old one. Nothing moved, and nothing is lost.</p>
        : <><p>{state.reason ?? "GitHub did not confirm that the account is yours."}</p><p>Nothing moved. Were you signed in at GitHub with another account? Sign out there, or use another way.</p></>}
      <p>The wallet was <Account campaign={campaign} address={recipient} what="named wallet" />.</p>
      <div className="row">
        <button type="button" className="button primary" disabled={claiming.beginning} onClick={() => claiming.begin(recipient)}>Begin again</button>
        <button type="button" className="button" onClick={claiming.name}>Name another wallet</button>
      </div>
      {claiming.beginFailure && <p role="alert" className="notice">{claiming.beginFailure}</p>}
    </>
  );
}

function MessageBad({ campaign, claiming }: IdentityProps) {
  return (
    <>
      <p>The message from this server does not say what this page shows: another account, another wallet or another airdrop. Nothing was signed and nothing moved.</p>
      <p>Tell <Maintainer campaign={campaign} />. Your share stays where it is.</p>
      <div className="row"><button type="button" className="button primary" onClick={claiming.name}>Begin again</button></div>
    </>
  );
}

function FewEndorsements({ state, ...props }: IdentityProps & { state: Of<"few_endorsements"> }) {
  const { endorsements, threshold, missing } = state.binding;
  return <Waiting {...props} binding={state.binding}><p>{endorsements.length} of {threshold} who have to confirm it have done so.{missing !== null && ` ${missing}`}</p><p className="soft">This page looks again by itself; you may close it and come back.</p></Waiting>;
}

function Done({ campaign, person, claiming, state }: IdentityProps & { state: Of<"done"> }) {
  const { token } = campaign;
  const overTime = campaign.claim.vesting !== null;
  return (
    <>
      <BigAmount units={BigInt(leafAmount(person))} decimals={token.decimals} symbol={token.symbol} />
      {overTime
        ? <p>All of it is claimed for the wallet <Account campaign={campaign} address={state.recipient} what="receiving wallet" />. What was available is paid; the rest is paid there as it becomes available.</p>
        : <p>They are in the wallet <Account campaign={campaign} address={state.recipient} what="receiving wallet" />.</p>}
      {state.hash && <p className="soft">Transaction <Transaction campaign={campaign} hash={state.hash} />{state.repriced && ", which took the place of the first one with a higher fee"}.</p>}
      <div className="row">
        {overTime && <Rest campaign={campaign} person={person} />}
        {claiming.address && <AddToken campaign={campaign} claiming={claiming} primary={!overTime} />}
        <Link className="button" to={`/airdrops/${campaign.slug}`}>See the airdrop</Link>
      </div>
    </>
  );
}

function Body(props: IdentityProps) {
  const { state } = props.claiming;
  switch (state.kind) {
    case "loading": case "unreachable": case "not_deployed": case "already_claimed": case "proof_bad": case "ended": case "not_funded": return <Barred {...props} state={state} />;
    case "name_wallet": return <NameWallet {...props} change={state.change} />;
    case "prove": return <Prove {...props} challenge={state.challenge} />;
    case "proof_failed": case "expired": return <BeginAgain {...props} state={state} />;
    case "message_bad": return <MessageBad {...props} />;
    case "not_open": return <Waiting {...props} binding={state.binding}><p>Claims open on <When iso={state.opens} />. Your share waits in the contract and does not change.</p></Waiting>;
    case "frozen": return <Waiting {...props} binding={state.binding}><p>The guardian of this airdrop lets claims by GitHub account rest until {dateUtc(new Date(state.until * 1000).toISOString())}, because something looked wrong. Your share waits, and the time to claim grows by as much.</p></Waiting>;
    case "few_endorsements": return <FewEndorsements {...props} state={state} />;
    case "claim": return <Claim {...props} binding={state.binding} />;
    case "confirm_in_wallet": case "sign_in_wallet": case "rejected": case "would_fail": case "sent": case "cancelled": case "replaced": case "reverted": case "relayed": case "relay_failed":
      return <Underway {...props} state={state} />;
    case "done": return <Done {...props} state={state} />;
  }
}

export function IdentityPanel(props: IdentityProps) {
  const { campaign, claiming: { state } } = props;
  return <ClaimFrame campaign={campaign} state={state} heading={headingOf(state, campaign.chain.name)} bad={isBad(state)}><Body {...props} /></ClaimFrame>;
}
