import { describe, expect, it } from "vitest";
import { encodeAbiParameters, encodeEventTopics, type Address, type Log } from "viem";

import { fundingRoundAbi } from "../../src/abi/fundingRoundAbi";
import type { Sending } from "../../src/wallet/walletState";
import { checked, readCart, unitsOf, type Checked } from "../../src/rounds/give/cart";
import { giveHeading, giveState, stepsFor, type GiveFacts, type GiveState, type Permission, type Target } from "../../src/rounds/give/giveState";
import { outcomeOf } from "../../src/rounds/give/outcome";
import { permitOf } from "../../src/rounds/give/permit";
import { askedFor } from "../../src/rounds/give/Review";
import { estimateRequest } from "../../src/rounds/give/estimate";
import { ADA, BEN, COIN, DAI, ROUND, round, TX } from "./fixtures";

const line = (project: number, token: string, text: string): Checked => checked({ project, token: token as Address, text }, round.tokens);
const ONE = 10n ** 18n;
const permission = (part: Partial<Permission>): Permission => ({ token: DAI, balance: 100n * ONE, allowance: 0n, permits: true, viaZero: false, ...part });
const target = (project: number): Target => ({ project, isAccepted: true, payout: BEN });
const [first, second] = [target(1), target(2)];
const accepted = [first, second];

const ready: GiveFacts = {
  round: { chainId: 31_337, giving: "open", opens: "2026-01-01T00:00:00Z", ends: "2026-02-01T00:00:00Z", isCancelled: false },
  cart: [line(1, DAI, "5"), line(2, DAI, "2.5")],
  failure: null,
  chain: { permissions: [permission({})], targets: accepted },
  wallets: 1, connecting: null, connected: { address: ADA, chainId: 31_337 },
  sending: { step: "idle" }, sent: null,
};
const sign: GiveState = { kind: "review", steps: [{ kind: "sign", token: DAI, amount: 75n * ONE / 10n }, { kind: "give" }] };

// Each case differs from `ready` in what it names.
const cases: [string, Partial<GiveFacts>, GiveState][] = [
  ["everything is ready", {}, sign],
  ["gifts open later", { round: { ...ready.round, giving: "before" } }, { kind: "not_open", opens: ready.round.opens }],
  ["gifts are over", { round: { ...ready.round, giving: "after" } }, { kind: "over", ended: ready.round.ends, isCancelled: false }],
  ["the round was called off", { round: { ...ready.round, giving: "after", isCancelled: true } }, { kind: "over", ended: ready.round.ends, isCancelled: true }],
  ["nothing is in the cart", { cart: [] }, { kind: "empty" }],
  ["an amount is missing", { cart: [line(1, DAI, "5"), line(2, DAI, "")] }, { kind: "unfinished", count: 1 }],
  ["no wallet is in the browser", { connected: null, wallets: 0 }, { kind: "no_wallet" }],
  ["a wallet is to be chosen", { connected: null }, { kind: "choose_wallet" }],
  ["the wallet asks", { connecting: "River" }, { kind: "connecting", wallet: "River" }],
  ["another chain", { connected: { address: ADA, chainId: 1 } }, { kind: "wrong_chain", current: 1 }],
  ["the chain is asked", { chain: undefined }, { kind: "loading" }],
  ["the chain does not answer", { failure: "no answer" }, { kind: "unreachable", message: "no answer" }],
  ["a project was edited meanwhile", { chain: { permissions: [permission({})], targets: [{ ...first, isAccepted: false }, second] } }, { kind: "gone", projects: [1] }],
  ["the donor is a payee", { chain: { permissions: [permission({})], targets: [first, { ...second, payout: ADA.toLowerCase() as Address }] } }, { kind: "own", projects: [2] }],
  ["the account holds one unit too little", { chain: { permissions: [permission({ balance: 75n * ONE / 10n - 1n })], targets: accepted } }, { kind: "too_little", token: DAI, has: 75n * ONE / 10n - 1n, needs: 75n * ONE / 10n }],
  ["leave was given on the way", { sent: "approve", sending: { step: "mined", hash: TX, repriced: false } }, sign],
  ["the gifts arrived", { sent: "give", sending: { step: "mined", hash: TX, repriced: false } }, { kind: "done", hash: TX, repriced: false }],
];
const sendings: [Sending, GiveState][] = [
  [{ step: "signing_message" }, { kind: "sign_in_wallet" }],
  [{ step: "signing" }, { kind: "confirm_in_wallet" }],
  [{ step: "rejected" }, { kind: "rejected" }],
  [{ step: "would_fail", reason: "Ended" }, { kind: "would_fail", reason: "Ended" }],
  [{ step: "sent", hash: TX, slow: false }, { kind: "sent", hash: TX, slow: false }],
  [{ step: "cancelled", hash: TX }, { kind: "cancelled", hash: TX }],
  [{ step: "replaced", hash: TX }, { kind: "replaced", hash: TX }],
  [{ step: "reverted", hash: TX, reason: "NothingGiven" }, { kind: "reverted", hash: TX, reason: "NothingGiven" }],
];

describe("giving", () => {
  it.each(cases)("%s", (_, part, state) => expect(giveState({ ...ready, ...part })).toEqual(state));
  it.each(sendings)("tells what happened to the transaction: %o", (sending, state) => expect(giveState({ ...ready, sending })).toEqual(state));
  it("has its own heading for every state", () => {
    const headings = [...cases.map(([, , state]) => state), ...sendings.map(([, state]) => state)].map((state) => giveHeading(state, "Local chain"));
    expect(headings.filter((heading) => heading === "")).toEqual([]);
    expect(new Set(headings).size).toBe(new Set([...cases, ...sendings].map((one) => JSON.stringify(one.at(-1), (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)))).size);
  });
});

describe("what is signed and sent", () => {
  const cart = [{ line: { project: 1, token: DAI as Address, text: "5" }, amount: 5n }, { line: { project: 2, token: COIN as Address, text: "1" }, amount: 7n }];
  it("is a signature and the gifts where the token takes signatures", () => expect(stepsFor(cart, [permission({})])).toEqual([{ kind: "sign", token: DAI, amount: 5n }, { kind: "give" }]));
  it("is nothing but the gifts where enough was allowed before", () => expect(stepsFor(cart, [permission({ allowance: 5n })])).toEqual([{ kind: "give" }]));
  it("is leave for exactly the sum where it takes none", () => expect(stepsFor(cart, [permission({ permits: false, allowance: 4n })])).toEqual([{ kind: "approve", token: DAI, amount: 5n }, { kind: "give" }]));
  it("goes by way of zero where a token asks for it", () => expect(stepsFor(cart, [permission({ permits: false, allowance: 4n, viaZero: true })]).slice(0, 2)).toEqual([{ kind: "approve", token: DAI, amount: 0n }, { kind: "approve", token: DAI, amount: 5n }]));
  it("is said in words before it is asked", () => {
    expect(askedFor([{ kind: "give" }])).toBe("You are asked for one transaction that gives.");
    expect(askedFor([{ kind: "sign", token: DAI, amount: 1n }, { kind: "give" }])).toBe("You are asked for one signature that lets the round take exactly this much, once, then one transaction that gives.");
  });
  it("splits a signature as the contract takes it", () => {
    const permit = permitOf(DAI, 5n, 9n, `0x${"11".repeat(32)}${"22".repeat(32)}1c`);
    expect(permit).toEqual({ token: DAI, value: 5n, deadline: 9n, v: 28, r: `0x${"11".repeat(32)}`, s: `0x${"22".repeat(32)}` });
  });
});

describe("a cart", () => {
  it.each([["12.5", 6, 12_500_000n], [".5", 1, 5n], ["7", 0, 7n], ["0", 18, 0n], ["1.", 2, 100n]] as const)("reads %s with %i digits", (text, decimals, units) => expect(unitsOf(text, decimals)).toBe(units));
  it.each([["", 18], [".", 18], ["1.23", 1], ["-1", 18], ["1e3", 18], ["1,5", 18]] as const)("does not read %s with %i digits", (text, decimals) => expect(unitsOf(text, decimals)).toBeNull());
  it("says what is wrong with a line", () => {
    expect([line(1, DAI, ""), line(1, DAI, "x"), line(1, DAI, "0"), line(1, BEN, "1")].map(({ wrong }) => wrong)).toEqual(["How much?", expect.stringContaining("12.5") as string, "How much?", "The round does not take this token."]);
  });
  it("takes nothing from a storage but lines", () => {
    expect(readCart(JSON.stringify([{ project: 1, token: DAI, text: "5" }, { project: "1", token: DAI, text: "5" }, { project: 1, token: "0x12", text: "5" }, null]))).toEqual([{ project: 1, token: DAI, text: "5" }]);
    expect([readCart(null), readCart("{"), readCart("7")]).toEqual([[], [], []]);
  });
  it("asks for an estimate of the filled lines alone", () => {
    expect(estimateRequest([line(1, DAI, "5"), line(2, DAI, "")], ADA)).toEqual({ donor: ADA, gifts: [{ project: 1, token: DAI, amount: (5n * ONE).toString() }] });
    expect(estimateRequest([line(2, DAI, "")], ADA)).toBeNull();
  });
});

it("tells from the receipt what arrived and what stayed", () => {
  const log = (eventName: "Donated" | "GiftSkipped", project: bigint, last: number | Address, amount: bigint): Log => ({
    address: ROUND, topics: encodeEventTopics({ abi: fundingRoundAbi, eventName, args: { donor: ADA, project, token: DAI } }) as Log["topics"],
    data: eventName === "Donated" ? encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [last as Address, amount]) : encodeAbiParameters([{ type: "uint256" }, { type: "uint8" }], [amount, last as number]),
    blockHash: TX, blockNumber: 1n, blockTimestamp: 1n, logIndex: 0, removed: false, transactionHash: TX, transactionIndex: 0,
  });
  const logs = [log("Donated", 1n, BEN, 5n), log("GiftSkipped", 2n, 0, 7n), { ...log("Donated", 3n, BEN, 9n), address: BEN as Address }];
  expect(outcomeOf(logs, ROUND)).toEqual({ made: [{ project: 1, token: DAI, amount: 5n }], skipped: [{ project: 2, token: DAI, amount: 7n, reason: "not_accepted" }] });
});
