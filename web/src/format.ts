// Numbers, addresses and dates as people read them. Amounts are bigint until here.

const GROUP = /\B(?=(\d{3})+(?!\d))/g;

/** Exact whole tokens with thousands separators: `1,234.5`. */
export function exactTokens(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(GROUP, ",");
  const fraction = decimals > 0 ? digits.slice(-decimals).replace(/0+$/, "") : "";
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** The same cut (never rounded up) to a few digits behind the point; an ellipsis says that there is more. */
export function shortTokens(units: bigint, decimals: number, digits = 2): string {
  const exact = exactTokens(units, decimals);
  const [whole = "0", fraction = ""] = exact.split(".");
  if (fraction.length <= digits) return exact;
  const cut = fraction.slice(0, digits);
  return whole === "0" && /^0*$/.test(cut) ? `<0.${"0".repeat(digits - 1)}1` : `${whole}.${cut}…`;
}

/** For columns of figures: always so many digits behind the point, cut. */
export function columnTokens(units: bigint, decimals: number, digits = 2): string {
  const [whole = "0", fraction = ""] = exactTokens(units, decimals).split(".");
  const kept = Math.min(digits, decimals);
  return kept === 0 ? whole : `${whole}.${fraction.slice(0, kept).padEnd(kept, "0")}`;
}

/** Micro-points as points with two digits. */
export function points(micro: bigint): string {
  const cents = micro / 10_000n;
  return `${(cents / 100n).toString().replace(GROUP, ",")}.${(cents % 100n).toString().padStart(2, "0")}`;
}

/** Millionths exactly, without trailing zeros: `4.0679`. */
export function micro(millionths: bigint): string {
  return exactTokens(millionths, 6);
}

/** `example.org` of a page's address; the address itself when it is none. */
export function hostOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname.replace(/\/$/, "")}`;
  } catch {
    return url;
  }
}

/** Millionths as a percentage. */
export function percent(ppm: number): string {
  if (ppm > 0 && ppm < 100) return "<0.01 %";
  return `${(ppm / 10_000).toFixed(ppm >= 100_000 ? 1 : 2)} %`;
}

/** A part of a whole in millionths, rounded down. */
export function part(some: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((some * 1_000_000n) / whole);
}

export function grouped(count: number): string {
  return count.toString().replace(GROUP, ",");
}

/** `0x1234…abcd`, also for hashes. */
export function shortHex(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Control characters but tab and line break, and Unicode's marks of direction. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The same text, where no sign moves or hides the words beside it: such signs are shown as `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

/** `3 Jan 2026, 14:05 UTC`; midnight is left out. */
export function dateUtc(iso: string): string {
  const at = new Date(iso);
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""} ${at.getUTCFullYear()}`;
  const two = (n: number) => n.toString().padStart(2, "0");
  const midnight = at.getUTCHours() === 0 && at.getUTCMinutes() === 0;
  return midnight ? `${day} UTC` : `${day}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
}

/** `in 5 months`, `2 days ago`. */
export function relative(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return "now";
}

/** `3 days`, `5 hours`: a stretch of time in days or hours that it fills, else rounded. */
export function lasting(seconds: number): string {
  const units: [string, number][] = [["day", 86_400], ["hour", 3_600]];
  const [unit, size] = units.find(([, size]) => seconds % size === 0) ?? units.find(([, size]) => seconds >= 2 * size) ?? ["minute", 60];
  const count = Math.round(seconds / size);
  return `${grouped(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** Moments inside a sentence of the server, as this page writes them. */
export function withDates(sentence: string): string {
  return sentence.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, dateUtc);
}

/** `2025-03` as `Mar 2025`. */
export function monthName(month: string): string {
  const [year = "", number = "1"] = month.split("-");
  return `${MONTHS[Number(number) - 1] ?? ""} ${year}`;
}

const KINDS: Record<string, [string, string]> = {
  commit: ["commit", "commits"],
  pull_request_opened: ["pull request opened", "pull requests opened"],
  pull_request_merged: ["pull request merged", "pull requests merged"],
  pull_request_co_authored: ["pull request co-authored", "pull requests co-authored"],
  pull_request_closed: ["pull request closed", "pull requests closed"],
  review: ["review", "reviews"],
  review_comment: ["review comment", "review comments"],
  issue_opened: ["issue opened", "issues opened"],
  issue_comment: ["comment", "comments"],
  appeal: ["appeal", "appeals"],
};

/** `3 comments`. */
export function counted(kind: string, count: number): string {
  const [one, many] = KINDS[kind] ?? [kind, kind];
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function kindName(kind: string): string {
  const name = KINDS[kind]?.[0] ?? kind;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How a person is called: the login, or a stand-in for an e-mail nobody has linked. */
export function personName(person: { login?: string | null | undefined; identity: string }): string {
  if (person.login) return person.login;
  if (person.identity === "ghost") return "deleted account";
  return person.identity.startsWith("email:") ? `unlinked e-mail ${person.identity.slice(6, 12)}` : person.identity;
}
