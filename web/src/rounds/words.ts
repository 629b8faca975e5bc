// A round in words: where it stands, what comes next, and why a project gets what it gets.
import { dateUtc, grouped, shortTokens } from "../format";
import type { Coefficient, Donor, NotCounted, Range, Receipt, RoundDetail, RoundFreeze, RoundState, RoundSummary, RoundToken, RoundWindows, Verdict } from "./types";

export const STATES: Record<RoundState, string> = {
  draft: "Not deployed yet",
  waiting: "Between windows",
  applications: "Open for applications",
  review: "Applications are reviewed",
  donations: "Open for gifts",
  tally: "Gifts are counted",
  challenge: "Result can be challenged",
  ready: "Result stands",
  finalised: "Paid out",
  cancelled: "Called off",
};

/** Shown like an open airdrop: somebody can do something now. */
export const isLive = (state: RoundState) => state === "applications" || state === "donations";
export const isOver = (state: RoundState) => state === "finalised" || state === "cancelled";

export interface Ahead { readonly words: string; readonly at: string }

/** The next moment that a visitor may wait for; `null` when none is known. */
export function ahead(windows: RoundWindows, now: number): Ahead | null {
  const moments: Ahead[] = [
    { words: "Applications open", at: windows.applications_start },
    { words: "Applications close", at: windows.applications_end },
    { words: "Gifts open", at: windows.donations_start },
    { words: "Gifts close", at: windows.donations_end },
  ];
  return moments.filter(({ at }) => Date.parse(at) > now).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null;
}

/** `12 days left`, counted in whole days and, on the last one, in hours and minutes. */
export function left(until: string, now: number): string {
  const minutes = Math.max(0, Math.floor((Date.parse(until) - now) / 60_000));
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60)];
  const count = (n: number, one: string) => `${grouped(n)} ${one}${n === 1 ? "" : "s"} left`;
  return days > 0 ? count(days, "day") : hours > 0 ? count(hours, "hour") : count(minutes, "minute");
}

/** When gifts can be made at all: are they open, still to come, or over? */
export function giving({ windows, state }: Pick<RoundSummary, "windows" | "state">, now: number): "before" | "open" | "after" {
  if (isOver(state) || now >= Date.parse(windows.donations_end)) return "after";
  return now < Date.parse(windows.donations_start) ? "before" : "open";
}

const KINDS: Record<string, string> = { model: "Model", data: "Data", dataset: "Data", compute: "Compute", agent: "Agent" };
/** What a repository was found to be. */
export const kindOf = (kind: string | null): string | null => (kind === null || kind === "other" ? null : KINDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1));

/** What comes next, as the server says it, at the beginning of a sentence. */
export const nextWords = ({ what, when }: RoundDetail["next"]) => (when === null ? `Now ${what}` : `Next, ${what}`);

export const VERDICTS: Record<Verdict, string> = { waiting: "Waits for review", accepted: "Accepted", rejected: "Rejected" };

/** The round's own clock, the chain's where it is ahead: windows go by it, not by the visitor's. */
export const clockOf = ({ now }: Pick<RoundSummary, "now">) => Date.parse(now);

export const people = (count: number, one: string) => `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;

export const tokens = (units: string | bigint, { decimals, symbol }: RoundToken, digits = 2) => `${shortTokens(BigInt(units), decimals, digits)} ${symbol}`;

/** Never one number while it is not final. */
export function between({ least, most }: Range, token: RoundToken): string {
  const [low, high] = [shortTokens(BigInt(least), token.decimals), shortTokens(BigInt(most), token.decimals)];
  if (low === "0" && high.startsWith("<")) return `less than ${high.slice(1)} ${token.symbol}`;
  return low === high ? `${high} ${token.symbol}` : `between ${low} and ${high} ${token.symbol}`;
}

const REASONS: Record<NotCounted["reason"], string> = {
  excluded: "belongs to the project or reviews it",
  minimum: "gave less than the minimum",
  coefficient: "could not be told from a double",
};
const REASONS_OF_MANY: Record<NotCounted["reason"], string> = {
  excluded: "belong to the project or review it",
  minimum: "gave less than the minimum",
  coefficient: "could not be told from doubles",
};
const uncounted = ({ reason, donors }: NotCounted) => `${people(donors, "donor")} ${donors === 1 ? "does" : "do"} not count: ${donors === 1 ? `this one ${REASONS[reason]}` : `they ${REASONS_OF_MANY[reason]}`}.`;

/** A receipt, a sentence for each thing that made the number. */
export function receiptWords(receipt: Receipt, token: RoundToken): string[] {
  const amount = (units: string) => tokens(units, token);
  const raw = BigInt(receipt.raw.split(".")[0] ?? "0");
  const without = BigInt(receipt.sensitivity.match);
  return [
    `${people(receipt.donors, "donor")} ${receipt.donors === 1 ? "counts" : "count"}. They and all others gave ${amount(receipt.received)}.`,
    ...receipt.not_counted.map(uncounted),
    `By the square of their roots the match would be ${tokens(raw, token)} if the pool had no end.`,
    ...(receipt.discount !== null && receipt.discount !== "0" ? [`Donors who give alike lower that by ${amount(receipt.discount)}.`] : []),
    ...(receipt.cap_given !== "0" ? [`The cap takes ${amount(receipt.cap_given)}, which goes to the others.`] : []),
    ...(receipt.cap_received !== "0" ? [`Caps of others bring ${amount(receipt.cap_received)}.`] : []),
    `The share of the pool is ${amount(receipt.match)}.`,
    ...(receipt.sensitivity.donors > 1 ? [`Without the ${people(receipt.sensitivity.donors, "donor")} who gave to exactly the same projects it would be ${tokens(without, token)}.`] : []),
  ];
}

/** When the lists that say how far each donor counts were fixed, and why they took the place of others. */
export function listsWords({ number, at, gifts_before, reason }: RoundFreeze): string {
  const when = `fixed on ${dateUtc(at)}, ${gifts_before === 0 ? "before the first gift" : `after ${people(gifts_before, "gift")}`}`;
  if (number === 1) return `${when}.`;
  return `${when}, in place of others. ${reason === null ? "The reason is not known here." : `The reason: “${reason}”`}`;
}

/** What a donor was shown before, where it was something else. */
export function changedWords({ was, coefficient }: Pick<Donor, "was" | "coefficient">): string | null {
  if (was === null) return null;
  const percent = (part: string) => `${Number((Number(part) * 100).toFixed(2))} %`;
  return `On ${dateUtc(was.at)} you were shown ${percent(was.coefficient)} (${was.reason}). It is ${percent(coefficient.now)} now: ${coefficient.reason}.`;
}

/** How much of a donor's gifts counts. */
export function coefficientWords({ now, least, most, is_final, reason }: Coefficient): string {
  const percent = (part: string) => `${Number((Number(part) * 100).toFixed(2))} %`;
  const why = reason === "" ? "" : `: ${reason}`;
  if (is_final || least === most) return `${percent(now)} of your gifts count for the match${why}. That holds at the tally.`;
  return `${percent(now)} of your gifts count for the match today${why}. At the tally it is between ${percent(least)} and ${percent(most)}.`;
}
