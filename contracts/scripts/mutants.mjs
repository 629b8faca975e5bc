// Changes one thing about the contracts at a time and runs the tests of that thing: if they still pass, they do not test
// it, and the run fails. Every change is made that an operator finds (mutants/operators.mjs), and beyond that the changes
// chosen by hand (mutants/chosen.mjs). All are made in a copy, so that a run that is stopped leaves nothing behind.
//
//   npm run mutants                       all of them
//   npm run mutants -- Campaign           of files whose path says so
//   npm run mutants -- --part 1/4         the first of four equal parts, taken crosswise
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { argv, env, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { forge } from "./forge.mjs";
import { chosen } from "./mutants/chosen.mjs";
import { compile, nameOf } from "./mutants/compile.mjs";
import { mutationsOf } from "./mutants/operators.mjs";
import { rooms } from "./mutants/rooms.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const began = Date.now();
const equivalents = JSON.parse(readFileSync(join(root, "scripts/mutants/equivalent.json"), "utf8"));
const copy = mkdtempSync(join(tmpdir(), "tributary-mutants-"));
const answers = join(root, "cache/mutants");
const count = { killed: 0, survived: 0, equivalent: 0, "does not compile": 0 };
try {
  const mutants = select(all());
  prepare();
  checkTests(mutants);
  for (const mutant of mutants) {
    const verdict = equivalent(mutant) ? "equivalent" : judge(mutant);
    ++count[verdict];
    console.log(`${verdict}: ${mutant.file}: ${mutant.line ?? ""} [${mutant.operator}] ${mutant.before} -> ${mutant.after || "nothing"}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(Object.entries(count).map(([verdict, number]) => `${number} ${verdict}`).join(", "));
console.log(`${Math.round((Date.now() - began) / 1000)} s`);
exit(count.survived === 0 ? 0 : 1);

/** Every mutant, found and chosen. */
function all() {
  const found = Object.entries(rooms).flatMap(([file, room]) =>
    mutationsOf(file, source(file)).map((mutation) => ({ ...mutation, ...room })),
  );
  for (const entry of equivalents) {
    if (!entry.reason) throw new Error(`equivalent.json: no reason for ${JSON.stringify(entry)}`);
    if (!found.some((mutant) => same(mutant, entry))) throw new Error(`equivalent.json: no such change: ${JSON.stringify(entry)}`);
  }
  return [...found, ...chosen.map(byHand)];
}

/** A change of the list, placed where its text stands first. */
function byHand([file, before, after, tests]) {
  const text = source(file);
  const at = text.indexOf(before);
  if (at < 0) throw new Error(`${file} does not say \`${before}\``);
  const start = Buffer.byteLength(text.slice(0, at));
  const { contracts } = rooms[file];
  return { file, start, end: start + Buffer.byteLength(before), before, after, operator: "by hand", contracts, tests };
}

function select(mutants) {
  const part = argv.indexOf("--part");
  const [number, parts] = part < 0 ? [1, 1] : argv[part + 1].split("/").map(Number);
  const names = argv.slice(2).filter((word, place) => word !== "--part" && place + 2 !== part + 1);
  const named = mutants.filter(({ file }) => names.length === 0 || names.some((name) => file.includes(name)));
  return named.filter((_, place) => place % parts === number - 1);
}

function equivalent(mutant) {
  return equivalents.some((entry) => same(mutant, entry));
}

function same(mutant, entry) {
  return ["file", "line", "before", "after"].every((field) => mutant[field] === entry[field]);
}

function source(file) {
  return readFileSync(join(root, file), "utf8");
}

/** A copy of the project and of what its tests read. Libraries are copied too: through a link they would be other files,
 * and everything would be compiled again. */
function prepare() {
  const filter = (path) => !/node_modules\/(@foundry-rs|\.bin)$/.test(path);
  // What was compiled before saves time; a fresh clone has nothing of it yet.
  const names = ["src", "test", "scripts", "foundry.toml", "out", "cache", "node_modules"];
  for (const name of names.filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, name), join(copy, "contracts", name), { recursive: true, preserveTimestamps: true, filter });
  }
  mkdirSync(answers, { recursive: true });
  cpSync(join(root, "../tests/vectors"), join(copy, "tests/vectors"), { recursive: true });
  if (run(["build"]) !== 0) throw new Error("the contracts do not compile");
}

/** Tests that fail by themselves would kill everything. */
function checkTests(mutants) {
  for (const tests of new Set(mutants.map((mutant) => mutant.tests))) {
    if (run(["test", "--match-path", tests]) !== 0) throw new Error(`${tests} fail without any change`);
  }
}

/** Passing tests answer 0. */
function judge(mutant) {
  const bytes = Buffer.from(source(mutant.file));
  const text = Buffer.concat([bytes.subarray(0, mutant.start), Buffer.from(mutant.after), bytes.subarray(mutant.end)]).toString();
  const restore = replaceArtifacts(mutant, text);
  if (restore === undefined) return "does not compile";
  try {
    return run(["test", "--match-path", mutant.tests, "--fail-fast"]) === 0 ? "survived" : "killed";
  } finally {
    restore();
  }
}

/** Tests read compiled contracts (test/Deploy.sol), so those alone are exchanged; forge compiles nothing again. */
function replaceArtifacts({ file, contracts }, text) {
  const compiled = compile(contracts, { [file]: text });
  if (compiled === undefined) return undefined;
  const originals = contracts.map((contract) => {
    const path = join(copy, "contracts/out", `${nameOf(contract)}.sol`, `${nameOf(contract)}.json`);
    const original = readFileSync(path, "utf8");
    const { bytecode, deployedBytecode } = compiled.get(contract);
    const artifact = JSON.parse(original);
    artifact.bytecode.object = `0x${bytecode.object}`;
    artifact.deployedBytecode.object = `0x${deployedBytecode.object}`;
    writeFileSync(path, JSON.stringify(artifact));
    return [path, original];
  });
  return () => originals.forEach(([path, original]) => writeFileSync(path, original));
}

/** With few runs of each property: a change that only the hundredth run notices has no test of its own. And with little
 * gas: some changes make a loop without an end. */
function run(options) {
  const light = { FOUNDRY_FUZZ_RUNS: "16", FOUNDRY_GAS_LIMIT: "1000000000" };
  const settings = { ...env, ...light, FOUNDRY_SOLC: "scripts/mutants/solc", SOLC_ANSWERS: answers };
  return forge(options, { folder: join(copy, "contracts"), stdio: "ignore", env: settings });
}
