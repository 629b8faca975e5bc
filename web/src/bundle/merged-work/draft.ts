// One contribution on its way to a line of the scores.
import type { Credited } from "../attribution";
import type { Pull } from "./pulls";

export interface Draft {
  readonly line: Credited;
  /** The pull request that it is about. */
  readonly pull: Pull | null;
  /** What it does not pass. */
  readonly gates: Set<string>;
  /** Micro-points. */
  points: bigint;
}
