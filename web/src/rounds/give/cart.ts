// What somebody means to give. It outlives a reload and the way from one project's page to another's.
import { useCallback, useState } from "react";
import { zeroAddress, type Address } from "viem";

import type { GiftToken, RoundProject } from "../types";

export interface Line {
  readonly project: number;
  readonly token: Address;
  /** As it was typed. */
  readonly text: string;
}

/** More would not fit into a block everywhere. */
export const MOST_LINES = 50;
export const COIN: Address = zeroAddress;

const isLine = (value: unknown): value is Line => {
  if (typeof value !== "object" || value === null) return false;
  const { project, token, text } = value as Record<string, unknown>;
  return Number.isSafeInteger(project) && typeof token === "string" && /^0x[0-9a-fA-F]{40}$/.test(token) && typeof text === "string" && text.length <= 80;
};

/** What stands in a browser's storage may be anybody's. */
export function readCart(text: string | null): readonly Line[] {
  try {
    const lines: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(lines) ? lines.filter(isLine).slice(0, MOST_LINES) : [];
  } catch {
    return [];
  }
}

/** Base units of a typed amount; `null` when it is none. */
export function unitsOf(text: string, decimals: number): bigint | null {
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(text.trim());
  const [whole = "", fraction = ""] = [parts?.[1], parts?.[2]];
  if (!parts || whole + fraction === "" || fraction.length > decimals || whole.length > 40) return null;
  return BigInt((whole === "" ? "0" : whole) + fraction.padEnd(decimals, "0"));
}

/** A line that can be given, or what is wrong with it. */
export type Checked = { readonly line: Line; readonly amount: bigint; readonly wrong: null } | { readonly line: Line; readonly amount: null; readonly wrong: string };

export function checked(line: Line, tokens: readonly GiftToken[]): Checked {
  const token = tokens.find(({ address }) => sameAddress(address, line.token));
  const refuse = (wrong: string): Checked => ({ line, amount: null, wrong });
  if (!token) return refuse("The round does not take this token.");
  if (line.text.trim() === "") return refuse("How much?");
  const amount = unitsOf(line.text, token.decimals);
  if (amount === null) return refuse(`Write a number such as 12.5, with at most ${token.decimals} digits behind the point.`);
  return amount === 0n ? refuse("How much?") : { line, amount, wrong: null };
}

export const sameAddress = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** What each token is asked for in all, in the order of the cart. */
export function totals(cart: readonly { readonly line: Line; readonly amount: bigint }[]): { token: Address; amount: bigint }[] {
  const sums = new Map<string, { token: Address; amount: bigint }>();
  for (const { line: { token }, amount } of cart) {
    const sum = sums.get(token.toLowerCase());
    sums.set(token.toLowerCase(), { token, amount: amount + (sum?.amount ?? 0n) });
  }
  return [...sums.values()];
}

const keyOf = (slug: string) => `cart:${slug}`;

/** Some browsers keep nothing; then it lasts as long as the visit. */
const stored = (slug: string) => { try { return localStorage.getItem(keyOf(slug)); } catch { return null; } };
function store(slug: string, lines: readonly Line[]) {
  try {
    if (lines.length === 0) localStorage.removeItem(keyOf(slug));
    else localStorage.setItem(keyOf(slug), JSON.stringify(lines));
  } catch {
    // Nothing depends on it but a reload.
  }
}

export interface Cart {
  readonly lines: readonly Line[];
  readonly add: (project: number) => void;
  readonly change: (place: number, part: Partial<Pick<Line, "token" | "text">>) => void;
  readonly remove: (place: number) => void;
  readonly clear: () => void;
}

export function useCart(slug: string, tokens: readonly GiftToken[]): Cart {
  const [lines, setLines] = useState(() => readCart(stored(slug)));
  const set = useCallback((next: (now: readonly Line[]) => readonly Line[]) => {
    setLines((now) => {
      const lines = next(now).slice(0, MOST_LINES);
      store(slug, lines);
      return lines;
    });
  }, [slug]);
  const first = (tokens.find(({ address }) => !sameAddress(address, COIN)) ?? tokens[0])?.address;
  return {
    lines,
    // The token of the last line is likely the one that is meant.
    add: (project) => set((now) => [...now, { project, token: now.at(-1)?.token ?? (first ?? COIN) as Address, text: "" }]),
    change: (place, part) => set((now) => now.map((line, at) => (at === place ? { ...line, ...part } : line))),
    remove: (place) => set((now) => now.filter((_, at) => at !== place)),
    clear: () => set(() => []),
  };
}

export const nameOf = (number: number, projects: readonly Pick<RoundProject, "number" | "name">[]) => projects.find((one) => one.number === number)?.name ?? `Project ${number}`;
