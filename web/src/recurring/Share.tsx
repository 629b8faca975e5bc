// One share of a recurring airdrop: what is new in this list, what stood before, what was paid.
import type { CampaignDetail, PersonDetail } from "../api/client";
import { Amount } from "../components/Values";
import { leafAmount, usePaid } from "./leaf";

export function RecurringShare({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const paid = usePaid(campaign, person);
  const { claim: { recurring }, token } = campaign;
  if (recurring === null || person.index === null) return null;
  const worth = BigInt(leafAmount(person));
  const amount = (units: bigint) => <Amount units={units} decimals={token.decimals} symbol={token.symbol} />;
  return (
    <section className="stack" aria-labelledby="in-all">
      <h2 id="in-all">Since the first list</h2>
      <dl className="facts">
        <div><dt>New in list {recurring.epoch}</dt><dd>{amount(BigInt(person.amount))}</dd></div>
        <div><dt>Before</dt><dd>{amount(BigInt(person.standing ?? "0"))}</dd></div>
        <div><dt>In all</dt><dd>{amount(worth)}</dd></div>
        <div><dt>Paid</dt><dd>{amount(paid)}</dd>{paid < worth && <dd><small>{amount(worth - paid)} to claim</small></dd>}</div>
      </dl>
    </section>
  );
}
