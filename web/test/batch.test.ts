// Claims from several airdrops in one transaction: what is sent, and what became of it.
import { decodeFunctionData, domainSeparator, encodeAbiParameters, encodeErrorResult, encodeEventTopics, recoverTypedDataAddress, toFunctionSelector, zeroHash, type Address, type Hex, type Log, type PublicClient } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it, vi } from "vitest";

import { claimBatchAbi } from "../src/abi/claimBatchAbi";
import { claimBatchCode } from "../src/abi/code";
import { merkleAirdropAbi } from "../src/abi/merkleAirdropAbi";
import { batchAddress, batchCall, dueOf, failuresOf, gasOf, isBatch, outcomesOf, type Share } from "../src/batch/batch";
import { sharesIn } from "../src/batch/useShares";
import { delegateCall, delegationOf, DELEGATION_TYPES, saidDomain, toSign, votesDomain } from "../src/batch/votes";
import { walletOf } from "../src/bundle/claimant";
import { leafHash } from "../src/bundle/merkle";

const ME: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const airdrop = (digit: string): Address => `0x${digit.repeat(40)}`;
const share = (digit: string, index: bigint): Share => ({
  slug: digit, name: digit, airdrop: airdrop(digit), token: airdrop("9"), symbol: "RVR", decimals: 0, account: ME,
  leaf: { index, claimant: walletOf(ME), amount: 5n }, due: 5n, recurring: false, proof: [],
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

describe("what was not done", () => {
  it("is asked about on the chain before it is called not claimed", async () => {
    const claimed = (index: bigint) => (index === 3n ? Promise.reject(new Error("silent")) : Promise.resolve(index === 1n));
    const client = { readContract: ({ args: [index] }: { args: [bigint] }) => claimed(index) } as unknown as PublicClient;
    const outcomes = await outcomesOf(client, [0n, 1n, 2n, 3n].map((index) => share("1", index)), new Map([[1, "a"], [2, "b"], [3, "c"]]));
    expect(outcomes.map(({ failed }) => failed)).toEqual([null, { reason: "a", claimed: true }, { reason: "b", claimed: false }, { reason: "c", claimed: null }]);
  });
});

describe("a share of a recurring airdrop", () => {
  const leaf = { index: 7n, claimant: walletOf(ME), amount: 5n };
  /** A contract that has paid so much of the leaf. */
  const paying = (paid: bigint, root: Hex = leafHash(leaf)) => ({
    readContract: ({ functionName }: { functionName: string }) => (functionName === "root" ? Promise.resolve(root) : functionName === "paid" ? Promise.resolve(paid) : Promise.reject(new Error(`no ${functionName}`))),
  }) as unknown as PublicClient;

  afterEach(() => vi.unstubAllGlobals());
  function serve(stage: string) {
    const campaign = { name: "River", state: "open", chain: { id: 1 }, claim: { recurring: { stage } }, token: { symbol: "RVR", decimals: 0 }, deployment: { airdrop: airdrop("1"), token: airdrop("9") } };
    vi.stubGlobal("fetch", (url: string) => Promise.resolve(Response.json(url.includes("/proofs/") ? { entries: [{ index: 7, amount: "5", proof: [] }] } : campaign)));
  }
  const found = (client: PublicClient) => sharesIn(client, "river-2", ME, 1, new AbortController().signal);

  it("pays what was not paid before, by its whole leaf", async () => {
    serve("in_effect");
    const [share] = await found(paying(3n));
    expect(share).toMatchObject({ due: 2n, recurring: true, leaf });
  });

  it.each([
    ["all of it was paid", "in_effect", paying(5n)],
    ["its list is only announced", "pending", paying(0n)],
    ["another list followed", "superseded", paying(0n)],
    ["its proof leads to another list", "in_effect", paying(0n, zeroHash)],
  ])("is left out where %s", async (_, stage, client) => {
    serve(stage);
    expect(await found(client)).toEqual([]);
  });

  it("was claimed by somebody else once nothing of it is due", async () => {
    const mine = { ...share("1", 7n), due: 2n, recurring: true };
    expect(await dueOf(paying(3n), mine)).toBe(2n);
    expect(await outcomesOf(paying(5n), [mine], new Map([[0, "a"]]))).toEqual([{ share: mine, failed: { reason: "a", claimed: true } }]);
    expect(await outcomesOf(paying(3n), [mine], new Map([[0, "a"]]))).toEqual([{ share: mine, failed: { reason: "a", claimed: false } }]);
  });
});

describe("votes that are handed on", () => {
  const TOKEN = airdrop("9");
  const domain = { name: "River Token", version: "1", chainId: 31_337, verifyingContract: TOKEN, salt: zeroHash };
  const said = (fields: Hex, other: Partial<typeof domain> = {}, extensions: readonly bigint[] = []) => saidDomain({ domain: { ...domain, ...other }, fields, extensions }, 31_337, TOKEN);
  const whole = { name: "River Token", version: "1", chainId: 31_337, verifyingContract: TOKEN };

  it("are signed over this token on this chain, or not at all", () => {
    expect(said("0x0f")).toEqual(whole);
    expect(said("0x0d")).toEqual({ name: "River Token", chainId: 31_337, verifyingContract: TOKEN });
    expect(said("0x0f", { chainId: 1 })).toBeNull();
    expect(said("0x0f", { verifyingContract: airdrop("8") })).toBeNull();
    expect((["0x0b", "0x07", "0x03", "0x1f", "0x2f"] as const).map((fields) => said(fields))).toEqual([null, null, null, null, null]);
    expect(said("0x0f", {}, [1n])).toBeNull();
  });

  /** A token that answers what it is given to. */
  function client(answers: Record<string, unknown>, stated: unknown = null) {
    const answer = (value: unknown) => (value === undefined || value === null ? Promise.reject(new Error("no answer")) : Promise.resolve(value));
    return { getEip712Domain: () => answer(stated), readContract: ({ functionName }: { functionName: string }) => answer(answers[functionName]), getBlock: () => answer({ timestamp: 100n }) } as unknown as PublicClient;
  }
  const separator = domainSeparator({ domain: whole });
  const stated = { domain, fields: "0x0f", extensions: [] };

  it("need a published separator to agree, and a guess needs one", async () => {
    const asked = (answers: Record<string, unknown>, stating: unknown = null) => votesDomain(client(answers, stating), 31_337, TOKEN);
    expect(await asked({}, stated)).toEqual(whole);
    expect(await asked({ DOMAIN_SEPARATOR: separator }, stated)).toEqual(whole);
    expect(await asked({ DOMAIN_SEPARATOR: zeroHash }, stated)).toBeNull();
    const guessed = { name: "River Token", nonces: 0n };
    expect(await asked({ ...guessed, DOMAIN_SEPARATOR: separator })).toEqual(whole);
    expect(await asked(guessed)).toBeNull();
    expect(await asked({ ...guessed, DOMAIN_SEPARATOR: zeroHash })).toBeNull();
    // What lies about its place is not saved by a separator that says the same.
    const elsewhere = { ...whole, verifyingContract: airdrop("8") };
    expect(await asked({ ...guessed, DOMAIN_SEPARATOR: domainSeparator({ domain: elsewhere }) }, { ...stated, domain: { ...domain, ...elsewhere } })).toBeNull();
  });

  it("are not signed over where the token counts none", async () => {
    const signing = (answers: Record<string, unknown>) => toSign(client({ nonces: 2n, ...answers }, stated), 31_337, TOKEN, ME, ME);
    expect((await signing({ getVotes: 0n })).message).toEqual({ delegatee: ME, nonce: 2n, expiry: 3_700n });
    await expect(signing({})).rejects.toThrow("no answer");
  });

  it("are sent as the account signed them", async () => {
    const account = privateKeyToAccount(`0x${"5".repeat(64)}`);
    const unsigned = { domain: whole, message: { delegatee: ME, nonce: 2n, expiry: 99n } };
    const signature = await account.signTypedData({ domain: unsigned.domain, types: DELEGATION_TYPES, primaryType: "Delegation", message: unsigned.message });
    const delegation = delegationOf(airdrop("9"), unsigned, signature);
    const { args } = delegateCall(delegation);
    expect(args.slice(0, 3)).toEqual([ME, 2n, 99n]);
    const [, , , v, r, s] = args;
    const sent: Hex = `${r}${s.slice(2)}${v.toString(16)}` as Hex;
    expect(await recoverTypedDataAddress({ domain: unsigned.domain, types: DELEGATION_TYPES, primaryType: "Delegation", message: unsigned.message, signature: sent })).toBe(account.address);
  });
});
