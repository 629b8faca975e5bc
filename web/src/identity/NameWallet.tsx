// Where the tokens go: a wallet of this browser, or an address that somebody writes.
import { useState } from "react";
import { getAddress, type Address } from "viem";

import { feeAhead } from "../claim/fees";
import { wrongWith } from "../claim/Review";
import { WalletList } from "../claim/Wallets";
import { Account } from "../claim/Parts";
import { personName } from "../format";
import type { IdentityProps } from "./IdentityPanel";
import { Resting } from "./Resting";

/** Letters of one case say nothing of a slip of the finger. */
const isUnchecked = (address: string) => address === address.toLowerCase() || address.slice(2) === address.slice(2).toUpperCase();

function Written({ campaign, claiming, initial }: IdentityProps & { initial: string }) {
  const [text, setText] = useState(initial);
  const [own, setOwn] = useState(false);
  const address = text.trim();
  const wrong = address === "" ? null : wrongWith(address, campaign);
  const ready = address !== "" && wrong === null && own && !claiming.beginning;
  return (
    <form className="stack tight elsewhere" aria-label="Write an address" noValidate onSubmit={(event) => { event.preventDefault(); if (ready) claiming.begin(getAddress(address)); }}>
      <label htmlFor="recipient">The wallet's address</label>
      <input id="recipient" className="field hex" value={text} autoComplete="off" spellCheck={false} placeholder="0x…" aria-invalid={wrong !== null} aria-describedby="recipient-note" onChange={({ target }) => setText(target.value)} />
      <p id="recipient-note" className={wrong ? "small wrong" : "small soft"} role={wrong ? "alert" : undefined}>
        {wrong ?? (address !== "" && isUnchecked(address) ? "This address has no capitals to check it by. Compare it digit by digit." : "What is sent to a wrong address cannot be called back.")}
      </p>
      <label className="confirm"><input type="checkbox" checked={own} onChange={({ target }) => setOwn(target.checked)} /><span>I hold the key of this wallet. It is not the deposit address of an exchange, where these tokens could be lost.</span></label>
      <div className="row"><button type="submit" className="button" disabled={!ready}>Use this address</button></div>
    </form>
  );
}

function Connected({ campaign, claiming, address }: IdentityProps & { address: Address }) {
  return (
    <>
      <p>Connected as <Account campaign={campaign} address={address} what="connected address" />.</p>
      <div className="row">
        <button type="button" className="button primary" disabled={claiming.beginning} onClick={() => claiming.begin(getAddress(address))}>Use this wallet</button>
        <button type="button" className="button" onClick={claiming.leave}>Connect another account</button>
      </div>
    </>
  );
}

export function NameWallet(props: IdentityProps & { change: boolean }) {
  const { campaign, person, claiming, change } = props;
  const { address, wallets, connecting } = claiming;
  return (
    <>
      <Resting campaign={campaign} />
      {change
        ? <p>A wallet is named already. Another one has to wait 48 hours before it counts, so that nobody can take your share in a quiet moment. Until then the first one is paid.</p>
        : <p>This share belongs to the GitHub account {personName(person)}. Name the wallet that shall receive it; next you show that the account is yours. Both cost nothing. {feeAhead(claiming.sponsor)}</p>}
      <p className="notice">Everybody will be able to see which wallet this account is paid to, for as long as the airdrop's files are kept: the account, the wallet and what proves it are published, so that anybody can check the claim. Choose a wallet that may be linked to your name.</p>
      {connecting !== null && <p role="status">Open {connecting} and agree to show this page your address. Nothing can move by that.</p>}
      {address ? <Connected {...props} address={address} /> : wallets.length > 0 && connecting === null && <WalletList claiming={claiming} />}
      {!address && wallets.length === 0 && <p className="soft">This browser shows no wallet. Write the address of one that you hold, or <a href="https://ethereum.org/en/wallets/find-wallet/" rel="noreferrer">see how to choose one</a>.</p>}
      <Written {...props} campaign={campaign} initial="" />
      {claiming.beginFailure && <p role="alert" className="notice">{claiming.beginFailure} Nothing moved.</p>}
      {change && <div><button type="button" className="text-button" onClick={claiming.stopNaming}>Keep the wallet that is named</button></div>}
    </>
  );
}
