// Giving, from the empty cart to the gifts that arrived: one readable answer for each state.
import { Panel } from "../../claim/Panel";
import { When } from "../../components/Values";
import { useSettled } from "../../components/useSettled";
import { useDonor, useEstimate } from "../api";
import type { RoundDetail, RoundProject } from "../types";
import { ConnectedAs, SentStep, WalletStep } from "../wallet/Steps";
import { isWaiting } from "../../wallet/walletState";
import { isBadState } from "../wallet/roundSending";
import { changedWords, coefficientWords, tokens as inWords } from "../words";
import { CartLines } from "./CartLines";
import { checked, nameOf, sameAddress, type Cart, type Checked } from "./cart";
import { estimateRequest } from "./estimate";
import { giveHeading, type GiveState } from "./giveState";
import { Review } from "./Review";
import { Given } from "./Given";
import { useGiving, type Giving } from "./useGiving";

export interface GiveProps { readonly round: RoundDetail; readonly projects: readonly RoundProject[]; readonly cart: Cart; readonly lines: readonly Checked[]; readonly giving: Giving }

type Of<K extends GiveState["kind"]> = Extract<GiveState, { kind: K }>;

function TooLittle({ round, state }: { round: RoundDetail; state: Of<"too_little"> }) {
  const token = round.tokens.find(({ address }) => sameAddress(address, state.token));
  if (!token) return null;
  return <p>The cart gives {inWords(state.needs, token, 6)}, and this account holds {inWords(state.has, token, 6)}. Give less, or connect another account. Nothing moved.</p>;
}

function Gone({ projects, cart, numbers }: { projects: readonly RoundProject[]; cart: Cart; numbers: readonly number[] }) {
  const names = numbers.map((number) => nameOf(number, projects)).join(", ");
  const takeOut = () => { for (let place = cart.lines.length - 1; place >= 0; place -= 1) if (numbers.includes(cart.lines[place]?.project ?? 0)) cart.remove(place); };
  return (
    <>
      <p>{names}: edited or rejected since you chose {numbers.length === 1 ? "it" : "them"}, so the contract would skip the gift. Your money would stay with you; nothing moved.</p>
      <p className="soft">An edited project can be given to again once the reviewers have accepted it.</p>
      <div className="row"><button type="button" className="button primary" onClick={takeOut}>Take {numbers.length === 1 ? "it" : "them"} out of the cart</button></div>
    </>
  );
}

function Body(props: GiveProps) {
  const { round, projects, cart, giving } = props;
  const { state, wallet, startOver, askAgain } = giving;
  switch (state.kind) {
    case "loading": return <><div className="skeleton line" /><div className="skeleton line" /></>;
    case "unreachable": return <><p>{state.message}</p><p>Nothing moved. Try again in a minute.</p><div className="row"><button type="button" className="button primary" onClick={askAgain}>Try again</button></div></>;
    case "not_open": return <p>They open on <When iso={state.opens} />. Your cart is kept in this browser until then.</p>;
    case "over": return state.isCancelled ? <p>No gift is passed on any more. The pool goes back to its funders. Gifts that were made are with the projects.</p> : <p>They closed on <When iso={state.ended} />. What was given is with the projects already; now the pool is shared.</p>;
    case "empty": return <p>Add a project from the list. You give to as many as you like in one transaction, and the money goes straight to them. How many people give counts more than how much.</p>;
    case "unfinished": return <p>{state.count === 1 ? "One gift has" : `${state.count} gifts have`} no amount yet.</p>;
    case "gone": return <Gone projects={projects} cart={cart} numbers={state.projects} />;
    case "own": return <p>This account is where {state.projects.map((number) => nameOf(number, projects)).join(", ")} is paid. The contract skips gifts to oneself. Take it out of the cart.</p>;
    case "too_little": return <><TooLittle round={round} state={state} /><ConnectedAs wallet={wallet} /></>;
    case "review": return <Review {...props} steps={state.steps} />;
    case "done": return <Given {...props} hash={state.hash} />;
    case "no_wallet": case "choose_wallet": case "connecting": case "wrong_chain": return <WalletStep round={round} wallet={wallet} state={state} purpose="Your gifts go from it straight to the projects." />;
    default: return <SentStep round={round} state={state} again={startOver} kept="Your cart is as it was." />;
  }
}

export function GivePanel({ round, projects, cart }: { round: RoundDetail; projects: readonly RoundProject[]; cart: Cart }) {
  const lines = cart.lines.map((line) => checked(line, round.tokens));
  const giving = useGiving(round, cart, lines);
  const { state, wallet } = giving;
  const isOpen = state.kind !== "over" && state.kind !== "not_open";
  const request = useSettled(JSON.stringify(estimateRequest(lines, wallet.address)), 350);
  const estimate = useEstimate(round.slug, isOpen ? JSON.parse(request) as ReturnType<typeof estimateRequest> : null);
  const donor = useDonor(round.slug, wallet.address);
  const changed = donor.data ? changedWords(donor.data) : null;
  const isShown = cart.lines.length > 0 && state.kind !== "done";
  return (
    <Panel title={giveHeading(state, round.chain.name)} bad={isBadState(state.kind)} busy={isWaiting(state)}>
      {isShown && <CartLines round={round} projects={projects} cart={cart} checked={lines} estimate={estimate.data} />}
      {isShown && estimate.data && wallet.address && <p className="small soft">{coefficientWords(estimate.data.coefficient)}</p>}
      {changed !== null && <p className="notice warm">{changed}</p>}
      {isShown && estimate.error && <p className="small soft" role="status">The estimate does not come through: {estimate.error.message} You can give without it.</p>}
      <Body round={round} projects={projects} cart={cart} lines={lines} giving={giving} />
    </Panel>
  );
}
