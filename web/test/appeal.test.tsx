// Writing to the maintainer before the deployment: what is sent, what is said where, and that no draft is lost.
import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import axe from "axe-core";
import { MemoryRouter } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";

import { ApiProblem, type CampaignDetail, type PersonDetail } from "../src/api/client";
import { EMPTY, kindsFor, MOST, plain, refusalOf, requestOf, waitingOf, wrongIn, type Draft } from "../src/appeal/appealState";
import { Objection } from "../src/appeal/Objection";

const commit = { kind: "commit", repo: 10, key: "ab12", number: null, at: "2025-03-05T10:00:00Z" };
const person = { identity: "github:101", login: "ada-example", excluded: null, contributions: [{ ...commit, key: "cd34" }, commit] } as unknown as PersonDetail;
const campaign = { slug: "draft", maintainer: null, deployment: null, repositories: [{ id: 10, name: "ada-example/trees" }] } as unknown as CampaignDetail;
const deployed = { ...campaign, deployment: {} } as unknown as CampaignDetail;
const waiting = { id: 1, kind: "appeal", state: "waiting", received_at: "2026-02-10T10:00:00Z", answer: null, decided_at: null } as const;
const declined = { ...waiting, id: 2, kind: "opt_out", state: "declined", answer: "<b>That</b> was not you.", decided_at: "2026-02-11T10:00:00Z" } as const;

const filled: Draft = { kind: "appeal", about: "1", reason: "I wrote\nthis ", url: " https://github.com/ada-example/trees/issues/7" };

describe("what can be sent", () => {
  it("is one line about one contribution, by its key and the repository's name", () => {
    const contribution = { repository: "ada-example/trees", kind: "commit", key: "ab12" };
    expect(requestOf(filled, person, campaign)).toEqual({ who: "github:101", kind: "appeal", reason: "I wrote this", url: "https://github.com/ada-example/trees/issues/7", contribution });
  });
  it("leaves out what is empty, and the contribution where somebody asks to be left out", () => {
    const bare = { who: "github:101", kind: "opt_out", reason: "I wrote this" };
    expect(requestOf({ ...filled, kind: "opt_out", url: "" }, person, campaign)).toEqual(bare);
    expect(requestOf({ ...filled, about: "", url: "" }, person, campaign)).toEqual({ ...bare, kind: "appeal" });
  });
  it.each<[string, Partial<Draft>, string[]]>([
    ["everything is there", {}, []],
    ["there is no link", { url: "" }, []],
    ["there is no reason", { reason: " \n " }, ["reason"]],
    ["the reason has as many characters as are taken", { reason: "🌲".repeat(MOST) }, []],
    ["the reason has one more", { reason: "🌲".repeat(MOST + 1) }, ["reason"]],
    ["the link leads elsewhere", { url: "https://github.com.example.org/x" }, ["url"]],
    ["the link leads nowhere", { url: "https://gist.github.com/" }, ["url"]],
  ])("is refused at once where it has to be: %s", (_, part, fields) => {
    expect(Object.keys(wrongIn({ ...filled, ...part }))).toEqual(fields);
  });
  it("is never asked for in the name of what is no person, and being left out only of who is paid", () => {
    expect(kindsFor({ identity: `email:${"ab".repeat(32)}`, excluded: null })).toEqual(["appeal", "opt_out"]);
    expect(kindsFor({ identity: "github:5", excluded: "bot" })).toEqual(["appeal"]);
    expect(kindsFor({ identity: "ghost", excluded: "ghost" })).toEqual([]);
  });
});

describe("what the server says", () => {
  it("stands beside the field that it names, or above the button", () => {
    expect(refusalOf(new ApiProblem(422, "the reason is empty", "reason"))).toEqual({ wrong: { reason: "the reason is empty" }, whole: null });
    for (const field of [null, "who"]) expect(refusalOf(new ApiProblem(409, "too late", field))).toEqual({ wrong: {}, whole: "too late" });
  });
  it("is counted in words", () => {
    expect([[], [declined], [waiting, declined], [waiting, waiting]].map(waitingOf)).toEqual([null, null, "1 appeal is waiting", "2 appeals are waiting"]);
  });
  it("breaks of lines are spaces", () => {
    expect(plain("one\r\n\n two\tthree ")).toBe("one two three");
  });
});

/** A server that knows these appeals and answers what is written with `answer`. */
function show(appeals: readonly object[], answer: () => Response = () => Response.json(waiting, { status: 201 }), by = campaign) {
  const asked = vi.fn((_: string, init: RequestInit) => Promise.resolve(init.method === "POST" ? answer() : Response.json({ appeals })));
  vi.stubGlobal("fetch", asked);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(<QueryClientProvider client={client}><MemoryRouter><Objection person={person} campaign={by} /></MemoryRouter></QueryClientProvider>);
  const sent = () => asked.mock.calls.filter(([, { method }]) => method === "POST").map(([path, { body }]) => [path, JSON.parse(body as string)] as const);
  return { container, sent };
}
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });

const send = () => userEvent.click(screen.getByRole("button", { name: "Send to the maintainer" }));
const value = (label: string) => (screen.getByLabelText<HTMLInputElement>(label)).value;

describe("the form", () => {
  it("sends, empties itself and says so", async () => {
    const { sent } = show([]);
    const user = userEvent.setup();
    await user.click(screen.getByRole("radio", { name: /^Leave me out/ }));
    expect(screen.queryByLabelText("About which work?")).toBeNull();
    await user.tab();
    await user.keyboard("Not for me.");
    await user.tab();
    await user.tab();
    await user.keyboard("{Enter}");
    await screen.findByText("Sent. The answer will stand above.");
    expect(sent()).toEqual([["/api/v1/campaigns/draft/appeals", { who: "github:101", kind: "opt_out", reason: "Not for me." }]]);
    expect(value("Why?")).toBe("");
    await send();
    await screen.findByText("Say in a sentence or two what the maintainer should know.");
    expect(screen.queryByText(/^Sent/)).toBeNull();
  });

  it("says beside the field what is wrong, leads there, and asks nobody", async () => {
    const { sent } = show([]);
    await send();
    const why = screen.getByLabelText("Why?");
    expect(why.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(why);
    const words = why.getAttribute("aria-describedby")?.split(" ").map((id) => document.getElementById(id)?.textContent);
    expect(words?.at(-1)).toBe("Say in a sentence or two what the maintainer should know.");
    expect(sent()).toEqual([]);
    await userEvent.type(why, "Mine");
    expect(why.getAttribute("aria-invalid")).toBe("false");
  });

  it.each<[string, () => Response, RegExp]>([
    ["it is too late", () => Response.json({ detail: "`draft` stands on chain 1 since block 12" }, { status: 409 }), /`draft` stands on chain 1 since block 12/],
    ["the server knows better", () => Response.json({ detail: "the receipt has no such line", field: "contribution" }, { status: 422 }), /the receipt has no such line/],
    ["the server is away", () => { throw new TypeError("Failed to fetch"); }, /The server does not answer/],
  ])("keeps what was written when %s", async (_, answer, words) => {
    show([], answer);
    await userEvent.selectOptions(screen.getByLabelText("About which work?"), "1");
    await userEvent.type(screen.getByLabelText("Why?"), "I wrote this.");
    await send();
    await screen.findByText(words);
    expect([value("Why?"), value("About which work?")]).toEqual(["I wrote this.", "1"]);
    expect(screen.queryByText(/^Sent/)).toBeNull();
  });

  it("shows what was asked so far with its answers, as text, also after the deployment", async () => {
    const { container } = show([waiting, declined], undefined, deployed);
    const list = within(await screen.findByRole("region", { name: "What was asked so far" }));
    expect(list.getAllByRole("listitem").map(({ dataset }) => dataset.state)).toEqual(["waiting", "declined"]);
    list.getByText("1 appeal is waiting.");
    list.getByText("“<b>That</b> was not you.”");
    expect(container.querySelector("form, b")).toBeNull();
    screen.getByText(/An airdrop that stands on the chain cannot be changed/);
  });

  it("has nothing that axe objects to, also where something is wrong", async () => {
    const { container } = show([waiting]);
    await screen.findByText("1 appeal is waiting.");
    await send();
    await waitFor(() => expect(container.querySelector(".wrong")).not.toBeNull());
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });

  it("begins empty", () => {
    show([]);
    expect([value("Why?"), value("Where did you say so? (optional)"), value("About which work?")]).toEqual([EMPTY.reason, EMPTY.url, EMPTY.about]);
  });
});
