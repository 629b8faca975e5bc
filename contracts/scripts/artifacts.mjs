// Writes or checks `artifacts/*.json`, the compiled contracts that Rust and the page read, and `artifacts/inputs/*.json`,
// what the compiler was given for those that the program deploys: verification services compile it again.
// `write` replaces them; `check` compiles again and fails on a difference. Both compile `src` alone in an empty folder,
// so that nothing an earlier build left behind can reach the result.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { forge } from "./forge.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const committed = join(root, "artifacts");
const contracts = [
  "MerkleAirdrop",
  "VestingAirdrop",
  "RecurringAirdrop",
  "AirdropFactory",
  "VestingFactory",
  "RecurringFactory",
  "AttestorSet",
  "ClaimBatch",
  "FundingRound",
  "FundingRoundFactory",
  "ProjectToken",
];
const deployed = [
  "MerkleAirdrop",
  "AirdropFactory",
  "VestingAirdrop",
  "VestingFactory",
  "RecurringAirdrop",
  "RecurringFactory",
  "AttestorSet",
  "ClaimBatch",
  "ProjectToken",
];

const mode = process.argv[2];
if (mode !== "write" && mode !== "check") {
  console.error("usage: artifacts.mjs write|check");
  process.exit(2);
}

const built = compile();
if (mode === "write") write();
else check();

function write() {
  mkdirSync(join(committed, "inputs"), { recursive: true });
  for (const [file, text] of built) writeFileSync(join(committed, file), text);
  console.log(`${built.size} artifacts written`);
}

function check() {
  const stale = [...built.keys()].filter((file) => {
    const path = join(committed, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== built.get(file);
  });
  if (stale.length > 0) {
    console.error(`artifacts differ from the source: ${stale.join(", ")}; run \`npm run artifacts\` and commit`);
    process.exit(1);
  }
  console.log(`${built.size} artifacts match the source`);
}

/** The text of each artifact, by its file. */
function compile() {
  const folder = mkdtempSync(join(tmpdir(), "tributary-artifacts-"));
  try {
    const options = ["--quiet", "--ast", "--build-info", "--out", join(folder, "out"), "--cache-path", join(folder, "cache")];
    const code = forge(["build", "src", ...options]);
    if (code !== 0) throw new Error(`forge ended with ${code}`);
    const runs = readRuns(join(folder, "out", "build-info"));
    const artifacts = contracts.map((name) => [`${name}.json`, render(name, runs)]);
    return new Map([...artifacts, ...deployed.map((name) => [`inputs/${name}.json`, renderInput(name, runs)])]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each run of the compiler was given and answered. Some contracts go through the IR and some do not, and each run numbers anew. */
function readRuns(folder) {
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

/** Names of immutables by AST id: the compiler lists them by id, and some are inherited from other files. */
function collectImmutables(node, names) {
  if (Array.isArray(node)) for (const child of node) collectImmutables(child, names);
  else if (node !== null && typeof node === "object") {
    if (node.nodeType === "VariableDeclaration" && node.mutability === "immutable") names.set(String(node.id), node.name);
    for (const child of Object.values(node)) collectImmutables(child, names);
  }
  return names;
}

function render(name, runs) {
  const { path, output } = find(name, runs);
  const { abi, evm, metadata } = output.contracts[path][name];
  const names = collectImmutables(Object.values(output.sources).map(({ ast }) => ast), new Map());
  const { compiler, settings, sources } = JSON.parse(metadata);
  const document = {
    contractName: name,
    abi,
    bytecode: { object: `0x${evm.bytecode.object}` },
    deployedBytecode: { object: `0x${evm.deployedBytecode.object}` },
    immutables: immutables(evm.deployedBytecode.immutableReferences ?? {}, names),
    compiler: {
      version: compiler.version,
      evmVersion: settings.evmVersion,
      optimizer: settings.optimizer,
      viaIR: settings.viaIR ?? false,
      metadata: settings.metadata,
    },
    sourceHash: sourceHash(sources),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The run that compiled a contract. */
function find(name, runs) {
  const path = `src/${name}.sol`;
  const { input, output } = runs.find(({ output }) => output.contracts[path]?.[name] !== undefined);
  return { path, input, output };
}

/** Standard JSON with the sources that the contract needs and no others, and which compiler takes it. */
function renderInput(name, runs) {
  const { path, input, output } = find(name, runs);
  const { compiler, sources } = JSON.parse(output.contracts[path][name].metadata);
  const content = (path) => [path, { content: input.sources[path].content }];
  const { remappings, optimizer, metadata, evmVersion, viaIR, libraries } = input.settings;
  const outputSelection = { "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "metadata"] } };
  const document = {
    compilerVersion: compiler.version,
    contractIdentifier: `${path}:${name}`,
    stdJsonInput: {
      language: "Solidity",
      sources: Object.fromEntries(Object.keys(sources).sort().map(content)),
      settings: { remappings, optimizer, metadata, outputSelection, evmVersion, viaIR: viaIR ?? false, libraries },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Where each immutable stands in the deployed code: name to byte ranges, both in ascending order. */
function immutables(references, names) {
  const entries = Object.entries(references).map(([id, ranges]) => {
    const name = names.get(id);
    if (name === undefined) throw new Error(`immutable ${id} has no declaration in the build`);
    const sorted = ranges.map(({ start, length }) => ({ start, length })).sort((a, b) => a.start - b.start);
    return [name, sorted];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** SHA-256 over the path and Keccak-256 of every file that was compiled in, libraries included. */
function sourceHash(sources) {
  const hash = createHash("sha256");
  for (const path of Object.keys(sources).sort()) hash.update(`${path} ${sources[path].keccak256}\n`);
  return `0x${hash.digest("hex")}`;
}
