// @vitest-environment node
// The same cases as in the tests of `tributary-score`.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { allocate } from "../src/bundle/allocate";
import { PUBLISHED_WEIGHTS, scoreActivity } from "../src/bundle/activity";
import { attribute } from "../src/bundle/attribution";
import { joinsOf } from "../src/bundle/joins";
import { NO_OVERRIDES } from "../src/bundle/overrides";
import { isqrt, millionths } from "../src/bundle/score";

describe("the activity score", () => {
  it("takes exact integer roots", () => {
    for (const n of [0n, 1n, 2n, 3n, 4n, 15n, 16n, 17n, 10n ** 40n - 1n, 10n ** 40n, 2n ** 64n]) {
      const root = isqrt(n);
      expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true);
    }
  });

  it("reads weights exactly and refuses others", () => {
    expect(millionths("0.5252")).toBe(525_200n);
    for (const bad of ["", "-1", "1e3", "0.1234567"]) expect(() => millionths(bad)).toThrow(`\`${bad}\` is not a weight`);
  });

  it("has the published weights", () => {
    const { opendigger_activity } = JSON.parse(readFileSync(new URL("../../tests/vectors/scoring.json", import.meta.url), "utf8")) as { opendigger_activity: { rule: string } };
    const published = Object.fromEntries([...opendigger_activity.rule.matchAll(/([\d.]+)\*(\w+)/g)].map(([, weight, kind]): [string, string] => [kind ?? "", weight ?? ""]));
    expect(PUBLISHED_WEIGHTS).toEqual({ ...published, reviews: "0", commits: "0" });
  });

  const opened = { repo: 1, kind: "pull_request_opened", key: "a", author: "github:1", at: "2025-03-01T00:00:00Z" };
  const evidence = [
    opened,
    { ...opened, kind: "pull_request_merged", at: "2025-03-31T23:59:59Z" },
    { ...opened, kind: "issue_comment", key: "b", at: "2025-04-01T00:00:00Z" },
    { ...opened, author: "github:2" },
  ];
  const accounts = [{ id: 1, login: "ada", kind: "user" }, { id: 2, login: "dependabot", kind: "bot" }];

  const score = (repositories: ReadonlyMap<number, bigint>) => scoreActivity(attribute({
    evidence: { repositories: [], accounts, contributions: evidence, pullRequests: [], commits: [] },
    window: { from: Date.parse("2025-01-01") / 1000, until: Date.parse("2026-01-01") / 1000 },
    repositories, joins: joinsOf([]), overrides: NO_OVERRIDES, flags: { accountAgeDays: 30, activeWeeks: 2 },
  }), PUBLISHED_WEIGHTS);

  it("is the sum of monthly roots, and nothing for bots", () => {
    const [person, bot] = score(new Map());
    expect(person?.months.map(({ month, score }) => [month, score])).toEqual([["2025-03", 2_470_182n], ["2025-04", 724_706n]]);
    expect(person?.score).toBe(3_194_888n);
    expect([bot?.identity, bot?.score, bot?.months.length]).toEqual(["github:2", 0n, 1]);
  });

  it("is scaled by the repository's weight", () => {
    expect(score(new Map([[1, 500_000n]]))[0]?.score).toBe(1_235_091n + 362_353n);
  });
});

describe("the allocation", () => {
  const people = (...scores: bigint[]) => scores.map((due, i) => ({ identity: `github:${i + 1}`, due }));
  const shared = (scores: bigint[], pool: bigint, cap: bigint | null, minimum: bigint | null) => allocate(people(...scores), { pool, cap, minimum });

  it.each<[string, bigint[], bigint, bigint | null, bigint | null, bigint[], (string | null)[]]>([
    ["in proportion", [5n, 3n, 1n], 100n, null, null, [56n, 33n, 11n], [null, null, null]],
    ["up to a cap", [80n, 15n, 5n], 100n, 40n, null, [40n, 40n, 20n], ["capped", "capped", null]],
    ["from a minimum", [60n, 30n, 10n], 100n, null, 11n, [67n, 33n, 0n], [null, null, "below_minimum"]],
  ])("shares %s", (_, scores, pool, cap, minimum, amounts, notes) => {
    const found = shared(scores, pool, cap, minimum);
    expect(found.map(({ amount }) => amount)).toEqual(amounts);
    expect(found.map(({ note }) => note)).toEqual(notes);
  });

  it("gives the odd unit to the lower number", () => {
    const found = allocate([9, 2, 5].map((id) => ({ identity: `github:${id}`, due: 1n })), { pool: 5n, cap: null, minimum: null });
    expect(found.map(({ identity, amount }) => [identity, amount])).toEqual([["github:2", 2n], ["github:5", 2n], ["github:9", 1n]]);
  });

  it("places the pool to the last unit whatever the scores", () => {
    for (let seed = 1n; seed < 200n; seed += 1n) {
      const scores = Array.from({ length: 1 + Number(seed % 17n) }, (_, i) => 1n + ((seed * 7_919n + BigInt(i) * 104_729n) % 1_000_003n));
      const pool = 10n ** 18n + seed;
      expect(shared(scores, pool, null, null).reduce((sum, { amount }) => sum + amount, 0n)).toBe(pool);
    }
  });
});
