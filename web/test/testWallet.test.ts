import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UserRejectedRequestError, type Address } from "viem";

import { announce, localEndpoint, testWallet, type Provider } from "../src/wallet/testWallet";

const ADA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const BO = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const ENDPOINT = "http://127.0.0.1:8545";
const HASH = `0x${"ab".repeat(32)}`;

describe("where there is a test wallet", () => {
  it.each([
    [31337, ENDPOINT, true],
    [31337, "http://localhost:8545/", true],
    [31337, "http://127.5.0.1:1", true],
    [31337, "http://[::1]:8545", true],
    [1, ENDPOINT, false],
    [1337, ENDPOINT, false],
    [31337, "https://rpc.example.org", false],
    [31337, "http://127.0.0.1.example.org:8545", false],
    [31337, "http://localhost.example.org", false],
    [31337, "http://192.168.0.5:8545", false],
    [31337, "ws://127.0.0.1:8545", false],
    [31337, "127.0.0.1", false],
    [31337, null, false],
    [31337, undefined, false],
  ])("chain %i at %s: %s", (id, rpc_url, there) => {
    expect(localEndpoint({ id, rpc_url })).toBe(there ? rpc_url : null);
  });
});

describe("the test wallet", () => {
  let answers: Record<string, unknown>;
  let asked: { method: string; params?: unknown }[];
  const wallet = (choose: (accounts: readonly Address[]) => Promise<Address> = () => Promise.resolve(ADA)) => testWallet(ENDPOINT, choose);
  const claim = { method: "eth_sendTransaction", params: [{ from: ADA, to: BO, data: "0x01" }] };
  const methods = () => asked.map(({ method }) => method);

  beforeEach(() => {
    answers = { eth_accounts: [ADA, BO], eth_chainId: "0x7a69", eth_sendTransaction: HASH, eth_blockNumber: "0x5" };
    asked = [];
    vi.stubGlobal("fetch", (url: string, { body }: { body: string }) => {
      expect(new URL(url).href).toBe(`${ENDPOINT}/`);
      const request = JSON.parse(body) as { id: number; method: string; params?: unknown };
      asked.push(request);
      return Promise.resolve(new Response(JSON.stringify({ jsonrpc: "2.0", id: request.id, result: answers[request.method] }), { headers: { "content-type": "application/json" } }));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("offers the endpoint's accounts and is the one that was chosen", async () => {
    const choose = vi.fn(() => Promise.resolve<Address>(BO));
    const connected = wallet(choose);
    expect(await connected.request({ method: "eth_accounts" })).toEqual([]);
    expect(await connected.request({ method: "eth_requestAccounts" })).toEqual([BO]);
    expect(choose).toHaveBeenCalledWith([ADA, BO]);
    expect(await connected.request({ method: "eth_accounts" })).toEqual([BO]);
    await connected.request({ method: "wallet_revokePermissions" });
    expect(await connected.request({ method: "eth_accounts" })).toEqual([]);
  });

  it("sends through the endpoint for the chosen account", async () => {
    const connected = wallet();
    await connected.request({ method: "eth_requestAccounts" });
    expect(await connected.request(claim)).toBe(HASH);
    expect(asked.at(-1)).toMatchObject(claim);
  });

  it("sends nothing for another account", async () => {
    const connected = wallet(() => Promise.resolve(BO));
    await connected.request({ method: "eth_requestAccounts" });
    await expect(connected.request(claim)).rejects.toMatchObject({ code: 4100 });
    expect(methods()).not.toContain("eth_sendTransaction");
  });

  it("sends nothing when the endpoint has become another chain", async () => {
    const connected = wallet();
    await connected.request({ method: "eth_requestAccounts" });
    answers.eth_chainId = "0x1";
    await expect(connected.request(claim)).rejects.toMatchObject({ code: 4901, details: "The endpoint is on chain 1, not on 31337." });
    expect(methods()).not.toContain("eth_sendTransaction");
  });

  it.each([
    ["personal_sign", ["0x01", ADA]],
    ["eth_signTypedData_v4", [ADA, "{}"]],
  ])("signs messages of the chosen account alone: %s", async (method, params) => {
    const connected = wallet();
    await expect(connected.request({ method, params })).rejects.toMatchObject({ code: 4100 });
    await connected.request({ method: "eth_requestAccounts" });
    answers[method] = "0x5160";
    expect(await connected.request({ method, params })).toBe("0x5160");
    await expect(connected.request({ method, params: params.map((one) => (one === ADA ? BO : one)) })).rejects.toMatchObject({ code: 4100 });
    answers.eth_chainId = "0x1";
    await expect(connected.request({ method, params })).rejects.toMatchObject({ code: 4901 });
    expect(methods().filter((one) => one === method)).toHaveLength(1);
  });

  it("passes on that the person declined", async () => {
    const declined = wallet(() => Promise.reject(new UserRejectedRequestError(new Error("no"))));
    await expect(declined.request({ method: "eth_requestAccounts" })).rejects.toMatchObject({ code: 4001 });
    expect(await declined.request({ method: "eth_accounts" })).toEqual([]);
  });

  it("stays on its chain", async () => {
    const provider = wallet();
    const to = (chainId: string) => provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
    expect(await provider.request({ method: "eth_chainId" })).toBe("0x7a69");
    expect(await to("0x7a69")).toBeNull();
    await expect(to("0x1")).rejects.toMatchObject({ code: 4902 });
  });

  it("reads the chain, and signs and keeps nothing else", async () => {
    expect(await wallet().request({ method: "eth_blockNumber" })).toBe("0x5");
    for (const method of ["eth_sign", "eth_signTransaction", "eth_signTypedData", "wallet_watchAsset", "anvil_setBalance"]) {
      await expect(wallet().request({ method })).rejects.toMatchObject({ code: 4200 });
    }
    expect(methods()).toEqual(["eth_blockNumber"]);
  });

  it("is announced when the page asks, until it is taken back", () => {
    const seen: { info: { name: string }; provider: Provider }[] = [];
    const listen = (event: Event) => seen.push((event as CustomEvent<{ info: { name: string }; provider: Provider }>).detail);
    const ask = () => window.dispatchEvent(new Event("eip6963:requestProvider"));
    window.addEventListener("eip6963:announceProvider", listen);
    const provider = wallet();
    const takeBack = announce(provider);
    ask();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ info: { name: "Test wallet" }, provider });
    takeBack();
    ask();
    expect(seen).toHaveLength(2);
    window.removeEventListener("eip6963:announceProvider", listen);
  });
});
