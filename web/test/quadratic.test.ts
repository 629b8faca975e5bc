// The matches of the page against those of `tributary match` and of other systems' published results.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { quadratic, type QuadraticRules } from "../src/rounds/qf/quadratic";
import { ATTOS, isqrt } from "../src/rounds/qf/root";
import { capOf, coefficientOf } from "../src/rounds/qf/rules";

const read = (name: string): unknown => JSON.parse(readFileSync(`../tests/vectors/${name}`, "utf8"));

interface Case extends Partial<Record<"cap" | "minimum", string>> {
  pool: string; saturation?: "keep" | "scale"; repeat?: "sum" | "mean"; contributions?: "subtracted" | "kept";
  with_exclusions: boolean; matched: string; dust: string; matches: [string, string, string, number][];
}
const golden = read("quadratic.json") as { gifts: [string, string, string, string][]; exclusions: [string, string][]; cases: Case[] };
const gifts = golden.gifts.map(([donor, project, amount, coefficient]) => ({ donor, project, amount: BigInt(amount), coefficient: coefficientOf(coefficient) }));
const plain: QuadraticRules = { pool: 0n, cap: null, minimum: 0n, saturation: "keep", contributions: "subtracted", repeat: "sum", excluded: [] };

const rulesOf = (one: Case): QuadraticRules => ({
  ...plain,
  pool: BigInt(one.pool),
  cap: capOf(one.cap ?? null, BigInt(one.pool)),
  minimum: BigInt(one.minimum ?? 0),
  ...(one.saturation && { saturation: one.saturation }),
  ...(one.repeat && { repeat: one.repeat }),
  ...(one.contributions && { contributions: one.contributions }),
  excluded: one.with_exclusions ? golden.exclusions.map(([donor, project]) => ({ donor, project: project === "" ? null : project })) : [],
});

describe("the quadratic rule", () => {
  it.each(golden.cases.map((one, place) => [place, one] as const))("is the program's to the last unit: case %i", (_, one) => {
    const { matches, matched, dust } = quadratic(gifts, rulesOf(one));
    expect(matches.map(({ project, amount, raw, account }) => [project, amount.toString(), raw, account.roots.length])).toEqual(one.matches);
    expect([matched.toString(), dust.toString()]).toEqual([one.matched, one.dust]);
  });

  const vector = (read("qf.json") as { pluralistic_linear: { donations_by_distinct_donors: Record<string, number[]>; cases: { pool: number; match: number[]; cap?: number; ignoreSaturation?: boolean; dust?: number }[] } }).pluralistic_linear;
  const linear = Object.entries(vector.donations_by_distinct_donors).flatMap(([project, amounts]) => amounts.map((amount, place) => ({ donor: `${project}-${place}`, project, amount: BigInt(amount), coefficient: ATTOS })));
  it.each(vector.cases)("agrees with pluralistic.js where roots are whole: pool $pool", ({ pool, match, cap, ignoreSaturation }) => {
    const { matches } = quadratic(linear, { ...plain, pool: BigInt(pool), cap: cap === undefined ? null : BigInt(cap), saturation: ignoreSaturation === true ? "scale" : "keep" });
    const amounts = Object.keys(vector.donations_by_distinct_donors).map((project) => Number(matches.find((one) => one.project === project)?.amount));
    // What its cap leaves over is given out here.
    amounts.forEach((amount, place) => expect(Math.abs(amount - (match[place] ?? NaN))).toBeLessThanOrEqual(1));
  });

  it("does not depend on the order of the gifts", () => {
    const rules = { ...plain, pool: 1_000_003n, cap: 300_000n };
    expect(quadratic([...gifts].reverse(), rules).matches.map(({ project, amount }) => [project, amount])).toEqual(quadratic(gifts, rules).matches.map(({ project, amount }) => [project, amount]));
  });

  it("gives a lone donor nothing, and many donors more than one who gives as much", () => {
    const give = (donor: string, project: string, amount: bigint) => ({ donor, project, amount, coefficient: ATTOS });
    const { matches } = quadratic([give("a", "1", 100n), ...["b", "c", "d", "e"].map((donor) => give(donor, "2", 25n))], { ...plain, pool: 1_000n });
    expect(matches.map(({ project, amount }) => [project, amount])).toEqual([["2", 300n], ["1", 0n]]);
  });

  it("takes roots that are right on both sides of a square", () => {
    for (const side of [1n, 2n, 3n, 2n ** 32n, 2n ** 64n - 1n, 10n ** 30n + 7n]) {
      expect([isqrt(side * side - 1n), isqrt(side * side), isqrt(side * side + 1n)]).toEqual([side - 1n, side, side]);
    }
  });
});
