// Who was ever in force in a set of attestors, from the first ones on, by the set's own events.
import type { Address, PublicClient } from "viem";

import { attestorSetAbi } from "../abi/attestorSetAbi";
import { NotChecked } from "./check";
import type { Target } from "./onchain";

export interface Installation {
  /** One for those that the set was made with, then one more each time. */
  readonly generation: bigint;
  readonly attestors: readonly Address[];
  readonly threshold: bigint;
  readonly block: bigint;
  /** From which second on it was announced to be possible; `null` when nothing of the kind was announced. */
  readonly readyAt: bigint | null;
}

interface Proposal { readonly attestors: readonly Address[]; readonly threshold: bigint; readonly readyAt: bigint }

const events = attestorSetAbi.filter((item) => item.type === "event");
const isSame = (one: Proposal, attestors: readonly Address[], threshold: bigint) => one.threshold === threshold && one.attestors.join() === attestors.join();

/** The block that made the set, where the note says it; otherwise all blocks are searched. */
async function firstBlock(client: PublicClient, made: Target["deployment"]["attestors_tx"]): Promise<bigint> {
  if (!made) return 0n;
  return (await client.getTransactionReceipt({ hash: made })).blockNumber;
}

/** Each with the announcement that it carries out, in the order of the chain. */
export async function installed({ client, deployment, seen }: Target, set: Address): Promise<Installation[]> {
  const fromBlock = await firstBlock(client, deployment.attestors_tx);
  const logs = await client.getLogs({ address: set, events, fromBlock, toBlock: seen.block, strict: true }).catch(() => {
    throw new NotChecked("the attestors have changed since the rules were made, and the endpoint does not search so many blocks for how; `tributary verify` asks bit by bit");
  });
  const found: Installation[] = [];
  let pending: Proposal | null = null;
  for (const { eventName, args, blockNumber } of logs) {
    if (eventName === "RotationProposed") pending = args;
    if (eventName === "RotationCancelled") pending = null;
    if (eventName !== "AttestorsChanged") continue;
    const { generation, attestors, threshold } = args;
    found.push({ generation, attestors, threshold, block: blockNumber, readyAt: pending && isSame(pending, attestors, threshold) ? pending.readyAt : null });
    pending = null;
  }
  return found;
}
