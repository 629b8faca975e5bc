// What the airdrop's page says of a freeze, of attestors that are about to change, and of the time that grew.
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it } from "vitest";

import { Attestors } from "../src/airdrop/Attestors";
import { Facts } from "../src/airdrop/Facts";
import type { CampaignDetail } from "../src/api/client";
import { lasting } from "../src/format";
import { Next } from "../src/person/Next";

const BO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const identity = { attestors: [BO], threshold: 1, guardian: BO, delay_seconds: 172_800, leaves: 4, pending: null, frozen_until: null };
const campaign = {
  slug: "river", maintainer: "https://river.example.org", state: "open", pool: "10", total: "10", claimants: 2, unlinked: 0, claimed_total: null, claimed_count: null,
  claim: { start: "2026-02-01T00:00:00Z", end: "2026-08-01T00:00:00Z", ends_at: "2026-08-01T00:00:00Z", vesting: null, recurring: null },
  chain: { name: "Local chain", explorer: null }, token: { symbol: "RVR", decimals: 0 }, deployment: null, funding: null, identity,
} as unknown as CampaignDetail;
const grown: CampaignDetail = { ...campaign, claim: { ...campaign.claim, ends_at: "2026-08-03T23:59:47Z" } };

const text = () => document.body.textContent;
afterEach(cleanup);

describe("the window", () => {
  it("ends as the rules say where nothing was frozen", () => {
    render(<Facts campaign={campaign} />);
    expect(text()).toContain("Claims end1 Aug 2026 UTC");
    expect(text()).not.toContain("grew");
  });

  it("ends later by what was frozen, and says why", () => {
    render(<Facts campaign={grown} />);
    expect(text()).toContain("Claims end3 Aug 2026, 23:59 UTC");
    screen.getByText("The time grew by 3 days, because claims by GitHub account were frozen.");
  });
});

describe("who confirms GitHub accounts", () => {
  it("is no news where nothing changes", () => {
    render(<Attestors campaign={campaign} />);
    expect(text()).toBe("");
  });

  it("rests until the end of a freeze, and no share is lost", () => {
    render(<Attestors campaign={{ ...campaign, identity: { ...identity, frozen_until: "2026-02-13T00:00:00Z" } }} />);
    screen.getByRole("heading", { name: "Claims by GitHub account rest" });
    expect(text()).toMatch(/frozen them until 13 Feb 2026 UTC .* Claims by wallet go on\. Nothing moved and no share is lost/);
  });

  it("is about to be somebody else, from a moment on", () => {
    const pending = { attestors: [BO], threshold: 1, ready_at: "2026-02-12T00:05:00Z" };
    render(<Attestors campaign={{ ...campaign, identity: { ...identity, pending } }} />);
    screen.getByRole("heading", { name: "Others are to confirm GitHub accounts" });
    expect(text()).toContain("from 12 Feb 2026, 00:05 UTC");
    screen.getByTitle(BO);
  });
});

it.each([[259_200, "3 days"], [86_400, "1 day"], [259_187, "3 days"], [129_600, "36 hours"], [3_600, "1 hour"], [7_300, "2 hours"], [90, "2 minutes"], [259_260, "3 days"]])("%d seconds are %s", (seconds, words) => {
  expect(lasting(seconds)).toBe(words);
});

it("tells a person the end that decides", async () => {
  const { QueryClient, QueryClientProvider } = await import("@tanstack/react-query");
  const person = { identity: "github:1", login: "ada", address: BO, index: 0, amount: "5", note: null, excluded: null } as unknown as Parameters<typeof Next>[0]["person"];
  render(<MemoryRouter><QueryClientProvider client={new QueryClient()}><Next campaign={{ ...grown, state: "ended" }} person={person} /></QueryClientProvider></MemoryRouter>);
  expect(text()).toContain("Claims ended on 3 Aug 2026, 23:59 UTC");
});
