// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Hex } from "viem";

import { leafHash, proofHolds, rootOf, type Leaf } from "../src/bundle/merkle";
import { allocate, isqrt, millionths, scoreActivity } from "../src/bundle/score";

interface Vector { dump: { tree: Hex[]; values: { value: [string, `0x${string}`, string]; treeIndex: number }[] }; proofs: Hex[][] }
const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/merkle.json", import.meta.url), "utf8")) as { sablier_csv_two_rows_two_decimals: Vector };
const { dump, proofs } = vectors.sablier_csv_two_rows_two_decimals;
const leaves: Leaf[] = dump.values.map(({ value: [index, account, amount] }) => ({ index: BigInt(index), account, amount: BigInt(amount) }));

describe("the standard tree", () => {
  it("has the published leaves, root and proofs", () => {
    leaves.forEach((leaf, i) => {
      expect(leafHash(leaf)).toBe(dump.tree[dump.values[i]?.treeIndex ?? -1]);
      expect(proofHolds(dump.tree[0] as Hex, leaf, proofs[i] ?? [])).toBe(true);
    });
    expect(rootOf(leaves)).toBe(dump.tree[0]);
  });

  it("refuses a proof for another amount", () => {
    const leaf = leaves[0] as Leaf;
    expect(proofHolds(dump.tree[0] as Hex, { ...leaf, amount: leaf.amount + 1n }, proofs[0] ?? [])).toBe(false);
  });
});

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

  it("is the sum of monthly roots, and nothing for bots", () => {
    const at = "2025-03-01T00:00:00Z";
    const scores = scoreActivity(
      [
        { repo: 1, kind: "pull_request_opened", author: "github:1", at },
        { repo: 1, kind: "pull_request_merged", author: "github:1", at: "2025-03-31T23:59:59Z" },
        { repo: 1, kind: "issue_comment", author: "github:1", at: "2025-04-01T00:00:00Z" },
        { repo: 1, kind: "pull_request_opened", author: "github:2", at },
      ],
      [{ id: 1, login: "ada", kind: "user" }, { id: 2, login: "dependabot", kind: "bot" }],
      {},
      new Map(),
    );
    // The same figures as in the tests of `tributary-score`.
    expect(scores).toEqual([{ identity: "github:1", score: 3_194_888n }, { identity: "github:2", score: 0n }]);
  });
});

describe("the allocation", () => {
  const people = (...scores: bigint[]) => scores.map((score, i) => ({ identity: `github:${i + 1}`, score }));
  const amounts = (scores: bigint[], pool: bigint, cap: bigint | null = null, minimum: bigint | null = null) =>
    [...allocate(people(...scores), { pool, cap, minimum }).values()];

  it("agrees with the cases of `tributary-score`", () => {
    expect(amounts([5n, 3n, 1n], 100n)).toEqual([56n, 33n, 11n]);
    expect(amounts([80n, 15n, 5n], 100n, 40n)).toEqual([40n, 40n, 20n]);
    expect(amounts([60n, 30n, 10n], 100n, null, 11n)).toEqual([67n, 33n]);
  });

  it("gives the odd unit to the lower number", () => {
    const shared = allocate([9, 2, 5].map((id) => ({ identity: `github:${id}`, score: 1n })), { pool: 5n, cap: null, minimum: null });
    expect(Object.fromEntries(shared)).toEqual({ "github:2": 2n, "github:5": 2n, "github:9": 1n });
  });
});
