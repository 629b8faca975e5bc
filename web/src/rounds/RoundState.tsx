import type { RoundState as State } from "./types";
import { isLive, STATES } from "./words";

export function RoundState({ state }: { state: State }) {
  return <span className={`state ${isLive(state) ? "open" : state === "finalised" || state === "cancelled" ? "ended" : ""}`}>{STATES[state]}</span>;
}
