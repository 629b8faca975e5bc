// With a wallet named and proved: the claim itself, what waits, and what to do if it was not you.
import { ArrowRight, ChevronRight, Fuel, Hourglass, ShieldCheck, Signature } from "lucide-react";
import type { ReactNode } from "react";

import type { Binding, Method } from "../api/claims";
import { nobodyPays } from "../claim/fees";
import { Account } from "../claim/Parts";
import { WalletList, WrongChain } from "../claim/Wallets";
import { When } from "../components/Values";
import { exactTokens, shortHex } from "../format";
import { Maintainer } from "../person/Maintainer";
import { vestingOf } from "../vesting/schedule";
import { sentenceOf } from "../vesting/words";
import { useDue } from "../recurring/leaf";
import type { IdentityProps } from "./IdentityPanel";
import { KEY_SETTINGS, SESSION_SETTINGS } from "./message";

export interface BoundProps extends IdentityProps { readonly binding: Binding }

const BY: Record<Method, string> = { oauth: "by signing in at GitHub", ssh: "by an SSH key", gist: "by a gist", device: "from the command line" };

/** A newer wallet waits: the one moment in which somebody may be taking a share. */
function Pending({ campaign, binding }: BoundProps) {
  const { pending } = binding;
  if (!pending) return null;
  return (
    <div className="notice warm stack tight" role="note">
      <h3>Another wallet was named</h3>
      <p>From <When iso={pending.effective_at} /> this share goes to <Account campaign={campaign} address={pending.recipient} what="wallet that waits" />. Until then it goes to <Account campaign={campaign} address={binding.recipient} what="wallet in effect" />.</p>
      <p><strong>Was it not you?</strong> Claim now: the tokens go to the wallet in effect, and there is nothing left to take. Then somebody else can act as you at GitHub: look through your <a href={KEY_SETTINGS} rel="noreferrer">keys</a> and <a href={SESSION_SETTINGS} rel="noreferrer">sessions</a>, remove what is not yours, and tell <Maintainer campaign={campaign} />.</p>
    </div>
  );
}

/** Who named the wallet, and the ways out. */
export function Named({ campaign, claiming, binding }: BoundProps) {
  return (
    <details className="fold">
      <summary><ChevronRight className="turn" aria-hidden />Not the right wallet?</summary>
      <div className="stack way">
        <p>It was named on <When iso={binding.proved_at} />, {BY[binding.method]}. You may name another one; it counts 48 hours after your proof, unless the share is claimed before.</p>
        <p>Did somebody else name it? Name yours now, look through your <a href={KEY_SETTINGS} rel="noreferrer">keys</a> and <a href={SESSION_SETTINGS} rel="noreferrer">sessions</a> at GitHub, and tell <Maintainer campaign={campaign} />: claims by GitHub account can be made to rest meanwhile.</p>
        <div className="row"><button type="button" className="button" onClick={claiming.name}>Name another wallet</button></div>
      </div>
    </details>
  );
}

/** Says where the tokens go, and what is still in the way. */
export function Waiting(props: BoundProps & { children: ReactNode }) {
  const { campaign, binding, children } = props;
  return (
    <>
      <p>Your wallet is <Account campaign={campaign} address={binding.recipient} what="named wallet" />. The proof that the account is yours has arrived and holds.</p>
      {children}
      <Pending {...props} />
      <Named {...props} />
    </>
  );
}

/** By the connected wallet, for who does not want to wait for the sponsor, or has to. */
function Yourself({ campaign, claiming, primary }: IdentityProps & { primary: boolean }) {
  const { address, chainId, connecting } = claiming;
  if (connecting !== null) return <p role="status">Open {connecting} and agree to show this page your address.</p>;
  if (!address) return claiming.wallets.length > 0 ? <><p>Any wallet with a little of the chain's coin can send the claim. The tokens go to the named wallet all the same.</p><WalletList claiming={claiming} primary={primary} /></> : <p>Any wallet with a little of the chain's coin can send the claim; this browser shows none. On a phone, open this page inside your wallet's own browser.</p>;
  if (chainId !== undefined && chainId !== campaign.chain.id) return <WrongChain campaign={campaign} claiming={claiming} current={chainId} />;
  return (
    <>
      <div className="row"><button type="button" className={primary ? "button primary big" : "button"} onClick={claiming.claimYourself}>Claim and pay the fee</button></div>
      <p className="small soft">Sent by <span className="hex">{shortHex(address)}</span>. <button type="button" className="text-button" onClick={claiming.leave}>Connect another account</button></p>
    </>
  );
}

export function Claim(props: BoundProps) {
  const { campaign, person, claiming, binding } = props;
  const { token, chain } = campaign;
  const due = useDue(campaign, person);
  const { sponsor, relaying } = claiming;
  const isFree = sponsor?.offered === true && sponsor.reason === null;
  const schedule = vestingOf(campaign);
  return (
    <>
      <ul className="promise">
        <li><ArrowRight aria-hidden /><span><strong className="money figures">{exactTokens(due, token.decimals)} {token.symbol}</strong> go to <Account campaign={campaign} address={binding.recipient} what="named wallet" />{schedule && ", as they become available"}.</span></li>
        {schedule && <li><Hourglass aria-hidden /><span>{sentenceOf(schedule)} What you claim stays yours; the payments after this one can be sent by anybody, at any time.</span></li>}
        <li><Fuel aria-hidden /><span>{isFree ? "The sponsor pays the network's fee. You need no coin." : "Whoever sends the claim pays the network's fee. The wallet shows it before you agree."}</span></li>
        <li><Signature aria-hidden /><span>You are asked for nothing more. Never for your seed phrase, never for leave to spend your tokens.</span></li>
        <li><ShieldCheck aria-hidden /><span>The proof was checked in this browser against the contract on {chain.name}.</span></li>
      </ul>
      <Pending {...props} />
      {isFree && <div className="row"><button type="button" className="button primary big" disabled={relaying.asking} onClick={claiming.claimFree}>{relaying.asking ? "Handing it over" : "Claim without a fee"}</button></div>}
      {relaying.refusal && <p role="alert" className="notice">{relaying.refusal} Nothing moved; your share is still there.</p>}
      {sponsor && !isFree && <p className="notice">{sponsor.reason ? nobodyPays(sponsor.reason) : "Nobody pays the fee for others here."} You can come back later, or send the claim yourself.</p>}
      {isFree
        ? <details className="fold"><summary><ChevronRight className="turn" aria-hidden />Or send it yourself</summary><div className="stack way"><Yourself {...props} primary={false} /></div></details>
        : <Yourself {...props} primary />}
      <Named {...props} />
    </>
  );
}
