// Writes or checks `artifacts/*.json`, the compiled contracts that Rust and the page read.
// `write` replaces them; `check` compiles again and fails on a difference.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const contracts = ["MerkleAirdrop", "AirdropFactory", "ProjectToken"];

/** Every state variable of a compilation unit, by AST id. */
function variableNames(node, names = new Map()) {
  if (Array.isArray(node)) node.forEach((child) => variableNames(child, names));
  else if (node && typeof node === "object") {
    if (node.nodeType === "VariableDeclaration") names.set(String(node.id), node.name);
    Object.values(node).forEach((child) => variableNames(child, names));
  }
  return names;
}

/** All ASTs of the build, since inherited immutables are declared in other files. */
function allNames(sources) {
  const names = new Map();
  for (const path of Object.keys(sources)) {
    for (const name of [path.split("/").pop().replace(/\.sol$/, "")]) {
      const file = join(root, "out", `${name}.sol`, `${name}.json`);
      if (existsSync(file)) variableNames(JSON.parse(readFileSync(file, "utf8")).ast, names);
    }
  }
  return names;
}

function immutables(artifact, names) {
  const found = {};
  for (const [id, places] of Object.entries(artifact.deployedBytecode.immutableReferences ?? {})) {
    const name = names.get(id);
    if (!name) throw new Error(`immutable ${id} has no declaration in the build`);
    found[name] = places.map(({ start, length }) => ({ start, length })).sort((a, b) => a.start - b.start);
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function render(name) {
  const artifact = JSON.parse(readFileSync(join(root, "out", `${name}.sol`, `${name}.json`), "utf8"));
  const { compiler, settings, sources } = artifact.metadata;
  const source = readFileSync(join(root, "src", `${name}.sol`));
  const document = {
    contractName: name,
    abi: artifact.abi,
    bytecode: { object: artifact.bytecode.object },
    deployedBytecode: { object: artifact.deployedBytecode.object },
    immutables: immutables(artifact, allNames(sources)),
    compiler: {
      version: compiler.version,
      evmVersion: settings.evmVersion,
      optimizer: settings.optimizer,
      viaIR: settings.viaIR ?? false,
      metadata: settings.metadata ?? {},
    },
    sourceHash: `0x${createHash("sha256").update(source).digest("hex")}`,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const mode = process.argv[2];
if (!["write", "check"].includes(mode)) throw new Error("usage: artifacts.mjs write|check");
execFileSync(join(root, "node_modules/.bin/forge"), ["build", "src", "--force", "--silent"], { cwd: root, stdio: "inherit" });
mkdirSync(join(root, "artifacts"), { recursive: true });
const stale = [];
for (const name of contracts) {
  const file = join(root, "artifacts", `${name}.json`);
  const text = render(name);
  if (mode === "write") writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) stale.push(name);
}
if (stale.length > 0) {
  console.error(`artifacts differ from the source: ${stale.join(", ")}; run \`npm run artifacts\` and commit`);
  process.exit(1);
}
console.log(`${contracts.length} artifacts ${mode === "write" ? "written" : "match the source"}`);
