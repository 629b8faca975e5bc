// The schedule of an airdrop, or of one share in it, where there is one.
import { useState } from "react";

import type { CampaignDetail } from "../api/client";
import { Curve } from "./Curve";
import { vestingOf } from "./schedule";

export function Vesting({ campaign, amount, title, yours = false }: { campaign: CampaignDetail; amount: bigint; title: string; yours?: boolean }) {
  const [now] = useState(() => BigInt(Math.floor(Date.now() / 1000)));
  const schedule = vestingOf(campaign);
  if (schedule === null) return null;
  return <Curve title={title} schedule={schedule} amount={amount} released={null} now={now} decimals={campaign.token.decimals} symbol={campaign.token.symbol} yours={yours} />;
}
