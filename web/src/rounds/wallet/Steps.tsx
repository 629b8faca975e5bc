// The beginning and the end of everything that is sent to a round, in words.
import type { ReactNode } from "react";

import { WalletList, WrongChain } from "../../claim/Wallets";
import type { Wallet } from "../../claim/useWallet";
import { Hex } from "../../components/Values";
import { shortHex } from "../../format";
import type { RoundSummary } from "../types";
import type { WalletState } from "../../wallet/walletState";
import type { RoundSent } from "./roundSending";

type Chain = Pick<RoundSummary, "chain">;

export function Transaction({ round, hash }: { round: Chain; hash: string }) {
  const { explorer } = round.chain;
  return <Hex value={hash} what="transaction" href={explorer ? `${explorer}/tx/${hash}` : null} />;
}

export function Account({ round, address, what }: { round: Chain; address: string; what: string }) {
  const { explorer } = round.chain;
  return <Hex value={address} what={what} href={explorer ? `${explorer}/address/${address}` : null} />;
}

/** `purpose`: what the wallet is wanted for, as a sentence. */
export function WalletStep({ round, wallet, state, purpose }: { round: Chain; wallet: Wallet; state: WalletState; purpose: string }) {
  switch (state.kind) {
    case "no_wallet": return (
      <>
        <p>A wallet is an app or a browser extension that holds tokens. This browser has none that shows itself. On a phone, open this page inside your wallet's own browser.</p>
        <p>{purpose}</p>
        <div className="row">
          <button type="button" className="button primary" onClick={() => location.reload()}>I have one now: reload</button>
          <a className="button" href="https://ethereum.org/en/wallets/find-wallet/" rel="noreferrer">How to choose a wallet</a>
        </div>
      </>
    );
    case "choose_wallet": return <><p>{purpose} Connecting shows your address to the page, nothing more.</p><WalletList claiming={wallet} /></>;
    case "connecting": return <p>{state.wallet} asks whether this page may see your address. Nothing can move by that. If no window opened, look for the wallet's icon beside the address bar.</p>;
    case "wrong_chain": return <WrongChain campaign={round} claiming={wallet} current={state.current} what="round" />;
  }
}

interface SentProps { round: Chain; state: Exclude<RoundSent, { kind: "done" }>; again: () => void; kept: ReactNode }

/** `kept`: what stays as it was when nothing happened. */
export function SentStep({ round, state, again, kept }: SentProps) {
  const back = <div className="row"><button type="button" className="button primary" onClick={again}>Back</button></div>;
  switch (state.kind) {
    case "sign_in_wallet": return <p>The wallet shows who may take how much, once. Signing it costs nothing and moves nothing yet. If no window opened, look for the wallet's icon beside the address bar.</p>;
    case "confirm_in_wallet": return <p>The wallet shows the transaction and its fee. Nothing is sent until you agree there. If no window opened, look for the wallet's icon beside the address bar.</p>;
    case "rejected": return <><p>Nothing was sent and nothing moved. {kept}</p>{back}</>;
    case "would_fail": return <><p>{state.reason}</p><p>It was rehearsed and not sent, so it cost nothing and nothing moved. {kept}</p>{back}</>;
    case "sent": return (
      <>
        <p>Transaction <Transaction round={round} hash={state.hash} />.</p>
        {state.slow
          ? <p>No block has taken it yet. The fee may be low for a busy moment: your wallet can speed it up.</p>
          : <p>This takes seconds to a few minutes. You may close the page; it goes on without it.</p>}
      </>
    );
    case "cancelled": return <><p>Your wallet replaced it by <Transaction round={round} hash={state.hash} />, which does nothing. Only its fee was spent. {kept}</p>{back}</>;
    case "replaced": return <><p>Your account sent something else in its place, <Transaction round={round} hash={state.hash} />. {kept}</p>{back}</>;
    case "reverted": return <><p>{state.reason}</p><p>Transaction <Transaction round={round} hash={state.hash} /> is in a block and changed nothing. Its fee is spent; nothing else moved. {kept}</p>{back}</>;
  }
}

/** Who is connected, and the way out. */
export function ConnectedAs({ wallet }: { wallet: Pick<Wallet, "address" | "leave"> }) {
  if (!wallet.address) return null;
  return <p className="small soft">Connected as <span className="hex">{shortHex(wallet.address)}</span>. <button type="button" className="text-button" onClick={wallet.leave}>Connect another account</button></p>;
}
