// A list of a recurring airdrop against the one before it, in the browser as in `tributary verify`.
import { describe, expect, it } from "vitest";

import type { AllocationFile, StandingFile } from "../src/bundle/manifest";
import { compare, inWords, ofManifest, readRecurring } from "../src/bundle/recurring";
import { leafAmount, waits } from "../src/recurring/leaf";

const ADA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const BO = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const ROOT = `0x${"11".repeat(32)}` as const;

const before: StandingFile = {
  epoch: 1, slug: "river", root: ROOT, total: "100", bundle_hash: ROOT,
  leaves: [
    { index: 0, identity: "github:101", login: "ada", address: ADA, amount: "70" },
    { index: 1, identity: "github:404", login: "dee", address: null, amount: "30" },
  ],
};

type Line = AllocationFile["people"][number];
const line = (identity: string, index: number | null, cumulative: string, more: Partial<Line> = {}): Line => ({ identity, score: "0", amount: "0", cumulative, address: ADA, index, note: null, ...more });
const next = (...people: Line[]): AllocationFile => ({ pool: "9", cap: null, minimum: null, people });
const good = [line("github:101", 0, "74"), line("github:404", 1, "30", { address: null }), line("github:606", 2, "5")];

describe("a list against the one before", () => {
  it("counts who has more, who is new and who has linked a wallet", () => {
    expect(compare(before, next(...good))).toBe("1 have more than in list 1, 1 the same, 1 are new");
    expect(compare(before, next(line("github:101", 0, "70", { address: BO }), line("github:404", 1, "30", { address: BO })))).toBe("0 have more than in list 1, 2 the same, 0 are new; 1 have linked a wallet since; 1 are paid to another wallet than before");
  });

  it.each([
    ["less", [line("github:101", 0, "69"), good[1]], "github:101 (leaf 0) had 70 units, now 69"],
    ["nothing at all", [good[0]], "github:404 had leaf 1 with 30 units, and it is gone"],
    ["another's index", [line("github:404", 0, "74"), line("github:101", 1, "70")], "leaf 0 was github:101's, now it is github:404's"],
    ["two leaves", [...good, line("github:101", 3, "1")], "github:101 has two leaves"],
    ["no wallet any more", [line("github:101", 0, "70", { address: null }), good[1]], `github:101 (leaf 0) was paid to ${ADA}, now to no wallet`],
  ])("refuses %s", (_, people, words) => {
    expect(() => compare(before, next(...(people as Line[])))).toThrow(words);
  });
});

describe("the rules", () => {
  it("say the same as the manifest, or not", () => {
    const rules = readRecurring({ delay: "3 days", guardian: ADA.toLowerCase(), after: "out/river" });
    expect(rules).toEqual({ delay: 259_200, guardian: ADA, follows: true });
    expect(ofManifest({ epoch: 2, delay_seconds: 259_200, guardian: ADA })).toBe(inWords(2, rules.delay, rules.guardian));
    expect(ofManifest({ epoch: 2, delay_seconds: 259_200, guardian: null })).not.toBe(inWords(2, rules.delay, rules.guardian));
    expect(readRecurring({ delay: "1 day" })).toEqual({ delay: 86_400, guardian: null, follows: false });
    expect(() => readRecurring({ delay: "soon" })).toThrow("no time such as");
  });
});

describe("a share", () => {
  it("is worth all that was allotted, and waits while claims are by another list", () => {
    expect(leafAmount({ amount: "5", cumulative: null })).toBe("5");
    expect(leafAmount({ amount: "5", cumulative: "12" })).toBe("12");
    const campaign = (stage: string | null) => ({ claim: { recurring: stage && { stage } } }) as unknown as Parameters<typeof waits>[0];
    expect([null, "pending", "in_effect", "superseded"].map((stage) => waits(campaign(stage)))).toEqual([false, true, false, true]);
  });
});
