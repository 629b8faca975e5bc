// Who comes to an airdrop's page finds their own share at once, and is not told that checks hold which nobody made.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";

import { FindYours } from "../src/airdrop/FindYours";
import { Trust } from "../src/airdrop/Trust";
import type { CampaignDetail, Leaderboard, Schemas } from "../src/api/client";
import { Next } from "../src/person/Next";

const WALLET = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const identity = { attestors: [], threshold: 1, guardian: WALLET, delay_seconds: 1, leaves: 1, pending: null, frozen_until: null };
const campaign = {
  slug: "river", name: "River", state: "open", owner: null, root: "0x01", bundle_hash: "0x02", identity: null, maintainer: null, claimants: 2, unlinked: 0,
  chain: { name: "Local chain", explorer: null }, token: { symbol: "RVR", decimals: 0 }, deployment: { airdrop: WALLET, token: WALLET },
  claim: { start: "2026-02-01T00:00:00Z", end: "2026-08-01T00:00:00Z", ends_at: "2026-08-01T00:00:00Z", vesting: null, recurring: null },
} as unknown as CampaignDetail;

type Person = Leaderboard["people"][number];
const person = (login: string, more: Partial<Person> = {}) => ({ identity: `github:${login}`, login, amount: "5", address: null, index: 3, claimed: false, excluded: null, note: null, ...more }) as Person;

const asked: string[] = [];
function answerWith(of: (url: string) => unknown) {
  vi.stubGlobal("fetch", (url: string) => { asked.push(url); return Promise.resolve(Response.json(of(url))); });
}
const show = (what: React.ReactNode) => render(<MemoryRouter><QueryClientProvider client={new QueryClient()}>{what}</QueryClientProvider></MemoryRouter>);
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });

describe("one's own share", () => {
  const look = async (people: Person[], total = people.length) => {
    answerWith(() => ({ people, total }));
    show(<FindYours campaign={campaign} />);
    expect(screen.queryByRole("list")).toBeNull();
    await userEvent.type(screen.getByLabelText("Is there something for you?"), "ada");
  };

  it("is found from the airdrop by login, with how it is paid", async () => {
    await look([person("ada-example"), person("adam", { address: WALLET }), person("adabot", { excluded: "bot" })]);
    const found = within(await screen.findByRole("list", { name: "Shares found" })).getAllByRole("link");
    expect(found.map((link) => [link.getAttribute("href"), link.textContent])).toEqual([
      ["/airdrops/river/people/github%3Aada-example", "ada-exampleclaims by GitHub account5 RVR"],
      ["/airdrops/river/people/github%3Aadam", "adampaid to 0x7099…79C85 RVR"],
      ["/airdrops/river/people/github%3Aadabot", "adabotnot paid5 RVR"],
    ]);
    expect(asked.at(-1)).toContain("/campaigns/river/leaderboard?");
  });

  it("is not searched for among hundreds of lines", async () => {
    await look(Array.from({ length: 9 }, (_, place) => person(`ada-${place}`)), 40);
    await screen.findByText("And 35 more. Write more of the name.");
    expect(screen.getAllByRole("link")).toHaveLength(5);
  });

  it("may be in another airdrop", async () => {
    await look([]);
    await screen.findByText("Nobody called “ada” has a share in this airdrop.");
    expect(screen.getByRole("link", { name: "first page" }).getAttribute("href")).toBe("/");
  });
});

describe("what the server checked", () => {
  const check = (status: Schemas["CheckStatus"], id: string) => ({ id, title: id, status, detail: "" });
  const found = async (...checks: ReturnType<typeof check>[]) => {
    answerWith(() => ({ holds: checks.every(({ status }) => status !== "fail"), checks }));
    show(<Trust campaign={campaign} />);
    return (await screen.findByText(/your browser can make them again/)).textContent;
  };

  it("holds where all of it does", async () => expect(await found(check("pass", "a"), check("pass", "b"))).toMatch(/^This server made 2 checks and they hold\. Do not/));
  it("is counted without what could not be checked", async () => expect(await found(check("pass", "a"), check("skipped", "b"))).toMatch(/^This server made 1 check and it holds\. 1 could not be made, so it says nothing yet\./));
  it("does not hold where one does not", async () => expect(await found(check("pass", "a"), check("fail", "b"), check("skipped", "c"))).toMatch(/^1 of 3 checks do not hold\. Do not claim/));
});

describe("a share that is claimed by GitHub account", () => {
  const unnamed = { ...person("ada"), months: [] } as unknown as Parameters<typeof Next>[0]["person"];
  const next = (of: CampaignDetail, sponsor: Schemas["SponsorShown"]) => {
    answerWith((url) => (url.endsWith("/sponsor") ? sponsor : { index: 3, claimed: false, amount: "0" }));
    show(<Next campaign={of} person={unnamed} />);
  };

  it("promises a claim without coin only where somebody pays the fee", async () => {
    next(campaign, { offered: true, reason: null });
    await screen.findByText(/A sponsor pays the fee of the claim: you need no coin\./);
    cleanup();
    next(campaign, { offered: false, reason: "this server pays for nobody's claim" });
    await screen.findByText(/Only sending the claim costs the network's fee/);
    expect(document.body.textContent).not.toContain("no coin");
  });

  it("is told of a freeze before anything is proved", async () => {
    next({ ...campaign, identity: { ...identity, frozen_until: "2026-02-13T00:00:00Z" } }, { offered: true, reason: null });
    expect((await screen.findByRole("note")).textContent).toMatch(/^Claims by GitHub account rest until 13 Feb 2026 UTC .*Your share is not lost/);
  });
});
