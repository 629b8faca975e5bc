// The part of the road that stands on the chain. Everything is asked of the chain again; no server of ours is believed.
import { getAbiItem, sha256, stringToBytes, zeroAddress, type Address, type Hex, type PublicClient } from "viem";

import { fundingRoundCode } from "../../abi/code";
import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { merkleAirdropAbi } from "../../abi/merkleAirdropAbi";
import { NotChecked } from "../../bundle/check";
import { sameCode } from "../../bundle/onchain";
import { grouped } from "../../format";
import { sameAddress } from "../give/cart";
import type { DeploymentFile, RoundBundle } from "./files";
import type { OnChainId } from "./lines";

export interface Target { readonly bundle: RoundBundle; readonly deployment: DeploymentFile; readonly client: PublicClient }

const contract = ({ bundle }: Target) => ({ address: bundle.manifest.round, abi: fundingRoundAbi }) as const;
const WORDS = ["waiting", "accepted", "rejected"];

function same(name: string, found: string, stated: string): void {
  if (found.toLowerCase() !== stated.toLowerCase()) throw new Error(`the chain has ${name} ${found}, the files say ${stated}`);
}

async function chain({ bundle, client }: Target): Promise<string> {
  const id = await client.getChainId();
  same("chain id", id.toString(), bundle.manifest.chain_id.toString());
  return `chain ${id}`;
}

async function code({ bundle, client }: Target): Promise<string> {
  return sameCode((await client.getCode({ address: bundle.manifest.round })) ?? "0x", fundingRoundCode, "FundingRound");
}

async function rulesHash(target: Target): Promise<string> {
  const found = await target.client.readContract({ ...contract(target), functionName: "rulesHash" });
  same("rules with SHA-256", found, target.bundle.manifest.rules_hash);
  return found;
}

/** Reviews end before gifts do, so what holds after the cut held at it. */
async function applications(target: Target): Promise<string> {
  const lines = await target.bundle.applications();
  const count = await target.client.readContract({ ...contract(target), functionName: "projects" });
  if (count !== BigInt(lines.length)) throw new Error(`${count} projects applied, the file has ${lines.length}`);
  for (const line of lines) {
    const [applicant, payout, revision, verdict] = await target.client.readContract({ ...contract(target), functionName: "project", args: [BigInt(line.project)] });
    const what = `project ${line.project}`;
    same(`the applicant of ${what}`, applicant, line.applicant);
    same(`the payout of ${what}`, payout, line.payout);
    same(`the revision of ${what}`, revision.toString(), line.revision.toString());
    same(`the verdict of ${what}`, WORDS[verdict] ?? "?", line.verdict);
  }
  return `${grouped(lines.length)} projects, ${grouped(lines.filter(({ verdict }) => verdict === "accepted").length)} accepted`;
}

/** No gift can come after the end, so whoever cuts there or later leaves none out. */
async function block(target: Target): Promise<string> {
  const { number, hash } = target.bundle.manifest.block;
  const [found, { donationsEnd }] = await Promise.all([
    target.client.getBlock({ blockNumber: BigInt(number) }),
    target.client.readContract({ ...contract(target), functionName: "windows" }),
  ]);
  same(`block ${number}`, found.hash, hash);
  if (found.timestamp < BigInt(donationsEnd)) throw new Error(`block ${number} is before the end of gifts: later ones would be left out`);
  return `block ${grouped(number)}`;
}

/** Gifts before the noted block would not be looked for, so there must have been no contract. */
async function isFirst({ bundle, client, deployment }: Target): Promise<void> {
  const before = await client.getCode({ address: bundle.manifest.round, blockNumber: BigInt(deployment.block) - 1n }).catch(() => {
    throw new NotChecked("the endpoint does not remember that far back; `tributary verify` asks one of yours");
  });
  if (before !== undefined && before !== "0x") throw new Error(`the round stood before block ${deployment.block}, from which on gifts are looked for`);
}

async function donations(target: Target): Promise<string> {
  const { bundle, client, deployment } = target;
  await isFirst(target);
  const lines = await bundle.donations();
  const event = getAbiItem({ abi: fundingRoundAbi, name: "Donated" });
  const logs = await client.getLogs({ address: bundle.manifest.round, event, strict: true, fromBlock: BigInt(deployment.block), toBlock: BigInt(bundle.manifest.block.number) }).catch(() => {
    throw new NotChecked("the endpoint does not give that many events at once; `tributary verify` reads them piece by piece");
  });
  if (logs.length !== lines.length) throw new Error(`${logs.length} gifts arrived by the chain, the file has ${lines.length}`);
  logs.forEach(({ blockNumber, logIndex, transactionHash, args }, place) => {
    const line = lines[place];
    const found = [blockNumber, logIndex, transactionHash, args.donor, args.project, args.token, args.amount].join(",").toLowerCase();
    const stated = line && [line.block, line.logIndex, line.tx, line.donor, line.project, line.token, line.amount].join(",").toLowerCase();
    if (found !== stated) throw new Error(`gift ${place + 1} is ${found} by the chain, the file has ${stated ?? "nothing"}`);
  });
  return `${grouped(lines.length)} gifts`;
}

async function pool(target: Target): Promise<string> {
  const found = await target.client.readContract({ ...contract(target), functionName: "pool" });
  same("a pool of", found.toString(), target.bundle.manifest.pool);
  return `${found} units`;
}

/** Of what `sha256sum` prints for the lists. Prices are known at the close, later than the others are frozen. */
export function listsHash({ files }: Pick<RoundBundle["manifest"], "files">): Hex | null {
  const lines = Object.entries(files).flatMap(([file, { sha256: hash }]) => {
    const [, name] = /^lists\/(\w+\.csv)$/.exec(file) ?? [];
    return name === undefined || name === "prices.csv" ? [] : [`${hash.slice(2)}  ${name}\n`];
  });
  return lines.length === 0 ? null : sha256(stringToBytes(lines.sort((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join("")));
}

async function frozen(target: Target): Promise<string> {
  const stated = listsHash(target.bundle.manifest);
  const found = await target.client.readContract({ ...contract(target), functionName: "listsHash" });
  const isFrozen = BigInt(found) !== 0n;
  if (stated === null && !isFrozen) return "there are none, neither on the chain nor in the files";
  if (stated === null) throw new Error(`lists with SHA-256 ${found} are frozen on the chain, the files have none`);
  if (!isFrozen) throw new Error("none are frozen on the chain");
  same("lists with SHA-256", found, stated);
  return found;
}

interface Terms { readonly root: Hex; readonly total: bigint; readonly bundleHash: Hex }

function compareTerms({ manifest, hash }: RoundBundle, { root, total, bundleHash }: Terms): void {
  same("the root", root, manifest.root);
  same("a total of", total.toString(), manifest.total);
  same("a manifest with SHA-256", bundleHash, hash);
}

async function tally(target: Target): Promise<string> {
  const [standing, number] = await target.client.readContract({ ...contract(target), functionName: "tally" });
  if (number === 0n) throw new NotChecked("no result is proposed at the moment");
  same("inputs with SHA-256", standing.inputHash, target.bundle.manifest.input_hash);
  compareTerms(target.bundle, standing);
  return `result ${number}`;
}

async function airdrop(target: Target): Promise<string> {
  const address: Address = await target.client.readContract({ ...contract(target), functionName: "airdrop" });
  if (sameAddress(address, zeroAddress)) throw new NotChecked("the result was not carried out yet");
  const at = { address, abi: merkleAirdropAbi } as const;
  const [root, total, bundleHash] = await Promise.all([
    target.client.readContract({ ...at, functionName: "root" }),
    target.client.readContract({ ...at, functionName: "total" }),
    target.client.readContract({ ...at, functionName: "bundleHash" }),
  ]);
  compareTerms(target.bundle, { root, total, bundleHash });
  return address;
}

export const onChainChecks: Record<OnChainId, (target: Target) => Promise<string>> = { chain, code, rules_hash: rulesHash, applications, block, donations, pool, frozen, tally, airdrop };
