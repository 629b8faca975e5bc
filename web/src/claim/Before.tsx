// States that no wallet can change: what they mean for your tokens, and what to do.
import { Link } from "react-router";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { When } from "../components/Values";
import { Maintainer } from "../person/Maintainer";
import { Rest } from "./After";
import type { BarredState, ClaimState } from "./claimState";
import type { ClaimProps } from "./ClaimPanel";
import { Account, AddToken, Transaction } from "./Parts";
import type { Claiming } from "./useClaim";

type Of<K extends ClaimState["kind"]> = Extract<ClaimState, { kind: K }>;

interface BeforeProps { readonly campaign: CampaignDetail }

function Unreachable({ claiming, message }: { claiming: Pick<Claiming, "askAgain"> } & { message: string }) {
  return (
    <>
      <p>{message}</p>
      <p>Your tokens are safe in the contract; nothing moved. Try again in a minute, or claim from the command line below.</p>
      <div className="row"><button type="button" className="button primary" onClick={claiming.askAgain}>Try again</button></div>
    </>
  );
}

function NotDeployed({ campaign }: BeforeProps) {
  return <><p>The list is published, and the contract that pays it is not deployed. Your share does not change meanwhile.</p><p>Come back after <When iso={campaign.claim.start} />, or ask <Maintainer campaign={campaign} />.</p></>;
}

export function NothingDue({ campaign, person }: ClaimProps) {
  return <><p>The published rules give this account no amount, so there is nothing to send. Nothing of yours is lost.</p><div className="row"><Link className="button primary" to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(person.identity)}`}>See why</Link><Link className="button" to={`/airdrops/${campaign.slug}`}>See everybody in it</Link></div></>;
}

export function NoLinkedWallet({ campaign, person }: ClaimProps) {
  return <><p>The amount is not lost: it stays with the maintainer, because nobody has said where to send it.</p><p>Send <Maintainer campaign={campaign} /> your GitHub id and an address that you hold, to be paid in their next list. Never a seed phrase.</p><div className="row"><Link className="button primary" to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(person.identity)}`}>See what to send</Link></div></>;
}

interface ClaimedProps extends BeforeProps {
  readonly person: PersonDetail;
  readonly claiming: Pick<Claiming, "address" | "addToken" | "tokenAnswer">;
  readonly state: Of<"already_claimed">;
}

function AlreadyClaimed({ campaign, person, claiming, state }: ClaimedProps) {
  const overTime = campaign.claim.vesting !== null;
  return (
    <>
      <p>
        This share was {overTime ? "claimed" : "paid"}{state.recipient && <> {overTime ? "for" : "to"} <Account campaign={campaign} address={state.recipient} what="recipient" /></>}
        {state.tx && <> by transaction <Transaction campaign={campaign} hash={state.tx} /></>}. It cannot be {overTime ? "claimed" : "paid"} twice.
      </p>
      <p>{overTime ? "It is paid there as it becomes available, whoever sends the payment." : "Is that address yours? Then the tokens are there, even if your wallet does not list them yet."}</p>
      <div className="row">
        {overTime && <Rest campaign={campaign} person={person} />}
        {claiming.address && <AddToken campaign={campaign} claiming={claiming} />}
        <Link className="button" to={`/airdrops/${campaign.slug}`}>See the airdrop</Link>
      </div>
    </>
  );
}

function ProofBad({ campaign }: BeforeProps) {
  return <><p>What this server says about your share does not lead to the root that stands in the contract. Nothing was sent and nothing moved.</p><p>Do not claim here. Tell <Maintainer campaign={campaign} />, and check the published files yourself.</p><div className="row"><Link className="button primary" to={`/airdrops/${campaign.slug}/verify`}>Check it yourself</Link></div></>;
}

export function NotOpen({ opens }: { opens: string }) {
  return <><p>They open on <When iso={opens} />.</p><p>Your share waits in the contract and does not change. Come back then; the proof was checked and fits.</p></>;
}

function Ended({ campaign, ended }: BeforeProps & { ended: string }) {
  return <><p>The window closed on <When iso={ended} />. The contract pays no more, and the owner may take back what was not claimed.</p><p>Nothing of your own moved. Ask <Maintainer campaign={campaign} /> whether there will be another airdrop.</p></>;
}

function NotFunded({ campaign }: BeforeProps) {
  return <><p>It holds less than what is not claimed yet, so a claim may fail. Nothing moved, and your share still stands in the list.</p><p>Wait until it is funded: tell <Maintainer campaign={campaign} />.</p><div className="row"><Link className="button" to={`/airdrops/${campaign.slug}`}>See what it holds</Link></div></>;
}

export function Barred({ state, campaign, person, claiming }: Omit<ClaimedProps, "state" | "claiming"> & { state: BarredState; claiming: ClaimedProps["claiming"] & Pick<Claiming, "askAgain"> }) {
  const props = { campaign, person, claiming };
  switch (state.kind) {
    case "loading": return <><div className="skeleton line" /><div className="skeleton line" /></>;
    case "unreachable": return <Unreachable {...props} message={state.message} />;
    case "not_deployed": return <NotDeployed {...props} />;
    case "already_claimed": return <AlreadyClaimed {...props} state={state} />;
    case "proof_bad": return <ProofBad {...props} />;
    case "ended": return <Ended {...props} ended={state.ended} />;
    case "not_funded": return <NotFunded {...props} />;
  }
}
