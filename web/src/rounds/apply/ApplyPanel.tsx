// From the form to the reviewers: one readable answer for each state.
import { FileCheck2, Signature, Wallet as WalletIcon } from "lucide-react";
import { Link } from "react-router";

import { Panel } from "../../claim/Panel";
import { Command, When } from "../../components/Values";
import type { RepositoryProof, RoundDetail } from "../types";
import { Account, ConnectedAs, SentStep, Transaction, WalletStep } from "../wallet/Steps";
import { isWaiting } from "../../wallet/walletState";
import { isBadState } from "../wallet/roundSending";
import { kindOf } from "../words";
import { applyHeading } from "./applyState";
import { fundingFile } from "./draft";
import type { Applying } from "./useApplying";

interface ApplyProps { readonly round: RoundDetail; readonly applying: Applying; readonly isEdit: boolean }

function Proof({ round, applying, label, which }: ApplyProps & { label: string; which: readonly RepositoryProof[] }) {
  return (
    <>
      <p>Commit this as <code>FUNDING.json</code> to the default branch of {which.length > 0 ? which.map(({ full_name }) => full_name).join(", ") : "each repository"}. Whoever can write to it speaks for the project; nobody signs in anywhere. Keep what the file has already.</p>
      <Command what="FUNDING.json to commit" text={fundingFile(round.address ?? "", applying.draft.payout.trim())} />
      {which.length > 0 && <ul className="stack tight">{which.map(({ id, full_name, why }) => <li key={id}><strong>{full_name}</strong>: {why}</li>)}</ul>}
      <div className="row"><button type="button" className="button primary" onClick={applying.check}>{label}</button></div>
    </>
  );
}

function Review({ round, applying, isEdit }: ApplyProps) {
  const { proofs, draft, apply, wallet } = applying;
  return (
    <>
      <ul className="promise">
        <li><FileCheck2 aria-hidden /><span>{proofs.map(({ full_name, kind }) => `${full_name}${kindOf(kind) === null ? "" : ` (${kindOf(kind)?.toLowerCase() ?? ""})`}`).join(", ")}: the file is there and names the payout.</span></li>
        <li><WalletIcon aria-hidden /><span>Gifts and the match go to <Account round={round} address={draft.payout.trim()} what="payout address" />.</span></li>
        <li><Signature aria-hidden /><span>One transaction, and you pay its fee. The description is published; its hash stands on the chain. Only this account can edit it later.</span></li>
      </ul>
      {isEdit && <p className="notice warm">An edit takes the project back to review. Until the reviewers have accepted it again it takes no gifts.</p>}
      <div className="row"><button type="button" className="button primary big" onClick={apply}>{isEdit ? "Send the edit" : "Apply"}</button></div>
      <ConnectedAs wallet={wallet} />
    </>
  );
}

function Body(props: ApplyProps) {
  const { round, applying } = props;
  const { state, wallet, startOver, check } = applying;
  switch (state.kind) {
    case "not_open": return <p>They open on <When iso={state.opens} />. Nothing is lost by coming back then.</p>;
    case "over": return <><p>{state.isCancelled ? "Nothing can be applied for any more." : <>The window closed on <When iso={state.ended} />.</>}</p><div className="row"><Link className="button" to={`/r/${round.slug}`}>See the round</Link></div></>;
    case "fill": return <p className="soft">Fill in name, one sentence, a repository and an address; then you show that the repository is yours.</p>;
    case "unchecked": return <Proof {...props} which={[]} label="I committed it: check" />;
    case "checking": return <p>GitHub is asked for the file. This takes a few seconds.</p>;
    case "check_failed": return <><p>{state.message}</p><div className="row"><button type="button" className="button primary" onClick={check}>Try again</button></div></>;
    case "unproved": return <Proof {...props} which={state.which} label="Check again" />;
    case "not_applicant": return <><p>Only <Account round={round} address={state.applicant} what="applicant's address" />, which applied, can edit this application. Nothing was sent.</p><ConnectedAs wallet={wallet} /></>;
    case "review": return <Review {...props} />;
    case "publishing": return <p>Its bytes are published, and their hash is compared with yours.</p>;
    case "refused": return <><p>{state.message}</p><div className="row"><button type="button" className="button primary" onClick={startOver}>Back to the form</button></div></>;
    case "done": return <><p>Transaction <Transaction round={round} hash={state.hash} />. {round.roles.threshold === 1 ? "One reviewer decides" : `${round.roles.threshold} of ${round.roles.reviewers.length} reviewers decide`}; you see it here.</p><div className="row"><button type="button" className="button primary" onClick={startOver}>See my applications</button></div></>;
    case "no_wallet": case "choose_wallet": case "connecting": case "wrong_chain": return <WalletStep round={round} wallet={wallet} state={state} purpose="The account that applies is the one that can edit the application later." />;
    default: return <SentStep round={round} state={state} again={startOver} kept="What you wrote is still here." />;
  }
}

export function ApplyPanel(props: ApplyProps) {
  const { round, applying, isEdit } = props;
  const { state } = applying;
  return (
    <Panel title={applyHeading(state, round.chain.name, isEdit)} bad={isBadState(state.kind)} busy={isWaiting(state) || state.kind === "checking" || state.kind === "publishing"}>
      <Body {...props} />
    </Panel>
  );
}
