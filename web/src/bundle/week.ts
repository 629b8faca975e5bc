// Weeks from Sunday, midnight UTC, and the number of an interval, so that intervals can be counted.

const WEEK = 7 * 86_400;
/** The first Sunday after 1970-01-01, which was a Thursday. */
const SUNDAY = 3 * 86_400;

export type Interval = "week" | "month";

/** Weeks since 1970 of seconds since 1970. */
export const weekOf = (seconds: number): number => Math.floor((seconds - SUNDAY) / WEEK);

/** A week's first second, since 1970. */
export const weekStart = (week: number): number => week * WEEK + SUNDAY;

/** A week as the date of its Sunday. */
export const weekName = (week: number): string => new Date(weekStart(week) * 1000).toISOString().slice(0, 10);

/** Months since the year 0 of `2025-03…`. */
export const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

/** The number of the interval that a moment lies in. */
export function placeOf(seconds: number, interval: Interval): number {
  return interval === "week" ? weekOf(seconds) : monthNumber(new Date(seconds * 1000).toISOString());
}
