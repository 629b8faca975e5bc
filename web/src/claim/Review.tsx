// What will happen, who pays, and what is never asked.
import { ArrowRight, Fuel, Hourglass, ShieldCheck, Signature } from "lucide-react";
import { useState } from "react";
import { getAddress, isAddress, isAddressEqual, zeroAddress } from "viem";

import type { CampaignDetail } from "../api/client";
import { exactTokens, grouped, personName } from "../format";
import { vestingOf } from "../vesting/schedule";
import { sentenceOf } from "../vesting/words";
import { nobodyPays } from "./fees";
import { useDue } from "../recurring/leaf";
import type { ClaimProps } from "./ClaimPanel";
import { Account } from "./Parts";
import { VotesChoice } from "./VotesChoice";
import { Connected } from "./Wallets";

/** What is wrong with an address to send to; `null` when nothing is. */
export function wrongWith(text: string, campaign: Pick<CampaignDetail, "deployment">): string | null {
  if (!isAddress(text)) return "This is not an address: 0x and 40 digits, in the capitals its owner shows.";
  if (isAddressEqual(text, zeroAddress)) return "Nobody holds this address: the tokens would be lost.";
  const contracts = [campaign.deployment?.airdrop, campaign.deployment?.token];
  if (contracts.some((one) => one !== undefined && isAddressEqual(text, getAddress(one)))) return "This is a contract of the airdrop itself: the tokens would be stuck.";
  return null;
}

interface ElsewhereProps extends ClaimProps { text: string | null; setText: (text: string | null) => void }

/** `text` is null while the field is closed. */
function Elsewhere({ campaign, claiming, text, setText }: ElsewhereProps) {
  const wrong = text === null || text.trim() === "" ? null : wrongWith(text.trim(), campaign);
  const change = (value: string | null) => {
    setText(value);
    const address = value?.trim() ?? "";
    claiming.setTo(wrongWith(address, campaign) === null ? getAddress(address) : null);
  };
  if (text === null) return <div><button type="button" className="text-button" onClick={() => change("")}>Send the tokens to another address</button></div>;
  return (
    <div className="stack tight elsewhere">
      <label htmlFor="elsewhere">Send the tokens to</label>
      <input id="elsewhere" className="field hex" value={text} autoComplete="off" spellCheck={false} placeholder="0x…" aria-invalid={wrong !== null} aria-describedby="elsewhere-note" onChange={(event) => change(event.target.value)} />
      <p id="elsewhere-note" className={wrong ? "small wrong" : "small soft"} role={wrong ? "alert" : undefined}>{wrong ?? "Only you can do this, with this account. What is sent to a wrong address cannot be called back."}</p>
      <div><button type="button" className="text-button" onClick={() => change(null)}>Keep them with this account</button></div>
    </div>
  );
}

export function Review(props: ClaimProps & { forAnother: boolean }) {
  const { campaign, person, claiming, forAnother } = props;
  const { token, chain } = campaign;
  const due = useDue(campaign, person);
  const [text, setText] = useState<string | null>(claiming.to);
  // An address that is half typed must not quietly mean the account itself.
  const [undecided, setUndecided] = useState(false);
  const { votes } = claiming;
  const unfinished = (!forAnother && text !== null && claiming.to === null) || (undecided && votes.holder !== null && claiming.to === null);
  const withVotes = !forAnother && claiming.to === null && votes.delegatee !== null;
  // The sponsor sends claims alone.
  const isFree = claiming.sponsor.offered && !forAnother && !withVotes;
  const schedule = vestingOf(campaign);
  const receiver = claiming.to ?? person.address ?? "";
  return (
    <>
      <ul className="promise">
        <li><ArrowRight aria-hidden /><span><strong className="money figures">{exactTokens(due, token.decimals)} {token.symbol}</strong> go to <Account campaign={campaign} address={receiver} what="receiving address" />{forAnother && <>, the account of {personName(person)}. Never to you</>}{schedule && ", as they become available"}.</span></li>
        {schedule && <li><Hourglass aria-hidden /><span>{sentenceOf(schedule)} What you claim stays yours; the payments after this one can be sent by anybody, at any time.</span></li>}
        <li><Fuel aria-hidden /><span>{isFree ? "The sponsor pays the network's fee. You need no coin." : <>You pay the network's fee{claiming.gas === undefined || withVotes ? "" : `, about ${grouped(Number(claiming.gas))} gas`}. Your wallet shows its price before you agree.</>}</span></li>
        <li><Signature aria-hidden /><span>You are asked for one {isFree ? "signature" : withVotes ? "signature, over your votes, and one transaction" : "transaction"}. Never for leave to spend your tokens, and never for your seed phrase.</span></li>
        <li><ShieldCheck aria-hidden /><span>The proof was checked in this browser against the contract on {chain.name}.</span></li>
      </ul>
      {!forAnother && <Elsewhere {...props} text={text} setText={setText} />}
      {!forAnother && text === null && claiming.address && <VotesChoice campaign={campaign} votes={votes} account={claiming.address} setUnfinished={setUndecided} />}
      <div className="row">
        {isFree && <button type="button" className="button primary big" disabled={unfinished} onClick={claiming.sendFree}>Claim without a fee</button>}
        <button type="button" className={isFree ? "button" : "button primary big"} disabled={unfinished} onClick={claiming.send}>{isFree ? "Pay the fee yourself" : "Claim"}</button>
      </div>
      {!forAnother && claiming.sponsor.reason !== null && <p className="small soft">{nobodyPays(claiming.sponsor.reason)}</p>}
      <Connected {...props} />
    </>
  );
}
