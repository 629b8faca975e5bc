import type { CampaignDetail } from "../api/client";
import { hostOf } from "../format";

/** The people behind an airdrop, with their page where they named one. */
export function Maintainer({ campaign }: { campaign: CampaignDetail }) {
  return campaign.maintainer ? <>the maintainer (<a href={campaign.maintainer} rel="noreferrer">{hostOf(campaign.maintainer)}</a>)</> : <>the maintainer</>;
}
