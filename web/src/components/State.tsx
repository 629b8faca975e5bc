import type { Schemas } from "../api/client";

type CampaignState = Schemas["CampaignState"];

const WORDS: Record<CampaignState, string> = {
  not_deployed: "Not deployed yet",
  not_funded: "Not funded",
  not_started: "Opens later",
  open: "Open for claims",
  ended: "Ended",
  unknown: "The chain does not answer",
};

export function State({ state }: { state: CampaignState }) {
  return <span className={`state ${state}`}>{WORDS[state]}</span>;
}
