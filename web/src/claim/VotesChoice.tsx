// Who votes with the tokens, for tokens that count votes. Nobody has to choose.
import { useEffect, useState } from "react";
import { getAddress, isAddress, isAddressEqual, zeroAddress, type Address } from "viem";

import type { CampaignDetail } from "../api/client";
import type { Votes } from "../batch/useVotes";
import { Account } from "./Parts";

interface VotesProps { readonly campaign: CampaignDetail; readonly votes: Votes; readonly account: Address }

/** `text` is null while the choice is closed. `setUnfinished` says that an address is half typed. */
export function VotesChoice({ campaign, votes, account, setUnfinished }: VotesProps & { setUnfinished: (unfinished: boolean) => void }) {
  // What was chosen before is shown when the review comes back.
  const [text, setText] = useState<string | null>(votes.delegatee);
  const { symbol } = campaign.token;
  // What is not asked any more leaves nothing unfinished.
  useEffect(() => () => setUnfinished(false), [setUnfinished]);
  if (votes.holder === null) return null;
  const wrong = text !== null && text !== "" && !(isAddress(text) && !isAddressEqual(text, zeroAddress));
  const change = (value: string | null) => {
    setText(value);
    const good = value !== null && isAddress(value) && !isAddressEqual(value, zeroAddress);
    votes.choose(good ? getAddress(value) : null);
    setUnfinished(value !== null && !good);
  };
  if (text === null) return <div><button type="button" className="text-button" onClick={() => change(account)}>Let the votes of your {symbol} count, too</button></div>;
  return (
    <div className="stack tight elsewhere">
      <label htmlFor="delegatee">Who votes with your {symbol}</label>
      <input id="delegatee" className="field hex" value={text} autoComplete="off" spellCheck={false} placeholder="0x…" aria-invalid={wrong} aria-describedby="delegatee-note" onChange={(event) => change(event.target.value.trim())} />
      <p id="delegatee-note" className={wrong ? "small wrong" : "small soft"} role={wrong ? "alert" : undefined}>
        {wrong ? "This is not an address that can vote: 0x and 40 digits, in the capitals its owner shows."
          : <>{symbol} counts votes only once somebody is named. This is {isAddress(text) && isAddressEqual(text, account) ? "your own account" : "another account: it votes, and the tokens stay with you"}. It holds for all {symbol} of your account, and you can change it at any time.{votes.holder !== zeroAddress && <> Now it is <Account campaign={campaign} address={votes.holder} what="account with the votes" />.</>}</>}
      </p>
      <div><button type="button" className="text-button" onClick={() => change(null)}>Leave the votes as they are</button></div>
    </div>
  );
}

/** What the token says afterwards is what counts. */
export function VotesDone({ campaign, votes }: Pick<VotesProps, "campaign" | "votes">) {
  const { holder, delegatee } = votes;
  if (delegatee === null || holder === null) return null;
  return isAddressEqual(holder, delegatee)
    ? <p>The votes of your {campaign.token.symbol} are with <Account campaign={campaign} address={delegatee} what="account with the votes" />.</p>
    : <p>The token did not hand on the votes. Your share is claimed all the same.</p>;
}
