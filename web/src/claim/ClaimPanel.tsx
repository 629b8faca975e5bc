// One readable answer for each state: what it is, what it means for your tokens, what to do next.
import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "react-router";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { Hex, When } from "../components/Values";
import { exactTokens, grouped, shortHex } from "../format";
import type { Claiming } from "./useClaim";

interface Props { campaign: CampaignDetail; person: PersonDetail; claiming: Claiming }

function Panel({ title, bad = false, children }: { title: string; bad?: boolean; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  // A new state is read out and keeps the keyboard where it happens.
  useEffect(() => {
    if (first.current) first.current = false;
    else heading.current?.focus();
  }, [title]);
  return (
    <section className={bad ? "panel bad" : "panel"} aria-live="polite">
      <h2 ref={heading} tabIndex={-1}>{title}</h2>
      {children}
    </section>
  );
}

function Transaction({ campaign, hash }: { campaign: CampaignDetail; hash: string }) {
  const { explorer } = campaign.chain;
  return <Hex value={hash} what="transaction" href={explorer ? `${explorer}/tx/${hash}` : null} />;
}

function Wallets({ claiming }: { claiming: Claiming }) {
  return (
    <div className="row">
      {claiming.wallets.map((wallet, place) => (
        <button key={wallet.uid} type="button" className={place === 0 ? "button primary" : "button"} onClick={() => claiming.connect(wallet)}>
          {wallet.icon && <img src={wallet.icon} alt="" width="20" height="20" />}Connect {wallet.name}
        </button>
      ))}
    </div>
  );
}

function Review({ campaign, person, claiming, forAnother }: Props & { forAnother: boolean }) {
  const { token } = campaign;
  return (
    <Panel title="Look once more, then claim">
      <ul className="plain">
        <li><strong className="money">{exactTokens(BigInt(person.amount), token.decimals)} {token.symbol}</strong> go to <Hex value={person.address ?? ""} what="receiving address" />.</li>
        {forAnother && <li>You are connected as {shortHex(claiming.connected ?? "")}, another account. You may send this claim; the tokens still go to the address above, never to you.</li>}
        <li>You pay the network's fee{claiming.gas === undefined ? "" : `, about ${grouped(Number(claiming.gas))} gas`}. Your wallet shows it before you agree.</li>
        <li>You are asked for one transaction. Never for an approval, and never for your seed phrase.</li>
        <li>The proof was checked in this browser against the contract on {campaign.chain.name}.</li>
      </ul>
      <div className="row"><button type="button" className="button primary" onClick={claiming.send}>Claim</button></div>
    </Panel>
  );
}

function Done({ campaign, person, claiming, hash, replaced }: Props & { hash: string; replaced: boolean }) {
  const { token } = campaign;
  const { before, now } = claiming.balance;
  const tokens = (units: bigint) => `${exactTokens(units, token.decimals)} ${token.symbol}`;
  return (
    <Panel title="The tokens are yours">
      <p className="big-money">{exactTokens(BigInt(person.amount), token.decimals)} <span className="unit">{token.symbol}</span></p>
      {before !== undefined && now !== undefined && <p>Your balance went from <span className="figures">{tokens(before)}</span> to <span className="figures" data-testid="balance">{tokens(now)}</span>.</p>}
      <p className="soft">In transaction <Transaction campaign={campaign} hash={hash} />{replaced && ", which replaced the first one you sent"}.</p>
      <div className="row">
        <button type="button" className="button primary" onClick={claiming.addToken}>Show {token.symbol} in my wallet</button>
        <Link className="button" to={`/airdrops/${campaign.slug}`}>See the airdrop</Link>
      </div>
    </Panel>
  );
}

export function ClaimPanel(props: Props) {
  const { campaign, person, claiming } = props;
  const { state } = claiming;
  const retry = <div className="row"><button type="button" className="button primary" onClick={claiming.startOver}>Back to the review</button></div>;
  switch (state.kind) {
    case "loading": return <div className="panel" role="status"><div className="skeleton title" /><p className="soft">Checking your proof against the contract…</p></div>;
    case "unreachable": return <Panel title="The chain does not answer" bad><p>{state.message}</p><p>Your tokens are safe in the contract; nothing moved. Try again in a minute, or claim from the command line below.</p></Panel>;
    case "not_deployed": return <Panel title="The contract is not there yet"><p>The list is published and the contract is not deployed. Come back later; your share does not change.</p></Panel>;
    case "not_eligible": return <Panel title="There is no share for this account"><p>Nothing of yours is lost. Search for another login or address of yours.</p><div className="row"><Link className="button" to="/">Search</Link></div></Panel>;
    case "no_linked_wallet": return <Panel title="No wallet is linked to this share"><p>The amount stays with the maintainer. Send them your GitHub id and an address to be paid in their next list.</p></Panel>;
    case "already_claimed": return <Panel title="Already claimed"><p>This share was paid{state.recipient ? <> to <Hex value={state.recipient} what="recipient" /></> : ""}{state.tx ? <> in transaction <Transaction campaign={campaign} hash={state.tx} /></> : ""}. It cannot be paid twice.</p><div className="row"><button type="button" className="button" onClick={claiming.addToken}>Show {campaign.token.symbol} in my wallet</button></div></Panel>;
    case "proof_bad": return <Panel title="The proof does not fit the contract" bad><p>What this server says about your share does not lead to the root that stands in the contract. Nothing moved and nothing was sent.</p><p>Do not claim here. Tell the maintainer, and verify the published bundle yourself.</p><div className="row"><Link className="button" to={`/airdrops/${campaign.slug}/verify`}>Verify</Link></div></Panel>;
    case "not_open": return <Panel title="Claims are not open yet"><p>They open on <When iso={state.opens} />. Your share waits in the contract.</p></Panel>;
    case "ended": return <Panel title="Claims have ended"><p>The window closed on <When iso={state.ended} />. What was not claimed is the owner's to take back; ask the maintainer about a next airdrop.</p></Panel>;
    case "not_funded": return <Panel title="The contract is not funded" bad><p>It holds less than what is not claimed yet, so a claim may fail. Nothing moved. Tell the maintainer.</p></Panel>;
    case "no_wallet": return (
      <Panel title="You need a wallet to receive this">
        <p>A wallet is an app or browser extension that holds your tokens. This browser has none. Install one from its maker's own site, then reload this page.</p>
        <p>Your share belongs to <Hex value={person.address ?? ""} what="address" />: use the wallet that holds it. Anybody may send the claim for you, and the tokens still go there.</p>
        <div className="row"><a className="button" href="https://ethereum.org/en/wallets/find-wallet/" rel="noreferrer">How to choose a wallet</a></div>
      </Panel>
    );
    case "choose_wallet": return <Panel title="Connect a wallet"><p>This shows your address to the page, nothing more.</p><Wallets claiming={claiming} />{claiming.connectFailure && <p role="alert">{claiming.connectFailure}</p>}</Panel>;
    case "connecting": return <Panel title={`Open ${state.wallet} and agree`}><p>The wallet asks whether this page may see your address. Nothing can move by that.</p></Panel>;
    case "wrong_chain": return <Panel title={`Switch to ${campaign.chain.name}`}><p>Your wallet is on chain {state.current}; the airdrop is on {campaign.chain.name} (chain {campaign.chain.id}). Your wallet will ask.</p><div className="row"><button type="button" className="button primary" onClick={claiming.switchChain}>Switch to {campaign.chain.name}</button></div></Panel>;
    case "review": return <Review {...props} forAnother={state.forAnother} />;
    case "confirm_in_wallet": return <Panel title="Confirm in your wallet"><p>The wallet shows the transaction and its fee. Nothing is sent until you agree there.</p></Panel>;
    case "rejected": return <Panel title="You declined in the wallet"><p>Nothing was sent and nothing moved. Your share is still there.</p>{retry}</Panel>;
    case "would_fail": return <Panel title="The claim would fail" bad><p>{state.reason}</p><p>It was not sent, so it cost nothing and nothing moved.</p>{retry}</Panel>;
    case "sent": return <Panel title="Sent. Waiting for the next block"><p>Transaction <Transaction campaign={campaign} hash={state.hash} />. This takes seconds to a few minutes. You may close the page; the claim goes on.</p></Panel>;
    case "cancelled": return <Panel title="You cancelled the transaction"><p>Your wallet replaced it by <Transaction campaign={campaign} hash={state.hash} />, which claims nothing. Only its fee was spent.</p>{retry}</Panel>;
    case "reverted": return <Panel title="The claim failed" bad><p>{state.reason}</p><p>Transaction <Transaction campaign={campaign} hash={state.hash} />. Its fee is spent; no tokens moved, and your share is still there unless it was claimed already.</p>{retry}</Panel>;
    case "done": return <Done {...props} hash={state.hash} replaced={state.replaced} />;
  }
}
