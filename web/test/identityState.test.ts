// @vitest-environment node
// Which state follows from which facts; and what is read, signed and pasted on the way.
import { readFileSync } from "node:fs";
import { hashTypedData, type Address, type Hex } from "viem";
import { describe, expect, it } from "vitest";

import type { Binding, Challenge, Relay } from "../src/api/claims";
import { CLAIM_TYPES, domainOf, identityCall, packed } from "../src/claim/signing";
import type { Sending } from "../src/wallet/walletState";
import { headingOf, identityState, isBad, stepOf, STEPS, type IdentityFacts, type IdentityState } from "../src/identity/identityState";
import { readKept } from "../src/identity/memory";
import { commandsOf, fileOf, fits, gistIn, pageOf, signatureIn } from "../src/identity/message";

const ME = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const AIRDROP = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const TX: Hex = `0x${"ab".repeat(32)}`;
const NONCE = "0123456789abcdef0123456789abcdef";

const message = [
  "tributary.example wants you to sign in with your Ethereum account:", ME, "",
  "Pay the tokens of the GitHub account github:101 in this airdrop to this wallet.", "",
  "URI: https://tributary.example/a/river", "Version: 1", "Chain ID: 31337", `Nonce: ${NONCE}`,
  "Issued At: 2026-06-01T10:00:00Z", "Expiration Time: 2026-06-01T10:15:00Z", "Resources:",
  "- urn:github:user:101", `- eip155:31337:${AIRDROP}`,
].join("\n");
const challenge: Challenge = {
  id: "c1", identity: "github:101", login: "ada-example", recipient: ME, message, nonce: NONCE, expires_at: "2026-06-01T10:15:00Z",
  methods: ["oauth", "ssh", "gist", "device"], attestors: { address: OTHER, threshold: 1 }, state: "waiting", failure: null,
};
const binding: Binding = {
  identity: "github:101", login: "ada-example", recipient: ME, method: "ssh", proved_at: "2026-06-01T10:05:00Z", effective_at: "2026-06-01T10:05:00Z",
  state: "active", attestation: { identity: TX, recipient: ME, valid_after: 1, valid_before: 2 }, endorsements: [], threshold: 1, ready: true, missing: null, pending: null,
};
const relay: Relay = { id: "r1", index: 4, recipient: ME, amount: "5", state: "queued", tx_hash: null, failure: null };
const TEN = Date.parse("2026-06-01T10:00:00Z") / 1000;

const open: NonNullable<IdentityFacts["campaign"]> = { state: "open", chainId: 31337, start: "2026-01-01T00:00:00Z", end: "2027-01-01T00:00:00Z" };
const bound: IdentityFacts = {
  campaign: open, claimed: null, proofHolds: true, failure: null, binding, challenge: null, messageFits: true,
  naming: false, frozenUntil: 0, now: TEN, relay: null, sending: { step: "idle" },
};
const campaign = (state: typeof open.state) => ({ campaign: { ...open, state } });
const paid = { tx: TX, recipient: OTHER } as const;
const none = { binding: null };

// Each case differs from `bound` in what it names.
const cases: [string, Partial<IdentityFacts>, IdentityState, number][] = [
  ["nobody proved anything", none, { kind: "name_wallet", change: false }, 0],
  ["another wallet is to be named", { naming: true }, { kind: "name_wallet", change: true }, 0],
  ["a proof is under way", { ...none, challenge }, { kind: "prove", challenge }, 1],
  ["one that was just begun says no state", { ...none, challenge: { ...challenge, state: undefined } as unknown as Challenge }, { kind: "prove", challenge: { ...challenge, state: undefined } as unknown as Challenge }, 1],
  ["a proof for another wallet is under way", { challenge }, { kind: "prove", challenge }, 1],
  ["the clock says that it is over", { ...none, challenge, now: TEN + 900 }, { kind: "expired", challenge }, 1],
  ["the server says that it is over", { ...none, challenge: { ...challenge, state: "expired" } }, { kind: "expired", challenge: { ...challenge, state: "expired" } }, 1],
  ["another account signed in at GitHub", { ...none, challenge: { ...challenge, state: "failed", failure: "GitHub says that you are bo." } }, { kind: "proof_failed", challenge: { ...challenge, state: "failed", failure: "GitHub says that you are bo." }, reason: "GitHub says that you are bo." }, 1],
  ["the message says something else", { ...none, challenge, messageFits: false }, { kind: "message_bad" }, 1],
  ["proved, and the wallet counts", { challenge: { ...challenge, state: "proved" } }, { kind: "claim", binding }, 2],
  ["everything is ready", {}, { kind: "claim", binding }, 2],
  ["one of two confirmed it", { binding: { ...binding, ready: false, threshold: 2 } }, { kind: "few_endorsements", binding: { ...binding, ready: false, threshold: 2 } }, 2],
  ["named before the window", campaign("not_started"), { kind: "not_open", opens: open.start, binding }, 2],
  ["nothing named before the window", { ...campaign("not_started"), ...none }, { kind: "name_wallet", change: false }, 0],
  ["frozen", { frozenUntil: TEN + 1 }, { kind: "frozen", until: TEN + 1, binding }, 2],
  ["no longer frozen", { frozenUntil: TEN }, { kind: "claim", binding }, 2],
  ["the sponsor has it", { relay }, { kind: "relayed", hash: null }, 3],
  ["the sponsor sent it", { relay: { ...relay, state: "sent", tx_hash: TX } }, { kind: "relayed", hash: TX }, 3],
  ["the sponsor failed", { relay: { ...relay, state: "failed", failure: "why" } }, { kind: "relay_failed", hash: null, reason: "why" }, 3],
  ["the sponsor's claim is in a block", { relay: { ...relay, state: "mined", tx_hash: TX }, claimed: paid }, { kind: "done", hash: TX, recipient: ME, repriced: false }, 4],
  ["in a block that the sponsor does not believe yet", { relay: { ...relay, state: "sent", tx_hash: TX }, claimed: { tx: TX, recipient: ME } }, { kind: "done", hash: TX, recipient: ME, repriced: false }, 4],
  ["in a block, but by another transaction", { relay: { ...relay, state: "mined", tx_hash: TX, failure: "another transaction paid it" }, claimed: paid }, { kind: "already_claimed", ...paid }, 4],
  ["paid while the sponsor still tried", { relay, claimed: paid }, { kind: "already_claimed", ...paid }, 4],
  ["claimed by somebody", { claimed: paid }, { kind: "already_claimed", ...paid }, 4],
  ["claimed and ended", { ...campaign("ended"), claimed: paid }, { kind: "already_claimed", ...paid }, 4],
  ["ended", campaign("ended"), { kind: "ended", ended: open.end }, 0],
  ["not deployed", campaign("not_deployed"), { kind: "not_deployed" }, 0],
  ["not funded", campaign("not_funded"), { kind: "not_funded" }, 0],
  ["the chain does not answer", campaign("unknown"), { kind: "unreachable", message: "This server cannot reach the chain at the moment." }, 0],
  ["the server does not answer", { failure: "no answer" }, { kind: "unreachable", message: "no answer" }, 0],
  ["the proof is wrong", { proofHolds: false }, { kind: "proof_bad" }, 0],
  ["the proof is still checked", { proofHolds: undefined }, { kind: "loading" }, 0],
  ["the wallet is still asked for", { binding: undefined }, { kind: "loading" }, 0],
  ["the proof of before is still asked for", { challenge: undefined }, { kind: "loading" }, 0],
  ["the sponsor is still asked", { relay: undefined }, { kind: "loading" }, 0],
];
const sendings: [Sending, IdentityState, number][] = [
  [{ step: "signing" }, { kind: "confirm_in_wallet" }, 2],
  [{ step: "rejected" }, { kind: "rejected" }, 2],
  [{ step: "would_fail", reason: "why" }, { kind: "would_fail", reason: "why" }, 2],
  [{ step: "sent", hash: TX, slow: true }, { kind: "sent", hash: TX, slow: true }, 3],
  [{ step: "reverted", hash: TX, reason: "why" }, { kind: "reverted", hash: TX, reason: "why" }, 3],
  [{ step: "mined", hash: TX, repriced: true }, { kind: "done", hash: TX, recipient: OTHER, repriced: true }, 4],
];

describe("the state of a claim by GitHub account", () => {
  it.each(cases)("%s", (_, facts, state, step) => {
    expect(identityState({ ...bound, ...facts })).toEqual(state);
    expect(stepOf(state)).toBe(step);
    expect(step).toBeLessThan(STEPS.length);
  });

  it.each(sendings)("%o goes before what the server says", (sending, state, step) => {
    expect(identityState({ ...bound, sending, claimed: paid, relay: { ...relay, state: "failed" } })).toEqual(state);
    expect(stepOf(state)).toBe(step);
  });

  it("has a heading of its own for every state, and is red only where something is wrong", () => {
    const all = new Map([...cases, ...sendings].map((one) => one.at(-2) as IdentityState).map((state) => [state.kind, state]));
    const headings = [...all.values()].map((state) => headingOf(state, "River chain"));
    expect(new Set(headings).size).toBe(all.size);
    expect([...all.values()].filter(isBad).map(({ kind }) => kind).sort()).toEqual(["message_bad", "not_funded", "proof_bad", "proof_failed", "relay_failed", "reverted", "unreachable", "would_fail"]);
  });
});

describe("the message", () => {
  const expected = { identity: "github:101", recipient: ME as Address, chainId: 31337, airdrop: AIRDROP as Address };
  it("fits what the page shows", () => expect(fits(challenge, expected)).toBe(true));

  it.each<[string, string]>([
    ["another wallet", message.replace(ME, OTHER)],
    ["another account", message.replaceAll("101", "202")],
    ["another account in the small print alone", message.replace("user:101", "user:202")],
    ["another chain", message.replaceAll("31337", "1")],
    ["another airdrop", message.replace(AIRDROP, OTHER)],
    ["another number", message.replace(NONCE, "f".repeat(32))],
    ["one more resource", `${message}\n- urn:x`],
    ["one more line", message.replace("Version: 1", "Version: 1\nVersion: 2")],
    ["a line break at the end", `${message}\n`],
  ])("does not with %s", (_, other) => {
    expect(fits({ message: other, nonce: NONCE }, expected)).toBe(false);
  });

  it("is written to a file without a line break and signed, also where it holds a quote", () => {
    expect(fileOf(challenge)).toBe("tributary-01234567.txt");
    expect(fileOf({ nonce: "../../x" })).toBe("tributary-message.txt");
    expect(commandsOf({ message: "it's\nso", nonce: NONCE }, "~/.ssh/id_ed25519")).toBe(
      "printf '%s' 'it'\\''s\nso' > tributary-01234567.txt\nssh-keygen -Y sign -n tributary -f ~/.ssh/id_ed25519 tributary-01234567.txt\ncat tributary-01234567.txt.sig",
    );
  });
});

describe("what is pasted", () => {
  const signature = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----";
  it("is a signature, whatever stands around it", () => {
    expect(signatureIn(`$ cat x.sig\r\n${signature}\n$ `)).toEqual({ signature: `${signature}\n` });
  });
  it.each([
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", /^This is a private key\. It was not sent/],
    ["ssh-ed25519 AAAAC3Nz ada@example", /^This is a public key/],
    ["hello", /^Paste everything from/],
    ["-----BEGIN SSH SIGNATURE-----\nU1NI", /^Paste everything from/],
  ])("is none: %j", (pasted, words) => {
    expect(signatureIn(pasted)).toEqual({ wrong: expect.stringMatching(words) as string });
  });

  it("is a gist's address or id", () => {
    const id = "aa5a315d61ae9438b18d";
    expect([id, ` https://gist.github.com/ada/${id} `, `https://gist.github.com/${id}#file-x`].map(gistIn)).toEqual([id, `https://gist.github.com/ada/${id}`, `https://gist.github.com/${id}#file-x`]);
    expect(["", "x", "https://example.org/aa5a315d61ae9438b18d", "javascript:alert(1)", "https://gist.github.com.example.org/aa5a315d61ae9438b18d"].map(gistIn)).toEqual([null, null, null, null, null]);
  });
});

describe("the way to GitHub", () => {
  it("leads to a page and nowhere else", () => {
    expect(pageOf("https://github.com/login/oauth/authorize?x=1")).toBe("https://github.com/login/oauth/authorize?x=1");
    expect(pageOf("http://127.0.0.1:9/login")).toBe("http://127.0.0.1:9/login");
    for (const url of ["javascript:alert(1)", "data:text/html,x", "http://example.org/", "//x", "x"]) expect(pageOf(url)).toBeNull();
  });
});

describe("what is kept", () => {
  it("is read as it was written, and nothing else is", () => {
    expect(readKept('{"challenge":"c1","relay":"r-1"}')).toEqual({ challenge: "c1", relay: "r-1", signed: null });
    expect(readKept('{"signed":{"nonce":"7","until":1800000000}}').signed).toEqual({ nonce: "7", until: 1_800_000_000 });
    for (const text of [null, "", "{", "[]", "7", '{"challenge":"../x","relay":7}', '{"signed":{"nonce":"x","until":1}}', '{"signed":{"nonce":"7","until":"1"}}']) expect(readKept(text)).toEqual({ challenge: null, relay: null, signed: null });
  });
});

interface Vectors {
  claim: { message: Record<string, string>; digest: Hex };
  attestation: { message: { identity: Hex; recipient: Address; validAfter: string; validBefore: string }; signer: Address; signature: Hex; endorsements: Hex };
}
const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/claims.json", import.meta.url), "utf8")) as Vectors;

describe("what is signed and sent", () => {
  it("is the message that the contract knows", () => {
    const { account, to, ...numbers } = vectors.claim.message;
    const words = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
    expect(hashTypedData({ domain: domainOf(31337, AIRDROP), types: CLAIM_TYPES, primaryType: "Claim", message: { account, to, ...words } })).toBe(vectors.claim.digest);
  });

  it("hands on what attestors signed, in ascending order", () => {
    const { signer, signature, endorsements, message: { identity, recipient, validAfter, validBefore } } = vectors.attestation;
    expect(packed([{ attestor: signer, signature }])).toBe(endorsements);
    const low: Address = `0x${"01".repeat(20)}`;
    expect(packed([{ attestor: signer, signature }, { attestor: low, signature: "0xabcd" }])).toBe(`0x${"01".repeat(20)}0002abcd${endorsements.slice(2)}`);
    const ready = { ...binding, attestation: { identity, recipient, valid_after: Number(validAfter), valid_before: Number(validBefore) }, endorsements: [{ attestor: signer, signature }] };
    expect(identityCall(AIRDROP, 1, 2500n, [TX], ready)?.args).toEqual([1n, 2500n, [TX], { identity, recipient, validAfter: BigInt(validAfter), validBefore: BigInt(validBefore) }, endorsements]);
    expect(identityCall(AIRDROP, 1, 2500n, [TX], { ...ready, ready: false })).toBeNull();
    expect(identityCall(AIRDROP, 1, 2500n, [TX], { ...ready, attestation: null })).toBeNull();
  });
});
