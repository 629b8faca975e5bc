// Small things that several states say.
import type { CampaignDetail } from "../api/client";
import { Hex } from "../components/Values";
import type { Claiming } from "./useClaim";

export function Transaction({ campaign, hash }: { campaign: CampaignDetail; hash: string }) {
  const { explorer } = campaign.chain;
  return <Hex value={hash} what="transaction" href={explorer ? `${explorer}/tx/${hash}` : null} />;
}

export function Account({ campaign, address, what }: { campaign: CampaignDetail; address: string; what: string }) {
  const { explorer } = campaign.chain;
  return <Hex value={address} what={what} href={explorer ? `${explorer}/address/${address}` : null} />;
}

export function Again({ claiming }: { claiming: Pick<Claiming, "startOver"> }) {
  return <div className="row"><button type="button" className="button primary" onClick={claiming.startOver}>Back to the review</button></div>;
}

export function AddToken({ campaign, claiming, primary = false }: { campaign: CampaignDetail; claiming: Pick<Claiming, "addToken" | "tokenAnswer">; primary?: boolean }) {
  return (
    <>
      <button type="button" className={primary ? "button primary" : "button"} onClick={claiming.addToken}>Show {campaign.token.symbol} in my wallet</button>
      <span role="status" className="small soft">{claiming.tokenAnswer}</span>
    </>
  );
}
