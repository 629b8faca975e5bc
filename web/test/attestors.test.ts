// @vitest-environment node
// The attestors of an airdrop on a chain that answers as each test says.
import { concat, encodeAbiParameters, getAddress, getContractAddress, keccak256, pad, slice, toHex, zeroAddress, zeroHash, type Address, type Hex } from "viem";
import { describe, expect, it } from "vitest";

import { airdropFactoryCreationHash, attestorSetCode, attestorSetCreation, merkleAirdropCode, vestingAirdropCode, vestingFactoryCreationHash, type Code } from "../src/abi/code";
import { attestors, attestorsCode, attestorsTerms, setAddress } from "../src/bundle/attestors";
import { NotChecked } from "../src/bundle/check";
import { inWords, ofManifest, readIdentity } from "../src/bundle/identityTerms";
import type { ManifestIdentity } from "../src/bundle/manifest";
import { onChainChecks, type Target } from "../src/bundle/onchain";

const PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const OWNER = getAddress(`0x${"11".repeat(20)}`);
const GUARDIAN = getAddress(`0x${"22".repeat(20)}`);
const ADA = getAddress(`0x${"aa".repeat(20)}`);
const BO = getAddress(`0x${"bb".repeat(20)}`);
const AIRDROP = getAddress(`0x${"cc".repeat(20)}`);
const identity: ManifestIdentity = { attestors: [ADA, BO], threshold: 2, guardian: GUARDIAN, delay_seconds: 172_800 };
const terms = ofManifest(identity);

/** Code with its immutables written in. */
function filled({ code, immutables }: Code, values: Record<string, Hex>): Hex {
  return Object.entries(values).reduce<Hex>((text, [name, value]) => (immutables[name] ?? []).reduce<Hex>((now, { start, length }) => concat([slice(now, 0, start), pad(value, { size: length }), slice(now, start + length)]), text), code);
}

const factoryBy = (proxy: Address, bytecodeHash: Hex = airdropFactoryCreationHash) => getContractAddress({ opcode: "CREATE2", from: proxy, salt: zeroHash, bytecodeHash });
const SET = setAddress(PROXY, OWNER, terms);

interface World {
  identity: ManifestIdentity | undefined;
  noted: Address | undefined;
  immutable: Address;
  proxy: Address;
  setCode: Hex;
  nonce: number;
  vesting: boolean;
  answers: { owner: Address; guardian: Address; delay: number; attestors: Address[]; threshold: bigint; generation: bigint; pending: [Address[], bigint, number]; frozenUntil: bigint };
  logs: Said[] | Error;
}

/** An event of the set, a hundred seconds after the block before. */
interface Said { eventName: "RotationProposed" | "RotationCancelled" | "AttestorsChanged"; args: object; blockNumber: bigint }
const START = 1_700_000_000;
const timeOf = (block: bigint) => START + 100 * Number(block);
const proposed = (blockNumber: bigint, attestors: Address[], threshold: bigint, readyAt = BigInt(timeOf(blockNumber) + 172_800)): Said => ({ eventName: "RotationProposed", args: { attestors, threshold, readyAt }, blockNumber });
const cancelled = (blockNumber: bigint): Said => ({ eventName: "RotationCancelled", args: {}, blockNumber });
const installedAt = (blockNumber: bigint, generation: bigint, attestors: Address[], threshold: bigint): Said => ({ eventName: "AttestorsChanged", args: { generation, attestors, threshold }, blockNumber });
const sound: World = {
  identity,
  noted: SET,
  immutable: SET,
  proxy: PROXY,
  setCode: filled(attestorSetCode, { owner: OWNER, guardian: GUARDIAN, delay: toHex(172_800) }),
  nonce: 3,
  vesting: false,
  logs: [],
  answers: { owner: OWNER, guardian: GUARDIAN, delay: 172_800, attestors: [ADA, BO], threshold: 2n, generation: 1n, pending: [[], 0n, 0], frozenUntil: 0n },
};

function target(change: Partial<World> = {}): Target {
  const world = { ...sound, ...change };
  return {
    bundle: { manifest: { claim: { owner: null, ...(world.vesting && { vesting: {} }), ...(world.identity && { identity: world.identity }) } } },
    deployment: { deployer: OWNER, airdrop: AIRDROP, airdrop_tx: zeroHash, block: 5, factory: factoryBy(world.proxy, world.vesting ? vestingFactoryCreationHash : airdropFactoryCreationHash), attestors_tx: zeroHash, ...(world.noted && { attestors: world.noted }) },
    seen: { code: filled(world.vesting ? vestingAirdropCode : merkleAirdropCode, { attestors: world.immutable }), time: 1_800_000_000, block: 9_000n },
    client: {
      getCode: () => Promise.resolve(world.setCode),
      getTransactionReceipt: () => Promise.resolve({ blockNumber: 4n }),
      getBlock: ({ blockNumber }: { blockNumber: bigint }) => Promise.resolve({ timestamp: BigInt(timeOf(blockNumber)) }),
      getLogs: () => (world.logs instanceof Error ? Promise.reject(world.logs) : Promise.resolve(world.logs)),
      getTransaction: () => Promise.resolve({ nonce: world.nonce }),
      readContract: ({ functionName }: { functionName: keyof World["answers"] }) => Promise.resolve(world.answers[functionName]),
    },
  } as unknown as Target;
}

describe("whom an airdrop asks", () => {
  it("is the set that follows from the rules", async () => {
    expect(await attestors(target())).toBe(SET);
  });

  it("is nobody where wallets alone can claim", async () => {
    expect(await attestors(target({ identity: undefined, noted: undefined, immutable: zeroAddress }))).toBe("none: wallets alone can claim");
  });

  it("is found whatever kind of airdrop it is", async () => {
    expect(await attestors(target({ vesting: true }))).toBe(SET);
  });

  it("is found where the deployer had to make a proxy first", async () => {
    const own = getContractAddress({ from: OWNER, nonce: 2n });
    const set = setAddress(own, OWNER, terms);
    expect(await attestors(target({ proxy: own, noted: set, immutable: set }))).toBe(set);
    await expect(attestors(target({ proxy: own, noted: set, immutable: set, nonce: 2 }))).rejects.toThrow(/^no proxy makes the factory 0x/);
  });

  const wrong: [string, Partial<World>, RegExp][] = [
    ["another set in the contract", { immutable: OWNER }, /^is 0x0{24}1{40}, expected 0x0{24}/],
    ["none in the contract", { immutable: zeroAddress }, /^is 0x0{64}, expected 0x0{24}/],
    ["another set in the note", { noted: OWNER }, /^it notes 0x1{40} as the attestors; by the rules they are at 0x/],
    ["none in the note", { noted: undefined }, /^it notes none as the attestors/],
    ["one where the rules name nobody", { identity: undefined }, /as the attestors; by the rules there are none$/],
    ["another threshold in the rules", { identity: { ...identity, threshold: 1 } }, /by the rules they are at 0x/],
    ["another delay in the rules", { identity: { ...identity, delay_seconds: 259_200 } }, /by the rules they are at 0x/],
    ["no guardian in the rules", { identity: { ...identity, guardian: null } }, /by the rules they are at 0x/],
  ];
  it.each(wrong)("is refused: %s", async (_, change, words) => {
    await expect(attestors(target(change))).rejects.toThrow(words);
  });
});

describe("the end of the window", () => {
  const end = "2027-01-20T00:00:00Z";
  const seconds = Date.parse(end) / 1000;
  const about = (endsAt: bigint | null) => {
    const { deployment, seen, ...rest } = target();
    return onChainChecks.claim_end({
      ...rest, deployment,
      bundle: { manifest: { claim: { owner: null, end, ...(endsAt !== null && { identity }) } } },
      seen: { ...seen, code: filled(merkleAirdropCode, { claimEnd: toHex(seconds) }) },
      client: { readContract: ({ functionName }: { functionName: string }) => (functionName === "endsAt" ? Promise.resolve(endsAt) : Promise.reject(new Error(functionName))) },
    } as unknown as Target);
  };

  it.each([
    ["wallets alone can claim", null, "20 Jan 2027 UTC"],
    ["nothing was frozen", BigInt(seconds), "20 Jan 2027 UTC"],
    ["claims were frozen for three days", BigInt(seconds + 259_200), "20 Jan 2027 UTC; claims by identity were frozen, so it pays until 23 Jan 2027 UTC"],
  ])("is told where %s", async (_, endsAt, words) => {
    expect(await about(endsAt)).toBe(words);
  });
});

describe("the set itself", () => {
  it("holds as stated", async () => {
    expect(await attestorsTerms(target())).toBe(`2 of ${ADA}, ${BO}`);
  });

  it("tells of a change that is announced, and of a freeze", async () => {
    const answers = { ...sound.answers, pending: [[OWNER], 1n, 1_800_172_800] as [Address[], bigint, number], frozenUntil: 1_800_003_600n };
    expect(await attestorsTerms(target({ answers }))).toBe(
      `2 of ${ADA}, ${BO}; from 17 Jan 2027, 08:00 UTC on it can be 1 of ${OWNER}; claims by identity are frozen until 15 Jan 2027, 09:00 UTC`,
    );
  });

  it("says nothing of a freeze that has passed", async () => {
    expect(await attestorsTerms(target({ answers: { ...sound.answers, frozenUntil: 1_800_000_000n } }))).toBe(`2 of ${ADA}, ${BO}`);
  });

  const said = (change: Partial<World["answers"]>) => ({ answers: { ...sound.answers, ...change } });
  const wrong: [string, Partial<World>, RegExp][] = [
    ["another owner", said({ owner: BO }), /^0x[bB]{40} may change them; by the rules it is 0x1{40}$/],
    ["another guardian", said({ guardian: zeroAddress }), /^the guardian is 0x0{40}, by the rules 0x2{40}$/],
    ["another delay", said({ delay: 604_800 }), /^a change of attestors waits 604800 seconds, by the rules 172800$/],
    ["others from the beginning", said({ attestors: [OWNER], threshold: 1n }), /^it was made with 1 of 0x1{40}; by the rules it is 2 of 0xaA/],
    ["another threshold", said({ threshold: 1n }), /^it was made with 1 of 0xaA/],
    ["none in the manifest", { identity: undefined }, /^the manifest names no attestors$/],
    ["none in the note", { noted: undefined }, /^the deployment notes no attestors$/],
  ];
  it.each(wrong)("is refused: %s", async (_, change, words) => {
    await expect(attestorsTerms(target(change))).rejects.toThrow(words);
  });

  /** Bo alone took over in block 2000, proposed in block 100. */
  const rotated = (logs: World["logs"], change: Partial<World["answers"]> = {}): Partial<World> => ({ ...said({ attestors: [BO], threshold: 1n, generation: 2n, ...change }), logs });
  const made = installedAt(4n, 1n, [ADA, BO], 2n);
  const history = [made, proposed(100n, [BO], 1n), installedAt(2_000n, 2n, [BO], 1n)];

  it("tells who took over, since when and how long it was announced", async () => {
    const words = `1 of ${BO}; changed once, last in block 2000 (17 Nov 2023, 05:46 UTC), announced 2 days before; the rules name 2 of ${ADA}, ${BO}, who were the first`;
    expect(await attestorsTerms(target(rotated(history)))).toBe(words);
    const twice = [...history, proposed(2_001n, [OWNER], 1n), cancelled(2_002n), proposed(2_003n, [ADA, BO], 2n), installedAt(4_000n, 3n, [ADA, BO], 2n)];
    expect(await attestorsTerms(target(rotated(twice, { attestors: [ADA, BO], threshold: 2n, generation: 3n })))).toMatch(/^2 of 0xaA.*; changed 2 times, last in block 4000 /);
  });

  const hidden: [string, Said[], RegExp][] = [
    ["others were the first", [installedAt(4n, 1n, [ADA], 1n), ...history.slice(1)], /^it was made with 1 of 0xaA.*; by the rules it is 2 of/],
    ["nothing was announced", [made, installedAt(2_000n, 2n, [BO], 1n)], /took over in block 2000 without having been announced$/],
    ["what was announced was cancelled", [made, proposed(100n, [BO], 1n), cancelled(101n), installedAt(2_000n, 2n, [BO], 1n)], /without having been announced$/],
    ["others were announced", [made, proposed(100n, [ADA], 1n), installedAt(2_000n, 2n, [BO], 1n)], /without having been announced$/],
    ["it came before its time", [made, proposed(100n, [BO], 1n, BigInt(timeOf(2_000n) + 1)), installedAt(2_000n, 2n, [BO], 1n)], /without having been announced$/],
    ["it was announced before the airdrop was made", [installedAt(2n, 1n, [ADA, BO], 2n), proposed(3n, [BO], 1n), installedAt(2_000n, 2n, [BO], 1n)], /took over in block 2000, announced before the airdrop was made/],
    ["an endpoint leaves out the first", history.slice(1), /^the endpoint leaves out the attestors number 1$/],
    ["an endpoint tells nothing", [], /^the endpoint tells of no attestors/],
    ["the last change was to others", [made, proposed(100n, [ADA], 1n), installedAt(2_000n, 2n, [ADA], 1n)], /^it is 1 of 0xbB.*, and its last change was to 1 of 0xaA/],
    ["it was before the airdrop was made", [installedAt(2n, 1n, [ADA, BO], 2n), proposed(3n, [BO], 1n, 0n), installedAt(5n, 2n, [BO], 1n)], /^when the airdrop was made it was 1 of 0xbB.* already; by the rules it is 2 of/],
  ];
  it.each(hidden)("is refused when %s", async (_, logs, words) => {
    await expect(attestorsTerms(target(rotated(logs)))).rejects.toThrow(words);
  });

  it("is refused when others were announced before the airdrop was made", async () => {
    const early = [[OWNER], 1n, timeOf(5n) + 172_800 - 1] as [Address[], bigint, number];
    await expect(attestorsTerms(target(said({ pending: early })))).rejects.toThrow(/^1 of 0x1{40} were announced before the airdrop was made/);
  });

  it("is refused when an endpoint leaves out the last change", async () => {
    await expect(attestorsTerms(target(rotated(history, { generation: 4n })))).rejects.toThrow("the endpoint leaves out the attestors number 4");
  });

  it("is not judged where the endpoint does not search for how they changed", async () => {
    await expect(attestorsTerms(target(rotated(new Error("range too large"))))).rejects.toThrow(NotChecked);
  });

  it("runs the committed code, wherever no immutable stands", async () => {
    expect(await attestorsCode(target())).toMatch(/^\d+ bytes of `AttestorSet`$/);
    await expect(attestorsCode(target({ setCode: "0x" }))).rejects.toThrow("there is no code");
    await expect(attestorsCode(target({ setCode: `${sound.setCode.slice(0, 12)}ff${sound.setCode.slice(14)}` as Hex }))).rejects.toThrow("byte 5 differs from `AttestorSet`");
  });

  it("stands where its terms put it, the attestors in ascending order", () => {
    const arguments_ = encodeAbiParameters([{ type: "address" }, { type: "address" }, { type: "uint40" }, { type: "address[]" }, { type: "uint64" }], [OWNER, GUARDIAN, 172_800, [ADA, BO], 2n]);
    expect(SET).toBe(getContractAddress({ opcode: "CREATE2", from: PROXY, salt: zeroHash, bytecodeHash: keccak256(concat([attestorSetCreation, arguments_])) }));
  });
});

describe("the terms in the rules", () => {
  it("are the manifest's, in any order of attestors", () => {
    expect(inWords(ofManifest({ ...identity, attestors: [BO, ADA] }))).not.toBe(inWords(terms));
    expect(inWords(readIdentity({ attestors: [BO.toLowerCase(), ADA], threshold: 2, guardian: GUARDIAN, delay: "2 days" }))).toBe(inWords(terms));
    expect(readIdentity({ attestors: [ADA] })).toEqual({ attestors: [ADA], threshold: 1, guardian: null, delay: 172_800 });
    expect(readIdentity({ attestors: [ADA], delay: "7 days" }).delay).toBe(604_800);
  });

  it.each(["1 days", "8 days", "2", "48 hours"])("cannot wait %j", (delay) => {
    expect(() => readIdentity({ attestors: [ADA], delay })).toThrow("it can be `2 days` to `7 days`");
  });
});
