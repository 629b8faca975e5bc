// A schedule in words.
import type { Schedule } from "./schedule";

const UNITS: readonly [bigint, string][] = [[31_536_000n, "year"], [2_592_000n, "month"], [604_800n, "week"], [86_400n, "day"], [3_600n, "hour"], [60n, "minute"], [1n, "second"]];

/** `90 days`, `1 hour`: in the largest unit of a fixed length that it is a whole number of. */
export function lasting(seconds: bigint): string {
  const exact = UNITS.filter(([, unit]) => !["year", "month", "week"].includes(unit));
  const [size, unit] = exact.find(([one]) => seconds % one === 0n) ?? [1n, "second"];
  const count = seconds / size;
  return `${count} ${unit}${count === 1n ? "" : "s"}`;
}

/** How often a step comes. */
export const each = (period: bigint): string => {
  const [, unit] = UNITS.find(([size]) => size === period) ?? [];
  return unit === undefined ? `every ${lasting(period)}` : unit === "second" ? "by the second" : `every ${unit}`;
};

export function sentenceOf({ start, cliff, duration, period, unlockBps }: Schedule): string {
  const begin = start === null ? "when you claim" : "at the start";
  const unlock = unlockBps === 0n ? "" : `${Number(unlockBps) / 100} % of a share is available ${begin}. `;
  const what = unlockBps === 0n ? "A share" : "The rest";
  const counted = start === null ? ", counted from your claim" : "";
  const wait = cliff === 0n ? "" : ` Nothing of it in the first ${lasting(cliff)}; then all that has come up to there.`;
  return period === duration ? `${unlock}${what} becomes available all at once after ${lasting(duration)}${counted}.` : `${unlock}${what} becomes available ${each(period)} over ${lasting(duration)}${counted}.${wait}`;
}
