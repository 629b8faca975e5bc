// `allocation.json` against scores, rules and wallets.
import { getAddress } from "viem";

import { allocate } from "./allocate";
import type { Bundle } from "./bundle";
import { isGithub } from "./claimant";
import type { AllocationFile, Manifest, ScoresFile } from "./manifest";
import { dues, type Scored } from "./policy";
import { standingOf } from "./recurring";
import { parseRules } from "./rules";
import { readWallets } from "./wallets";

export async function allocation(bundle: Bundle): Promise<string> {
  const { manifest } = bundle;
  const file = await bundle.json<AllocationFile>("allocation.json");
  const { allocation: limits, policy, horizon, identity: terms } = parseRules(await bundle.text("rules.toml"), bundle.manifest.chain_id);
  const wallets = readWallets(await bundle.text("wallets.csv"));
  const people = scored(await bundle.json<ScoresFile>("scores.json"));
  const points = new Map(people.map(({ identity, score }) => [identity, score]));
  const proportional = policy.name === "proportional";
  const list = await standingOf(bundle);
  const before = new Map((list?.leaves ?? []).map((leaf) => [leaf.identity, leaf]));
  let leaves = list?.leaves.length ?? 0;
  const computed = allocate(dues(people, policy, limits.pool, horizon), limits).map(({ due, ...person }): Computed => {
    const was = before.get(person.identity);
    before.delete(person.identity);
    const address = wallets.get(person.identity) ?? was?.address ?? null;
    const isPayable = address !== null || (terms !== null && isGithub(person.identity));
    const index = was ? was.index : isPayable && person.amount > 0n ? leaves++ : null;
    const stood = list === null || index === null ? undefined : BigInt(was?.amount ?? "0");
    const cumulative = stood === undefined ? undefined : stood + person.amount;
    return { ...person, score: points.get(person.identity) ?? 0n, due: proportional ? undefined : due, standing: stood, cumulative, address, index };
  });
  // Who has a leaf from before and nothing new keeps it as it is.
  for (const { identity, index, address, amount } of before.values()) {
    const stood = BigInt(amount);
    computed.push({ identity, score: points.get(identity) ?? 0n, due: proportional ? undefined : 0n, amount: 0n, standing: stood, cumulative: stood, address: wallets.get(identity) ?? address, index, note: null });
  }
  const limit = (value: bigint | null) => value?.toString() ?? null;
  if (file.pool !== limits.pool.toString() || file.cap !== limit(limits.cap) || file.minimum !== limit(limits.minimum)) throw new Error("pool, cap or minimum differ from the rules");
  if ((file.policy ?? "proportional") !== policy.name) throw new Error(`the policy is \`${policy.name}\` by the rules, the file has \`${file.policy ?? "proportional"}\``);
  if (computed.length !== file.people.length) throw new Error(`${computed.length} people share by the rules, the file has ${file.people.length}`);
  const line = (person: AllocationFile["people"][number] | Computed) => [person.identity, person.score, person.due, person.amount, person.standing, person.cumulative, person.address && getAddress(person.address), person.index, person.note].join(" ");
  computed.forEach((person, place) => {
    const other = file.people[place];
    if (!other || line(other) !== line(person)) throw new Error(`${person.identity} gets ${person.amount} units by the rules; the file has ${other?.identity ?? "nobody"} with ${other?.amount ?? "0"}, or another wallet`);
  });
  return sums(computed, manifest);
}

function scored({ people }: ScoresFile): Scored[] {
  const exact = <T extends { score: string }>(part: T) => ({ ...part, score: BigInt(part.score) });
  return people.map(({ identity, score, months, weeks, excluded }) => ({ identity, score: BigInt(score), excluded: excluded !== null, months: months.map(exact), weeks: (weeks ?? []).map(exact) }));
}

interface Computed {
  readonly identity: string;
  readonly score: bigint;
  readonly due: bigint | undefined;
  readonly amount: bigint;
  readonly standing: bigint | undefined;
  readonly cumulative: bigint | undefined;
  readonly address: string | null;
  readonly index: number | null;
  readonly note: string | null;
}

function sums(people: readonly Computed[], manifest: Manifest): string {
  const sum = (kept: (person: Computed) => boolean) => people.filter(kept).reduce((total, { amount }) => total + amount, 0n);
  const [shared, unlinked] = [sum(({ index }) => index !== null), sum(({ index }) => index === null)];
  const total = people.filter(({ index }) => index !== null).reduce((all, { amount, cumulative }) => all + (cumulative ?? amount), 0n);
  if (total.toString() !== manifest.total || unlinked.toString() !== manifest.unlinked_total) throw new Error(`${total} units can be claimed and ${unlinked} cannot; the manifest says otherwise`);
  const without = people.filter(({ index, amount }) => index === null && amount > 0n).length;
  if (without !== manifest.unlinked) throw new Error(`${without} people cannot claim, the manifest says ${manifest.unlinked}`);
  if ((shared + unlinked).toString() !== manifest.pool) throw new Error(`${shared} + ${unlinked} units are not the pool of ${manifest.pool}`);
  const byAccount = sum(({ index, address }) => index !== null && address === null);
  const since = total === shared ? "" : `; ${total} units since the beginning, ${total - shared} of them before`;
  return `${shared - byAccount} units with a wallet${byAccount === 0n ? "" : ` + ${byAccount} for GitHub accounts`} + ${unlinked} without = ${manifest.pool} units${since}`;
}
