// Who pays for sending a claim, in words.
import type { Sponsor } from "../api/claims";

/** For who has not begun; says nothing while it is asked. */
export function feeAhead(sponsor: Sponsor | undefined): string {
  if (sponsor === undefined) return "";
  return sponsor.offered && sponsor.reason === null ? "A sponsor pays the fee of the claim: you need no coin." : "Only sending the claim costs the network's fee, which any wallet with a little of the chain's coin can pay.";
}

/** Why nobody pays it now; servers say it with a full stop or without. */
export const nobodyPays = (reason: string): string => `Nobody pays the fee for you at the moment: ${reason.replace(/\.$/, "")}.`;
