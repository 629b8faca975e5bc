// The tokens are there.
import { Link } from "react-router";
import { isAddressEqual, type Address } from "viem";

import { BigAmount } from "../components/Values";
import { exactTokens, personName } from "../format";
import { leafAmount } from "../recurring/leaf";
import type { ClaimState } from "./claimState";
import type { ClaimProps } from "./ClaimPanel";
import { Account, AddToken, Transaction } from "./Parts";
import { VotesDone } from "./VotesChoice";

type Of<K extends ClaimState["kind"]> = Extract<ClaimState, { kind: K }>;

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
