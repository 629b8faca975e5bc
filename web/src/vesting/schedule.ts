// When how much of a share is available: the arithmetic of `VestingAirdrop`, on integers alone. Times are seconds.
import type { CampaignDetail } from "../api/client";
import type { ManifestVesting } from "../bundle/manifest";

export interface Schedule {
  /** Unix time; `null` where each claim starts its own. */
  readonly start: bigint | null;
  /** From the start until the first step counts. */
  readonly cliff: bigint;
  /** From the start until everything is available. */
  readonly duration: bigint;
  /** Between two steps; 1 is by the second. */
  readonly period: bigint;
  /** Hundredths of a percent that are available at the start. */
  readonly unlockBps: bigint;
}

const ALL = 10_000n;

export const unlockedOf = ({ unlockBps }: Schedule, amount: bigint): bigint => (amount * unlockBps) / ALL;

/** How much is available so many seconds after the start; nothing before it. */
export function vested(schedule: Schedule, amount: bigint, elapsed: bigint): bigint {
  const { cliff, duration, period } = schedule;
  if (elapsed < 0n) return 0n;
  if (elapsed >= duration) return amount;
  const unlocked = unlockedOf(schedule, amount);
  if (elapsed < cliff) return unlocked;
  return unlocked + ((amount - unlocked) * (elapsed - (elapsed % period))) / duration;
}

const most = (a: bigint, b: bigint) => (a > b ? a : b);
const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** When the next unit becomes available, in seconds after the start; `null` when nothing more will. */
export function nextAfter(schedule: Schedule, amount: bigint, elapsed: bigint): bigint | null {
  const { cliff, duration, period } = schedule;
  const now = vested(schedule, amount, elapsed);
  if (now === amount) return null;
  const unlocked = unlockedOf(schedule, amount);
  if (elapsed < 0n && unlocked > 0n) return 0n;
  // The first step whose part, rounded down, is more than there is now.
  const needed = (most(now, unlocked) - unlocked + 1n) * duration;
  const each = (amount - unlocked) * period;
  const steps = (needed + each - 1n) / each;
  return least(most(steps * period, cliff), duration);
}

export interface Outlook {
  /** Of what is available, what was not paid yet. */
  readonly available: bigint;
  readonly next: { readonly elapsed: bigint; readonly amount: bigint } | null;
}

/** What there is now, and what comes next. */
export function outlook(schedule: Schedule, amount: bigint, released: bigint, elapsed: bigint): Outlook {
  const now = vested(schedule, amount, elapsed);
  const next = nextAfter(schedule, amount, elapsed);
  return { available: most(now - released, 0n), next: next === null ? null : { elapsed: next, amount: vested(schedule, amount, next) - now } };
}

/** More steps than this are a slope to the eye. */
const MOST_STEPS = 48n;

export interface Point { readonly elapsed: bigint; readonly amount: bigint }

/** Steps that can be told apart, or one slope. */
export const isSlope = ({ duration, period }: Schedule): boolean => duration / period > MOST_STEPS;

/** The corners of the curve, from the start to the end. */
export function corners(schedule: Schedule, amount: bigint): Point[] {
  const { cliff, duration, period } = schedule;
  const unlocked = unlockedOf(schedule, amount);
  const points: Point[] = [{ elapsed: 0n, amount: 0n }, { elapsed: 0n, amount: unlocked }];
  const stepTo = (elapsed: bigint) => {
    const before = points.at(-1)?.amount ?? 0n;
    points.push({ elapsed, amount: before }, { elapsed, amount: vested(schedule, amount, elapsed) });
  };
  if (cliff > 0n) stepTo(cliff);
  if (isSlope(schedule)) points.push({ elapsed: duration, amount });
  else {
    for (let elapsed = (cliff / period + 1n) * period; elapsed < duration; elapsed += period) stepTo(elapsed);
    stepTo(duration);
  }
  return points;
}

/** The rows of the table: every step where there are few, else twelve moments in between. */
export function rows(schedule: Schedule, amount: bigint): Point[] {
  const { cliff, duration } = schedule;
  const between = isSlope(schedule) ? Array.from({ length: 12 }, (_, place) => (duration * BigInt(place + 1)) / 12n) : corners(schedule, amount).map(({ elapsed }) => elapsed);
  const moments = [...new Set([0n, cliff, ...between, duration])].sort((a, b) => (a < b ? -1 : 1));
  return moments.map((elapsed) => ({ elapsed, amount: vested(schedule, amount, elapsed) }));
}

/** As the manifest writes it. */
export function scheduleOf({ start, cliff_seconds, duration_seconds, period_seconds, unlock_bps }: ManifestVesting | NonNullable<CampaignDetail["claim"]["vesting"]>): Schedule {
  return {
    start: start === null ? null : BigInt(Math.floor(Date.parse(start) / 1000)),
    cliff: BigInt(cliff_seconds),
    duration: BigInt(duration_seconds),
    period: BigInt(period_seconds),
    unlockBps: BigInt(unlock_bps),
  };
}

/** `null` where shares are paid at once. */
export function vestingOf({ claim }: Pick<CampaignDetail, "claim">): Schedule | null {
  return claim.vesting ? scheduleOf(claim.vesting) : null;
}
