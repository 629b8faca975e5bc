// Sends what the gas tests measure as transactions to a chain (anvil) and compares the receipts with snapshots/: the plain
// bitmap claim and ours, at 1,000 and at 100,000 leaves (test/gas/ClaimGas.t.sol), and each kind made and funded by its factory
// (DeploymentGas.t.sol). forge counts a transaction by itself (`isolate`); here a node does. Each hard fork is a chain of its own:
// the one that contracts are compiled for, and the newest that the pinned anvil knows, because the price of calldata is the
// chain's.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exit } from "node:process";
import { fileURLToPath } from "node:url";

import { START, withChain } from "./anvil/chain.mjs";
import { build, call, encode, entry, hash, prove } from "./anvil/tree.mjs";
import { forge } from "./forge.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const hardforks = ["cancun", "osaka"];
const sizes = { "1k": 1000, "100k": 100_000 };
/** How many claims are sent at a tree, as far as its words allow: some words, and in each the first bit and some after it. */
const SAMPLE = 24;
const DAY = 86_400n;
const FUNDED = 123_456_789_012_345_678_901_234n;
const MOST = 2n ** 256n - 1n;

/** What is claimed, by the name of its file in snapshots/: what its leaf is, and how it is made. */
const kinds = {
  MerkleAirdrop: {
    leaf: ({ index, account, amount }) => hash(hash(encode(index, account, amount))),
    creation: (root, { token, set, sender }) =>
      artifact("artifacts/MerkleAirdrop.json") + encode(token, root, MOST, sender, START, START + 90n * DAY, word("bundle"), set),
  },
  BitmapDistributor: {
    leaf: ({ index, account, amount }) => hash(encode(index) + encode(account).slice(24) + encode(amount)),
    creation: (root, { token }) => artifact("out/anvil/BitmapDistributor.sol/BitmapDistributor.json") + encode(token, root),
  },
};

const OWNER = BigInt(`0x${hash(hex("owner")).slice(0, 40)}`);
const PARAMS = "(address,bytes32,uint256,address,uint40,uint40,bytes32,address)";

/** What is made, by its name in snapshots/Deployment.json: by which factory, with what between parameters and salt. */
const deployments = {
  "OpenZeppelin's token": { factory: "AirdropFactory", create: `create(${PARAMS},bytes32)`, own: [] },
  "token with votes": { factory: "AirdropFactory", create: `create(${PARAMS},bytes32)`, own: [], isProject: true },
  vesting: {
    factory: "VestingFactory",
    create: `create(${PARAMS},(uint40,uint40,uint40,uint40,uint16),bytes32)`,
    own: [START, 30n * DAY, 360n * DAY, DAY, 1000n],
  },
  recurring: { factory: "RecurringFactory", create: `create(${PARAMS},address,uint40,bytes32)`, own: [OWNER, 3n * DAY] },
};

const sources = ["test/gas/BitmapDistributor.sol", "test/mocks/PlainToken.sol"];
if (forge(["build", ...sources, "--quiet", "--out", "out/anvil", "--cache-path", "cache/anvil"]) !== 0) exit(1);
const trees = Object.entries(kinds).flatMap(([name, kind]) => Object.entries(sizes).map(([size, count]) => plant(name, kind, size, count)));
let compared = 0;
let differences = 0;
for (const hardfork of hardforks) {
  await withChain(hardfork, async (chain) => {
    for (const tree of trees) for (const [what, gas] of await dearest(chain, tree)) compare(hardfork, tree.name, what, gas);
    for (const [name, deployment] of Object.entries(deployments)) {
      for (const [what, gas] of await deploy(chain, name, deployment)) compare(hardfork, "Deployment", what, gas);
    }
  });
}
console.log(`${compared} receipts' gas compared with snapshots/, ${differences} of them another`);
exit(differences === 0 ? 0 : 1);

function compare(hardfork, name, what, gas) {
  const expected = JSON.parse(readFileSync(join(root, "snapshots", `${name}.json`), "utf8"))[what];
  ++compared;
  const isSame = gas === Number(expected);
  if (!isSame) ++differences;
  console.log(`${hardfork}: ${name}, ${what}: ${gas}${isSame ? "" : `, and snapshots/ says ${expected}`}`);
}

/** The same for all chains, because hashing takes longest. */
function plant(name, { leaf, creation }, size, count) {
  const entries = Array.from({ length: count }, (_, index) => entry(BigInt(index)));
  const leaves = entries.map(leaf);
  return { name, creation, size, entries, leaves, nodes: build(leaves) };
}

/** The dearest claim of each kind: the first of a word or a later one, by somebody who holds some of the token or none. */
async function dearest(chain, { creation, size, entries, leaves, nodes }) {
  // A token for each: an account is paid its first tokens once.
  const token = await chain.create(artifact("out/anvil/PlainToken.sol/PlainToken.json"));
  const at = { token, set: await createSet(chain), sender: chain.sender };
  const target = await chain.create(creation(BigInt(`0x${nodes[0]}`), at));
  await chain.send(token, call("mint(address,uint256)", target, 10n ** 27n));
  const words = Math.min(Math.floor(entries.length / 256), SAMPLE);
  const most = new Map();
  for (let word = 0; word < words; ++word) {
    for (let bit = 0; bit <= Math.floor(SAMPLE / words); ++bit) {
      const { index, account, amount } = entries[word * 256 + bit];
      const isHolder = (word + bit) % 2 === 0;
      if (isHolder) await chain.send(token, call("mint(address,uint256)", account, 1n));
      const proof = prove(nodes, leaves[word * 256 + bit]);
      const head = call("claim(uint256,address,uint256,bytes32[])", index, account, amount, 128n, BigInt(proof.length));
      const { gasUsed } = await chain.send(target, head + proof.join(""));
      const what = `${size} leaves, ${bit === 0 ? "new word" : "word in use"}, ${isHolder ? "holder" : "first tokens"}`;
      most.set(what, Math.max(most.get(what) ?? 0, Number(gasUsed)));
    }
  }
  return most;
}

/** Made and funded through the factory, for wallets alone and with identities. */
async function deploy(chain, name, { factory, create, own, isProject }) {
  const maker = await chain.create(artifact(`artifacts/${factory}.json`));
  const set = await withoutZeros(() => createSet(chain));
  const token = await withoutZeros(() => createToken(chain, isProject));
  if (!isProject) await chain.send(token, call("mint(address,uint256)", chain.sender, 4n * FUNDED + 1n));
  const gas = new Map();
  for (const [identities, who] of ["wallets", "identities"].entries()) {
    await chain.send(token, call("approve(address,uint256)", maker, FUNDED));
    const params = [token, word("root"), FUNDED, OWNER, START, START + 90n * DAY, word("bundle"), identities === 0 ? 0n : set];
    const salt = BigInt(`0x${hash(encode(64n, BigInt(identities), 4n) + hex("salt").padEnd(64, "0"))}`);
    const { gasUsed } = await chain.send(maker, call(create, ...params, ...own, salt));
    gas.set(`${name}, ${who}`, Number(gasUsed));
  }
  return gas;
}

function createSet(chain) {
  const attestor = 1n;
  const head = encode(chain.sender, chain.sender, 7n * DAY, 160n, 1n, 1n, attestor);
  return chain.create(artifact("artifacts/AttestorSet.json") + head);
}

function createToken(chain, isProject) {
  if (!isProject) return chain.create(artifact("out/anvil/PlainToken.sol/PlainToken.json"));
  const [name, symbol] = ["Project", "PRJ"].map((text) => encode(BigInt(text.length)) + hex(text).padEnd(64, "0"));
  const head = encode(128n, 192n, chain.sender, 4n * FUNDED + 1n);
  return chain.create(artifact("artifacts/ProjectToken.json") + head + name + symbol);
}

/** A byte of zero in an address is cheaper to send; so the gas test has none, and neither has this. */
async function withoutZeros(create) {
  let address = await create();
  while (/^0x(..)*00/.test(address)) address = await create();
  return address;
}

function word(text) {
  return BigInt(`0x${hash(hex(text))}`);
}

function hex(text) {
  return Buffer.from(text).toString("hex");
}

function artifact(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8")).bytecode.object.slice(2);
}
