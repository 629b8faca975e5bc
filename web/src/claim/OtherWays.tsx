// For the account itself: a claim that a friend sends, and the way back from what was signed.
import { ChevronRight, Download } from "lucide-react";
import { useState } from "react";
import { isAddressEqual, type Address } from "viem";

import { Command } from "../components/Values";
import { Account } from "./Parts";
import { moment } from "./reasons";
import { isBusy, sendingWords } from "./sendingWords";
import type { ClaimProps } from "./ClaimPanel";
import { bundleOf, endpoint, fetching } from "./WithoutUs";
import type { Proven } from "./useProof";

function Signed({ campaign, claiming, proven }: ClaimProps & { proven: Proven }) {
  const { document } = claiming.handingOn;
  const [claim] = document?.claims ?? [];
  if (!document || !claim) return null;
  const { to, valid_before } = claim.authorization;
  return (
    <>
      <p>Signed. Whoever has this file can send the claim until {moment(valid_before)}; the tokens go to <Account campaign={campaign} address={to} what="address that was signed for" /> alone. Give it to somebody who is willing to pay the fee.</p>
      <div className="row"><a className="button" download="signed.json" href={`data:application/json,${encodeURIComponent(JSON.stringify(document, null, 2))}`}><Download aria-hidden />Download signed.json</a></div>
      <p>They fetch the files of the airdrop, and send it with a key of their own:</p>
      <Command what="command that fetches the files for your friend" text={fetching(campaign, proven.leaf.claimant)} />
      <Command what="command that sends what was signed" text={`tributary claim ${bundleOf(campaign)} --authorization signed.json${endpoint(campaign)} --keystore key.json`} />
    </>
  );
}

function TakeBack({ claiming, account }: ClaimProps & { account: Address }) {
  const { handingOn: { signed, taking, takeBack } } = claiming;
  return (
    <>
      <h3>Take back what I signed</h3>
      <p>{signed !== null && <>This browser signed a claim that is good until {moment(signed.until)} and was not paid yet. </>}Taking back makes worthless everything that this account has signed for this airdrop, here or with <code>tributary authorize</code>. It is one transaction, whose fee you pay. Your share stays yours.</p>
      <div className="row"><button type="button" className="button" disabled={isBusy(taking)} onClick={() => takeBack(account)}>Take back what I signed</button></div>
      <p role="status" className="small soft">{sendingWords(taking, "Taken back. What this account had signed is worth nothing now.")}</p>
    </>
  );
}

/** Before the share is paid, to the account that it belongs to. */
export function OtherWays(props: ClaimProps) {
  const { campaign, person, claiming } = props;
  const { proven, state, address, chainId, handingOn } = claiming;
  // Who comes back to something signed sees it at once.
  const [opened] = useState(handingOn.signed !== null);
  const isOwn = address !== undefined && person.address !== null && isAddressEqual(address, person.address as Address);
  const isOver = ["already_claimed", "done", "ended", "not_deployed", "proof_bad", "loading", "nothing_due", "no_linked_wallet"].includes(state.kind);
  if (!proven || !isOwn || isOver || chainId !== campaign.chain.id) return null;
  const to = claiming.to ?? proven.account;
  return (
    <details className="fold" open={opened}>
      <summary><ChevronRight className="turn" aria-hidden />Other ways{handingOn.signed !== null && ": you have signed a claim"}</summary>
      <div className="stack way">
        <h3>Let somebody else send it</h3>
        <p>You sign, which costs nothing; a friend sends the claim and pays the fee. The tokens go to <Account campaign={campaign} address={to} what="address to sign for" /> alone, whoever sends it. What you sign is good for a week, and never longer than claims are open.</p>
        <div className="row"><button type="button" className="button" disabled={handingOn.signing} onClick={() => handingOn.sign(proven, to)}>{handingOn.signing ? "Sign in your wallet" : "Sign for somebody else to send"}</button></div>
        {handingOn.failure !== null && <p role="alert" className="notice">{handingOn.failure}</p>}
        <Signed {...props} proven={proven} />
        <TakeBack {...props} account={proven.account} />
      </div>
    </details>
  );
}
