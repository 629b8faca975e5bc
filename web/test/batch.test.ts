// Claims from several airdrops in one transaction: what is sent, and what became of it.
import { decodeFunctionData, encodeAbiParameters, encodeErrorResult, encodeEventTopics, recoverTypedDataAddress, toFunctionSelector, zeroHash, type Address, type Hex, type Log } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";

import { claimBatchAbi } from "../src/abi/claimBatchAbi";
import { claimBatchCode } from "../src/abi/code";
import { merkleAirdropAbi } from "../src/abi/merkleAirdropAbi";
import { batchAddress, batchCall, failuresOf, gasOf, isBatch, type Share } from "../src/batch/batch";
import { delegateCall, delegationOf, DELEGATION_TYPES, partsOf } from "../src/batch/votes";
import { walletOf } from "../src/bundle/claimant";

const ME: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const airdrop = (digit: string): Address => `0x${digit.repeat(40)}`;
const share = (digit: string, index: bigint): Share => ({
  slug: digit, name: digit, airdrop: airdrop(digit), token: airdrop("9"), symbol: "RVR", decimals: 0, account: ME,
  leaf: { index, claimant: walletOf(ME), amount: 5n }, proof: [],
});

function failed(place: bigint, reason: Hex, address: Address = batchAddress): Log {
  const topics = encodeEventTopics({ abi: claimBatchAbi, eventName: "StepFailed", args: { place, target: airdrop("1") } });
  return { address, topics, data: encodeAbiParameters([{ type: "bytes" }], [reason]) } as unknown as Log;
}

describe("a batch of claims", () => {
  it("stands where nobody else's code can, and is compared whole", () => {
    expect(isBatch(claimBatchCode.code)).toBe(true);
    expect(isBatch(`0x00${claimBatchCode.code.slice(4)}`)).toBe(false);
    expect(isBatch(undefined)).toBe(false);
  });

  it("claims each share for its own account, at its own airdrop", () => {
    const call = batchCall([share("1", 3n), share("2", 4n)], [], 9n);
    const [steps] = call.args as [{ campaign: Address; data: Hex }[]];
    expect([call.address, call.gas, steps.map(({ campaign }) => campaign)]).toEqual([batchAddress, 9n, [airdrop("1"), airdrop("2")]]);
    expect(steps.map(({ data }) => decodeFunctionData({ abi: merkleAirdropAbi, data }))).toEqual([3n, 4n].map((index) => ({ functionName: "claim", args: [index, ME, 5n, []] })));
  });

  it("asks for more gas than all steps by themselves", () => expect(gasOf([50_000n, 70_000n])).toBe(216_000n));

  it("tells what was not done by its place, in words", () => {
    const claimed = encodeErrorResult({ abi: merkleAirdropAbi, errorName: "AlreadyClaimed", args: [3n] });
    const told = failuresOf([failed(1n, claimed), failed(2n, toFunctionSelector("Odd()")), failed(0n, claimed, airdrop("3"))]);
    expect([...told]).toEqual([
      [1, "This share was claimed in the meantime. It cannot be paid twice."],
      [2, "The contract gave no reason that is known here."],
    ]);
  });
});

describe("votes that are handed on", () => {
  const domain = { name: "River Token", version: "1", chainId: 31_337n, verifyingContract: airdrop("9"), salt: zeroHash };

  it("are signed over the parts of the domain that the token says count", () => {
    expect(partsOf(domain, "0x0f")).toEqual({ name: "River Token", version: "1", chainId: 31_337n, verifyingContract: airdrop("9") });
    expect(partsOf(domain, "0x1d")).toEqual({ name: "River Token", chainId: 31_337n, verifyingContract: airdrop("9"), salt: zeroHash });
  });

  it("are sent as the account signed them", async () => {
    const account = privateKeyToAccount(`0x${"5".repeat(64)}`);
    const unsigned = { domain: partsOf(domain, "0x0f"), message: { delegatee: ME, nonce: 2n, expiry: 99n } };
    const signature = await account.signTypedData({ domain: unsigned.domain, types: DELEGATION_TYPES, primaryType: "Delegation", message: unsigned.message });
    const delegation = delegationOf(airdrop("9"), unsigned, signature);
    const { args } = delegateCall(delegation);
    expect(args.slice(0, 3)).toEqual([ME, 2n, 99n]);
    const [, , , v, r, s] = args;
    const sent: Hex = `${r}${s.slice(2)}${v.toString(16)}` as Hex;
    expect(await recoverTypedDataAddress({ domain: unsigned.domain, types: DELEGATION_TYPES, primaryType: "Delegation", message: unsigned.message, signature: sent })).toBe(account.address);
  });
});
