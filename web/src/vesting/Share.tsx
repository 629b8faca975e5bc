// One share of a vesting airdrop: its curve, what was paid, and the payment of what is available, which anybody may send.
import { useState } from "react";
import type { Abi, Address } from "viem";

import { vestingAirdropAbi } from "../abi/vestingAirdropAbi";
import type { CampaignDetail, PersonDetail } from "../api/client";
import type { Sending } from "../claim/claimState";
import { useSending } from "../claim/useSending";
import { useWallet } from "../claim/useWallet";
import { Amount, Hex } from "../components/Values";
import { Curve } from "./Curve";
import { vestingOf } from "./schedule";
import { useGrant, type Grant } from "./useGrant";

/** Where the payment stands, and what that means for the money. */
function words(sending: Sending): string | null {
  switch (sending.step) {
    case "idle": return null;
    case "rejected": return "You said no in the wallet. Nothing moved.";
    case "would_fail": return `The contract would refuse it: ${sending.reason} Nothing moved.`;
    case "reverted": return `The contract refused it: ${sending.reason} Only the fee is gone.`;
    case "mined": return "Paid. The tokens are in the wallet.";
    case "cancelled": case "replaced": return "Your wallet sent something else in its place. Look there.";
    case "sent": return "Sent. Waiting for a block.";
    default: return "Look at your wallet.";
  }
}

function Release({ campaign, index, grant }: { campaign: CampaignDetail; index: number; grant: Grant }) {
  const { address } = useWallet(campaign);
  const { sending, send } = useSending(campaign);
  const airdrop = campaign.deployment?.airdrop as Address;
  const call = { address: airdrop, abi: vestingAirdropAbi as Abi, functionName: "release", args: [BigInt(index)] };
  const said = words(sending);
  const busy = !["idle", "rejected", "would_fail", "reverted", "mined", "cancelled", "replaced"].includes(sending.step);
  return (
    <div className="stack tight">
      {address && grant.releasable > 0n && <div className="row"><button className="button" disabled={busy} onClick={() => void send(call, address)}>Pay out <Amount units={grant.releasable} decimals={campaign.token.decimals} symbol={campaign.token.symbol} /></button></div>}
      <p role="status" className="soft small">{said}</p>
      <p className="soft small">Goes to <Hex value={grant.to} what="receiving address" />, whoever sends it and pays the fee. Without this page: <code>tributary release BUNDLE --account {grant.to}</code></p>
    </div>
  );
}

export function VestingShare({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const [now] = useState(() => BigInt(Math.floor(Date.now() / 1000)));
  const { data: grant } = useGrant(campaign, person.index);
  const schedule = vestingOf(campaign);
  if (schedule === null) return null;
  return (
    <>
      <Curve
        title="When it becomes yours to spend"
        schedule={grant ? { ...schedule, start: grant.start } : schedule}
        amount={BigInt(person.amount)}
        released={grant?.released ?? null}
        now={now}
        decimals={campaign.token.decimals}
        symbol={campaign.token.symbol}
        yours
      />
      {grant && person.index !== null && <Release campaign={campaign} index={person.index} grant={grant} />}
    </>
  );
}
