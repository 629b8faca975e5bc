// A list of a recurring airdrop against the one before it: everybody has at least what they had, under the same index.
import { getAddress, type Address } from "viem";

import type { Bundle } from "./bundle";
import { claimantOf, walletOf } from "./claimant";
import type { AllocationFile, ManifestRecurring, StandingFile } from "./manifest";
import { treeOf, type Leaf } from "./merkle";
import { need, text, type Table } from "./table";

export interface RecurringRules {
  /** Seconds. */
  readonly delay: number;
  readonly guardian: Address | null;
  /** Do the rules name a list before? */
  readonly follows: boolean;
}

const UNITS: Readonly<Record<string, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };

/** `3 days` in seconds. */
function lasting(written: string): number {
  const [, count, unit] = /^(\d+) (day|hour|minute|second)s?$/.exec(written) ?? [];
  const size = UNITS[unit ?? ""];
  if (count === undefined || size === undefined) throw new Error(`\`claim.recurring.delay\` is \`${written}\`, which is no time such as \`3 days\``);
  return Number(count) * size;
}

export function readRecurring({ delay, guardian, after }: Table): RecurringRules {
  return {
    delay: lasting(need(delay, "claim.recurring.delay")),
    guardian: guardian === undefined ? null : getAddress(need(guardian, "claim.recurring.guardian")),
    follows: text(after) !== null,
  };
}

/** The same words for the same terms. */
export const inWords = (epoch: number, delay: number, guardian: Address | null): string => `list ${epoch}, announced for ${delay} seconds, guardian ${guardian ?? "nobody"}`;
export const ofManifest = ({ epoch, delay_seconds, guardian }: ManifestRecurring): string => inWords(epoch, delay_seconds, guardian && getAddress(guardian));

export const hasStanding = (bundle: Bundle): boolean => "standing.json" in bundle.manifest.files || (bundle.manifest.claim.recurring?.epoch ?? 1) > 1;

/** The list before, if there is one. */
export const standingOf = async (bundle: Bundle): Promise<StandingFile | null> =>
  "standing.json" in bundle.manifest.files ? bundle.json<StandingFile>("standing.json") : null;

async function needed(bundle: Bundle): Promise<StandingFile> {
  const list = await standingOf(bundle);
  if (list === null) throw new Error("the bundle follows a list before, and the manifest does not list `standing.json`");
  return list;
}

/** Its leaves are all there, one a person, and give its root and sum. */
export async function standing(bundle: Bundle): Promise<string> {
  const { epoch, slug, root, total, leaves } = await needed(bundle);
  const people = new Set<string>();
  const counted = leaves.map(({ index, identity, address, amount }, place): Leaf => {
    if (index !== place) throw new Error(`leaf ${index} stands where leaf ${place} should be`);
    if (people.has(identity)) throw new Error(`${identity} has two leaves`);
    people.add(identity);
    return { index: BigInt(index), claimant: address === null ? claimantOf(identity) : walletOf(address), amount: BigInt(amount) };
  });
  const found = treeOf(counted)[0];
  if (found !== root) throw new Error(`its leaves give the root ${found ?? "of nothing"}, it says ${root}`);
  const sum = counted.reduce((all, { amount }) => all + amount, 0n);
  if (sum.toString() !== total) throw new Error(`its leaves sum to ${sum} units, it says ${total}`);
  return `list ${epoch} of \`${slug}\`: ${leaves.length} leaves, ${total} units`;
}

export async function nobodyDecreased(bundle: Bundle): Promise<string> {
  return compare(await needed(bundle), await bundle.json<AllocationFile>("allocation.json"));
}

/** Throws who has less, or whose index moved. */
export function compare({ epoch, leaves }: StandingFile, next: AllocationFile): string {
  const now = new Map<number, AllocationFile["people"][number]>();
  const people = new Set<string>();
  for (const person of next.people) {
    if (person.index === null) continue;
    if (now.has(person.index)) throw new Error(`leaf ${person.index} stands twice`);
    if (people.has(person.identity)) throw new Error(`${person.identity} has two leaves`);
    now.set(person.index, person);
    people.add(person.identity);
  }
  let [grown, linked, moved] = [0, 0, 0];
  for (const { index, identity, amount, address } of leaves) {
    const person = now.get(index);
    if (!person) throw new Error(`${identity} had leaf ${index} with ${amount} units, and it is gone`);
    now.delete(index);
    if (person.identity !== identity) throw new Error(`leaf ${index} was ${identity}'s, now it is ${person.identity}'s`);
    const after = BigInt(person.cumulative ?? person.amount);
    if (after < BigInt(amount)) throw new Error(`${identity} (leaf ${index}) had ${amount} units, now ${after}`);
    if (address !== null && person.address === null) throw new Error(`${identity} (leaf ${index}) was paid to ${address}, now to no wallet`);
    if (address === null && person.address !== null) linked += 1;
    if (address !== null && person.address !== null && getAddress(address) !== getAddress(person.address)) moved += 1;
    if (after > BigInt(amount)) grown += 1;
  }
  const [stray] = [...now.values()].filter(({ index }) => (index ?? 0) < leaves.length);
  if (stray) throw new Error(`leaf ${stray.index} is ${stray.identity}'s, who is new, and was somebody's`);
  const told = (count: number, words: string) => (count === 0 ? "" : `; ${count} ${words}`);
  return `${grown} have more than in list ${epoch}, ${leaves.length - grown} the same, ${now.size} are new${told(linked, "have linked a wallet since")}${told(moved, "are paid to another wallet than before")}`;
}
