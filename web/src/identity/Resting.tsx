// Claims by GitHub account are frozen: said before somebody spends time on a proof.
import type { CampaignDetail } from "../api/client";
import { When } from "../components/Values";

export function Resting({ campaign: { identity } }: { campaign: CampaignDetail }) {
  if (!identity?.frozen_until) return null;
  return <p className="notice warm" role="note">Claims by GitHub account rest until <When iso={identity.frozen_until} />, because something looked wrong. Your share is not lost, and the time to claim grows by as much. You can name your wallet now; the claim waits.</p>;
}
