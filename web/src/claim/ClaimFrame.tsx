// The panel of a claim, whoever claims.
import type { ReactNode } from "react";

import type { CampaignDetail } from "../api/client";
import { isWaiting } from "../wallet/walletState";
import { Panel } from "./Panel";

interface ClaimFrameProps { readonly campaign: CampaignDetail; readonly state: { readonly kind: string; readonly slow?: boolean }; readonly heading: string; readonly bad: boolean; readonly children: ReactNode }

export function ClaimFrame({ campaign, state, heading, bad, children }: ClaimFrameProps) {
  // What is paid over time is claimed, and not there yet.
  const title = state.kind === "done" && campaign.claim.vesting ? "Your share is claimed" : heading;
  return <Panel title={title} bad={bad} busy={isWaiting(state)}>{children}</Panel>;
}
