// OpenZeppelin's standard tree, for checking in the browser what a server says.
import { concat, encodeAbiParameters, keccak256, type Hex } from "viem";

import { wordOf, type Claimant } from "./claimant";

export interface Leaf {
  readonly index: bigint;
  readonly claimant: Claimant;
  readonly amount: bigint;
}

/** A wallet's word has the bytes of its address, so a tree of wallets alone is one over `(uint256, address, uint256)` too. */
const TYPES = [{ type: "uint256" }, { type: "bytes32" }, { type: "uint256" }] as const;

/** Hashed twice, so that no inner node can pass for a leaf. */
export function leafHash(leaf: Leaf): Hex {
  return keccak256(keccak256(encodeAbiParameters(TYPES, [leaf.index, wordOf(leaf.claimant), leaf.amount])));
}

/** The smaller child first. */
export function nodeHash(a: Hex, b: Hex): Hex {
  return keccak256(BigInt(a) <= BigInt(b) ? concat([a, b]) : concat([b, a]));
}

export function proofHolds(root: Hex, leaf: Leaf, proof: readonly Hex[]): boolean {
  return proof.reduce(nodeHash, leafHash(leaf)) === root.toLowerCase();
}

/** The whole tree: a heap of 2n − 1 nodes, root first, leaves sorted by hash at its end in reverse. */
export function treeOf(leaves: readonly Leaf[]): Hex[] {
  if (leaves.length === 0) throw new Error("a tree needs at least one leaf");
  const hashes = leaves.map(leafHash).sort();
  const heap: Hex[] = [];
  const last = 2 * hashes.length - 2;
  hashes.forEach((hash, place) => { heap[last - place] = hash; });
  for (let node = hashes.length - 2; node >= 0; node -= 1) {
    heap[node] = nodeHash(heap[2 * node + 1] as Hex, heap[2 * node + 2] as Hex);
  }
  return heap;
}
