// `rules.toml` as far as an airdrop follows from it.
import { parse } from "smol-toml";
import { getAddress, type Address } from "viem";

import type { AllocationRules } from "./allocate";
import { onChain } from "./chains";
import { inWords, readIdentity, type IdentityTerms } from "./identityTerms";
import { readEntry, readKinds, type Entry, type Kinds } from "./repositories";
import { readJoins } from "./decisions";
import type { Join } from "./joins";
import type { Horizon, Policy } from "./policy";
import type { Inputs } from "./attribution";
import { intervalOf, readFlags, readScore, type ScoreRules } from "./scoring";
import { limit, readPolicy, units } from "./sharing";
import { readRecurring, type RecurringRules } from "./recurring";
import { need, table, text, type Table } from "./table";

export interface Rules {
  /** The slug as the file has it; on several chains each campaign's own is longer. */
  readonly airdrop: string;
  readonly score: ScoreRules;
  readonly flags: Inputs["flags"];
  readonly window: Inputs["window"];
  /** `[[people]]`. */
  readonly people: readonly Join[];
  /** Is there a file of what was decided by hand? */
  readonly hasOverrides: boolean;
  readonly allocation: AllocationRules;
  readonly policy: Policy;
  readonly horizon: Horizon;
  /** `[claim.identity]`. */
  readonly identity: IdentityTerms | null;
  /** `[claim.recurring]`. */
  readonly recurring: RecurringRules | null;
  /** What the manifest must repeat, by the manifest's own words. */
  readonly stated: Record<string, string | null>;
  /** In order. */
  readonly repositories: readonly Entry[];
  readonly kinds: Kinds | null;
  /** The public endpoint that the rules name. */
  readonly endpoint: string | null;
}

/** Seconds since 1970 of RFC 3339 or of a plain date, its midnight in UTC. */
export function seconds(moment: string): number {
  const at = Date.parse(moment);
  if (Number.isNaN(at)) throw new Error(`\`${moment}\` is not a moment`);
  return Math.floor(at / 1000);
}

const address = (value: unknown): Address | null => (value === undefined ? null : getAddress(need(value, "address")));

/** The rules of the campaign on one chain, which the manifest names. */
export function parseRules(source: string, chainId: number): Rules {
  const written = parse(source) as Table;
  const file = onChain(written, chainId);
  const [about, window, score, shares, token, chain, claim] = ["airdrop", "window", "score", "allocation", "token", "chain", "claim"].map((key) => table(file[key], key)) as [Table, Table, Table, Table, Table, Table, Table];
  const decimals = Number(text(token.decimals) ?? "18");
  const pool = units(need(shares.pool, "allocation.pool"), decimals);
  const [from, until] = [seconds(need(window.from, "window.from")), seconds(need(window.until, "window.until"))];
  const rules = readScore(score);
  const identity = claim.identity === undefined ? null : readIdentity(table(claim.identity, "claim.identity"));
  const entries = (file.repositories ?? []) as Table[];
  return {
    airdrop: need(table(written.airdrop, "airdrop").slug, "airdrop.slug"),
    score: rules,
    flags: readFlags(score),
    window: { from, until },
    people: readJoins(file.people),
    hasOverrides: about.overrides !== undefined,
    policy: readPolicy(shares, decimals),
    horizon: { until, interval: intervalOf(rules.preset) },
    allocation: { pool, cap: limit(text(shares.cap), pool, decimals), minimum: limit(text(shares.minimum), pool, decimals) },
    repositories: entries.map(readEntry),
    kinds: readKinds(file.kinds),
    endpoint: text(chain.rpc_url),
    identity,
    recurring: claim.recurring === undefined ? null : readRecurring(table(claim.recurring, "claim.recurring")),
    stated: {
      slug: need(about.slug, "airdrop.slug"),
      name: need(about.name, "airdrop.name"),
      description: text(about.description) ?? "",
      maintainer: text(about.maintainer),
      "window.from": String(from),
      "window.until": String(until),
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
      "claim.identity": identity && inWords(identity),
    },
  };
}
