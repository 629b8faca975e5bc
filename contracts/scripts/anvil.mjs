// Sends the claims of test/gas/ClaimGas.t.sol as transactions to a chain (anvil) and compares the receipts with snapshots/:
// the plain bitmap claim and ours, at 1,000 leaves. forge counts a transaction by itself (`isolate`); here a node does. The
// list, the sample and the tree are written here a second time, so that nothing is compared with itself. Each hard fork is a
// chain of its own: the one that contracts are compiled for, and the newest that the pinned anvil knows, because the price of
// calldata is the chain's.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { arch, exit, platform } from "node:process";
import { fileURLToPath } from "node:url";

import { forge } from "./forge.mjs";

const require = createRequire(import.meta.url);
const { keccak_256: keccak256 } = require("js-sha3");

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const hardforks = ["cancun", "osaka"];
const LEAVES = 1000;
const WORDS = 3;
const EACH = 8;
const START = 1_800_000_000n;
const ETHER = 10n ** 18n;
const MOST = 2n ** 256n - 1n;

/** What is measured, by the name of its file in snapshots/: what its leaf is, and how it is made. */
const kinds = {
  MerkleAirdrop: {
    leaf: ({ index, account, amount }) => hash(hash(encode(index, account, amount))),
    // Claims by wallet never ask the attestors; any contract will do.
    creation: (token, top, owner) => artifact("artifacts/MerkleAirdrop.json") + encode(token, top, MOST, owner, START, START + 7_776_000n, 1n, token),
  },
  BitmapDistributor: {
    leaf: ({ index, account, amount }) => hash(encode(index) + encode(account).slice(24) + encode(amount)),
    creation: (token, top) => artifact("out/anvil/BitmapDistributor.sol/BitmapDistributor.json") + encode(token, top),
  },
};

const sources = ["test/gas/BitmapDistributor.sol", "test/mocks/PlainToken.sol"];
if (forge(["build", ...sources, "--quiet", "--out", "out/anvil", "--cache-path", "cache/anvil"]) !== 0) exit(1);
let compared = 0;
let differences = 0;
for (const hardfork of hardforks) await withChain(hardfork, compare);
console.log(`${compared} receipts' gas compared with snapshots/, ${differences} of them another`);
exit(differences === 0 ? 0 : 1);

async function compare(chain, hardfork) {
  for (const [name, kind] of Object.entries(kinds)) {
    // A token for each: an account is paid its first tokens once.
    const token = await chain.create(artifact("out/anvil/PlainToken.sol/PlainToken.json"));
    const expected = JSON.parse(readFileSync(join(root, "snapshots", `${name}.json`), "utf8"));
    for (const [what, gas] of await dearest(chain, token, kind)) {
      ++compared;
      const isSame = gas === Number(expected[what]);
      if (!isSame) ++differences;
      console.log(`${hardfork}: ${name}, ${what}: ${gas}${isSame ? "" : `, and snapshots/ says ${expected[what]}`}`);
    }
  }
}

/** The dearest claim of each kind: the first of a word or a later one, by somebody who holds some of the token or none. */
async function dearest(chain, token, { leaf, creation }) {
  const entries = Array.from({ length: LEAVES }, (_, index) => entry(BigInt(index)));
  const tree = build(entries.map(leaf));
  const target = await chain.create(creation(token, BigInt(`0x${tree[0]}`), chain.sender));
  await chain.send(token, call("mint(address,uint256)", target, 10n ** 9n * ETHER));
  const most = new Map();
  for (let word = 0; word < WORDS; ++word) {
    for (let bit = 0; bit <= EACH; ++bit) {
      const { index, account, amount } = entries[word * 256 + bit];
      const isHolder = (word + bit) % 2 === 0;
      if (isHolder) await chain.send(token, call("mint(address,uint256)", account, 1n));
      const proof = prove(tree, leaf(entries[word * 256 + bit]));
      const head = call("claim(uint256,address,uint256,bytes32[])", index, account, amount, 128n, BigInt(proof.length));
      const { gasUsed } = await chain.send(target, head + proof.join(""));
      const what = `1k leaves, ${bit === 0 ? "new word" : "word in use"}, ${isHolder ? "holder" : "first tokens"}`;
      most.set(what, Math.max(most.get(what) ?? 0, Number(gasUsed)));
    }
  }
  return most;
}

/** As `entry` of the gas test: `keccak256(abi.encode("entry", index))` says account and amount. */
function entry(index) {
  const seed = BigInt(`0x${hash(encode(64n, index, 5n) + Buffer.from("entry").toString("hex").padEnd(64, "0"))}`);
  return { index, account: seed % 2n ** 160n, amount: ETHER + (seed >> 160n) % (1000n * ETHER) };
}

/** `standard-v1`: leaves at the end in descending order, and above two nodes the hash of both, the smaller first. */
function build(leaves) {
  const tree = [...Array(leaves.length - 1), ...leaves.toSorted().reverse()];
  for (let i = leaves.length - 2; i >= 0; --i) tree[i] = hash([tree[2 * i + 1], tree[2 * i + 2]].sort().join(""));
  return tree;
}

function prove(tree, leaf) {
  const proof = [];
  for (let place = tree.indexOf(leaf); place > 0; place = (place - 1) >> 1) proof.push(tree[place % 2 === 1 ? place + 1 : place - 1]);
  return proof;
}

function hash(hex) {
  return keccak256(Buffer.from(hex, "hex"));
}

/** Words of 32 bytes. */
function encode(...words) {
  return words.map((word) => BigInt(word).toString(16).padStart(64, "0")).join("");
}

function call(signature, ...words) {
  return keccak256(signature).slice(0, 8) + encode(...words);
}

function artifact(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8")).bytecode.object.slice(2);
}

/** Starts a chain, and ends it whatever happens. */
async function withChain(hardfork, use) {
  const cpu = arch === "x64" ? "amd64" : arch;
  const binary = require.resolve(`@foundry-rs/anvil-${platform}-${cpu}/bin/${platform === "win32" ? "anvil.exe" : "anvil"}`);
  const anvil = spawn(binary, ["--port", "0", "--hardfork", hardfork, "--timestamp", String(START)]);
  try {
    const url = await new Promise((resolve, reject) => {
      let text = "";
      anvil.stdout.on("data", (data) => {
        text += data;
        const [, place] = /Listening on (\S+)/.exec(text) ?? [];
        if (place !== undefined) resolve(`http://${place}`);
      });
      anvil.on("error", reject);
      anvil.on("exit", () => reject(new Error(`anvil ended: ${text}`)));
    });
    await use(await connect(url), hardfork);
  } finally {
    anvil.kill();
  }
}

/** Sends transactions from an account of the chain; each is mined by itself and has to succeed. */
async function connect(url) {
  const ask = async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = await answer.json();
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const [sender] = await ask("eth_accounts", []);
  const send = async (to, data) => {
    const sent = await ask("eth_sendTransaction", [{ from: sender, to, data: `0x${data}`, gas: "0x989680" }]);
    // A transaction is answered before its block is made.
    let receipt = null;
    while (receipt === null) receipt = await ask("eth_getTransactionReceipt", [sent]);
    if (receipt.status !== "0x1") throw new Error(`transaction ${sent} failed: ${JSON.stringify(receipt)}`);
    return receipt;
  };
  const create = async (data) => (await send(undefined, data)).contractAddress;
  return { sender, send, create };
}
