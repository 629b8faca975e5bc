// @vitest-environment node
// The vectors that Rust and Solidity read too: three languages, one tree.
import { readFileSync } from "node:fs";
import { encodeAbiParameters, getAddress, keccak256, slice, type Address, type Hex } from "viem";
import { describe, expect, it } from "vitest";

import { leafHash, proofHolds, treeOf, type Leaf } from "../src/bundle/merkle";

interface Dump { tree: Hex[]; values: { value: [string, Address, string]; treeIndex: number }[] }
interface Vectors {
  sablier_csv_two_rows_two_decimals: { dump: Dump; proofs: Hex[][] };
  golden_trees: { roots: { "index-account": Record<string, Hex> }; five: { dump: Dump } };
}
const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/merkle.json", import.meta.url), "utf8")) as Vectors;
const leavesOf = (dump: Dump): Leaf[] => dump.values.map(({ value: [index, account, amount] }) => ({ index: BigInt(index), account, amount: BigInt(amount) }));

describe("the standard tree", () => {
  const { dump, proofs } = vectors.sablier_csv_two_rows_two_decimals;
  const root = dump.tree[0] as Hex;
  const leaves = leavesOf(dump);

  it.each(leaves.map((leaf, place) => [place, leaf] as const))("has the published hash and proof of leaf %i", (place, leaf) => {
    expect(leafHash(leaf)).toBe(dump.tree[dump.values[place]?.treeIndex ?? -1]);
    expect(proofHolds(root, leaf, proofs[place] ?? [])).toBe(true);
  });

  it.each([["two leaves", dump], ["five leaves", vectors.golden_trees.five.dump]])("is published node by node: %s", (_, published) => {
    expect(treeOf(leavesOf(published))).toEqual(published.tree);
  });

  it.each(Object.entries(vectors.golden_trees.roots["index-account"]))("has the golden root of %s leaves", (count, expected) => {
    const made = Array.from({ length: Number(count) }, (_, i): Leaf => {
      const hash = keccak256(encodeAbiParameters([{ type: "uint256" }], [BigInt(i)]));
      return { index: BigInt(i), account: getAddress(slice(hash, 12)), amount: BigInt(i + 1) * 1_000_000_000_000_000_007n };
    });
    expect(treeOf(made)[0]).toBe(expected);
  });

  const [leaf] = leaves as [Leaf];
  const proof = proofs[0] as Hex[];
  it.each([
    ["another amount", { ...leaf, amount: leaf.amount + 1n }, proof],
    ["another index", { ...leaf, index: leaf.index + 1n }, proof],
    ["another account", { ...leaf, account: leaves[1]?.account ?? "0x" }, proof],
    ["a proof with one bit changed", leaf, [`0x${(BigInt(proof[0] ?? 0) ^ 1n).toString(16).padStart(64, "0")}`] as Hex[]],
    ["no proof", leaf, []],
  ])("refuses %s", (_, other, path) => {
    expect(proofHolds(root, other, path)).toBe(false);
  });

  it("refuses to be empty", () => {
    expect(() => treeOf([])).toThrow("a tree needs at least one leaf");
  });
});
