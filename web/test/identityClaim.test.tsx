// Somebody with a GitHub account, no wallet in the list and no coin: what they see and what is sent, whatever happens.
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import axe from "axe-core";
import { MemoryRouter, useLocation } from "react-router";
import { decodeFunctionData, encodeFunctionResult, type Abi, type Address, type Hex } from "viem";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WagmiProvider } from "wagmi";

import { attestorSetAbi } from "../src/abi/attestorSetAbi";
import { merkleAirdropAbi } from "../src/abi/merkleAirdropAbi";
import type { Binding, Challenge, Relay, Sponsor } from "../src/api/claims";
import type { CampaignDetail, PersonDetail } from "../src/api/client";
import { claimantOf, shardOf } from "../src/bundle/claimant";
import { leafHash } from "../src/bundle/merkle";
import { IdentityClaiming } from "../src/identity/IdentityClaiming";
import { configFor } from "../src/wagmi";
import { announce, type Provider } from "../src/wallet/testWallet";

vi.setConfig({ testTimeout: 20_000 });

const ME: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER: Address = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const AIRDROP: Address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const SET: Address = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
const TX: Hex = `0x${"ab".repeat(32)}`;
const RPC = "http://127.0.0.1:8545";
const NONCE = "0123456789abcdef0123456789abcdef";
const SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n";
const AMOUNT = "1500000000000000000";
const LATER = new Date(Date.now() + 600_000).toISOString();

const person = { identity: "github:101", login: "ada-example", address: null, index: 4, amount: AMOUNT } as unknown as PersonDetail;
const root = leafHash({ index: 4n, claimant: claimantOf("github:101"), amount: BigInt(AMOUNT) });
const campaign = {
  slug: "river", name: "River", maintainer: null, state: "open", root,
  claim: { start: "2026-01-01T00:00:00Z", end: "2099-01-01T00:00:00Z", ends_at: "2099-01-01T00:00:00Z", vesting: null, recurring: null },
  chain: { id: 31_337, name: "Local chain", rpc_url: RPC, explorer: null },
  also_on: [],
  token: { symbol: "RVR", decimals: 18, name: "River Token" },
  deployment: { airdrop: AIRDROP, token: OTHER },
} as unknown as CampaignDetail;

const messageFor = (recipient: Address) => [
  "tributary.example wants you to sign in with your Ethereum account:", recipient, "",
  "Pay the tokens of the GitHub account github:101 in this airdrop to this wallet.", "",
  "URI: https://tributary.example/a/river", "Version: 1", "Chain ID: 31337", `Nonce: ${NONCE}`,
  "Issued At: 2026-06-01T10:00:00Z", "Expiration Time: 2026-06-01T10:15:00Z", "Resources:", "- urn:github:user:101", `- eip155:31337:${AIRDROP}`,
].join("\n");
const challengeFor = (recipient: Address): Challenge => ({
  id: "c0ffee", identity: "github:101", login: "ada-example", recipient, message: messageFor(recipient), nonce: NONCE, expires_at: LATER,
  methods: ["oauth", "ssh", "gist", "device"], attestors: { address: SET, threshold: 1 }, state: "waiting", failure: null,
});
const bindingOf = (recipient: Address): Binding => ({
  identity: "github:101", login: "ada-example", recipient, method: "ssh", proved_at: "2026-06-01T10:05:00Z", effective_at: "2026-06-01T10:05:00Z", state: "active",
  attestation: { identity: TX, recipient, valid_after: 1, valid_before: 4_000_000_000 }, endorsements: [{ attestor: SET, signature: "0xabcd" }], threshold: 1, ready: true, missing: null, pending: null,
});
const relayed: Relay = { id: "r1", index: 4, recipient: ME, amount: AMOUNT, state: "queued", tx_hash: null, failure: null };

/** What the server has; stories change it. */
interface Server {
  challenge: Challenge | null;
  binding: Binding | null;
  relay: Relay | null;
  sponsor: Sponsor;
  claimed: { claimed: boolean; tx_hash: string | null; recipient: string | null };
  frozenUntil: bigint;
  /** What a POST to a path that ends so is answered with instead. */
  refuse: Record<string, [status: number, detail: string]>;
}
let server: Server;
let sent: { path: string; body: Record<string, unknown> }[];
let asked: string[];

const json = (body: unknown, status = 200) => Response.json(body, { status });
const missing = () => json({ detail: "there is none", status: 404 }, 404);

function onChain(data: Hex, to: string): Hex {
  const abi = (to.toLowerCase() === SET.toLowerCase() ? attestorSetAbi : merkleAirdropAbi) as Abi;
  const { functionName } = decodeFunctionData({ abi, data });
  const results: Record<string, unknown> = { root, isClaimed: server.claimed.claimed, attestors: SET, frozenUntil: server.frozenUntil };
  return encodeFunctionResult({ abi, functionName, result: results[functionName] });
}

function posted(path: string, body: Record<string, unknown>): Response {
  sent.push({ path, body });
  const refusal = Object.entries(server.refuse).find(([end]) => path.endsWith(end))?.[1];
  if (refusal) return json({ detail: refusal[1], status: refusal[0] }, refusal[0]);
  if (path.endsWith("/challenges")) server.challenge = challengeFor(body.recipient as Address);
  else if (path.endsWith("/proof")) server.binding = bindingOf(server.challenge?.recipient ?? ME);
  else if (path.endsWith("/relays")) server.relay = relayed;
  else if (path.endsWith("/oauth")) return json({ authorize_url: "javascript:alert(1)" });
  return json(path.endsWith("/challenges") ? server.challenge : path.endsWith("/proof") ? server.binding : server.relay, 201);
}

function got(path: string): Response {
  asked.push(path);
  if (path.endsWith(shardOf(claimantOf("github:101")))) return json({ "github:101": [{ index: 4, amount: AMOUNT, proof: [] }] });
  if (path.endsWith("/claims/4")) return json({ index: 4, amount: AMOUNT, as_of_block: 9, block_number: null, ...server.claimed });
  if (path.includes("/bindings/")) return server.binding ? json(server.binding) : missing();
  if (path.includes("/challenges/")) return server.challenge ? json(server.challenge) : missing();
  if (path.includes("/relays/")) return server.relay ? json(server.relay) : missing();
  if (path.endsWith("/sponsor")) return json(server.sponsor);
  throw new Error(`nobody answers ${path}`);
}

function answer(url: string, { method = "GET", body }: { method?: string; body?: string } = {}): Promise<Response> {
  if (new URL(url, location.href).origin === RPC) {
    const request = JSON.parse(body ?? "{}") as { id: number; method: string; params: [{ data: Hex; to: string }] };
    const result = request.method === "eth_call" ? onChain(request.params[0].data, request.params[0].to) : "0x7a69";
    return Promise.resolve(json({ jsonrpc: "2.0", id: request.id, result }));
  }
  return Promise.resolve(method === "POST" ? posted(url, JSON.parse(body ?? "{}") as Record<string, unknown>) : got(url));
}

const Where = () => <output aria-label="address bar">{useLocation().search}</output>;

function show({ at = "/a/river/claim/github:101", of = campaign, who = person }: { at?: string; of?: CampaignDetail; who?: PersonDetail } = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MemoryRouter initialEntries={[at]}>
      <QueryClientProvider client={client}>
        <WagmiProvider config={configFor(of.chain)} reconnectOnMount={false}><IdentityClaiming campaign={of} person={who} index={4} /><Where /></WagmiProvider>
      </QueryClientProvider>
    </MemoryRouter>,
  );
}
const state = (name: string) => screen.findByRole("heading", { level: 2, name }, { timeout: 15_000 });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const keep = (kept: { challenge?: string; relay?: string }) => localStorage.setItem("claim:river:github:101", JSON.stringify({ challenge: null, relay: null, ...kept }));
const kept = () => localStorage.getItem("claim:river:github:101");
const panel = () => screen.getByRole("region", { name: screen.getByRole("heading", { level: 2 }).textContent });

async function shutsNobodyOut(container: HTMLElement) {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

async function write(address: string) {
  await userEvent.type(await screen.findByLabelText("The wallet's address"), address);
  await userEvent.click(screen.getByLabelText(/^I hold the key of this wallet/));
}

beforeEach(() => {
  server = { challenge: null, binding: null, relay: null, sponsor: { offered: true, reason: null }, claimed: { claimed: false, tx_hash: null, recipient: null }, frozenUntil: 0n, refuse: {} };
  [sent, asked] = [[], []];
  localStorage.clear();
  vi.stubGlobal("fetch", answer);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("from a GitHub account to tokens", () => {
  it("takes an address, a signature and one press", async () => {
    const { container } = show();
    await state("Where should the tokens go?");
    await shutsNobodyOut(container);
    await write(ME);
    await press("Use this address");
    await state("Show that the GitHub account is yours");
    expect(sent).toEqual([{ path: "/api/v1/campaigns/river/challenges", body: { who: "github:101", recipient: ME } }]);
    // Signing in would need the wallet in this browser.
    expect(screen.getByRole("tab", { selected: true }).textContent).toBe("SSH key");
    const commands = screen.getByLabelText("commands that sign the message").textContent;
    expect(commands.split("\n").slice(-2)).toEqual(["ssh-keygen -Y sign -n tributary -f ~/.ssh/id_ed25519 tributary-01234567.txt", "cat tributary-01234567.txt.sig"]);
    expect(commands).toContain(`printf '%s' '${messageFor(ME)}' > tributary-01234567.txt`);
    await shutsNobodyOut(container);
    await userEvent.click(screen.getByLabelText("The signature"));
    await userEvent.paste(SIGNATURE);
    await press("Check the signature");
    await state("Look once more, then claim");
    expect(sent.at(-1)).toEqual({ path: "/api/v1/campaigns/river/challenges/c0ffee/proof", body: { method: "ssh", signature: SIGNATURE } });
    within(panel()).getByText("The sponsor pays the network's fee. You need no coin.");
    await shutsNobodyOut(container);
    await press("Claim without a fee");
    await state("Accepted. It is sent in a moment");
    expect(sent.at(-1)).toEqual({ path: "/api/v1/campaigns/river/relays", body: { kind: "identity", who: "github:101" } });
    server.relay = { ...relayed, state: "sent", tx_hash: TX };
    await state("Sent for you. Waiting for the next block");
    server.relay = { ...relayed, state: "mined", tx_hash: TX };
    await state("The tokens are there");
    expect(screen.getByRole("status", { name: "" }).textContent).toBe("The tokens are there");
    within(panel()).getByTitle("1.5 RVR");
    within(panel()).getByTitle(TX);
    within(panel()).getByTitle(ME);
    await shutsNobodyOut(container);
  }, 60_000);

  it("goes on after a reload, at every step", async () => {
    server.challenge = challengeFor(ME);
    keep({ challenge: "c0ffee" });
    show();
    await state("Show that the GitHub account is yours");
    cleanup();
    server.binding = bindingOf(ME);
    server.relay = { ...relayed, state: "sent", tx_hash: TX };
    keep({ relay: "r1" });
    show();
    await state("Sent for you. Waiting for the next block");
    cleanup();
    server.relay = { ...relayed, state: "mined", tx_hash: TX };
    server.claimed = { claimed: true, tx_hash: TX, recipient: ME };
    show();
    await state("The tokens are there");
  });

  it("comes back from GitHub, and keeps the proof out of the address bar", async () => {
    server.challenge = { ...challengeFor(ME), state: "proved" };
    server.binding = bindingOf(ME);
    keep({ challenge: "c0ffee" });
    show({ at: "/a/river/claim/github:101?challenge=c0ffee" });
    await state("Look once more, then claim");
    await waitFor(() => expect(screen.getByLabelText("address bar").textContent).toBe(""));
  });

  it("takes up no proof that somebody sent as a link", async () => {
    server.challenge = challengeFor(OTHER);
    show({ at: "/a/river/claim/github:101?challenge=c0ffee" });
    await state("Where should the tokens go?");
    expect(asked.filter((path) => path.includes("/challenges/"))).toEqual([]);
    expect(screen.queryByTitle(OTHER)).toBeNull();
    expect(kept()).toBeNull();
  });
});

describe("before anything is proved", () => {
  it("says that the link to the wallet becomes public for good, and again in each way", async () => {
    show();
    await screen.findByText(/^Everybody will be able to see which wallet this account is paid to/);
    await write(ME);
    await press("Use this address");
    await screen.findByText(/are published for good, and cannot be taken back\.$/);
    await userEvent.click(screen.getByRole("tab", { name: "SSH key" }));
    screen.getByText(/The signature and the public half of the key are published with your wallet\./);
    await userEvent.click(screen.getByRole("tab", { name: "Gist" }));
    screen.getByText(/the message and the gist's address stay published with the airdrop\./);
  });

  it("shows the commands that do without the site, and gives the proof", async () => {
    show();
    const claims = await screen.findByLabelText("command that claims");
    expect(claims.textContent).toBe("tributary claim out/river --attestation binding.json --keystore key.json");
    expect(screen.getByLabelText("command that proves the account").textContent).toBe(`tributary prove out/river --server ${location.origin} --who 101 --wallet 0x… --ssh-key ~/.ssh/id_ed25519 --json > binding.json`);
    expect(screen.getByLabelText("command that fetches the files").textContent).toContain(shardOf(claimantOf("github:101")));
    const href = screen.getByRole("link", { name: "Download the proof", hidden: true }).getAttribute("href") ?? "";
    expect(JSON.parse(decodeURIComponent(href.replace("data:application/json,", "")))).toEqual({ chain_id: 31_337, airdrop: AIRDROP, index: 4, identity: "github:101", amount: AMOUNT, proof: [] });
  });
});

describe("naming a wallet", () => {
  it.each([
    ["0x12", /^This is not an address/],
    [ME.replace("C8", "c8"), /^This is not an address/],
    [AIRDROP, /^This is a contract of the airdrop itself/],
    [`0x${"0".repeat(40)}`, /^Nobody holds this address/],
  ])("refuses %s", async (address, words) => {
    show();
    await write(address);
    expect(screen.getByRole("alert").textContent).toMatch(words);
    expect(screen.getByRole("button", { name: "Use this address" }).hasAttribute("disabled")).toBe(true);
  });

  it("asks whether the key is one's own, and warns where no capitals check the digits", async () => {
    show();
    await userEvent.type(await screen.findByLabelText("The wallet's address"), ME.toLowerCase());
    screen.getByText(/has no capitals to check it by/);
    expect(screen.getByRole("button", { name: "Use this address" }).hasAttribute("disabled")).toBe(true);
    await userEvent.click(screen.getByLabelText(/not the deposit address of an exchange/));
    await press("Use this address");
    await state("Show that the GitHub account is yours");
    expect(sent[0]?.body.recipient).toBe(ME);
  });

  it("says what the server says against it", async () => {
    server.refuse = { "/challenges": [409, "This share is claimed already."] };
    show();
    await write(ME);
    await press("Use this address");
    await screen.findByText("This share is claimed already. Nothing moved.");
    await state("Where should the tokens go?");
  });
});

describe("a proof", () => {
  const proving = async (way: string) => {
    server.challenge = challengeFor(ME);
    keep({ challenge: "c0ffee" });
    const shown = show();
    await state("Show that the GitHub account is yours");
    await userEvent.click(screen.getByRole("tab", { name: way }));
    return shown;
  };

  it("by an unknown key says so, with the way to the account's keys", async () => {
    server.refuse = { "/proof": [422, "The key SHA256:x is none of those that GitHub publishes of ada-example."] };
    const { container } = await proving("SSH key");
    await userEvent.click(screen.getByLabelText("The signature"));
    await userEvent.paste(SIGNATURE);
    await press("Check the signature");
    const alert = await screen.findByText(/^The key SHA256:x is none/);
    const links = within(alert.parentElement as HTMLElement).getAllByRole("link").map((link) => link.getAttribute("href"));
    expect(links).toEqual(["https://github.com/ada-example.keys", "https://github.com/settings/keys"]);
    expect((screen.getByLabelText("The signature") as unknown as HTMLTextAreaElement).value).toBe(SIGNATURE);
    await shutsNobodyOut(container);
  });

  it("never takes a private key", async () => {
    await proving("SSH key");
    await userEvent.click(screen.getByLabelText("The signature"));
    await userEvent.paste("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----");
    expect((await screen.findByRole("alert")).textContent).toMatch(/^This is a private key\. It was not sent and is gone from the box/);
    expect((screen.getByLabelText("The signature") as unknown as HTMLTextAreaElement).value).toBe("");
    await press("Check the signature");
    expect(sent).toEqual([]);
  });

  it("can be the file that ssh-keygen wrote", async () => {
    await proving("SSH key");
    await userEvent.upload(screen.getByLabelText("Choose the file"), new File([SIGNATURE], "tributary-01234567.txt.sig"));
    await waitFor(() => expect((screen.getByLabelText("The signature") as unknown as HTMLTextAreaElement).value).toBe(SIGNATURE));
    await press("Check the signature");
    await state("Look once more, then claim");
  });

  it("can be a gist", async () => {
    await proving("Gist");
    expect(screen.getByLabelText("message for the gist").textContent).toBe(messageFor(ME));
    await userEvent.type(screen.getByLabelText("The gist's address"), "gist");
    await press("Check the gist");
    expect(screen.getByRole("alert").textContent).toMatch(/^This is no address of a gist/);
    await userEvent.clear(screen.getByLabelText("The gist's address"));
    await userEvent.type(screen.getByLabelText("The gist's address"), "https://gist.github.com/ada-example/aa5a315d61ae9438b18d");
    await press("Check the gist");
    await state("Look once more, then claim");
    expect(sent.at(-1)?.body).toEqual({ method: "gist", gist: "https://gist.github.com/ada-example/aa5a315d61ae9438b18d" });
  });

  it("by signing in needs the named wallet, and goes to pages alone", async () => {
    const requests: string[] = [];
    const provider: Provider = {
      request: ({ method }) => { requests.push(method); return Promise.resolve(({ eth_requestAccounts: [ME], eth_accounts: [ME], eth_chainId: "0x7a69", wallet_requestPermissions: [], personal_sign: "0x5160" } as Record<string, unknown>)[method] ?? null); },
      on: () => undefined, removeListener: () => undefined,
    };
    const takeBack = announce(provider);
    await proving("Sign in");
    announce(provider);
    await screen.findByText(/the named wallet has to sign. It is not connected yet/);
    await press("Connect Test wallet");
    await press("Sign in with GitHub");
    await screen.findByText(/^The server named no page of GitHub to go to/);
    expect(requests).toContain("personal_sign");
    expect(sent.at(-1)).toEqual({ path: "/api/v1/campaigns/river/challenges/c0ffee/oauth", body: { signature: "0x5160" } });
    takeBack();
  });

  it("by another account at GitHub failed, and can begin again", async () => {
    server.challenge = { ...challengeFor(ME), state: "failed", failure: "GitHub says that you are bo-example." };
    keep({ challenge: "c0ffee" });
    const { container } = show();
    await state("That did not prove it");
    screen.getByText("GitHub says that you are bo-example.");
    await shutsNobodyOut(container);
    await press("Begin again");
    await state("Show that the GitHub account is yours");
    expect(sent[0]?.body).toEqual({ who: "github:101", recipient: ME });
  });

  it("that came too late says so, and begins again for the same wallet", async () => {
    server.challenge = { ...challengeFor(ME), expires_at: "2026-01-01T00:00:00Z" };
    keep({ challenge: "c0ffee" });
    show();
    await state("The time for this proof is over");
    await press("Begin again");
    await state("Show that the GitHub account is yours");
  });

  it("whose message says something else is not offered for signing", async () => {
    server.challenge = { ...challengeFor(ME), message: messageFor(OTHER) };
    keep({ challenge: "c0ffee" });
    show();
    await state("Do not sign this");
    expect(screen.queryByRole("tab")).toBeNull();
  });

  it("that the server has forgotten leads back to the beginning", async () => {
    keep({ challenge: "c0ffee" });
    show();
    await state("Where should the tokens go?");
  });
});

describe("with a wallet named", () => {
  beforeEach(() => { server.binding = bindingOf(ME); });

  it("tells of another wallet that waits, and what to do if it was not you", async () => {
    server.binding = { ...bindingOf(ME), pending: { recipient: OTHER, proved_at: "2026-06-02T10:00:00Z", effective_at: "2026-06-04T10:00:00Z" } };
    const { container } = show();
    await state("Look once more, then claim");
    const note = within(screen.getByRole("note"));
    note.getByText(/Claim now: the tokens go to the wallet in effect/);
    expect(note.getByText(/4 Jun 2026, 10:00 UTC/)).toBeTruthy();
    expect([note.getByTitle(OTHER), note.getByTitle(ME)]).toHaveLength(2);
    await shutsNobodyOut(container);
  });

  it("can name another one, which waits, or keep it", async () => {
    show();
    await press("Name another wallet");
    await state("Name another wallet");
    screen.getByText(/has to wait 48 hours/);
    await press("Keep the wallet that is named");
    await state("Look once more, then claim");
  });

  it("says why the sponsor does not pay, and how to go on", async () => {
    server.sponsor = { offered: false, reason: "the budget of this airdrop is used up" };
    show();
    await state("Look once more, then claim");
    await screen.findByText(/Nobody pays the fee for you at the moment: the budget of this airdrop is used up/);
    expect(screen.queryByRole("button", { name: "Claim without a fee" })).toBeNull();
  });

  it("says what the sponsor refuses", async () => {
    server.refuse = { "/relays": [503, "The sponsor's budget of this hour is used up."] };
    show();
    await press("Claim without a fee");
    await screen.findByText(/^The sponsor's budget of this hour is used up\. Nothing moved/);
    await state("Look once more, then claim");
  });

  it("says why a claim failed, and tries again", async () => {
    server.relay = { ...relayed, state: "failed", failure: "The chain refused it: the fee was above the cap." };
    keep({ relay: "r1" });
    show();
    await state("The sponsor could not claim it for you");
    screen.getByText("The chain refused it: the fee was above the cap.");
    await press("Back to the review");
    await press("Claim without a fee");
    await state("Accepted. It is sent in a moment");
  });

  it.each<[string, () => CampaignDetail, string, RegExp]>([
    ["frozen", () => { server.frozenUntil = BigInt(Math.floor(Date.now() / 1000) + 3_600); return campaign; }, "Claims by GitHub account rest for now", /the time to claim grows by as much/],
    ["not started", () => ({ ...campaign, state: "not_started", claim: { start: "2098-01-01T00:00:00Z", end: "2099-01-01T00:00:00Z", ends_at: "2099-01-01T00:00:00Z", vesting: null, recurring: null } }), "All is ready. Claims open later", /Claims open on 1 Jan 2098 UTC/],
    ["ended", () => ({ ...campaign, state: "ended" }), "Claims have ended", /The window closed on/],
    ["claimed by somebody", () => { server.claimed = { claimed: true, tx_hash: TX, recipient: OTHER }; return campaign; }, "Already claimed", /This share was paid/],
    ["one of two confirmed", () => { server.binding = { ...bindingOf(ME), ready: false, threshold: 2, missing: "It waits for 0x90F7." }; return campaign; }, "Waiting for the others to confirm", /1 of 2 who have to confirm it have done so\. It waits for 0x90F7\./],
  ])("%s", async (_, made, heading, words) => {
    const { container } = show({ of: made() });
    await state(heading);
    expect(panel().textContent).toMatch(words);
    await shutsNobodyOut(container);
  });
});

describe("what others wrote", () => {
  it("is text, and hides nothing", async () => {
    const login = "<img src=x onerror=alert(1)>\u202egnp";
    server.challenge = { ...challengeFor(ME), login };
    keep({ challenge: "c0ffee" });
    const { container } = show({ who: { ...person, login }, of: { ...campaign, token: { ...campaign.token, symbol: "<b>RVR</b>" } } });
    await state("Show that the GitHub account is yours");
    await userEvent.click(screen.getByRole("tab", { name: "SSH key" }));
    expect(container.querySelector("img, b, script")).toBeNull();
    for (const link of container.querySelectorAll("a")) expect(link.getAttribute("href")).toMatch(/^(https:|data:(text\/plain|application\/json)|\/)/);
    expect(screen.getByRole("link", { name: "your keys" }).getAttribute("href")).toBe("https://github.com/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%5Cu%7B202e%7Dgnp.keys");
  });
});
