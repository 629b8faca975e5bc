// The part of the road that stands on the chain: what runs at the address, and what it holds.
import { encodeAbiParameters, getAddress, keccak256, pad, size, slice, toHex, type Address, type Hex, type PublicClient } from "viem";

import {
  airdropFactoryCode, airdropFactoryCreationHash, merkleAirdropCode, projectTokenCode, recurringAirdropCode, recurringFactoryCode, recurringFactoryCreationHash, vestingAirdropCode, vestingFactoryCode,
  vestingFactoryCreationHash, type Code,
} from "../abi/code";
import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { projectTokenAbi } from "../abi/projectTokenAbi";
import { vestingAirdropAbi } from "../abi/vestingAirdropAbi";
import { attestors, attestorsCode, attestorsTerms } from "./attestors";
import type { Bundle } from "./bundle";
import type { OnChainId } from "./check";
import type { AllocationFile, DeploymentFile } from "./manifest";
import { deployedAsNoted, ownerOf, tokenOf, tokenTerms } from "./deployed";
import { before, delayIs, epochOf, fundedLists, guardianIs, isOfList } from "./lists";
import { leavesOf } from "./offline";
import { seconds } from "./rules";
import { dateUtc } from "../format";
import { scheduleOf } from "../vesting/schedule";
import { sentenceOf } from "../vesting/words";

/** Read at one block, so that the lines speak of one moment. */
export interface Seen {
  readonly chainId: number;
  readonly time: number;
  readonly block: bigint;
  readonly code: Hex;
  readonly tokenCode: Hex;
  readonly balance: bigint;
}

export async function look(client: PublicClient, deployment: DeploymentFile): Promise<Seen> {
  const { number: block, timestamp } = await client.getBlock();
  const at = { blockNumber: block };
  const [chainId, code, tokenCode] = await Promise.all([
    client.getChainId(),
    client.getCode({ address: deployment.airdrop, ...at }),
    client.getCode({ address: deployment.token, ...at }),
  ]);
  const balance = tokenCode === undefined ? 0n
    : await client.readContract({ address: deployment.token, abi: projectTokenAbi, functionName: "balanceOf", args: [deployment.airdrop], ...at });
  return { chainId, time: Number(timestamp), block, code: code ?? "0x", tokenCode: tokenCode ?? "0x", balance };
}

export interface Target { readonly bundle: Bundle; readonly deployment: DeploymentFile; readonly seen: Seen; readonly client: PublicClient }

/** Compares code wherever no immutable stands. */
export function sameCode(found: Hex, committed: Code, name: string): string {
  if (found === "0x") throw new Error("there is no code");
  if (size(found) !== size(committed.code)) throw new Error(`${size(found)} bytes, \`${name}\` has ${size(committed.code)}`);
  const ranges = Object.values(committed.immutables).flat();
  const [theirs, ours] = [found.toLowerCase(), committed.code.toLowerCase()];
  for (let place = 0; place < size(found); place += 1) {
    const [from, to] = [2 + place * 2, 4 + place * 2];
    const masked = () => ranges.some(({ start, length }) => place >= start && place < start + length);
    if (theirs.slice(from, to) !== ours.slice(from, to) && !masked()) throw new Error(`byte ${place} differs from \`${name}\``);
  }
  return `${size(found)} bytes of \`${name}\``;
}

/** The committed contract of this kind of campaign, and what makes it. */
export const kindOf = ({ bundle }: Target): { readonly airdrop: Code; readonly name: string; readonly factory: Code; readonly factoryName: string; readonly factoryCreationHash: Hex } =>
  bundle.manifest.claim.recurring
    ? { airdrop: recurringAirdropCode, name: "RecurringAirdrop", factory: recurringFactoryCode, factoryName: "RecurringFactory", factoryCreationHash: recurringFactoryCreationHash }
    : bundle.manifest.claim.vesting
    ? { airdrop: vestingAirdropCode, name: "VestingAirdrop", factory: vestingFactoryCode, factoryName: "VestingFactory", factoryCreationHash: vestingFactoryCreationHash }
    : { airdrop: merkleAirdropCode, name: "MerkleAirdrop", factory: airdropFactoryCode, factoryName: "AirdropFactory", factoryCreationHash: airdropFactoryCreationHash };

/** Every copy of an immutable in the code must be the expected word. */
export function immutableIs(target: Target, name: string, expected: Hex, shown: string): string {
  const { seen } = target;
  const { airdrop, name: contract } = kindOf(target);
  try {
    sameCode(seen.code, airdrop, contract);
  } catch {
    throw new Error("cannot be read from code that is not ours");
  }
  for (const { start, length } of airdrop.immutables[name] ?? []) {
    const word = pad(slice(seen.code, start, start + length)).toLowerCase();
    if (word !== expected.toLowerCase()) throw new Error(`is ${word}, expected ${expected}`);
  }
  return shown;
}

export const word = (value: bigint | number): Hex => pad(toHex(value));
const isAddress = (target: Target, name: string, value: Address) => immutableIs(target, name, pad(value), getAddress(value));
const isMoment = (target: Target, name: string, iso: string) => immutableIs(target, name, word(seconds(iso)), dateUtc(iso));

/** Its root, total and bundle hash are those of a list, and lists follow one another. */
const isRecurring = ({ bundle }: Target) => bundle.manifest.claim.recurring !== undefined;

export const onChainChecks: Record<OnChainId, (target: Target) => Promise<string> | string> = {
  chain: ({ bundle, deployment, seen }) => {
    const { chain_id } = bundle.manifest;
    if (chain_id !== deployment.chain_id || chain_id !== seen.chainId) throw new Error(`the manifest says ${chain_id}, the deployment ${deployment.chain_id}, the endpoint serves ${seen.chainId}`);
    return `chain ${chain_id}, airdrop ${deployment.airdrop}`;
  },
  deployment: deployedAsNoted,
  code: (target) => sameCode(target.seen.code, kindOf(target).airdrop, kindOf(target).name),
  schedule,
  delay: delayIs,
  guardian: guardianIs,
  token: (target) => isAddress(target, "token", tokenOf(target)),
  root_onchain: (target) => isRecurring(target) ? isOfList(target, "root", target.bundle.manifest.root) : immutableIs(target, "root", target.bundle.manifest.root, target.bundle.manifest.root),
  total: (target) => isRecurring(target) ? isOfList(target, "total", target.bundle.manifest.total) : immutableIs(target, "total", word(BigInt(target.bundle.manifest.total)), `${target.bundle.manifest.total} units`),
  owner: (target) => isAddress(target, "owner", ownerOf(target)),
  claim_start: (target) => isMoment(target, "claimStart", target.bundle.manifest.claim.start),
  claim_end: claimEnd,
  bundle_hash: (target) => isRecurring(target) ? isOfList(target, "bundleHash", target.bundle.hash) : immutableIs(target, "bundleHash", target.bundle.hash, target.bundle.hash),
  attestors,
  attestors_code: attestorsCode,
  attestors_terms: attestorsTerms,
  token_code: ({ seen }) => sameCode(seen.tokenCode, projectTokenCode, "ProjectToken"),
  token_terms: tokenTerms,
  epoch: epochOf,
  before,
  funded,
};

/** A freeze of claims by GitHub account makes the window longer. */
async function endOf({ bundle, client, deployment, seen }: Target): Promise<number> {
  const { end, identity } = bundle.manifest.claim;
  if (!identity) return seconds(end);
  return Number(await client.readContract({ address: deployment.airdrop, abi: merkleAirdropAbi, functionName: "endsAt", blockNumber: seen.block }));
}

/** What the rules say, and until when the contract really pays. */
async function claimEnd(target: Target): Promise<string> {
  const { end } = target.bundle.manifest.claim;
  const told = isMoment(target, "claimEnd", end);
  // A set that does not answer is told by its own lines.
  const found = await endOf(target).catch(() => seconds(end));
  return found > seconds(end) ? `${told}; claims by identity were frozen, so it pays until ${dateUtc(new Date(found * 1000).toISOString())}` : told;
}

/** Each number of the schedule is an immutable of the contract. */
function schedule(target: Target): string {
  const { vesting } = target.bundle.manifest.claim;
  if (!vesting) throw new Error("the manifest has no schedule");
  const { start, cliff, duration, period, unlockBps } = scheduleOf(vesting);
  for (const [name, value] of [["_start", start ?? 0n], ["_cliff", cliff], ["_duration", duration], ["_period", period], ["_unlockBps", unlockBps]] as const) {
    try {
      immutableIs(target, name, word(value), "");
    } catch (error) {
      throw new Error(`\`${name.slice(1)}\` ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return sentenceOf(scheduleOf(vesting));
}

/** It owes everybody what it has not paid, whether it was claimed or not; after the window, what was claimed. */
async function fundedOverTime(target: Target): Promise<string> {
  const { bundle, client, deployment, seen } = target;
  const [granted, released] = await client.readContract({ address: deployment.airdrop, abi: vestingAirdropAbi, functionName: "ledger", blockNumber: seen.block });
  const owed = (seen.time >= (await endOf(target)) ? granted : BigInt(bundle.manifest.total)) - released;
  const told = `${seen.balance} units, ${owed} owed: ${granted} claimed, ${released} of it paid`;
  if (seen.balance < owed) throw new Error(told);
  return told;
}

async function funded(target: Target): Promise<string> {
  const { bundle, seen } = target;
  if (isRecurring(target)) return fundedLists(target, await endOf(target));
  if (bundle.manifest.claim.vesting) return fundedOverTime(target);
  if (seen.time >= (await endOf(target))) return `the window has ended; ${seen.balance} units are left`;
  const leaves = leavesOf(await bundle.json<AllocationFile>("allocation.json"));
  const claimed = await claimedWords(target, leaves.length);
  const owed = leaves.filter(({ index }) => ((claimed[Number(index >> 8n)] ?? 0n) >> (index & 0xffn)) % 2n === 0n).reduce((sum, { amount }) => sum + amount, 0n);
  if (seen.balance < owed) throw new Error(`${seen.balance} units, and ${owed} are not claimed yet`);
  return `${seen.balance} units, ${owed} not claimed yet`;
}

const BITMAP_SLOT = 1n;

/**
 * The contract's bitmap, 256 leaves a word: one question for each, where events would need thousands of blocks that
 * public endpoints do not give at once. In the storage of the code checked above the bitmap comes after `nonces`: slot 1.
 */
async function claimedWords({ client, deployment, seen }: Target, leaves: number): Promise<bigint[]> {
  sameCode(seen.code, merkleAirdropCode, "MerkleAirdrop");
  const words: bigint[] = [];
  for (let number = 0; number * 256 < leaves; number += 1) {
    const slot = keccak256(encodeAbiParameters([{ type: "uint256" }, { type: "uint256" }], [BigInt(number), BITMAP_SLOT]));
    words.push(BigInt((await client.getStorageAt({ address: deployment.airdrop, slot, blockNumber: seen.block })) ?? "0x0"));
  }
  return words;
}
