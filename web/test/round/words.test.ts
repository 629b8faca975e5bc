import { describe, expect, it } from "vitest";

import { addsWords } from "../../src/rounds/give/estimate";
import { bubbles, type Project } from "../../src/rounds/results/bubbles";
import type { Receipt } from "../../src/rounds/types";
import { OF_ROUNDS } from "../../src/rounds/wallet/reasons";
import { ahead, between, coefficientWords, giving, kindOf, left, listsWords, receiptWords } from "../../src/rounds/words";
import { HASH, NOW, round, TX, whole } from "./fixtures";

const { token, windows } = round;
const iso = (ms: number) => new Date(NOW + ms).toISOString();
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

describe("time", () => {
  it.each([[3 * DAY + HOUR, "3 days left"], [DAY, "1 day left"], [DAY - 1, "23 hours left"], [HOUR, "1 hour left"], [HOUR - MINUTE, "59 minutes left"], [-DAY, "0 minutes left"]])("%i ms ahead", (ms, words) => expect(left(iso(ms), NOW)).toBe(words));
  it("knows the next moment, and none after the last", () => {
    expect(ahead(windows, Date.parse(windows.applications_start) - 1)).toEqual({ words: "Applications open", at: windows.applications_start });
    expect(ahead(windows, NOW)).toEqual({ words: "Gifts close", at: windows.donations_end });
    expect(ahead(windows, Date.parse(windows.donations_end))).toBeNull();
  });
  it("knows when gifts can be made", () => {
    const [start, end] = [Date.parse(windows.donations_start), Date.parse(windows.donations_end)];
    expect([start - 1, start, end - 1, end].map((now) => giving(round, now))).toEqual(["before", "open", "open", "after"]);
    expect(giving({ ...round, state: "cancelled" }, start)).toBe("after");
  });
});

describe("amounts that are not final", () => {
  it("are a range, and one number only when both ends are", () => {
    expect(between({ least: whole(40), most: whole(90) }, token)).toBe("between 40 and 90 DAI");
    expect(between({ least: whole(40), most: whole(40) }, token)).toBe("40 DAI");
    expect(between({ least: "0", most: "1" }, token)).toBe("less than 0.01 DAI");
  });
  it("say when a gift adds nothing", () => {
    const none = { least: "0", most: "0" };
    expect(addsWords({ project: 1, before: none, after: none, adds: none }, token)).toBe("No match yet: it begins with a second donor.");
    expect(addsWords({ project: 1, before: none, after: { least: "0", most: whole(3) }, adds: { least: "0", most: whole(3) } }, token)).toBe("Adds between 0 and 3 DAI to its match if the round closed now.");
  });
  it("say when lists were fixed, and why they replace others", () => {
    const first = { number: 1, lists_hash: HASH, at: "2026-02-01T00:00:00Z", tx: TX, gifts_before: 0, reason: null };
    expect(listsWords(first)).toBe("fixed on 1 Feb 2026 UTC, before the first gift.");
    expect(listsWords({ ...first, number: 2, gifts_before: 1, reason: "One wallet was two people." })).toBe("fixed on 1 Feb 2026 UTC, after 1 gift, in place of others. The reason: “One wallet was two people.”");
    expect(listsWords({ ...first, number: 2 })).toContain("not known here");
  });
  it("say how much of a gift counts, and whether that holds", () => {
    expect(coefficientWords({ now: "0.5", least: "0.5", most: "0.5", is_final: true, reason: "score 15" })).toBe("50 % of your gifts count for the match: score 15. That holds at the tally.");
    expect(coefficientWords({ now: "1", least: "0", most: "1", is_final: false, reason: "" })).toBe("100 % of your gifts count for the match today. At the tally it is between 0 % and 100 %.");
  });
});

it("a receipt says everything that made the number, and nothing that did not", () => {
  const receipt: Receipt = {
    discount: null, match: whole(30), received: whole(50), donors: 3, not_counted: [{ reason: "minimum", donors: 1 }, { reason: "excluded", donors: 2 }], raw: `${whole(48)}.5`,
    cap_given: whole(18), cap_received: "0", next: whole(1), sensitivity: { donors: 2, match: whole(12) },
  };
  expect(receiptWords(receipt, token)).toEqual([
    "3 donors count. They and all others gave 50 DAI.",
    "1 donor does not count: this one gave less than the minimum.",
    "2 donors do not count: they belong to the project or review it.",
    "By the square of their roots the match would be 48 DAI if the pool had no end.",
    "The cap takes 18 DAI, which goes to the others.",
    "The share of the pool is 30 DAI.",
    "Without the 2 donors who gave to exactly the same projects it would be 12 DAI.",
  ]);
});

it("kinds are named, and what is none is not", () => expect([kindOf("model"), kindOf("dataset"), kindOf("evaluation"), kindOf("other"), kindOf(null)]).toEqual(["Model", "Data", "Evaluation", null, null]));

it("the contract's refusals are sentences", () => {
  expect(OF_ROUNDS.ofContract("StaleRevision", [3n, 1, 2])).toBe("The application was edited since you read it: it is at revision 2, you read 1. Read it again.");
  expect(OF_ROUNDS.ofContract("Ended", [1_800_000_000n, 1_767_225_600n])).toBe("This closed on 1 Jan 2026 UTC. Nothing was sent.");
  expect(OF_ROUNDS.ofContract("Surprise", [1n])).toBe("The contract says Surprise(1).");
});

describe("bubbles", () => {
  const project = (number: number, donors: number, given: bigint, match: bigint): Project => ({ number, name: `P${number}`, donors, given, match });
  const drawn = bubbles([project(1, 1, 100n, 0n), project(2, 100, 100n, 400n), project(3, 25, 100n, 100n)], { width: 600, height: 400 });
  it("are drawn from the largest match to the smallest, by area", () => {
    expect(drawn.map(({ number }) => number)).toEqual([2, 3, 1]);
    expect((drawn[0]?.r ?? 0) / (drawn[1]?.r ?? 1)).toBeCloseTo(2);
    expect(drawn.map(({ isNamed }) => isNamed)).toEqual([true, true, false]);
  });
  it("lie to the right with more donors, and high with larger gifts", () => {
    const of = (number: number) => drawn.find((one) => one.number === number) ?? { x: NaN, y: NaN };
    expect(of(2).x).toBeGreaterThan(of(3).x);
    expect(of(3).x).toBeGreaterThan(of(1).x);
    expect(of(1).y).toBeLessThan(of(2).y);
  });
  it("stay in the frame, also when nobody gave", () => {
    for (const { x, y, r } of [...drawn, ...bubbles([project(1, 0, 0n, 0n)], { width: 320, height: 260 })]) {
      expect(Math.min(x - r, y - r)).toBeGreaterThanOrEqual(0);
      expect([x + r <= 600, y + r <= 400]).toEqual([true, true]);
    }
  });
});
