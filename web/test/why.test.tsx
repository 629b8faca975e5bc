// The ledger of one person: what counted, what did not and why, and the sums to the leaf.
import { cleanup, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it } from "vitest";

import type { CampaignDetail, PersonDetail } from "../src/api/client";
import { Why } from "../src/person/Why";

type Contribution = PersonDetail["contributions"][number];

const line = (change: Partial<Contribution>): Contribution => ({
  kind: "pull_request_merged", repo: 10, key: "5000000001", number: 7, url: "https://github.com/ada-example/trees/pull/7", at: "2025-03-05T10:00:00Z", additions: 90, deletions: 10,
  outcome: "counted", weight: null, base: "4000000", factors: [], points: "4000000", gates: [], credit: null, credited_to: null, agent: null, repeats: null, ...change,
});
const review = { kind: "review", number: 8, additions: null, deletions: null, base: "1000000" } as const;

const person = {
  identity: "github:1", login: "ada-example", score: "2500000", contributions_total: 4, adjustments: [], flags: [], reason: null, excluded: null, agent_points: "0",
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

  it("says who did what somebody is credited with, with which agent, and what it repeats", () => {
    const of = (change: Partial<Contribution>) => show({ ...person, contributions: [line(change)] }).querySelector(".works li")?.textContent;
    const from = { identity: "github:198982749", login: "Copilot" };
    expect(of({ agent: "copilot", credit: { from, because: "assigned" } })).toContain("By Copilot: an AI agent, which this person gave the task. With the AI agent GitHub Copilot");
    expect(of({ credit: { from: { identity: `email:${"ab".repeat(32)}`, login: null }, because: "joined" } })).toContain("By unlinked e-mail ababab: another account or e-mail of the same person");
    expect(of({ outcome: "credited_to_another", credited_to: { identity: "github:2", login: "bo-example" } })).toContain("Credited to bo-example");
    expect(of({ outcome: "refused", points: "0", gates: ["duplicate"], repeats: { repo: 10, number: 5, url: "https://github.com/ada-example/trees/pull/5" } })).toContain("nearly the same as an earlier pull request (#5)");
    expect(screen.getByRole("link", { name: "#5" }).getAttribute("href")).toBe("https://github.com/ada-example/trees/pull/5");
  });

  it("shows what was decided by hand with its reason, as text", () => {
    const reason = "<img src=x onerror=alert(1)> wrote the design";
    const adjustments = [{ contribution: null, factor: null, plus: "500000", minus: null, before: "2500000", after: "3000000", reason }];
    const container = show({ ...person, score: "3000000", adjustments, flags: ["young_account"], reason: "asked to be left out", excluded: "override" });
    const section = screen.getByRole("region", { name: "What the maintainer decided" });
    expect(section.textContent).toContain(`“${reason}”`);
    expect(section.textContent).toContain("+ 0.50");
    expect(section.textContent).toContain("3.00");
    expect(section.textContent).toContain("Left out, with this reason: “asked to be left out”");
    expect(section.textContent).toContain("the account was young when the window ended. That changes no score");
    expect(container.querySelector("img")).toBeNull();
  });

  it("says nothing of decisions where there are none", () => {
    show(person);
    expect(screen.queryByRole("region", { name: "What the maintainer decided" })).toBeNull();
  });

  it("has nothing that axe objects to", async () => {
    const { violations } = await axe.run(show(person), { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
});
