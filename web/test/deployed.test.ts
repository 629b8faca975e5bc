// @vitest-environment node
// The note of a deployment against the receipt of the transaction that made the airdrop.
import { encodeAbiParameters, encodeEventTopics, erc20Abi, getAddress, zeroHash, type Address } from "viem";
import { describe, expect, it } from "vitest";

import { airdropFactoryAbi } from "../src/abi/airdropFactoryAbi";
import { airdropFactoryCode } from "../src/abi/code";
import { deployedAsNoted } from "../src/bundle/deployed";
import type { Target } from "../src/bundle/onchain";

const at = (byte: string) => getAddress(`0x${byte.repeat(20)}`);
const [SAFE, EXECUTOR, FACTORY, AIRDROP, TOKEN] = [at("11"), at("22"), at("33"), at("44"), at("55")];

const event = airdropFactoryAbi.find((one) => one.type === "event");
if (event?.type !== "event") throw new Error("the factory has no such event");
const created = {
  address: FACTORY,
  topics: encodeEventTopics({ abi: [event], eventName: "AirdropCreated", args: Object.fromEntries(event.inputs.filter(({ indexed }) => indexed).map(({ name }) => [name, name === "airdrop" ? AIRDROP : SAFE])) }),
  data: encodeAbiParameters(event.inputs.filter(({ indexed }) => !indexed), event.inputs.filter(({ indexed }) => !indexed).map(({ type }) => (type === "address" ? SAFE : type === "bytes32" ? zeroHash : type === "uint256" ? 0n : 0)) as never),
};
const moved = (from: Address, to: Address) => ({
  address: TOKEN,
  topics: encodeEventTopics({ abi: erc20Abi, eventName: "Transfer", args: { from, to } }),
  data: encodeAbiParameters([{ type: "uint256" }], [1n]),
});

function target({ deployer, logs }: { deployer: Address; logs: object[] }): Target {
  return {
    bundle: { manifest: { claim: { owner: SAFE }, token: { address: TOKEN } } },
    deployment: { deployer, owner: SAFE, airdrop: AIRDROP, airdrop_tx: zeroHash, block: 5, factory: FACTORY, token: TOKEN, salt: zeroHash, attestors: null, attestors_tx: null, token_tx: null, factory_tx: null },
    seen: { block: 9n },
    client: { getCode: () => Promise.resolve(airdropFactoryCode.code), getTransactionReceipt: () => Promise.resolve({ blockNumber: 5n, from: EXECUTOR, status: "success", logs }) },
  } as unknown as Target;
}

describe("who deployed", () => {
  it("is the Safe whose tokens were taken, whoever had it execute", async () => {
    const logs = [moved(SAFE, EXECUTOR), moved(SAFE, AIRDROP), created];
    expect(await deployedAsNoted(target({ deployer: SAFE, logs }))).toMatch(new RegExp(`^made by ${SAFE} in block 5`));
    await expect(deployedAsNoted(target({ deployer: EXECUTOR, logs }))).rejects.toThrow(`${SAFE} sent transaction`);
  });

  it("is the sender where no tokens tell", async () => {
    expect(await deployedAsNoted(target({ deployer: EXECUTOR, logs: [created] }))).toMatch(new RegExp(`^made by ${EXECUTOR}`));
    await expect(deployedAsNoted(target({ deployer: SAFE, logs: [created] }))).rejects.toThrow(`${EXECUTOR} sent transaction`);
  });
});
