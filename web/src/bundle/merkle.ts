// OpenZeppelin's standard tree, for checking in the browser what a server says.
import { concat, encodeAbiParameters, keccak256, type Address, type Hex } from "viem";

export interface Leaf {
  readonly index: bigint;
  readonly account: Address;
  readonly amount: bigint;
}

const TYPES = [{ type: "uint256" }, { type: "address" }, { type: "uint256" }] as const;

/** Hashed twice, so that no inner node can pass for a leaf. */
export function leafHash(leaf: Leaf): Hex {
  return keccak256(keccak256(encodeAbiParameters(TYPES, [leaf.index, leaf.account, leaf.amount])));
}

/** The smaller child first. */
export function nodeHash(a: Hex, b: Hex): Hex {
  return keccak256(BigInt(a) <= BigInt(b) ? concat([a, b]) : concat([b, a]));
}

export function proofHolds(root: Hex, leaf: Leaf, proof: readonly Hex[]): boolean {
  return proof.reduce(nodeHash, leafHash(leaf)) === root.toLowerCase();
}

/** The root of a whole list: a heap of 2n − 1 nodes, leaves sorted by hash at its end in reverse. */
export function rootOf(leaves: readonly Leaf[]): Hex {
  const hashes = leaves.map(leafHash).sort();
  const count = hashes.length;
  if (count === 0) throw new Error("a tree needs at least one leaf");
  const heap = new Array<Hex>(2 * count - 1);
  hashes.forEach((hash, place) => { heap[heap.length - 1 - place] = hash; });
  for (let i = count - 2; i >= 0; i -= 1) {
    heap[i] = nodeHash(heap[2 * i + 1] as Hex, heap[2 * i + 2] as Hex);
  }
  return heap[0] as Hex;
}
