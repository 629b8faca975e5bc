// From no wallet at all to the right account on the right chain.
import { Link } from "react-router";

import type { CampaignDetail } from "../api/client";
import { personName, shortHex, visible } from "../format";
import type { ClaimState } from "./claimState";
import type { ClaimProps } from "./ClaimPanel";
import { Account } from "./Parts";
import type { Wallet } from "./useWallet";

type Of<K extends ClaimState["kind"]> = Extract<ClaimState, { kind: K }>;

export function NoWallet({ campaign, person }: ClaimProps) {
  return (
    <>
      <p>A wallet is an app or a browser extension that holds tokens. This browser has none that shows itself. On a phone, open this page inside your wallet's own browser.</p>
      <p>Your share belongs to <Account campaign={campaign} address={person.address ?? ""} what="entitled address" />: use the wallet that holds it. Your tokens wait in the contract meanwhile.</p>
      <div className="row">
        <button type="button" className="button primary" onClick={() => location.reload()}>I have one now: reload</button>
        <a className="button" href="https://ethereum.org/en/wallets/find-wallet/" rel="noreferrer">How to choose a wallet</a>
      </div>
    </>
  );
}

/** Icons come from wallets: only images that are part of the announcement are shown. */
const iconOf = (icon: string | undefined) => (icon?.trim().startsWith("data:image/") ? icon.trim() : null);

/** Every wallet of this browser, and what it said when it was asked. */
export function WalletList({ claiming, primary = true }: { claiming: Pick<Wallet, "wallets" | "connect" | "connectFailure">; primary?: boolean }) {
  return (
    <>
      <ul className="wallets" aria-label="Wallets in this browser">
        {claiming.wallets.map((wallet, place) => {
          const icon = iconOf(wallet.icon);
          return (
            <li key={wallet.uid}>
              <button type="button" className={primary && place === 0 ? "button primary" : "button"} onClick={() => claiming.connect(wallet)}>
                {icon && <img src={icon} alt="" width="20" height="20" />}Connect {visible(wallet.name)}
              </button>
            </li>
          );
        })}
      </ul>
      {claiming.connectFailure && <p role="alert" className="notice">{claiming.connectFailure}</p>}
    </>
  );
}

export function ChooseWallet({ campaign, person, claiming }: ClaimProps) {
  return (
    <>
      <p>This shows your address to the page, nothing more. Use the wallet that holds <Account campaign={campaign} address={person.address ?? ""} what="entitled address" />.</p>
      <WalletList claiming={claiming} />
    </>
  );
}

export function Connecting({ wallet }: { wallet: string }) {
  return <p>{wallet} asks whether this page may see your address. Nothing can move by that. If no window opened, look for the wallet's icon beside the address bar.</p>;
}

export function NotEligible({ campaign, person, claiming, state }: ClaimProps & { state: Of<"not_eligible"> }) {
  const entitled = person.address ?? "";
  return (
    <>
      <p>You are connected as <Account campaign={campaign} address={state.connected} what="connected address" />. The share of {personName(person)} belongs to <Account campaign={campaign} address={entitled} what="entitled address" />, and the tokens can only go there. Nothing moved.</p>
      {state.hasShare
        ? <p>Your account has a share of its own in this airdrop.</p>
        : <p>Is it yours? Then switch to that account in your wallet. Is it a friend's? You may send the claim and pay the fee; the tokens go to them, never to you.</p>}
      <div className="row">
        {state.hasShare && <Link className="button primary" to={`/airdrops/${campaign.slug}/people/${state.connected}/claim`}>Go to my own share</Link>}
        <button type="button" className={state.hasShare ? "button" : "button primary"} onClick={claiming.leave}>Connect another account</button>
        <button type="button" className="button" onClick={claiming.sendForAnother}>Send it for {personName(person)}</button>
      </div>
    </>
  );
}

export function WrongChain({ campaign, claiming, current, what = "airdrop" }: { campaign: Pick<CampaignDetail, "chain">; what?: "airdrop" | "round"; claiming: Pick<Wallet, "switching" | "switchChain" | "switchFailure">; current: number }) {
  const { name, id, rpc_url } = campaign.chain;
  return (
    <>
      <p>Your wallet is on chain {current}, and this {what} lives on {name} (chain {id}). Nothing moves by switching.</p>
      <p className="soft">{rpc_url ? `If your wallet does not know ${name}, it will offer to add it.` : `If your wallet does not know ${name}, add it there by hand: the rules name no public endpoint for it.`}</p>
      <div className="row"><button type="button" className="button primary" disabled={claiming.switching} onClick={claiming.switchChain}>Switch to {name}</button></div>
      {claiming.switchFailure && <p role="alert" className="notice">{claiming.switchFailure}</p>}
    </>
  );
}

/** Who is connected, and the way out. */
export function Connected({ claiming }: ClaimProps) {
  if (!claiming.address) return null;
  return <p className="small soft">Connected as <span className="hex">{shortHex(claiming.address)}</span>. <button type="button" className="text-button" onClick={claiming.leave}>Connect another account</button></p>;
}
