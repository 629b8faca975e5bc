// The cart itself: one line a gift.
import { Trash2 } from "lucide-react";

import { visible } from "../../format";
import type { Estimate, GiftToken, RoundDetail, RoundProject } from "../types";
import { nameOf, sameAddress, type Cart, type Checked, type Line } from "./cart";
import { addsWords } from "./estimate";

interface LineProps { place: number; checked: Checked; name: string; tokens: readonly GiftToken[]; cart: Cart; words: string | null; isTouched: boolean }

function Amount({ place, line, wrong, words, name, cart }: { place: number; line: Line; wrong: boolean; words: boolean; name: string; cart: Cart }) {
  return (
    <input
      id={`gift-${place}`} className="field number" inputMode="decimal" autoComplete="off" placeholder="0.00" aria-label={`Amount for ${name}`}
      value={line.text} aria-invalid={wrong} {...(words && { "aria-describedby": `gift-${place}-note` })}
      onChange={({ target }) => cart.change(place, { text: target.value })}
    />
  );
}

function GiftLine({ place, checked: { line, wrong }, name, tokens, cart, words, isTouched }: LineProps) {
  const shown = isTouched && wrong !== null ? wrong : words;
  return (
    <li className="gift">
      <span className="name">{name}</span>
      <button type="button" className="icon-button" aria-label={`Take ${name} out of the cart`} onClick={() => cart.remove(place)}><Trash2 aria-hidden /></button>
      <Amount place={place} line={line} name={name} cart={cart} wrong={isTouched && wrong !== null} words={shown !== null} />
      <select className="field" aria-label={`Token for ${name}`} value={tokens.find(({ address }) => sameAddress(address, line.token))?.address ?? ""} onChange={({ target }) => cart.change(place, { token: target.value as Line["token"] })}>
        {tokens.map(({ address, symbol }) => <option key={address} value={address}>{visible(symbol)}</option>)}
      </select>
      {shown !== null && <span id={`gift-${place}-note`} className={isTouched && wrong !== null ? "note small wrong" : "note small soft"}>{shown}</span>}
    </li>
  );
}

interface CartProps { round: RoundDetail; projects: readonly RoundProject[]; cart: Cart; checked: readonly Checked[]; estimate: Estimate | undefined }

export function CartLines({ round, projects, cart, checked, estimate }: CartProps) {
  // A project that stands in several lines has one estimate, beside its last line.
  const isLast = (place: number) => !checked.some(({ line }, other) => other > place && line.project === checked[place]?.line.project);
  return (
    <ul className="gifts" aria-label="Gifts in the cart">
      {checked.map((one, place) => {
        const { project, text } = one.line;
        const found = estimate?.projects.find((each) => each.project === project);
        const skipped = estimate?.skipped.find((each) => each.project === project);
        const words = one.wrong !== null || !isLast(place) ? null : skipped ? `Would not be made: ${skipped.reason}` : found ? addsWords(found, round.token) : null;
        return <GiftLine key={place} place={place} checked={one} name={nameOf(project, projects)} tokens={round.tokens} cart={cart} words={words} isTouched={text !== ""} />;
      })}
    </ul>
  );
}
