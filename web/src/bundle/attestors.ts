// Who says which wallet a GitHub account is paid to, as it stands on the chain: at an address that follows from the rules,
// with the stated code, and with what has been announced or frozen since.
import { concat, encodeAbiParameters, getAddress, getContractAddress, isAddressEqual, keccak256, zeroAddress, zeroHash, type Address } from "viem";

import { attestorSetCode, attestorSetCreation } from "../abi/code";
import { attestorSetAbi } from "../abi/attestorSetAbi";
import { dateUtc } from "../format";
import { ownerOf } from "./deployed";
import { ofManifest, type IdentityTerms } from "./identityTerms";
import { installed, type Installation } from "./installations";
import { immutableIs, kindOf, sameCode, word, type Target } from "./onchain";

/** Where nearly every chain has the proxy that makes contracts at addresses known in advance. */
const SHARED_PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

const DAY = 86_400;
/** Looked through for a proxy of the deployer's own. A note may name an account that has sent millions of transactions. */
const MOST_PROXIES = 10_000;

const ARGUMENTS = [{ type: "address" }, { type: "address" }, { type: "uint40" }, { type: "address[]" }, { type: "uint64" }] as const;

/** What the rules make of a set: the same terms of the same owner are one set. */
export function setAddress(proxy: Address, owner: Address, { guardian, delay, attestors, threshold }: IdentityTerms): Address {
  const terms = encodeAbiParameters(ARGUMENTS, [owner, guardian ?? zeroAddress, delay, attestors, BigInt(threshold)]);
  return getContractAddress({ opcode: "CREATE2", from: proxy, salt: zeroHash, bytecodeHash: keccak256(concat([attestorSetCreation, terms])) });
}

const factoryOf = (target: Target, proxy: Address) => getContractAddress({ opcode: "CREATE2", from: proxy, salt: zeroHash, bytecodeHash: kindOf(target).factoryCreationHash });

/** Set and factory are made through the same proxy: the shared one, or one that the deployer made before the airdrop. */
async function proxyOf(target: Target): Promise<Address> {
  const { client, deployment } = target;
  if (isAddressEqual(factoryOf(target, SHARED_PROXY), deployment.factory)) return SHARED_PROXY;
  const { nonce: last } = await client.getTransaction({ hash: deployment.airdrop_tx });
  for (let nonce = 0; nonce < Math.min(last, MOST_PROXIES); nonce += 1) {
    const own = getContractAddress({ from: deployment.deployer, nonce: BigInt(nonce) });
    if (isAddressEqual(factoryOf(target, own), deployment.factory)) return own;
  }
  throw new Error(`no proxy makes the factory ${deployment.factory}, so the address of the attestors cannot be computed`);
}

/** Zero where wallets alone can claim. */
async function expected(target: Target): Promise<{ set: Address; terms: IdentityTerms } | null> {
  const { identity } = target.bundle.manifest.claim;
  const noted = target.deployment.attestors ?? null;
  if (!identity) {
    if (noted !== null) throw new Error(`it notes ${noted} as the attestors; by the rules there are none`);
    return null;
  }
  const terms = ofManifest(identity);
  const set = setAddress(await proxyOf(target), ownerOf(target), terms);
  if (noted === null || !isAddressEqual(noted, set)) throw new Error(`it notes ${noted ?? "none"} as the attestors; by the rules they are at ${set}`);
  return { set, terms };
}

/** Whom the airdrop asks. */
export async function attestors(target: Target): Promise<string> {
  const wanted = await expected(target);
  return immutableIs(target, "attestors", word(BigInt(wanted?.set ?? 0)), wanted?.set ?? "none: wallets alone can claim");
}

/** Of the set that the note names: that it follows from the rules is in the line above. */
function noted({ deployment }: Target): Address {
  if (!deployment.attestors) throw new Error("the deployment notes no attestors");
  return deployment.attestors;
}

export async function attestorsCode(target: Target): Promise<string> {
  const { client, seen } = target;
  return sameCode((await client.getCode({ address: noted(target), blockNumber: seen.block })) ?? "0x", attestorSetCode, "AttestorSet");
}

interface SetState {
  readonly owner: Address;
  readonly guardian: Address;
  readonly delay: number;
  readonly attestors: readonly Address[];
  readonly threshold: bigint;
  readonly generation: bigint;
  readonly pending: readonly [readonly Address[], bigint, number];
  readonly frozenUntil: bigint;
}

async function stateOf(target: Target): Promise<SetState> {
  const { client, deployment, seen } = target;
  const contract = { address: noted(target), abi: attestorSetAbi, blockNumber: seen.block } as const;
  const [owner, guardian, delay, attestors, threshold, generation, pending, frozenUntil] = await Promise.all([
    client.readContract({ ...contract, functionName: "owner" }),
    client.readContract({ ...contract, functionName: "guardian" }),
    client.readContract({ ...contract, functionName: "delay" }),
    client.readContract({ ...contract, functionName: "attestors" }),
    client.readContract({ ...contract, functionName: "threshold" }),
    client.readContract({ ...contract, functionName: "generation" }),
    client.readContract({ ...contract, functionName: "pending" }),
    client.readContract({ ...contract, functionName: "frozenUntil", args: [deployment.airdrop] }),
  ]);
  return { owner, guardian, delay, attestors, threshold, generation, pending, frozenUntil };
}

const listed = (threshold: bigint | number, attestors: readonly Address[]) => `${threshold} of ${attestors.map((one) => getAddress(one)).join(", ")}`;
const moment = (seconds: bigint | number) => dateUtc(new Date(Number(seconds) * 1000).toISOString());

/** Owner, guardian and delay are fixed; who they are may change, by announcement. What has changed, is announced, or rests, is told. */
export async function attestorsTerms(target: Target): Promise<string> {
  const { identity } = target.bundle.manifest.claim;
  if (!identity) throw new Error("the manifest names no attestors");
  const terms = ofManifest(identity);
  const found = await stateOf(target);
  const ruled = { owner: ownerOf(target), guardian: terms.guardian ?? zeroAddress };
  if (!isAddressEqual(found.owner, ruled.owner)) throw new Error(`${found.owner} may change them; by the rules it is ${ruled.owner}`);
  if (!isAddressEqual(found.guardian, ruled.guardian)) throw new Error(`the guardian is ${found.guardian}, by the rules ${ruled.guardian}`);
  if (found.delay !== terms.delay) throw new Error(`a change of attestors waits ${found.delay} seconds, by the rules ${terms.delay}`);
  const stated = listed(terms.threshold, terms.attestors);
  const who = found.generation === 1n ? unchanged(found, stated) : await changed(target, found, stated);
  await announcedInTime(target, found);
  return [who, ...notices(target, found)].join("; ");
}

function unchanged({ threshold, attestors }: SetState, stated: string): string {
  const now = listed(threshold, attestors);
  if (now !== stated) throw new Error(`it was made with ${now}; by the rules it is ${stated}`);
  return now;
}

const whoOf = ({ threshold, attestors }: Installation) => listed(threshold, attestors);

const timeOf = async ({ client }: Target, block: bigint) => Number((await client.getBlock({ blockNumber: block })).timestamp);

/** Whoever is announced was so after the airdrop was made: before, nobody had a reason to look. */
async function announcedInTime(target: Target, { pending: [next, threshold, readyAt], delay }: SetState): Promise<void> {
  if (readyAt === 0 || readyAt - delay >= (await timeOf(target, BigInt(target.deployment.block)))) return;
  throw new Error(`${listed(threshold, next)} were announced before the airdrop was made, where nobody who looks at it could see them`);
}

/** Whoever took over did so after those of the rules, and after an announcement that had waited. */
async function changed(target: Target, found: SetState, stated: string): Promise<string> {
  const all = await installed(target, noted(target));
  const gap = all.findIndex(({ generation }, place) => generation !== BigInt(place + 1));
  if (gap !== -1) throw new Error(`the endpoint leaves out the attestors number ${gap + 1}`);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) throw new Error("the endpoint tells of no attestors that were put in force");
  if (whoOf(first) !== stated) throw new Error(`it was made with ${whoOf(first)}; by the rules it is ${stated}`);
  const times = await Promise.all(all.map(({ block }) => timeOf(target, block)));
  const hasty = all.find(({ readyAt }, place) => place > 0 && (readyAt === null || Number(readyAt) > (times[place] ?? 0)));
  if (hasty) throw new Error(`${whoOf(hasty)} took over in block ${hasty.block} without having been announced`);
  const then = all.filter(({ block }) => block <= BigInt(target.deployment.block)).at(-1) ?? first;
  if (whoOf(then) !== stated) throw new Error(`when the airdrop was made it was ${whoOf(then)} already; by the rules it is ${stated}`);
  const madeAt = await timeOf(target, BigInt(target.deployment.block));
  const early = all.find(({ block, readyAt }) => block > BigInt(target.deployment.block) && Number(readyAt) - found.delay < madeAt);
  if (early) throw new Error(`${whoOf(early)} took over in block ${early.block}, announced before the airdrop was made, where nobody who looks at it could see it`);
  if (last.generation !== found.generation) throw new Error(`the endpoint leaves out the attestors number ${found.generation}`);
  const now = listed(found.threshold, found.attestors);
  if (whoOf(last) !== now) throw new Error(`it is ${now}, and its last change was to ${whoOf(last)}`);
  const at = times.at(-1) ?? 0;
  const days = Math.floor((at - (Number(last.readyAt) - found.delay)) / DAY);
  const often = all.length === 2 ? "once" : `${all.length - 1} times`;
  return `${now}; changed ${often}, last in block ${last.block} (${moment(at)}), announced ${days} days before; the rules name ${stated}, who were the first`;
}

function notices({ seen }: Target, { pending: [next, threshold, readyAt], frozenUntil }: SetState): string[] {
  return [
    ...(readyAt === 0 ? [] : [`from ${moment(readyAt)} on it can be ${listed(threshold, next)}`]),
    ...(frozenUntil > BigInt(seen.time) ? [`claims by identity are frozen until ${moment(frozenUntil)}`] : []),
  ];
}
