import { describe, expect, it } from "vitest";

import { applyHeading, applyState, type ApplyFacts, type ApplyState } from "../../src/rounds/apply/applyState";
import { descriptionOf, EMPTY, fundingFile, metadataHash, readDraft, repositoriesOf, wrongIn, type Draft } from "../../src/rounds/apply/draft";
import { reviewHeading, reviewState, type ReviewFacts, type ReviewState } from "../../src/rounds/review/reviewState";
import { ADA, BEN, NOW, ROUND, round, TX } from "./fixtures";

const filled: Draft = { name: "Trees", summary: "Small models", description: "", url: "", payout: BEN, repositories: "https://github.com/ada-example/trees.git\nada-example/leaves, Ada-Example/trees" };
const proof = { id: 10, full_name: "ada-example/trees", kind: "model", proved: true, why: "" };
const { windows } = round;

const ready: ApplyFacts = {
  now: Date.parse(windows.applications_start) + 1,
  round: { chainId: 31_337, isOver: false, isCancelled: false, start: windows.applications_start, end: windows.applications_end, reviewEnd: windows.review_end },
  applicant: null, wrong: {}, proofs: { status: "checked", found: [proof] }, publishing: { status: "idle" },
  wallets: 1, connecting: null, connected: { address: ADA, chainId: 31_337 }, sending: { step: "idle" },
};
const applying: [string, Partial<ApplyFacts>, ApplyState][] = [
  ["everything is ready", {}, { kind: "review" }],
  ["applications open later", { now: Date.parse(windows.applications_start) - 1 }, { kind: "not_open", opens: windows.applications_start }],
  ["the window has closed", { now: Date.parse(windows.applications_end) }, { kind: "over", ended: windows.applications_end, isCancelled: false }],
  ["the window has closed for new ones alone", { now: Date.parse(windows.applications_end), applicant: ADA }, { kind: "review" }],
  ["the reviews have ended", { now: Date.parse(windows.review_end), applicant: ADA }, { kind: "over", ended: windows.review_end, isCancelled: false }],
  ["the round was called off", { round: { ...ready.round, isOver: true, isCancelled: true } }, { kind: "over", ended: windows.applications_end, isCancelled: true }],
  ["a field is wrong", { wrong: { name: "?" } }, { kind: "fill", wrong: { name: "?" } }],
  ["GitHub was not asked", { proofs: null }, { kind: "unchecked" }],
  ["GitHub is asked", { proofs: { status: "checking" } }, { kind: "checking" }],
  ["GitHub does not answer", { proofs: { status: "failed", message: "no answer" } }, { kind: "check_failed", message: "no answer" }],
  ["the file is missing in one", { proofs: { status: "checked", found: [proof, { ...proof, id: 11, proved: false }] } }, { kind: "unproved", which: [{ ...proof, id: 11, proved: false }] }],
  ["a wallet is to be chosen", { connected: null }, { kind: "choose_wallet" }],
  ["another chain", { connected: { address: ADA, chainId: 1 } }, { kind: "wrong_chain", current: 1 }],
  ["another account applied", { applicant: BEN }, { kind: "not_applicant", applicant: BEN }],
  ["the description is published", { publishing: { status: "pending" } }, { kind: "publishing" }],
  ["the description is refused", { publishing: { status: "refused", message: "too long" } }, { kind: "refused", message: "too long" }],
  ["the wallet asks", { sending: { step: "signing" } }, { kind: "confirm_in_wallet" }],
  ["it stands on the chain", { sending: { step: "mined", hash: TX, repriced: false } }, { kind: "done", hash: TX, repriced: false }],
];

describe("applying", () => {
  it.each(applying)("%s", (_, part, state) => {
    expect(applyState({ ...ready, ...part })).toEqual(state);
    expect(applyHeading(state, "Local chain", false)).not.toBe("");
  });
  it("names each repository once", () => expect(repositoriesOf(filled.repositories)).toEqual(["Ada-Example/trees", "ada-example/leaves"]));
  it.each<[string, Partial<Draft>, string[]]>([
    ["everything is there", {}, []],
    ["nothing is there", EMPTY, ["name", "summary", "payout", "repositories"]],
    ["the page is no page", { url: "javascript:alert(1)" }, ["url"]],
    ["the payout has a slip in its capitals", { payout: BEN.replace("C44C", "c44C") }, ["payout"]],
    ["the payout is nobody", { payout: "0x0000000000000000000000000000000000000000" }, ["payout"]],
    ["the payout is the round", { payout: ROUND.toLowerCase() }, ["payout"]],
    ["a repository is no repository", { repositories: "ada-example/trees ../.." }, ["repositories"]],
    ["there are too many repositories", { repositories: Array.from({ length: 33 }, (_, n) => `ada-example/r${n}`).join("\n") }, ["repositories"]],
    ["the sentence is too long", { summary: "🌲".repeat(301) }, ["summary"]],
    ["the sentence is as long as it may be", { summary: "🌲".repeat(300) }, []],
  ])("is refused at once where it has to be: %s", (_, part, fields) => expect(Object.keys(wrongIn({ ...filled, ...part }, ROUND))).toEqual(fields));
  it("hashes the bytes that are published", () => {
    const description = descriptionOf({ ...filled, description: " Zwei\nZeilen ☂ " }, ["ada-example/trees"]);
    // printf '{"description":"Zwei\\nZeilen ☂","name":"Trees","repositories":["ada-example/trees"],"summary":"Small models","url":null}' | sha256sum
    expect(metadataHash(description)).toBe("0x23f4e4a9a53c840d02beff830c58b90732b96853d70f700085531c18ed585222");
  });
  it("shows the file that speaks for the project", () => expect(JSON.parse(fundingFile(ROUND, BEN))).toEqual({ tributary: { [ROUND]: { payout: BEN } } }));
  it("takes nothing from a storage but texts", () => {
    expect(readDraft(JSON.stringify({ ...filled, name: 7 }))).toEqual({ ...filled, name: "" });
    expect([readDraft(null), readDraft("{")]).toEqual([null, null]);
  });
});

const reading: ReviewFacts = {
  now: NOW, round: { chainId: 31_337, isOver: false, reviewEnd: windows.review_end, reviewers: [ADA] },
  read: 2, current: 2, reviews: [], reason: "It builds.", publishing: { status: "idle" },
  wallets: 1, connecting: null, connected: { address: ADA, chainId: 31_337 }, sending: { step: "idle" },
};
const reviewing: [string, Partial<ReviewFacts>, ReviewState][] = [
  ["everything is ready", {}, { kind: "ready", said: null, needsReason: false }],
  ["no reason is given", { reason: " " }, { kind: "ready", said: null, needsReason: true }],
  ["the reason is too long", { reason: "x".repeat(1_001) }, { kind: "ready", said: null, needsReason: true }],
  ["something was said before", { reviews: [{ reviewer: ADA.toLowerCase(), verdict: "rejected" }] }, { kind: "ready", said: "rejected", needsReason: false }],
  ["the reviews have ended", { now: Date.parse(windows.review_end) }, { kind: "over", ended: windows.review_end }],
  ["it was edited since it was read", { current: 3 }, { kind: "stale", read: 2, current: 3 }],
  ["it was edited, and nobody is connected", { current: 3, connected: null }, { kind: "stale", read: 2, current: 3 }],
  ["the account is no reviewer", { connected: { address: BEN, chainId: 31_337 } }, { kind: "not_reviewer" }],
  ["a wallet is to be chosen", { connected: null }, { kind: "choose_wallet" }],
  ["the reason is published", { publishing: { status: "pending" } }, { kind: "publishing" }],
  ["the reason is refused", { publishing: { status: "refused", message: "too long" } }, { kind: "refused", message: "too long" }],
  ["the contract says it is stale", { sending: { step: "would_fail", reason: "edited" } }, { kind: "would_fail", reason: "edited" }],
  ["it stands on the chain", { sending: { step: "mined", hash: TX, repriced: false } }, { kind: "done", hash: TX, repriced: false }],
];
describe("reviewing", () => {
  it.each(reviewing)("%s", (_, part, state) => {
    expect(reviewState({ ...reading, ...part })).toEqual(state);
    expect(reviewHeading(state, "Local chain")).not.toBe("");
  });
});
