// The note of a deployment, and a new token's own words, against what the chain remembers.
import { erc20Abi, isAddressEqual, parseEventLogs, TransactionReceiptNotFoundError, type Address, type Hex, type TransactionReceipt } from "viem";

import { airdropFactoryAbi } from "../abi/airdropFactoryAbi";
import { projectTokenAbi } from "../abi/projectTokenAbi";
import { kindOf, sameCode, type Target } from "./onchain";

/** Whom the rules name, else who deployed. */
export const ownerOf = ({ bundle, deployment }: Target): Address => bundle.manifest.claim.owner ?? deployment.deployer;
/** What the rules name, else what was made for it. */
export const tokenOf = ({ bundle, deployment }: Target): Address => bundle.manifest.token.address ?? deployment.token;

async function receiptOf({ client }: Target, hash: Hex): Promise<TransactionReceipt | null> {
  try {
    return await client.getTransactionReceipt({ hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}

/** Who called the factory: it takes the tokens of its caller. That is the sender, or the Safe that the sender had execute it. */
function deployerOf(receipt: TransactionReceipt, { token, airdrop }: Target["deployment"]): Address {
  const logs = receipt.logs.filter(({ address }) => isAddressEqual(address, token));
  const funding = parseEventLogs({ abi: erc20Abi, eventName: "Transfer", logs }).find(({ args }) => isAddressEqual(args.to, airdrop));
  return funding?.args.from ?? receipt.from;
}

async function madeBefore(target: Target, what: string, hash: Hex): Promise<void> {
  const receipt = await receiptOf(target, hash);
  if (receipt?.status !== "success" || receipt.blockNumber > BigInt(target.deployment.block)) throw new Error(`${hash}, which is said to have made the ${what}, did not`);
}

export async function deployedAsNoted(target: Target): Promise<string> {
  const { client, deployment: noted, seen } = target;
  sameCode((await client.getCode({ address: noted.factory, blockNumber: seen.block })) ?? "0x", kindOf(target).factory, kindOf(target).factoryName);
  for (const [what, hash] of [["token", noted.token_tx], ["factory", noted.factory_tx]] as const) {
    if (hash) await madeBefore(target, what, hash);
  }
  const receipt = await receiptOf(target, noted.airdrop_tx);
  if (!receipt) throw new Error(`the endpoint knows no transaction ${noted.airdrop_tx}`);
  const logs = receipt.logs.filter(({ address }) => isAddressEqual(address, noted.factory));
  const created = parseEventLogs({ abi: airdropFactoryAbi, eventName: "AirdropCreated", logs }).find(({ args }) => isAddressEqual(args.airdrop, noted.airdrop));
  if (!created) throw new Error(`transaction ${noted.airdrop_tx} did not make ${noted.airdrop} by the factory ${noted.factory}`);
  if (receipt.blockNumber !== BigInt(noted.block)) throw new Error(`block ${receipt.blockNumber} has transaction ${noted.airdrop_tx}, not ${noted.block}`);
  const deployer = deployerOf(receipt, noted);
  if (!isAddressEqual(deployer, noted.deployer)) throw new Error(`${deployer} sent transaction ${noted.airdrop_tx}, not ${noted.deployer}`);
  if (created.args.salt !== noted.salt) throw new Error(`the salt was ${created.args.salt}, not ${noted.salt}`);
  for (const [what, ruled, written] of [["token", tokenOf(target), noted.token], ["owner", ownerOf(target), noted.owner]] as const) {
    if (!isAddressEqual(ruled, written)) throw new Error(`it notes ${written} as the ${what}; by the rules it is ${ruled}`);
  }
  const isAskedFor = target.bundle.manifest.claim.identity !== undefined;
  if (isAskedFor !== (noted.attestors !== undefined && noted.attestors !== null)) throw new Error("it notes attestors where the rules name none, or none where the rules name some");
  if (noted.attestors_tx) await madeBefore(target, "attestors", noted.attestors_tx);
  return `made by ${noted.deployer} in block ${noted.block}, transaction ${noted.airdrop_tx}`;
}

export async function tokenTerms({ bundle, client, deployment, seen }: Target): Promise<string> {
  const { token } = bundle.manifest;
  const contract = { address: deployment.token, abi: projectTokenAbi, blockNumber: seen.block } as const;
  const [name, symbol, decimals, supply] = await Promise.all([
    client.readContract({ ...contract, functionName: "name" }),
    client.readContract({ ...contract, functionName: "symbol" }),
    client.readContract({ ...contract, functionName: "decimals" }),
    client.readContract({ ...contract, functionName: "totalSupply" }),
  ]);
  if (name !== token.name || symbol !== token.symbol || decimals !== token.decimals) throw new Error(`it says ${name} (${symbol}) with ${decimals} decimals, the manifest otherwise`);
  if (supply !== BigInt(token.supply ?? "0")) throw new Error(`there are ${supply} units, the manifest says ${token.supply ?? "0"}`);
  return `${name} (${symbol}), ${supply} units`;
}
