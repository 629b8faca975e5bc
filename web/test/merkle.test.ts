// @vitest-environment node
// The vectors that Rust and Solidity read too: three languages, one tree.
import { readFileSync } from "node:fs";
import { encodeAbiParameters, keccak256, slice, type Address, type Hex } from "viem";
import { describe, expect, it } from "vitest";

import { claimantOf, identityHash, keyOf, shardOf, walletOf, wordOf } from "../src/bundle/claimant";
import { leafHash, proofHolds, treeOf, type Leaf } from "../src/bundle/merkle";

interface Dump { tree: Hex[]; values: { value: [string, Address, string]; treeIndex: number }[] }
interface Vectors {
  sablier_csv_two_rows_two_decimals: { dump: Dump; proofs: Hex[][] };
  golden_trees: { roots: { "index-account": Record<string, Hex> }; five: { dump: Dump } };
}
const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/merkle.json", import.meta.url), "utf8")) as Vectors;
const leavesOf = (dump: Dump): Leaf[] => dump.values.map(({ value: [index, account, amount] }) => ({ index: BigInt(index), claimant: walletOf(account), amount: BigInt(amount) }));

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
      return { index: BigInt(i), claimant: walletOf(slice(hash, 12)), amount: BigInt(i + 1) * 1_000_000_000_000_000_007n };
    });
    expect(treeOf(made)[0]).toBe(expected);
  });

  const [leaf] = leaves as [Leaf];
  const proof = proofs[0] as Hex[];
  it.each([
    ["another amount", { ...leaf, amount: leaf.amount + 1n }, proof],
    ["another index", { ...leaf, index: leaf.index + 1n }, proof],
    ["another account", { ...leaf, claimant: leaves[1]?.claimant ?? leaf.claimant }, proof],
    ["a proof with one bit changed", leaf, [`0x${(BigInt(proof[0] ?? 0) ^ 1n).toString(16).padStart(64, "0")}`] as Hex[]],
    ["no proof", leaf, []],
  ])("refuses %s", (_, other, path) => {
    expect(proofHolds(root, other, path)).toBe(false);
  });

  it("refuses to be empty", () => {
    expect(() => treeOf([])).toThrow("a tree needs at least one leaf");
  });
});

interface Claims {
  identities: { githubId: string; claimant: Hex }[];
  tree: { tree: Hex[]; values: { index: string; claimant: Hex; amount: string; leaf: Hex; proof: Hex[] }[] };
}
const claims = JSON.parse(readFileSync(new URL("../../tests/vectors/claims.json", import.meta.url), "utf8")) as Claims;

describe("a tree of wallets and GitHub accounts", () => {
  const identities = new Map(claims.identities.map(({ githubId, claimant }) => [claimant, `github:${githubId}`]));
  const leaves = claims.tree.values.map(({ index, claimant, amount }): Leaf => {
    const identity = identities.get(claimant);
    return { index: BigInt(index), claimant: identity === undefined ? walletOf(slice(claimant, 12)) : claimantOf(identity), amount: BigInt(amount) };
  });

  it("is the one that the contracts know, leaf by leaf and node by node", () => {
    expect(leaves.map(({ claimant }) => claimant.kind)).toEqual(["wallet", "identity", "identity", "wallet"]);
    expect(leaves.map(leafHash)).toEqual(claims.tree.values.map(({ leaf }) => leaf));
    expect(leaves.map(({ claimant }) => wordOf(claimant))).toEqual(claims.tree.values.map(({ claimant }) => claimant));
    expect(treeOf(leaves)).toEqual(claims.tree.tree);
    for (const [place, leaf] of leaves.entries()) expect(proofHolds(claims.tree.tree[0] ?? "0x", leaf, claims.tree.values[place]?.proof ?? [])).toBe(true);
  });

  it.each(claims.identities)("knows github:$githubId by its hash, and where its proofs stand", ({ githubId, claimant }) => {
    expect(identityHash(`github:${githubId}`)).toBe(claimant);
    expect(shardOf(claimantOf(`github:${githubId}`))).toBe(`proofs/${claimant.slice(2, 4)}.json`);
    expect(keyOf(claimantOf(`github:${githubId}`))).toBe(`github:${githubId}`);
  });

  it.each(["github:01", "github:", "github:1 ", "Github:1", "email:ab", "ghost", "0x12", "constructor"])("takes %j for nobody", (key) => {
    expect(() => claimantOf(key)).toThrow("is neither an address nor `github:<id>`");
  });
});
