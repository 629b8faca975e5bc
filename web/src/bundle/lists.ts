// The lists of a recurring airdrop on the chain: the one in effect, the one that is announced, those before.
import { getAddress, pad, parseEventLogs, type Hex } from "viem";

import { airdropFactoryAbi } from "../abi/airdropFactoryAbi";
import { recurringAirdropAbi } from "../abi/recurringAirdropAbi";
import { dateUtc } from "../format";
import { NotChecked } from "./check";
import { immutableIs, word, type Target } from "./onchain";
import { standingOf } from "./recurring";

interface List { readonly root: Hex; readonly total: bigint; readonly bundleHash: Hex }
interface Lists { readonly epoch: bigint; readonly current: List; readonly next: List; readonly readyAt: bigint; readonly paid: bigint }

const termsOf = ({ bundle }: Target) => {
  const { recurring } = bundle.manifest.claim;
  if (!recurring) throw new Error("the manifest has one list");
  return recurring;
};

export const delayIs = (target: Target): string => immutableIs(target, "delay", word(termsOf(target).delay_seconds), `${termsOf(target).delay_seconds} seconds`);

export function guardianIs(target: Target): string {
  const { guardian } = termsOf(target);
  return immutableIs(target, "guardian", guardian === null ? word(0) : pad(guardian), guardian === null ? "nobody beside the owner" : getAddress(guardian));
}

async function read({ client, deployment, seen }: Target): Promise<Lists> {
  const contract = { address: deployment.airdrop, abi: recurringAirdropAbi, blockNumber: seen.block } as const;
  const [epoch, root, total, bundleHash, [next, readyAt], paid] = await Promise.all([
    client.readContract({ ...contract, functionName: "epoch" }),
    client.readContract({ ...contract, functionName: "root" }),
    client.readContract({ ...contract, functionName: "total" }),
    client.readContract({ ...contract, functionName: "bundleHash" }),
    client.readContract({ ...contract, functionName: "pending" }),
    client.readContract({ ...contract, functionName: "paidInTotal" }),
  ]);
  return { epoch, current: { root, total, bundleHash }, next, readyAt, paid };
}

/** A list that was in effect: the first is in the event of the airdrop's creation, the others in those of their activation. */
async function past({ client, deployment, seen }: Target, number: bigint): Promise<List> {
  if (number === 1n) {
    const { logs } = await client.getTransactionReceipt({ hash: deployment.airdrop_tx });
    const created = parseEventLogs({ abi: airdropFactoryAbi, eventName: "AirdropCreated", logs }).find(({ args }) => getAddress(args.airdrop) === getAddress(deployment.airdrop));
    if (!created) throw new Error("the airdrop's creation tells no list");
    return created.args;
  }
  const event = recurringAirdropAbi.find((item) => item.type === "event" && item.name === "EpochActivated");
  if (!event) throw new Error("the contract has no such event");
  const logs = await client.getLogs({ address: deployment.airdrop, event, args: { number }, fromBlock: BigInt(deployment.block), toBlock: seen.block, strict: true }).catch(() => {
    throw new NotChecked("the endpoint does not search so many blocks; `tributary verify` asks bit by bit");
  });
  const last = logs.at(-1);
  if (!last) throw new Error(`list ${number} never was in effect`);
  return last.args;
}

/** What the chain has under a number, and where it stands. */
async function place(target: Target, number: bigint): Promise<{ list: List; told: string }> {
  const lists = await read(target);
  if (number === lists.epoch) return { list: lists.current, told: `list ${number} is in effect` };
  if (number < lists.epoch) return { list: await past(target, number), told: `list ${number} was in effect; now list ${lists.epoch} is` };
  if (number !== lists.epoch + 1n || lists.readyAt === 0n) throw new Error(`list ${number} is not announced`);
  return { list: lists.next, told: `list ${number} is pending and can take effect from ${dateUtc(new Date(Number(lists.readyAt) * 1000).toISOString())} on` };
}

const own = (target: Target) => place(target, BigInt(termsOf(target).epoch));

export const epochOf = async (target: Target): Promise<string> => (await own(target)).told;

/** Root, total or bundle hash, as the chain has them under this list's number. */
export async function isOfList(target: Target, key: keyof List, stated: string): Promise<string> {
  const { list } = await own(target).catch(() => { throw new NotChecked("the chain has no such list"); });
  const found = list[key].toString();
  if (found !== stated) throw new Error(`is ${found}, expected ${stated}`);
  return key === "total" ? `${stated} units` : stated;
}

export async function before(target: Target): Promise<string> {
  const stated = await standingOf(target.bundle);
  if (stated === null) throw new Error("the bundle has no list before");
  const lists = await read(target);
  if (BigInt(stated.epoch) > lists.epoch) throw new Error(`list ${stated.epoch} is not in effect yet`);
  const { list } = await place(target, BigInt(stated.epoch));
  if (list.root !== stated.root || list.total.toString() !== stated.total || list.bundleHash !== stated.bundle_hash) throw new Error(`the chain had list ${stated.epoch} with root ${list.root}, ${list.total} units and bundle hash ${list.bundleHash}`);
  return `list ${stated.epoch}, bundle hash ${stated.bundle_hash}`;
}

/** What is in effect has to be there until the window closes; what is announced may still lack something. */
export async function fundedLists(target: Target, end: number): Promise<string> {
  const { seen } = target;
  if (seen.time >= end) return `the window has ended; ${seen.balance} units are left`;
  const { current, next, readyAt, paid } = await read(target);
  const owed = current.total - paid;
  if (seen.balance < owed) throw new Error(`${seen.balance} units, and ${owed} are not claimed yet`);
  const lacks = readyAt === 0n ? 0n : next.total - paid - seen.balance;
  return `${seen.balance} units, ${owed} not claimed yet${lacks > 0n ? `; the announced list lacks ${lacks}` : ""}`;
}
