// Compiles single contracts of `src` from memory, without the IR: what a change means is the same by either pipeline, and
// this one answers in seconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const solc = createRequire(import.meta.url)("solc");
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const libraries = { "@openzeppelin/contracts/": "node_modules/@openzeppelin/contracts/", "solady/": "node_modules/solady/src/" };

/** Bytecode of each contract (`src/Name.sol`) with some files changed; nothing if it does not compile. */
export function compile(contracts, changed) {
  const sources = {};
  for (const contract of contracts) collect(contract, changed, sources);
  // The optimizer takes twice as long, and is needed only where the stack would be too deep without it.
  return attempt(contracts, sources, { enabled: false }) ?? attempt(contracts, sources, { enabled: true, runs: 200 });
}

function attempt(contracts, sources, optimizer) {
  const outputs = ["evm.bytecode.object", "evm.deployedBytecode.object"];
  const settings = {
    remappings: Object.entries(libraries).map((pair) => pair.join("=")),
    optimizer,
    evmVersion: "cancun",
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: Object.fromEntries(contracts.map((contract) => [contract, { [nameOf(contract)]: outputs }])),
  };
  const answer = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  if (answer.errors?.some(({ severity }) => severity === "error")) return undefined;
  return new Map(contracts.map((contract) => [contract, answer.contracts[contract][nameOf(contract)].evm]));
}

/** `src/Name.sol` holds the contract `Name`. */
export function nameOf(contract) {
  return /(\w+)\.sol$/.exec(contract)[1];
}

/** The file and all that it imports. */
function collect(file, changed, sources) {
  if (sources[file] !== undefined) return;
  const content = changed[file] ?? readFileSync(join(root, file), "utf8");
  sources[file] = { content };
  for (const [, imported] of content.matchAll(/^(?:import|\})[^";]*"([^"]+)";/gm)) {
    const library = Object.keys(libraries).find((prefix) => imported.startsWith(prefix));
    if (library !== undefined) collect(imported.replace(library, libraries[library]), changed, sources);
    else collect(join(dirname(file), imported), changed, sources);
  }
}
