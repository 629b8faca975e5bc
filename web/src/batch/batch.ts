// Claims from several airdrops in one transaction, through `ClaimBatch`: where it stands, what is sent, what became of it.
import { decodeErrorResult, encodeFunctionData, getCreate2Address, parseEventLogs, zeroHash, type Abi, type Address, type Hex, type Log, type PublicClient } from "viem";

import { claimBatchAbi } from "../abi/claimBatchAbi";
import { claimBatchCode, claimBatchCreationHash } from "../abi/code";
import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { Leaf } from "../bundle/merkle";
import { OF_CLAIMS } from "../claim/reasons";
import { readPaid } from "../recurring/leaf";

/** Arachnid's deterministic-deployment-proxy, at one address on nearly every chain. */
const PROXY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/** It takes no arguments, so it stands at one address wherever the proxy does. */
export const batchAddress: Address = getCreate2Address({ from: PROXY, salt: zeroHash, bytecodeHash: claimBatchCreationHash });

/** Nothing of it differs from chain to chain, so its code is compared whole. */
export const isBatch = (code: Hex | undefined): boolean => code === claimBatchCode.code;

/** One share of a wallet that can be claimed now, with a proof that leads to the root in its contract. */
export interface Share {
  readonly slug: string;
  readonly name: string;
  readonly airdrop: Address;
  readonly token: Address;
  readonly symbol: string;
  readonly decimals: number;
  readonly account: Address;
  readonly leaf: Leaf;
  /** What the claim pays: of a recurring airdrop's leaf, what was not paid before. */
  readonly due: bigint;
  /** Its leaf grows from list to list, and is never claimed once and for all. */
  readonly recurring: boolean;
  readonly proof: readonly Hex[];
}

type Reader = Pick<PublicClient, "readContract">;

/** What the contract still owes of a leaf: all or nothing, but where the leaf grows from list to list. */
export async function dueOf(client: Reader, { airdrop, leaf, recurring }: Pick<Share, "airdrop" | "leaf" | "recurring">): Promise<bigint> {
  if (recurring) {
    const paid = await readPaid(client, airdrop, leaf.index);
    return paid < leaf.amount ? leaf.amount - paid : 0n;
  }
  return (await client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "isClaimed", args: [leaf.index] })) ? 0n : leaf.amount;
}

export const claimOf = ({ airdrop, leaf, account, proof }: Share) =>
  ({ address: airdrop, abi: merkleAirdropAbi, functionName: "claim", args: [leaf.index, account, leaf.amount, proof] }) as const;

/** An account's signature that hands on the votes of a token. */
export interface Delegation {
  readonly token: Address;
  readonly delegatee: Address;
  readonly nonce: bigint;
  readonly expiry: bigint;
  readonly v: number;
  readonly r: Hex;
  readonly s: Hex;
}

/** What is sent. The gas is given: a batch whose steps run out of it does not fail, so a wallet would guess too little. */
export function batchCall(shares: readonly Share[], delegations: readonly Delegation[], gas: bigint) {
  const steps = shares.map((share) => ({ campaign: share.airdrop, data: encodeFunctionData(claimOf(share)) }));
  return { address: batchAddress, abi: claimBatchAbi as Abi, functionName: "send", args: [steps, delegations], gas };
}

/** Around the steps: the transaction itself and its answer. */
const AROUND = 60_000n;
/** Of what each step needs by itself, its own transaction included, with a fifth to spare. */
export const gasOf = (alone: readonly bigint[]): bigint => ((AROUND + alone.reduce((sum, gas) => sum + gas, 0n)) * 6n) / 5n;

function reason(data: Hex): string {
  try {
    const { errorName, args } = decodeErrorResult({ abi: merkleAirdropAbi, data });
    return OF_CLAIMS.ofContract(errorName, args);
  } catch {
    return "The contract gave no reason that is known here.";
  }
}

/** Why steps were not done, by their place; what is missing was. Delegations are counted after the claims. */
export function failuresOf(logs: Log[]): Map<number, string> {
  const own = logs.filter(({ address }) => address.toLowerCase() === batchAddress.toLowerCase());
  const events = parseEventLogs({ abi: claimBatchAbi, logs: own, eventName: "StepFailed" });
  return new Map(events.map(({ args }) => [Number(args.place), reason(args.reason)]));
}

/** What became of a share: `null` when this transaction claimed it, else why not, and whether it is claimed all the same. */
export interface Outcome { readonly share: Share; readonly failed: { readonly reason: string; readonly claimed: boolean | null } | null }

/** Asks the chain about what was not done: somebody else may have sent it. `claimed` is null where it does not answer. */
export const outcomesOf = (client: Reader, shares: readonly Share[], reasons: ReadonlyMap<number, string>): Promise<Outcome[]> =>
  Promise.all(shares.map(async (share, place) => {
    const reason = reasons.get(place);
    if (reason === undefined) return { share, failed: null };
    const claimed = await dueOf(client, share).then((due) => due === 0n, () => null);
    return { share, failed: { reason, claimed } };
  }));
