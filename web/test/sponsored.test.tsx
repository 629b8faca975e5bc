// A wallet's own share without a fee: one signature, for itself or for another address, and the sponsor sends it, or a friend;
// and what was signed taken back.
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { MemoryRouter } from "react-router";
import { decodeFunctionData, encodeFunctionData, encodeFunctionResult, toHex, type Abi, type Address, type Hex } from "viem";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WagmiProvider } from "wagmi";

import { merkleAirdropAbi } from "../src/abi/merkleAirdropAbi";
import type { Relay, Sponsor } from "../src/api/claims";
import type { CampaignDetail, PersonDetail } from "../src/api/client";
import { walletOf } from "../src/bundle/claimant";
import { leafHash } from "../src/bundle/merkle";
import { ClaimPanel } from "../src/claim/ClaimPanel";
import { OtherWays } from "../src/claim/OtherWays";
import { useClaim } from "../src/claim/useClaim";
import { configFor } from "../src/wagmi";
import { announce, type Provider } from "../src/wallet/testWallet";

const ME: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER: Address = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const AIRDROP: Address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const TOKEN: Address = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
const TX: Hex = `0x${"ab".repeat(32)}`;
const RPC = "http://127.0.0.1:8545";

const person = { identity: "github:101", login: "ada-example", address: ME, index: 0, amount: "5" } as unknown as PersonDetail;
const root = leafHash({ index: 0n, claimant: walletOf(ME), amount: 5n });
const campaign = {
  slug: "river", name: "River", maintainer: null, state: "open", root,
  claim: { start: "2026-01-01T00:00:00Z", end: "2099-01-01T00:00:00Z", ends_at: "2099-01-01T00:00:00Z", vesting: null, recurring: null },
  chain: { id: 31_337, name: "Local chain", rpc_url: RPC, explorer: null },
  also_on: [],
  token: { symbol: "RVR", decimals: 0, name: "River Token" },
  deployment: { airdrop: AIRDROP, token: TOKEN },
} as unknown as CampaignDetail;
const relayed: Relay = { id: "r1", index: 0, recipient: ME, amount: "5", state: "sent", tx_hash: TX, failure: null };

const ABI: Abi = merkleAirdropAbi;

let sponsor: Sponsor;
let relay: Relay;
let refusal: string | null;
let sent: { index: number; authorization: Record<string, unknown>; signature: Hex }[];
let signs: () => Hex;
let typed: string[];
let transactions: { to: string; data: Hex }[];

let results: Record<string, unknown>;
/** The chain's clock. */
let head: number;

function answer(url: string, { method = "GET", body = "{}" }: { method?: string; body?: string } = {}): Promise<Response> {
  const reply = (value: unknown, status = 200) => Promise.resolve(Response.json(value, { status }));
  if (new URL(url, location.href).origin === RPC) {
    const request = JSON.parse(body) as { id: number; method: string; params: [{ data: Hex; to: string }] };
    const called = () => {
      if (request.params[0].to.toLowerCase() !== AIRDROP.toLowerCase()) return "0x" + "0".repeat(64);
      const { functionName } = decodeFunctionData({ abi: ABI, data: request.params[0].data });
      return functionName in results ? encodeFunctionResult({ abi: ABI, functionName, result: results[functionName] }) : "0x";
    };
    const others: Record<string, unknown> = { eth_call: called, eth_getBlockByNumber: () => ({ number: "0x1", timestamp: toHex(head) }) };
    const other = others[request.method] as (() => unknown) | undefined;
    return reply({ jsonrpc: "2.0", id: request.id, result: other ? other() : "0x7a69" });
  }
  if (method === "POST") {
    sent.push(JSON.parse(body) as (typeof sent)[number]);
    return refusal === null ? reply(relay, 202) : reply({ detail: refusal, status: 503 }, 503);
  }
  if (url.includes("/proofs/")) return reply({ root, address: ME, entries: [{ index: 0, amount: "5", proof: [] }] });
  if (url.endsWith("/claims/0")) return reply({ index: 0, amount: "5", claimed: false, tx_hash: null, recipient: null });
  if (url.endsWith("/sponsor")) return reply(sponsor);
  return url.includes("/relays/") ? reply(relay) : reply({ results: [] });
}

function Page({ of }: { of: CampaignDetail }) {
  const props = { campaign: of, person, claiming: useClaim(of, person) };
  return <><ClaimPanel {...props} /><OtherWays {...props} /></>;
}

async function review(of = campaign) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MemoryRouter>
      <QueryClientProvider client={client}><WagmiProvider config={configFor(campaign.chain)} reconnectOnMount={false}><Page of={of} /></WagmiProvider></QueryClientProvider>
    </MemoryRouter>,
  );
  await screen.findByRole("heading", { level: 2 });
  const provider: Provider = {
    request: async ({ method, params }) => {
      await Promise.resolve();
      if (method === "eth_signTypedData_v4") {
        typed.push((params as [Address, string])[1]);
        return signs();
      }
      if (method === "eth_sendTransaction") {
        transactions.push((params as [{ to: string; data: Hex }])[0]);
        return TX;
      }
      return ({ eth_requestAccounts: [ME], eth_accounts: [ME], eth_chainId: "0x7a69", wallet_requestPermissions: [] } as Record<string, unknown>)[method] ?? null;
    },
    on: () => undefined, removeListener: () => undefined,
  };
  takeBack = announce(provider);
  await press("Connect Test wallet");
  await state("Look once more, then claim");
}
let takeBack: () => void = () => undefined;
const state = (name: string) => screen.findByRole("heading", { level: 2, name }, { timeout: 15_000 });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

beforeEach(() => {
  [sponsor, relay, refusal, sent, typed, transactions] = [{ offered: true, reason: null }, relayed, null, [], [], []];
  results = { root, isClaimed: false, nonces: 7n, revoke: undefined };
  head = Math.floor(Date.now() / 1000) - 5;
  signs = () => "0x5160";
  localStorage.clear();
  vi.stubGlobal("fetch", answer);
});
afterEach(() => {
  cleanup();
  takeBack();
  vi.unstubAllGlobals();
});

describe("a wallet's share without a fee", () => {
  it("is signed for, sent by the sponsor, and there", async () => {
    await review();
    await screen.findByText("The sponsor pays the network's fee. You need no coin.");
    await press("Claim without a fee");
    await state("Sent for you. Waiting for the next block");
    const until = sent[0]?.authorization.valid_before as number;
    expect(Math.abs(until - (Date.now() / 1000 + 3_600))).toBeLessThan(10);
    expect(sent).toEqual([{ kind: "signed", index: 0, authorization: { to: ME, valid_after: 0, valid_before: until, nonce: "7" }, signature: "0x5160" }]);
    expect(JSON.parse(typed[0] ?? "{}")).toMatchObject({
      primaryType: "Claim",
      domain: { name: "Tributary", version: "1", verifyingContract: AIRDROP.toLowerCase() },
      message: { index: "0", account: ME.toLowerCase(), amount: "5", to: ME.toLowerCase(), validAfter: "0", validBefore: String(until), nonce: "7" },
    });
    relay = { ...relayed, state: "mined" };
    await state("The tokens are yours");
  }, 60_000);

  it("can go to another address", async () => {
    await review();
    await press("Send the tokens to another address");
    await userEvent.type(screen.getByLabelText("Send the tokens to"), OTHER);
    await press("Claim without a fee");
    await state("Sent for you. Waiting for the next block");
    expect(sent[0]?.authorization.to).toBe(OTHER);
  }, 60_000);

  it("is not sent when the wallet says no", async () => {
    signs = () => { throw Object.assign(new Error("User rejected the request."), { code: 4001 }); };
    await review();
    await press("Claim without a fee");
    await state("You declined in the wallet");
    expect(sent).toEqual([]);
    await press("Back to the review");
    await state("Look once more, then claim");
  }, 60_000);

  it("says what the sponsor refuses", async () => {
    refusal = "The sponsor's budget is used up.";
    await review();
    await press("Claim without a fee");
    await state("The sponsor could not claim it for you");
    screen.getByText("The sponsor's budget is used up.");
  }, 60_000);

  it("is not offered where the sponsor has nothing left, and says why", async () => {
    sponsor = { offered: false, reason: "the budget is used up" };
    await review();
    await screen.findByText("Nobody pays the fee for you at the moment: the budget is used up.");
    expect(screen.queryByRole("button", { name: "Claim without a fee" })).toBeNull();
    within(screen.getByRole("region")).getByRole("button", { name: "Claim" });
  }, 60_000);
});

describe("how long a signature is good", () => {
  const until = async (of = campaign) => {
    await review(of);
    await press("Claim without a fee");
    await state("Sent for you. Waiting for the next block");
    return sent[0]?.authorization.valid_before as number;
  };

  it("goes by the chain's clock where that is ahead", async () => {
    head = Math.floor(Date.now() / 1000) + 86_400;
    expect(await until()).toBe(head + 3_600);
  }, 60_000);

  it("is until the window really closes, which freezes make later than the rules say", async () => {
    const soon = Math.floor(Date.now() / 1000) + 600;
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    const claim = { ...campaign.claim, end: iso(soon - 259_200), ends_at: iso(soon) };
    expect(await until({ ...campaign, claim })).toBe(soon);
  }, 60_000);
});

describe("a claim that is signed here and sent by somebody else", () => {
  beforeEach(() => { sponsor = { offered: false, reason: null }; });

  /** What `tributary claim --authorization` reads, which takes no other key than these. */
  const document = () => JSON.parse(decodeURIComponent(screen.getByRole("link", { name: "Download signed.json", hidden: true }).getAttribute("href")?.replace("data:application/json,", "") ?? "")) as { claims: { authorization: { valid_before: number } }[] };

  it("is a file as `tributary authorize` prints it, good for a week", async () => {
    await review();
    await press("Sign for somebody else to send");
    await screen.findByText("Download signed.json");
    const found = document();
    const before = found.claims[0]?.authorization.valid_before ?? 0;
    expect(Math.abs(before - (Date.now() / 1000 + 604_800))).toBeLessThan(10);
    expect(found).toEqual({
      chain_id: 31_337, airdrop: AIRDROP, account: ME,
      claims: [{ index: 0, authorization: { to: ME, valid_after: 0, valid_before: before, nonce: "7" }, signature: "0x5160" }],
    });
    expect(JSON.parse(typed[0] ?? "{}")).toMatchObject({ primaryType: "Claim", message: { validBefore: String(before), nonce: "7" } });
    expect(sent).toEqual([]);
    expect(screen.getByLabelText("command that sends what was signed").textContent).toBe("tributary claim out/river --authorization signed.json --keystore key.json");
  }, 60_000);

  it("is not made when the wallet says no", async () => {
    signs = () => { throw Object.assign(new Error("User rejected the request."), { code: 4001 }); };
    await review();
    await press("Sign for somebody else to send");
    await screen.findByText("You declined in the wallet. Nothing was signed and nothing moved.");
    expect(localStorage.getItem("claim:river:leaf 0")).toBeNull();
  }, 60_000);

  it("is remembered, taken back by one transaction, and then gone", async () => {
    const until = Math.floor(Date.now() / 1000) + 3_600;
    localStorage.setItem("claim:river:leaf 0", JSON.stringify({ challenge: null, relay: null, signed: { nonce: "7", until } }));
    await review();
    await screen.findByText("Other ways: you have signed a claim");
    screen.getByText(/^This browser signed a claim that is good until/);
    await press("Take back what I signed");
    await waitFor(() => expect(transactions).toHaveLength(1));
    expect(transactions[0]).toMatchObject({ to: AIRDROP, data: encodeFunctionData({ abi: merkleAirdropAbi, functionName: "revoke" }) });
    cleanup();
    takeBack();
    results.nonces = 8n;
    await review();
    await waitFor(() => expect(localStorage.getItem("claim:river:leaf 0")).toBeNull());
    screen.getByText("Other ways");
  }, 60_000);

  it("is forgotten when its time is over by the chain's clock", async () => {
    const signed = { nonce: "7", until: head + 1 };
    localStorage.setItem("claim:river:leaf 0", JSON.stringify({ challenge: null, relay: null, signed }));
    await review();
    await screen.findByText("Other ways: you have signed a claim");
    cleanup();
    takeBack();
    head = signed.until;
    await review();
    await waitFor(() => expect(localStorage.getItem("claim:river:leaf 0")).toBeNull());
    screen.getByText("Other ways");
  }, 60_000);
});
