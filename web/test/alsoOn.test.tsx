// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it } from "vitest";

import type { CampaignDetail } from "../src/api/client";
import { AlsoOn } from "../src/components/AlsoOn";

afterEach(cleanup);

const others = [{ slug: "river-10", chain_id: 10, chain: "OP Mainnet" }, { slug: "river-42161", chain_id: 42_161, chain: "<b>Arbitrum</b>" }];
const show = (also_on: CampaignDetail["also_on"]) => render(<MemoryRouter><AlsoOn campaign={{ also_on } as CampaignDetail} words="It also pays on" path="/people/github%3A101" /></MemoryRouter>);

describe("the other chains of an airdrop", () => {
  it("are named in a sentence, each with a link that leads on", () => {
    const { container } = show(others);
    expect(container.textContent).toBe("It also pays on OP Mainnet and <b>Arbitrum</b>.");
    expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/airdrops/river-10/people/github%3A101", "/airdrops/river-42161/people/github%3A101"]);
  });

  it("are not spoken of where there are none", () => {
    expect(show([]).container.textContent).toBe("");
  });
});
