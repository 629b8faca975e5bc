// Why claims end later than the rules say.
import type { CampaignDetail } from "../api/client";
import { lasting } from "../format";

/** Seconds by which freezes have made the window longer. */
export const grownBy = ({ end, ends_at }: Pick<CampaignDetail["claim"], "end" | "ends_at">): number => Math.max(0, (Date.parse(ends_at) - Date.parse(end)) / 1000);

export function Grown({ claim }: { claim: CampaignDetail["claim"] }) {
  const seconds = grownBy(claim);
  return seconds === 0 ? null : <>The time grew by {lasting(seconds)}, because claims by GitHub account were frozen.</>;
}
