// Which list of a recurring airdrop this is, and when the next one takes effect.
import type { CampaignDetail } from "../api/client";
import { Amount, Hex, When } from "../components/Values";
import { lasting } from "../format";

/** Where this list stands, in words. */
export function stageOf({ claim }: CampaignDetail): string {
  const { recurring } = claim;
  switch (recurring?.stage) {
    case "pending": return `List ${recurring.epoch} is announced. Until it takes effect, claims are by list ${recurring.epoch - 1}.`;
    case "in_effect": return `List ${recurring.epoch} is in effect. A claim pays what was not paid before.`;
    case "superseded": return `List ${recurring.epoch} was followed by list ${recurring.in_effect ?? recurring.epoch + 1}, which has all that this one gave. Claim there.`;
    default: return recurring ? `This is list ${recurring.epoch}. It is not announced on the chain.` : "";
  }
}

export function Lists({ campaign }: { campaign: CampaignDetail }) {
  const { claim: { recurring }, token } = campaign;
  if (recurring === null) return null;
  const { announced, guardian, delay_seconds } = recurring;
  const lacks = BigInt(announced?.lacks ?? "0");
  return (
    <section className="stack" aria-labelledby="lists">
      <h2 id="lists">A new list each time</h2>
      <p>{stageOf(campaign)}</p>
      {announced && (
        <p className="notice">
          List {announced.epoch} can take effect from <When iso={announced.ready_at} /> on.
          {lacks > 0n && <> The contract still lacks <Amount units={lacks} decimals={token.decimals} symbol={token.symbol} /> for it.</>}
        </p>
      )}
      <p className="soft small">
        Each list is announced for {lasting(delay_seconds)}, so that anybody can check that nobody has less.{" "}
        {guardian === null ? "The owner may take it back until then." : <>Until then the owner and the guardian <Hex value={guardian} what="guardian's address" /> may veto it.</>}
      </p>
    </section>
  );
}
