// What a maintainer decided by hand, each with a published reason.
import type { Join } from "./joins";

export interface Decision { readonly identity: string; readonly reason: string }
export interface ContributionRef { readonly repo: number; readonly kind: string; readonly key: string }
/** Millionths and micro-points. */
export type Change = { readonly factor: bigint } | { readonly plus: bigint } | { readonly minus: bigint };
export type Adjustment =
  | { readonly identity: string; readonly change: Change; readonly reason: string }
  | { readonly contribution: ContributionRef; readonly change: { readonly factor: bigint }; readonly reason: string };

export interface Overrides {
  readonly exclude: readonly Decision[];
  readonly include: readonly Decision[];
  readonly merge: readonly Join[];
  readonly adjust: readonly Adjustment[];
}
export const NO_OVERRIDES: Overrides = { exclude: [], include: [], merge: [], adjust: [] };

/** One change on the way from the sum of the lines to the score. */
export interface Adjusted {
  readonly contribution: ContributionRef | null;
  readonly change: Change;
  readonly before: bigint;
  readonly after: bigint;
  readonly reason: string;
}

const MILLION = 1_000_000n;
const atLeastNothing = (points: bigint) => (points > 0n ? points : 0n);

function changed(points: bigint, change: Change): bigint {
  if ("factor" in change) return (points * change.factor) / MILLION;
  return "plus" in change ? points + change.plus : atLeastNothing(points - change.minus);
}

/**
 * What changes somebody's score, and the score after it; changes of single contributions come first. `isTheirs` says
 * whether an identity is the person, `line` what a contribution added for them.
 */
export function adjusted({ adjust }: Overrides, score: bigint, isTheirs: (identity: string) => boolean, line: (one: ContributionRef) => bigint | null): { score: bigint; adjustments: Adjusted[] } {
  const steps: { contribution: ContributionRef | null; change: Change; reason: string; on: (before: bigint) => bigint }[] = [];
  for (const one of adjust) {
    if (!("contribution" in one)) continue;
    const points = line(one.contribution);
    if (points !== null) steps.push({ ...one, on: (before) => atLeastNothing(before + changed(points, one.change) - points) });
  }
  for (const one of adjust) {
    if ("identity" in one && isTheirs(one.identity)) steps.push({ contribution: null, change: one.change, reason: one.reason, on: (before) => changed(before, one.change) });
  }
  let now = score;
  const adjustments = steps.map(({ contribution, change, reason, on }): Adjusted => {
    const before = now;
    now = on(before);
    return { contribution, change, before, after: now, reason };
  });
  return { score: now, adjustments };
}
