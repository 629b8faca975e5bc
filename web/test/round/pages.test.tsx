// The pages of a round as they are shown: what stands there, what does not, and that everybody can read it.
import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import axe from "axe-core";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { routes } from "../../src/router";
import { rounds } from "../../src/rounds/api";
import type { RoundDetail, RoundResults } from "../../src/rounds/types";
import { ADA, DAI, detail, HASH, leaves, NOW, round, TX, trees, waiting, whole } from "./fixtures";

const results: RoundResults = {
  manifest: HASH, input_hash: HASH, root: HASH, pool: whole(1_000), matched: whole(60), dust: whole(940),
  matches: [{ project: 1, name: "Trees", payout: trees.payout, match: whole(60), receipt: { match: whole(60), received: whole(50), donors: 2, not_counted: [], raw: whole(60), cap_given: "0", cap_received: "0", discount: null, next: "0", sensitivity: { donors: 1, match: whole(60) } } }],
  files: { "donations.csv": { sha256: HASH, bytes: 1_234 }, "proofs/aa.json": { sha256: HASH, bytes: 10 } },
};
const tally = { number: 1, input_hash: HASH, root: HASH, total: whole(60), bundle_hash: HASH, proposed_at: round.windows.donations_end, ready_at: new Date(NOW + 1e9).toISOString() };

let answers: Record<string, unknown>;
const asked: [string, unknown][] = [];
beforeEach(() => {
  asked.length = 0;
  localStorage.clear();
  answers = {
    "/api/v1/rounds": { rounds: [round] },
    "/api/v1/rounds/spring": round,
    "/api/v1/rounds/spring/projects": { projects: [trees, leaves, waiting] },
    "/api/v1/rounds/spring/projects/1": detail,
    "/api/v1/rounds/spring/results": results,
    "/api/v1/rounds/spring/estimate": { projects: [{ project: 1, before: { least: "0", most: "0" }, after: { least: whole(2), most: whole(9) }, adds: { least: whole(2), most: whole(9) } }], skipped: [{ project: 2, reason: "the project is not accepted" }], coefficient: { now: "1", least: "1", most: "1", is_final: true, reason: "" } },
    "/api/v1/campaigns": { campaigns: [] },
  };
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
    asked.push([path, init?.body]);
    const found = answers[path];
    return Promise.resolve(new Response(JSON.stringify(found ?? { detail: "there is no such round here" }), { status: found === undefined ? 404 : 200 }));
  });
  vi.stubGlobal("ResizeObserver", class { observe() { return undefined; } disconnect() { return undefined; } });
  vi.stubGlobal("scrollTo", () => undefined);
});
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });

async function visit(path: string) {
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const view = render(<QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><RouterProvider router={router} /></QueryClientProvider>);
  await screen.findByRole("heading", { level: 1 });
  return view;
}
async function readable(root: HTMLElement) {
  const { violations } = await axe.run(root, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
const the = (role: string, name: string | RegExp) => screen.findByRole(role, { name });

describe("a round", () => {
  it("says that it is funded and by which transaction, how long it is open, and who can be given to", async () => {
    const { container } = await visit("/r/spring");
    await the("heading", "Trees Model");
    expect(screen.getByText(/Funded: the contract holds the goal/).textContent).toContain(TX.slice(0, 6));
    screen.getByText("6 days left");
    screen.getByText("Match between 40 and 90 DAI if it closed now", { exact: false, selector: "li:first-child span" });
    expect(screen.queryByRole("heading", { name: /Roots/ })).toBeNull();
    screen.getByText(/1 application waits for review/);
    expect(document.title).toBe("Spring round · Tributary");
    await readable(container);
  });

  it("takes projects into a cart that outlives the visit, and tells what they add as a range", async () => {
    const user = userEvent.setup();
    const { container, unmount } = await visit("/r/spring");
    await the("heading", "Your cart is empty");
    await user.click(await the("button", "Add Trees to the cart"));
    await user.click(await the("button", "Add Leaves to the cart"));
    await the("heading", "Say how much");
    await user.type(await the("textbox", "Amount for Trees"), "5");
    await user.type(await the("textbox", "Amount for Leaves"), "1.5");
    await the("heading", "You need a wallet for this");
    await screen.findByText("Adds between 2 and 9 DAI to its match if the round closed now.");
    await screen.findByText("Would not be made: the project is not accepted");
    const last = () => JSON.parse(asked.filter(([path]) => path.endsWith("/estimate")).at(-1)?.[1] as string) as unknown;
    await waitFor(() => expect(last()).toEqual({ donor: null, gifts: [{ project: 1, token: DAI, amount: whole(5) }, { project: 2, token: DAI, amount: (15n * 10n ** 17n).toString() }] }));
    await readable(container);
    unmount();
    await visit("/r/spring/p/1");
    expect((await the("textbox", "Amount for Trees") as HTMLInputElement).value).toBe("5");
    await user.click(await the("button", "Take Trees out of the cart"));
    await the("button", "Add to the cart");
  });

  it("says what is wrong with an amount beside it", async () => {
    const user = userEvent.setup();
    await visit("/r/spring");
    await user.click(await the("button", "Add Trees to the cart"));
    const field = await the("textbox", "Amount for Trees");
    await user.type(field, "a lot");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toContain("Write a number such as 12.5");
  });

  it.each<[string, Partial<RoundDetail>, string]>([
    ["is not funded", { pool: whole(250), is_funded: false }, "Not funded yet: 25.0 % of the goal"],
    ["waits for its tally", { state: "tally", windows: { ...round.windows, donations_end: new Date(NOW - 1_000).toISOString() } }, "Closed"],
  ])("says so when it %s", async (_, part, words) => {
    answers["/api/v1/rounds/spring"] = { ...round, ...part };
    await visit("/r/spring");
    await screen.findByText(words, { exact: false });
  });

  it("says that there is none, and that a server does not answer", async () => {
    await visit("/r/winter");
    await the("heading", "There is nothing here");
    cleanup();
    vi.stubGlobal("fetch", () => Promise.reject(new Error("offline")));
    await visit("/r/spring");
    await the("heading", "This did not load");
  });

  it("stands among the open ones on the first page, and in the list of all", async () => {
    await visit("/");
    await the("heading", "Funding rounds");
    cleanup();
    const { container } = await visit("/r");
    await the("link", /Spring round/);
    await readable(container);
    cleanup();
    answers["/api/v1/rounds"] = { rounds: [] };
    await visit("/r");
    await the("heading", "There is no round here yet");
  });
});

it("a project shows who builds it, who gave and what reviewers said", async () => {
  const { container } = await visit("/r/spring/p/1");
  await the("link", "ada-example");
  screen.getByText("12.50");
  screen.getByText("Good work");
  screen.getByText("Named by a file in its repositories");
  await readable(container);
});

it("a project cannot run script, nor lead to one", async () => {
  answers["/api/v1/rounds/spring/projects/1"] = { ...detail, name: "<img src=x onerror=alert(1)>\u202e", url: "javascript:alert(1)", description: "<script>alert(1)</script>" };
  const { container } = await visit("/r/spring/p/1");
  await the("heading", "<img src=x onerror=alert(1)>\\u{202e}");
  expect(container.querySelector("img, script, a[href^='javascript']")).toBeNull();
});

it("applications can be read by everybody", async () => {
  const { container } = await visit("/r/spring/review?project=1");
  await the("heading", "1 application waits");
  await the("heading", /Trees revision 1/);
  screen.getByText("A file in each repository names this payout address.");
  await the("heading", "You need a wallet for this");
  await readable(container);
});

it("an edit while somebody reads is told before a verdict is asked for", async () => {
  await visit("/r/spring/review?project=1");
  await the("heading", /Trees revision 1/);
  answers["/api/v1/rounds/spring/projects/1"] = { ...detail, revision: 2, summary: "Something else." };
  await act(async () => { window.dispatchEvent(new Event("visibilitychange")); await Promise.resolve(); });
  await the("heading", "It was edited since you read it");
  // What was read stays until it is left.
  within(screen.getByRole("region", { name: /Trees/ })).getByText(trees.summary);
  await userEvent.click(await the("button", "Read revision 2"));
  await screen.findByText("Something else.");
});

it("an applicant is led from the form to the file that speaks for the project", async () => {
  const user = userEvent.setup();
  answers["/api/v1/rounds/spring"] = { ...round, windows: { ...round.windows, applications_end: round.windows.review_end } };
  answers[`/api/v1/rounds/spring/repositories/ada-example/trees?payout=${ADA}`] = { id: 10, full_name: "ada-example/trees", kind: "model", proved: false, why: "there is no `FUNDING.json`" };
  const { container } = await visit("/r/spring/apply");
  await the("heading", "Tell us about the project");
  for (const [name, text] of [["Name", "Trees"], ["In one sentence", "Small models."], ["Repositories", "ada-example/trees"], ["Where gifts and the match go", ADA]] as const) await user.type(await the("textbox", name), text);
  await the("heading", "Show that it is yours");
  expect(JSON.parse(screen.getByLabelText("FUNDING.json to commit").textContent)).toEqual({ tributary: { [round.address ?? ""]: { payout: ADA } } });
  await user.click(await the("button", "I committed it: check"));
  await the("heading", "The file is not there yet");
  screen.getByText(/there is no `FUNDING.json`/);
  answers[`/api/v1/rounds/spring/repositories/ada-example/trees?payout=${ADA}`] = { id: 10, full_name: "ada-example/trees", kind: "model", proved: true, why: "" };
  await user.click(await the("button", "Check again"));
  await the("heading", "You need a wallet for this");
  await readable(container);
  // Another address is not what was proved.
  await user.clear(await the("textbox", "Where gifts and the match go"));
  await user.type(await the("textbox", "Where gifts and the match go"), detail.payout);
  await the("heading", "Show that it is yours");
});

describe("a result", () => {
  beforeEach(() => { answers["/api/v1/rounds/spring"] = { ...round, state: "challenge", tally }; });
  it("has a picture, a table with receipts, and files", async () => {
    const { container } = await visit("/r/spring/results");
    await the("img", /A bubble for each project/);
    await userEvent.click(await the("button", "Receipt of Trees"));
    screen.getByText("The share of the pool is 60 DAI.");
    expect((await the("link", "donations.csv")).getAttribute("href")).toBe(rounds.file("spring", "donations.csv"));
    expect(screen.queryByRole("link", { name: "proofs/aa.json" })).toBeNull();
    screen.getByText(/stands until/);
    await readable(container);
  });
  it("without its files is a warning, not a page that fails", async () => {
    delete answers["/api/v1/rounds/spring/results"];
    await visit("/r/spring/results");
    await screen.findByText(/are not published here/);
    expect(screen.queryByRole("alert")).toBeNull();
  });
  it("is not made up when there is none", async () => {
    answers["/api/v1/rounds/spring"] = round;
    await visit("/r/spring/results");
    await the("heading", "There is no result yet");
    expect(asked.some(([path]) => path.endsWith("/results"))).toBe(false);
  });
});
