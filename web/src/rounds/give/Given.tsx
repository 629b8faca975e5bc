// What arrived and what did not, as the chain says.
import { Link } from "react-router";

import { exactTokens } from "../../format";
import { Transaction } from "../wallet/Steps";
import { nameOf, sameAddress } from "./cart";
import type { GiveProps } from "./GivePanel";
import { SKIP_WORDS, type Made } from "./outcome";

export function Given({ round, projects, giving, hash }: GiveProps & { hash: string }) {
  const { outcome } = giving;
  const amount = ({ token, amount }: Made) => {
    const found = round.tokens.find(({ address }) => sameAddress(address, token));
    return found ? `${exactTokens(amount, found.decimals)} ${found.symbol}` : amount.toString();
  };
  return (
    <>
      {!outcome && <div className="skeleton line" role="status" aria-label="Reading the receipt" />}
      {outcome && (
        <ul className="gifts-made" aria-label="Gifts that arrived">
          {outcome.made.map((gift, place) => <li key={place}><Link to={`/r/${round.slug}/p/${gift.project}`}>{nameOf(gift.project, projects)}</Link><span className="figures">{amount(gift)}</span></li>)}
        </ul>
      )}
      {outcome && outcome.skipped.length > 0 && (
        <div className="notice warm stack tight" role="alert">
          <h3>{outcome.skipped.length === 1 ? "One gift was not made" : `${outcome.skipped.length} gifts were not made`}</h3>
          <ul className="stack tight">{outcome.skipped.map((gift, place) => <li key={place}>{nameOf(gift.project, projects)}, {amount(gift)}: {SKIP_WORDS[gift.reason]}. It stayed with you.</li>)}</ul>
        </div>
      )}
      <p className="soft">Transaction <Transaction round={round} hash={hash} />. The estimates take it in with the next blocks.</p>
      <div className="row"><button type="button" className="button primary" onClick={giving.startOver}>Give more</button></div>
    </>
  );
}
