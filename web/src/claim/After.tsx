// From the wallet's question to the block.
import { Link } from "react-router";
import { isAddressEqual, type Address } from "viem";

import type { CampaignDetail } from "../api/client";
import { BigAmount } from "../components/Values";
import { exactTokens, personName } from "../format";
import { leafAmount } from "../recurring/leaf";
import type { ClaimState } from "./claimState";
import type { ClaimProps } from "./ClaimPanel";
import { Account, AddToken, Again, Transaction } from "./Parts";
import { moment } from "./reasons";
import type { Claiming } from "./useClaim";
import { VotesDone } from "./VotesChoice";

type Of<K extends ClaimState["kind"]> = Extract<ClaimState, { kind: K }>;

export function ConfirmInWallet() {
  return <p>The wallet shows the transaction and its fee. Nothing is sent until you agree there. If no window opened, look for the wallet's icon beside the address bar.</p>;
}

export function SignInWallet() {
  return <p>The wallet shows what you sign: where your share goes, or who votes with it. Signing costs nothing and moves nothing by itself. If no window opened, look for the wallet's icon beside the address bar.</p>;
}

/** What is known after something was sent, whoever claims. */
interface AfterProps { readonly campaign: CampaignDetail; readonly claiming: Pick<Claiming, "startOver"> }

export function Rejected({ claiming, signedUntil }: AfterProps & { signedUntil?: bigint | undefined }) {
  return (
    <>
      <p>Nothing was sent and nothing moved. Your share is still there, for as long as claims are open.</p>
      {signedUntil !== undefined && <p>You had signed over your votes before. That signature stays valid until {moment(signedUntil)}, one hour after you were asked: whoever has it can hand your votes, not your tokens, to the account that you named. This page gave it to nobody but your wallet.</p>}
      <Again claiming={claiming} />
    </>
  );
}

export function WouldFail({ claiming, reason }: AfterProps & { reason: string }) {
  return <><p>{reason}</p><p>The claim was rehearsed and not sent, so it cost nothing and nothing moved.</p><Again claiming={claiming} /></>;
}

export function Sent({ campaign, state }: AfterProps & { state: Of<"sent"> }) {
  return (
    <>
      <p>Transaction <Transaction campaign={campaign} hash={state.hash} />.</p>
      {state.slow
        ? <p>No block has taken it yet. The fee may be low for a busy moment: your wallet can speed it up. Your share cannot be lost by waiting.</p>
        : <p>This takes seconds to a few minutes. You may close the page; the claim goes on without it.</p>}
    </>
  );
}

export function Cancelled({ campaign, claiming, hash }: AfterProps & { hash: string }) {
  return <><p>Your wallet replaced it by <Transaction campaign={campaign} hash={hash} />, which claims nothing. Only its fee was spent; your share is still there.</p><Again claiming={claiming} /></>;
}

export function Replaced({ campaign, claiming, hash }: AfterProps & { hash: string }) {
  return <><p>Your account sent something else in its place, <Transaction campaign={campaign} hash={hash} />, so this claim can never be in a block. Your share is still there, unless that transaction claimed it.</p><Again claiming={claiming} /></>;
}

export function Reverted({ campaign, claiming, state }: AfterProps & { state: Of<"reverted"> }) {
  return <><p>{state.reason}</p><p>Transaction <Transaction campaign={campaign} hash={state.hash} /> is in a block and changed nothing. Its fee is spent; no tokens moved.</p><Again claiming={claiming} /></>;
}

export function Relayed({ campaign, hash }: AfterProps & { hash: string | null }) {
  return (
    <>
      {hash ? <p>Transaction <Transaction campaign={campaign} hash={hash} />.</p> : <p>The sponsor has your claim and pays its fee.</p>}
      <p>This takes seconds to a few minutes. You may close the page; the claim goes on without it.</p>
    </>
  );
}

export function RelayFailed({ campaign, claiming, state }: AfterProps & { state: Of<"relay_failed"> }) {
  return (
    <>
      <p>{state.reason ?? "The sponsor gave no reason."}</p>
      <p>{state.hash && <>Transaction <Transaction campaign={campaign} hash={state.hash} /> changed nothing. </>}No tokens moved, and it cost you nothing. Try again, or send the claim yourself.</p>
      <Again claiming={claiming} />
    </>
  );
}

/** Where the rest of a share that is paid over time is seen and paid out. */
export function Rest({ campaign, person }: Pick<ClaimProps, "campaign" | "person">) {
  return <Link className="button primary" to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(person.identity)}`}>See what becomes available when</Link>;
}

function AllAtOnce({ campaign, person, claiming }: ClaimProps) {
  const { token } = campaign;
  const receiver = claiming.to ?? person.address ?? "";
  const own = isOwn(claiming, receiver);
  return (
    <>
      <BigAmount units={BigInt(leafAmount(person))} decimals={token.decimals} symbol={token.symbol} />
      <p>{own ? "They are in your account " : claiming.to ? "They went where you said, to " : `You sent the claim of ${personName(person)}: the tokens went to `}<Account campaign={campaign} address={receiver} what="receiving address" />.</p>
    </>
  );
}

function OverTime({ campaign, person, claiming }: ClaimProps) {
  const { token } = campaign;
  return (
    <>
      <BigAmount units={BigInt(person.amount)} decimals={token.decimals} symbol={token.symbol} />
      <p>All of it is claimed for <Account campaign={campaign} address={claiming.to ?? person.address ?? ""} what="receiving address" /> and cannot be taken back. What was available is paid; the rest is paid there as it becomes available.</p>
    </>
  );
}

const isOwn = ({ address }: ClaimProps["claiming"], receiver: string) => address !== undefined && isAddressEqual(address, receiver as Address);

export function Done(props: ClaimProps & { state: Of<"done"> }) {
  const { campaign, person, claiming, state } = props;
  const { token } = campaign;
  const { before, now } = claiming.balance;
  const own = isOwn(claiming, claiming.to ?? person.address ?? "");
  const tokens = (units: bigint) => <span className="figures">{exactTokens(units, token.decimals)} {token.symbol}</span>;
  return (
    <>
      {campaign.claim.vesting ? <OverTime {...props} /> : <AllAtOnce {...props} />}
      {before !== undefined && now !== undefined && now > before && <p>The balance there went from {tokens(before)} to {tokens(now)}.</p>}
      {claiming.to === null && <VotesDone campaign={campaign} votes={claiming.votes} />}
      <p className="soft">Transaction <Transaction campaign={campaign} hash={state.hash} />{state.repriced && ", which took the place of the first one with a higher fee"}.</p>
      <div className="row">
        {campaign.claim.vesting && <Rest campaign={campaign} person={person} />}
        {own && <AddToken campaign={campaign} claiming={claiming} primary={!campaign.claim.vesting} />}
        <Link className="button" to={`/airdrops/${campaign.slug}`}>See the airdrop</Link>
      </div>
    </>
  );
}
