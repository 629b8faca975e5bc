// `allocation.json` against scores, rules and wallets.
import { getAddress } from "viem";

import { allocate } from "./allocate";
import type { Bundle } from "./bundle";
import { isGithub } from "./claimant";
import type { AllocationFile, Manifest, ScoresFile } from "./manifest";
import { dues, type Scored } from "./policy";
import { parseRules } from "./rules";
import { readWallets } from "./wallets";

export async function allocation(bundle: Bundle): Promise<string> {
  const { manifest } = bundle;
  const file = await bundle.json<AllocationFile>("allocation.json");
  const { allocation: limits, policy, horizon, identity: terms } = parseRules(await bundle.text("rules.toml"));
  const wallets = readWallets(await bundle.text("wallets.csv"));
  const people = scored(await bundle.json<ScoresFile>("scores.json"));
  const points = new Map(people.map(({ identity, score }) => [identity, score]));
  const proportional = policy.name === "proportional";
  let leaves = 0;
  const computed = allocate(dues(people, policy, limits.pool, horizon), limits).map(({ due, ...person }) => {
    const address = wallets.get(person.identity) ?? null;
    const isPayable = address !== null || (terms !== null && isGithub(person.identity));
    const index = isPayable && person.amount > 0n ? leaves++ : null;
    return { ...person, score: points.get(person.identity) ?? 0n, due: proportional ? undefined : due, address, index };
  });
  const limit = (value: bigint | null) => value?.toString() ?? null;
  if (file.pool !== limits.pool.toString() || file.cap !== limit(limits.cap) || file.minimum !== limit(limits.minimum)) throw new Error("pool, cap or minimum differ from the rules");
  if ((file.policy ?? "proportional") !== policy.name) throw new Error(`the policy is \`${policy.name}\` by the rules, the file has \`${file.policy ?? "proportional"}\``);
  if (computed.length !== file.people.length) throw new Error(`${computed.length} people share by the rules, the file has ${file.people.length}`);
  const line = (person: AllocationFile["people"][number] | (typeof computed)[number]) => [person.identity, person.score, person.due, person.amount, person.address && getAddress(person.address), person.index, person.note].join(" ");
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

function sums(people: readonly { amount: bigint; index: number | null; address: string | null }[], manifest: Manifest): string {
  const sum = (kept: (person: (typeof people)[number]) => boolean) => people.filter(kept).reduce((total, { amount }) => total + amount, 0n);
  const [total, unlinked] = [sum(({ index }) => index !== null), sum(({ index }) => index === null)];
  if (total.toString() !== manifest.total || unlinked.toString() !== manifest.unlinked_total) throw new Error(`${total} units can be claimed and ${unlinked} cannot; the manifest says otherwise`);
  const without = people.filter(({ index, amount }) => index === null && amount > 0n).length;
  if (without !== manifest.unlinked) throw new Error(`${without} people cannot claim, the manifest says ${manifest.unlinked}`);
  if ((total + unlinked).toString() !== manifest.pool) throw new Error(`${total} + ${unlinked} units are not the pool of ${manifest.pool}`);
  const byAccount = sum(({ index, address }) => index !== null && address === null);
  return `${total - byAccount} units with a wallet${byAccount === 0n ? "" : ` + ${byAccount} for GitHub accounts`} + ${unlinked} without = ${manifest.pool} units`;
}
