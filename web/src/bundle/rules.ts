// `rules.toml` as far as an airdrop follows from it.
import { parse } from "smol-toml";
import { getAddress, parseUnits, type Address } from "viem";

import { millionths } from "./score";
import type { AllocationRules } from "./allocate";

export interface Rules {
  readonly preset: string;
  readonly weights: Record<string, string>;
  readonly allocation: AllocationRules;
  /** What the manifest must repeat, by the manifest's own words. */
  readonly stated: Record<string, string | null>;
  /** `source weight`, in order. */
  readonly repositories: readonly string[];
  /** The public endpoint that the rules name. */
  readonly endpoint: string | null;
}

type Table = Record<string, unknown>;

const table = (value: unknown, key: string): Table => {
  if (typeof value !== "object" || value === null) throw new Error(`\`rules.toml\` has no [${key}]`);
  return value as Table;
};
/** A value as the rules write it; `null` where there is none. */
const text = (value: unknown): string | null => (typeof value === "string" ? value : typeof value === "number" || typeof value === "bigint" ? value.toString() : null);
const need = (value: unknown, key: string): string => {
  const found = text(value);
  if (found === null) throw new Error(`\`rules.toml\` has no ${key}`);
  return found;
};

/** Seconds since 1970 of RFC 3339 or of a plain date, its midnight in UTC. */
export function seconds(moment: string): number {
  const at = Date.parse(moment);
  if (Number.isNaN(at)) throw new Error(`\`${moment}\` is not a moment`);
  return Math.floor(at / 1000);
}

/** Whole tokens in base units, exactly. */
export function units(tokens: string, decimals: number): bigint {
  const parts = /^\d+(?:\.(\d+))?$/.exec(tokens);
  if (!parts || (parts[1] ?? "").replace(/0+$/, "").length > decimals) throw new Error(`\`${tokens}\` is not an amount of tokens`);
  return parseUnits(tokens, decimals);
}

/** `10%` of the pool, rounded down, or tokens. */
export function limit(value: string | null, pool: bigint, decimals: number): bigint | null {
  if (value === null) return null;
  return value.endsWith("%") ? (pool * millionths(value.slice(0, -1))) / 100_000_000n : units(value, decimals);
}

const address = (value: unknown): Address | null => (value === undefined ? null : getAddress(need(value, "address")));
/** `1` and `1.0` are one weight. */
export const plainWeight = (weight: string) => millionths(weight).toString();

export function parseRules(source: string): Rules {
  const file = parse(source) as Table;
  const [about, window, score, shares, token, chain, claim] = ["airdrop", "window", "score", "allocation", "token", "chain", "claim"].map((key) => table(file[key], key)) as [Table, Table, Table, Table, Table, Table, Table];
  const decimals = Number(text(token.decimals) ?? "18");
  const pool = units(need(shares.pool, "allocation.pool"), decimals);
  const entries = (file.repositories ?? []) as Table[];
  return {
    preset: need(score.preset, "score.preset"),
    weights: (score.weights ?? {}) as Record<string, string>,
    allocation: { pool, cap: limit(text(shares.cap), pool, decimals), minimum: limit(text(shares.minimum), pool, decimals) },
    repositories: entries.map((entry) => `${entry.github === undefined ? `git:${need(entry.git, "git")}` : `github:${need(entry.github, "github")}`} ${plainWeight(text(entry.weight) ?? "1")}`),
    endpoint: text(chain.rpc_url),
    stated: {
      slug: need(about.slug, "airdrop.slug"),
      name: need(about.name, "airdrop.name"),
      description: text(about.description) ?? "",
      maintainer: text(about.maintainer),
      "window.from": String(seconds(need(window.from, "window.from"))),
      "window.until": String(seconds(need(window.until, "window.until"))),
      chain_id: need(chain.id, "chain.id"),
      "token.address": address(token.address),
      "token.name": need(token.name, "token.name"),
      "token.symbol": need(token.symbol, "token.symbol"),
      "token.decimals": String(decimals),
      "token.supply": token.supply === undefined ? null : units(need(token.supply, "token.supply"), decimals).toString(),
      pool: pool.toString(),
      "claim.start": String(seconds(need(claim.start, "claim.start"))),
      "claim.end": String(seconds(need(claim.end, "claim.end"))),
      "claim.owner": address(claim.owner),
    },
  };
}
