// The list, the tree and the words of test/gas/ClaimGas.t.sol, written a second time, so that nothing is compared with itself.
import { createRequire } from "node:module";

const { keccak_256: keccak256 } = createRequire(import.meta.url)("js-sha3");

const ETHER = 10n ** 18n;

/** As `entry` of the gas test: `keccak256(abi.encode("entry", index))` says account and amount. */
export function entry(index) {
  const seed = BigInt(`0x${hash(encode(64n, index, 5n) + Buffer.from("entry").toString("hex").padEnd(64, "0"))}`);
  return { index, account: seed % 2n ** 160n, amount: ETHER + (seed >> 160n) % (1000n * ETHER) };
}

/** `standard-v1`: leaves at the end in descending order, and above two nodes the hash of both, the smaller first. */
export function build(leaves) {
  const tree = [...Array(leaves.length - 1), ...leaves.toSorted().reverse()];
  for (let i = leaves.length - 2; i >= 0; --i) tree[i] = hash([tree[2 * i + 1], tree[2 * i + 2]].sort().join(""));
  return tree;
}

export function prove(tree, leaf) {
  const proof = [];
  for (let place = tree.indexOf(leaf); place > 0; place = (place - 1) >> 1) proof.push(tree[place % 2 === 1 ? place + 1 : place - 1]);
  return proof;
}

export function hash(hex) {
  return keccak256(Buffer.from(hex, "hex"));
}

/** Words of 32 bytes. */
export function encode(...words) {
  return words.map((word) => BigInt(word).toString(16).padStart(64, "0")).join("");
}

export function call(signature, ...words) {
  return keccak256(signature).slice(0, 8) + encode(...words);
}
