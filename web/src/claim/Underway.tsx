// From the wallet's question to the block, whoever claims: what happened, what it means for your tokens, what to do.
import type { CampaignDetail } from "../api/client";
import type { UnderwayState } from "../wallet/walletState";
import { Again, Transaction } from "./Parts";
import { moment } from "./reasons";
import type { Claiming } from "./useClaim";

type Of<K extends UnderwayState["kind"]> = Extract<UnderwayState, { kind: K }>;

interface UnderwayProps { readonly campaign: CampaignDetail; readonly claiming: Pick<Claiming, "startOver"> }

function ConfirmInWallet() {
  return <p>The wallet shows the transaction and its fee. Nothing is sent until you agree there. If no window opened, look for the wallet's icon beside the address bar.</p>;
}

function SignInWallet() {
  return <p>The wallet shows what you sign: where your share goes, or who votes with it. Signing costs nothing and moves nothing by itself. If no window opened, look for the wallet's icon beside the address bar.</p>;
}


function Rejected({ claiming, signedUntil }: UnderwayProps & { signedUntil?: bigint | undefined }) {
  return (
    <>
      <p>Nothing was sent and nothing moved. Your share is still there, for as long as claims are open.</p>
      {signedUntil !== undefined && <p>You had signed over your votes before. That signature stays valid until {moment(signedUntil)}, one hour after you were asked: whoever has it can hand your votes, not your tokens, to the account that you named. This page gave it to nobody but your wallet.</p>}
      <Again claiming={claiming} />
    </>
  );
}

function WouldFail({ claiming, reason }: UnderwayProps & { reason: string }) {
  return <><p>{reason}</p><p>The claim was rehearsed and not sent, so it cost nothing and nothing moved.</p><Again claiming={claiming} /></>;
}

function Sent({ campaign, state }: UnderwayProps & { state: Of<"sent"> }) {
  return (
    <>
      <p>Transaction <Transaction campaign={campaign} hash={state.hash} />.</p>
      {state.slow
        ? <p>No block has taken it yet. The fee may be low for a busy moment: your wallet can speed it up. Your share cannot be lost by waiting.</p>
        : <p>This takes seconds to a few minutes. You may close the page; the claim goes on without it.</p>}
    </>
  );
}

function Cancelled({ campaign, claiming, hash }: UnderwayProps & { hash: string }) {
  return <><p>Your wallet replaced it by <Transaction campaign={campaign} hash={hash} />, which claims nothing. Only its fee was spent; your share is still there.</p><Again claiming={claiming} /></>;
}

function Replaced({ campaign, claiming, hash }: UnderwayProps & { hash: string }) {
  return <><p>Your account sent something else in its place, <Transaction campaign={campaign} hash={hash} />, so this claim can never be in a block. Your share is still there, unless that transaction claimed it.</p><Again claiming={claiming} /></>;
}

function Reverted({ campaign, claiming, state }: UnderwayProps & { state: Of<"reverted"> }) {
  return <><p>{state.reason}</p><p>Transaction <Transaction campaign={campaign} hash={state.hash} /> is in a block and changed nothing. Its fee is spent; no tokens moved.</p><Again claiming={claiming} /></>;
}

function Relayed({ campaign, hash }: UnderwayProps & { hash: string | null }) {
  return (
    <>
      {hash ? <p>Transaction <Transaction campaign={campaign} hash={hash} />.</p> : <p>The sponsor has your claim and pays its fee.</p>}
      <p>This takes seconds to a few minutes. You may close the page; the claim goes on without it.</p>
    </>
  );
}

function RelayFailed({ campaign, claiming, state }: UnderwayProps & { state: Of<"relay_failed"> }) {
  return (
    <>
      <p>{state.reason ?? "The sponsor gave no reason."}</p>
      <p>{state.hash && <>Transaction <Transaction campaign={campaign} hash={state.hash} /> changed nothing. </>}No tokens moved, and it cost you nothing. Try again, or send the claim yourself.</p>
      <Again claiming={claiming} />
    </>
  );
}

export function Underway({ state, campaign, claiming }: UnderwayProps & { state: UnderwayState }) {
  const props = { campaign, claiming };
  switch (state.kind) {
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
  }
}
