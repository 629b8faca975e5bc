// Who says which wallet a GitHub account is paid to, as it stands on the chain: at an address that follows from the rules,
// with the stated code, and with what has been announced or frozen since.
import { concat, encodeAbiParameters, getAddress, getContractAddress, isAddressEqual, keccak256, zeroAddress, zeroHash, type Address } from "viem";

import { airdropFactoryCreationHash, attestorSetCode, attestorSetCreation } from "../abi/code";
import { attestorSetAbi } from "../abi/attestorSetAbi";
import { dateUtc } from "../format";
import { ownerOf } from "./deployed";
import { ofManifest, type IdentityTerms } from "./identityTerms";
import { immutableIs, sameCode, word, type Target } from "./onchain";

/** Where nearly every chain has the proxy that makes contracts at addresses known in advance. */
const SHARED_PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

const ARGUMENTS = [{ type: "address" }, { type: "address" }, { type: "uint40" }, { type: "address[]" }, { type: "uint64" }] as const;

/** What the rules make of a set: the same terms of the same owner are one set. */
export function setAddress(proxy: Address, owner: Address, { guardian, delay, attestors, threshold }: IdentityTerms): Address {
  const terms = encodeAbiParameters(ARGUMENTS, [owner, guardian ?? zeroAddress, delay, attestors, BigInt(threshold)]);
  return getContractAddress({ opcode: "CREATE2", from: proxy, salt: zeroHash, bytecodeHash: keccak256(concat([attestorSetCreation, terms])) });
}

const factoryOf = (proxy: Address) => getContractAddress({ opcode: "CREATE2", from: proxy, salt: zeroHash, bytecodeHash: airdropFactoryCreationHash });

/** Set and factory are made through the same proxy: the shared one, or one that the deployer made before the airdrop. */
async function proxyOf({ client, deployment }: Target): Promise<Address> {
  if (isAddressEqual(factoryOf(SHARED_PROXY), deployment.factory)) return SHARED_PROXY;
  const { nonce: last } = await client.getTransaction({ hash: deployment.airdrop_tx });
  for (let nonce = 0; nonce < last; nonce += 1) {
    const own = getContractAddress({ from: deployment.deployer, nonce: BigInt(nonce) });
    if (isAddressEqual(factoryOf(own), deployment.factory)) return own;
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
  readonly pending: readonly [readonly Address[], bigint, number];
  readonly frozenUntil: bigint;
}

async function stateOf(target: Target): Promise<SetState> {
  const { client, deployment, seen } = target;
  const contract = { address: noted(target), abi: attestorSetAbi, blockNumber: seen.block } as const;
  const [owner, guardian, delay, attestors, threshold, pending, frozenUntil] = await Promise.all([
    client.readContract({ ...contract, functionName: "owner" }),
    client.readContract({ ...contract, functionName: "guardian" }),
    client.readContract({ ...contract, functionName: "delay" }),
    client.readContract({ ...contract, functionName: "attestors" }),
    client.readContract({ ...contract, functionName: "threshold" }),
    client.readContract({ ...contract, functionName: "pending" }),
    client.readContract({ ...contract, functionName: "frozenUntil", args: [deployment.airdrop] }),
  ]);
  return { owner, guardian, delay, attestors, threshold, pending, frozenUntil };
}

const listed = (threshold: bigint | number, attestors: readonly Address[]) => `${threshold} of ${attestors.map((one) => getAddress(one)).join(", ")}`;
const moment = (seconds: bigint | number) => dateUtc(new Date(Number(seconds) * 1000).toISOString());

/** Owner, guardian and delay are fixed; who they are may change. What has been announced, or rests, is told. */
export async function attestorsTerms(target: Target): Promise<string> {
  const { identity } = target.bundle.manifest.claim;
  if (!identity) throw new Error("the manifest names no attestors");
  const terms = ofManifest(identity);
  const found = await stateOf(target);
  const ruled = { owner: ownerOf(target), guardian: terms.guardian ?? zeroAddress };
  if (!isAddressEqual(found.owner, ruled.owner)) throw new Error(`${found.owner} may change them; by the rules it is ${ruled.owner}`);
  if (!isAddressEqual(found.guardian, ruled.guardian)) throw new Error(`the guardian is ${found.guardian}, by the rules ${ruled.guardian}`);
  if (found.delay !== terms.delay) throw new Error(`a change of attestors waits ${found.delay} seconds, by the rules ${terms.delay}`);
  const [now, stated] = [listed(found.threshold, found.attestors), listed(terms.threshold, terms.attestors)];
  if (now !== stated) throw new Error(`their owner has changed them: now ${now}, by the rules ${stated}`);
  return [now, ...notices(target, found)].join("; ");
}

function notices({ seen }: Target, { pending: [next, threshold, readyAt], frozenUntil }: SetState): string[] {
  return [
    ...(readyAt === 0 ? [] : [`from ${moment(readyAt)} on it can be ${listed(threshold, next)}`]),
    ...(frozenUntil > BigInt(seen.time) ? [`claims by identity are frozen until ${moment(frozenUntil)}`] : []),
  ];
}
