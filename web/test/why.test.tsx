// The ledger of one person: what counted, what did not and why, and the sums to the leaf.
import { cleanup, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it } from "vitest";

import type { CampaignDetail, PersonDetail } from "../src/api/client";
import { Why } from "../src/person/Why";

type Contribution = PersonDetail["contributions"][number];

const line = (change: Partial<Contribution>): Contribution => ({
  kind: "pull_request_merged", repo: 10, number: 7, url: "https://github.com/ada-example/trees/pull/7", at: "2025-03-05T10:00:00Z", additions: 90, deletions: 10,
  outcome: "counted", weight: null, base: "4000000", factors: [], points: "4000000", gates: [], ...change,
});
const review = { kind: "review", number: 8, additions: null, deletions: null, base: "1000000" } as const;

const person = {
  identity: "github:1", login: "ada-example", score: "2500000", contributions_total: 4,
  months: [{ repo: 10, month: "2025-03", counts: { pull_request_merged: 1, review: 2, issue_comment: 1 }, score: "2500000", root: null }],
  contributions: [
    line({ factors: [{ name: "repository", value: "0.5" }], points: "2000000" }),
    line({ ...review, points: "500000", gates: ["weekly_cap"] }),
    line({ ...review, outcome: "refused", points: "0", gates: ["self_review"] }),
    line({ kind: "issue_comment", number: 9, outcome: "kind_not_counted", base: null, points: "0" }),
  ],
  steps: [
    { name: "score", holds: true, detail: "2 of 4 contributions sum to 2.5 points." },
    { name: "leaf", holds: false, detail: "the index or the address is not the one of the rules and wallets" },
  ],
} as unknown as PersonDetail;

const campaign = { slug: "trees-2025", rules: { preset: "merged-work", weights: {} }, repositories: [{ id: 10, name: "ada-example/trees", weight: "0.5" }] } as unknown as CampaignDetail;

function show(one: PersonDetail, by: CampaignDetail = campaign) {
  const { container } = render(<MemoryRouter><Why person={one} campaign={by} /></MemoryRouter>);
  for (const month of container.querySelectorAll("details")) month.open = true;
  return container;
}
afterEach(cleanup);

describe("why this amount", () => {
  it("shows each contribution with its link, arithmetic and points", () => {
    const works = [...show(person).querySelectorAll<HTMLElement>(".works li")];
    expect(works).toHaveLength(4);
    const [merged, cut, refused, comment] = works.map((work) => work.textContent);
    expect(merged).toContain("4 × 0.5 repository");
    expect(merged).toContain("2.00");
    expect(screen.getByRole("link", { name: "Pull request merged #7" }).getAttribute("href")).toBe("https://github.com/ada-example/trees/pull/7");
    expect(cut).toContain("Cut: the week was full");
    expect(refused).toContain("Not counted: a review of one's own pull request");
    expect(comment).toContain("The rules give nothing for this");
  });

  it("shows the sums, and which does not hold", () => {
    show(person);
    const steps = within(screen.getByRole("list", { name: "From contributions to the leaf" })).getAllByRole("listitem");
    expect(steps.map((step) => within(step).getByRole("img").getAttribute("aria-label"))).toEqual(["Holds", "Does not hold"]);
    expect(steps[0]?.textContent).toContain("2 of 4 contributions sum to 2.5 points.");
  });

  it("shows the square root of a month where the preset takes one", () => {
    const root = { sum: "4067900", root: "2016903", repository: "0.5", points: "1008451" };
    const month = { repo: 10, month: "2025-03", counts: { pull_request_opened: 1 }, score: "1008451", root };
    const opened = line({ kind: "pull_request_opened", weight: "4.0679", base: null, points: null });
    const container = show(
      { ...person, score: "1008451", months: [month], contributions: [opened] },
      { ...campaign, rules: { ...campaign.rules, preset: "opendigger-activity", weights: { pull_request_opened: "4.0679" } } },
    );
    expect(container.querySelector(".sum")?.textContent).toContain("√4.0679");
    expect(container.querySelector(".works li")?.textContent).toContain("√ 4.0679");
  });

  it("has nothing that axe objects to", async () => {
    const { violations } = await axe.run(show(person), { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
});
