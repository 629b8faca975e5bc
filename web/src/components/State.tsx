import type { Schemas } from "../api/client";

export const STATE_WORDS: Record<Schemas["CampaignState"], string> = {
  not_deployed: "Not deployed yet",
  not_funded: "Not funded",
  not_started: "Not open yet",
  open: "Open",
  ended: "Ended",
  unknown: "The chain does not answer",
};

export function State({ state }: { state: Schemas["CampaignState"] }) {
  return <span className={state === "open" ? "state open" : "state"}>{STATE_WORDS[state]}</span>;
}
