import { describe, expect, it } from "vitest";

import { claimState, headingOf, isBad, stepOf, STEPS, type ClaimFacts, type ClaimState } from "../src/claim/claimState";
import type { Sending } from "../src/wallet/walletState";

const ME = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const TX = `0x${"ab".repeat(32)}` as const;

const open: NonNullable<ClaimFacts["campaign"]> = { state: "open", chainId: 31337, start: "2026-01-01T00:00:00Z", end: "2027-01-01T00:00:00Z" };
const ready: ClaimFacts = {
  campaign: open,
  person: { address: ME, index: 0, amount: 5n },
  claimed: null,
  proofHolds: true,
  failure: null,
  wallets: 1,
  connecting: null,
  connected: { address: ME, chainId: 31337, hasShare: undefined },
  sendForAnother: false,
  sending: { step: "idle" },
};
const campaign = (state: typeof open.state) => ({ campaign: { ...open, state } });

const stranger = { address: OTHER, chainId: 31337, hasShare: false } as const;

// Each case differs from `ready` in what it names.
const cases: [string, Partial<ClaimFacts>, ClaimState, number][] = [
  ["everything is ready", {}, { kind: "review", forAnother: false }, 2],
  ["the same account in small letters", { connected: { address: ME.toLowerCase() as `0x${string}`, chainId: 31337, hasShare: undefined } }, { kind: "review", forAnother: false }, 2],
  ["another account is connected", { connected: stranger }, { kind: "not_eligible", connected: OTHER, hasShare: false }, 1],
  ["whether it has a share is still asked", { connected: { ...stranger, hasShare: undefined } }, { kind: "not_eligible", connected: OTHER, hasShare: false }, 1],
  ["another account with a share of its own", { connected: { ...stranger, hasShare: true } }, { kind: "not_eligible", connected: OTHER, hasShare: true }, 1],
  ["another account on another chain", { connected: { ...stranger, chainId: 1 } }, { kind: "not_eligible", connected: OTHER, hasShare: false }, 1],
  ["another account that wants to send it", { connected: stranger, sendForAnother: true }, { kind: "review", forAnother: true }, 2],
  ["nothing is known yet", { campaign: null }, { kind: "loading" }, 0],
  ["the server fails", { campaign: null, failure: "no answer" }, { kind: "unreachable", message: "no answer" }, 0],
  ["the endpoint fails", { failure: "no answer" }, { kind: "unreachable", message: "no answer" }, 0],
  ["the chain does not answer", campaign("unknown"), { kind: "unreachable", message: "This server cannot reach the chain at the moment." }, 0],
  ["not deployed", campaign("not_deployed"), { kind: "not_deployed" }, 0],
  ["an amount of nothing", { person: { ...ready.person, amount: 0n } }, { kind: "nothing_due" }, 0],
  ["no wallet linked", { person: { ...ready.person, address: null } }, { kind: "no_linked_wallet" }, 0],
  ["no leaf", { person: { ...ready.person, index: null } }, { kind: "no_linked_wallet" }, 0],
  ["claimed before", { claimed: { tx: TX, recipient: ME } }, { kind: "already_claimed", tx: TX, recipient: ME }, 4],
  ["claimed and ended", { ...campaign("ended"), claimed: { tx: null, recipient: null } }, { kind: "already_claimed", tx: null, recipient: null }, 4],
  ["the proof is still checked", { proofHolds: undefined }, { kind: "loading" }, 0],
  ["the proof is wrong", { proofHolds: false }, { kind: "proof_bad" }, 0],
  ["not open yet", campaign("not_started"), { kind: "not_open", opens: "2026-01-01T00:00:00Z" }, 0],
  ["ended", campaign("ended"), { kind: "ended", ended: "2027-01-01T00:00:00Z" }, 0],
  ["not funded", campaign("not_funded"), { kind: "not_funded" }, 0],
  ["no wallet in the browser", { connected: null, wallets: 0 }, { kind: "no_wallet" }, 1],
  ["a wallet to choose", { connected: null }, { kind: "choose_wallet" }, 1],
  ["the wallet asks", { connected: null, connecting: "River" }, { kind: "connecting", wallet: "River" }, 1],
  ["another chain", { connected: { address: ME, chainId: 1, hasShare: undefined } }, { kind: "wrong_chain", current: 1 }, 1],
];
const sendings: [Sending, ClaimState, number][] = [
  [{ step: "signing" }, { kind: "confirm_in_wallet" }, 2],
  [{ step: "rejected" }, { kind: "rejected" }, 2],
  [{ step: "would_fail", reason: "Ended" }, { kind: "would_fail", reason: "Ended" }, 2],
  [{ step: "sent", hash: TX, slow: false }, { kind: "sent", hash: TX, slow: false }, 3],
  [{ step: "sent", hash: TX, slow: true }, { kind: "sent", hash: TX, slow: true }, 3],
  [{ step: "cancelled", hash: TX }, { kind: "cancelled", hash: TX }, 3],
  [{ step: "replaced", hash: TX }, { kind: "replaced", hash: TX }, 3],
  [{ step: "reverted", hash: TX, reason: "why" }, { kind: "reverted", hash: TX, reason: "why" }, 3],
  [{ step: "mined", hash: TX, repriced: true }, { kind: "done", hash: TX, repriced: true }, 4],
];

describe("the state of a claim", () => {
  it.each(cases)("%s", (_, facts, state, step) => {
    expect(claimState({ ...ready, ...facts })).toEqual(state);
    expect(stepOf(state)).toBe(step);
  });

  it.each(sendings)("%o goes before what the server says", (sending, state, step) => {
    const facts = { ...ready, sending, claimed: { tx: TX, recipient: ME } } satisfies ClaimFacts;
    expect(claimState(facts)).toEqual(state);
    expect(stepOf(state)).toBe(step);
  });

  const all = [...cases, ...sendings].map((one) => one.at(-2) as ClaimState);
  it("has a heading of its own for every state", () => {
    const headings = new Map(all.map((state) => [state.kind === "sent" ? `sent ${state.slow}` : state.kind, headingOf(state, "Local chain")]));
    expect(new Set(headings.values()).size).toBe(headings.size);
  });

  it("calls bad only what the visitor did not choose", () => {
    expect([...new Set(all.filter(isBad).map(({ kind }) => kind))].sort()).toEqual(["not_funded", "proof_bad", "reverted", "unreachable", "would_fail"]);
  });

  it("ends with the last step", () => {
    expect(Math.max(...all.map(stepOf))).toBe(STEPS.length - 1);
  });
});
