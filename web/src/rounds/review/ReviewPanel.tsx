// A verdict about the revision on the screen: one readable answer for each state.
import { Panel } from "../../claim/Panel";
import { When } from "../../components/Values";
import { grouped } from "../../format";
import type { ProjectDetail, RoundDetail } from "../types";
import { ConnectedAs, SentStep, Transaction, WalletStep } from "../wallet/Steps";
import { isWaiting } from "../../wallet/walletState";
import { isBadState } from "../wallet/roundSending";
import { MOST_REASON, reviewHeading, type ReviewState } from "./reviewState";
import { useReviewing, type Reviewing } from "./useReviewing";

interface ReviewProps { readonly round: RoundDetail; readonly project: ProjectDetail; readonly read: number; readonly readAgain: () => void }

function Ready({ reviewing, state }: { reviewing: Reviewing; state: Extract<ReviewState, { kind: "ready" }> }) {
  const { reason, setReason, say } = reviewing;
  return (
    <>
      {state.said !== null && <p className="soft">Until the reviews end you may change it.</p>}
      <div className="labelled">
        <label htmlFor="reason">Why?</label>
        <p id="reason-hint" className="soft small">It is published with your address. {grouped(Array.from(reason.trim()).length)} of {grouped(MOST_REASON)} characters.</p>
        <textarea id="reason" className="field" rows={4} value={reason} aria-describedby="reason-hint" onChange={({ target }) => setReason(target.value)} />
      </div>
      <div className="row">
        <button type="button" className="button primary" disabled={state.needsReason || state.said === "accepted"} onClick={() => say("accepted")}>Accept</button>
        <button type="button" className="button" disabled={state.needsReason || state.said === "rejected"} onClick={() => say("rejected")}>Reject</button>
      </div>
      <ConnectedAs wallet={reviewing.wallet} />
    </>
  );
}

function Body({ round, readAgain, reviewing }: ReviewProps & { reviewing: Reviewing }) {
  const { state, wallet, startOver } = reviewing;
  switch (state.kind) {
    case "over": return <p>They ended on <When iso={state.ended} />. What was decided by then holds for the tally.</p>;
    case "not_reviewer": return <><p>The round's reviewers are fixed in its contract. You can read everything here; nothing was sent.</p><ConnectedAs wallet={wallet} /></>;
    case "stale": return <><p>You read revision {state.read}; the application is at revision {state.current} now. A verdict is about one revision, so the contract would refuse yours. Nothing was sent.</p><div className="row"><button type="button" className="button primary" onClick={readAgain}>Read revision {state.current}</button></div></>;
    case "ready": return <Ready reviewing={reviewing} state={state} />;
    case "publishing": return <p>Its bytes are published, and their hash is compared with yours.</p>;
    case "refused": return <><p>{state.message}</p><div className="row"><button type="button" className="button primary" onClick={startOver}>Back</button></div></>;
    case "done": return <><p>Transaction <Transaction round={round} hash={state.hash} />. {round.roles.threshold === 1 ? "Your word decides." : `${round.roles.threshold} reviewers have to agree.`}</p><div className="row"><button type="button" className="button primary" onClick={startOver}>Go on</button></div></>;
    case "no_wallet": case "choose_wallet": case "connecting": case "wrong_chain": return <WalletStep round={round} wallet={wallet} state={state} purpose="Only the round's reviewers can say something here." />;
    default: return <SentStep round={round} state={state} again={startOver} kept="What you wrote is still here." />;
  }
}

export function ReviewPanel(props: ReviewProps) {
  const reviewing = useReviewing(props.round, props.project, props.read);
  const { state } = reviewing;
  return (
    <Panel title={reviewHeading(state, props.round.chain.name)} bad={isBadState(state.kind) || state.kind === "stale"} busy={isWaiting(state) || state.kind === "publishing"}>
      <Body {...props} reviewing={reviewing} />
    </Panel>
  );
}
