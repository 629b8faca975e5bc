// Checks that each test file does what the `.tree` beside it says, by bulloak's naming: a branch with actions is one test,
// `test_WhenX` or `test_RevertGiven_X`, and the branches above it are modifiers. Property tests are `testFuzz_…`. Every
// function has such a tree (trees/covers.mjs).
// Invariants have no tree; their sentences are in test/invariant/README.md, and each names its function. Tests that
// docs/SECURITY.md names have to be there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { checkCovers } from "./trees/covers.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "test");
const problems = [];
const trees = [];
let tests = 0;
const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".t.sol") && !file.startsWith("invariant"));
for (const file of files) checkFile(file);
for (const file of readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".tree"))) {
  if (!existsSync(join(root, file.replace(/\.tree$/, ".t.sol")))) problems.push(`${file}: no test file beside it`);
}
problems.push(...checkCovers(join(root, ".."), trees));
checkSecurity();
checkInvariants();
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
const covered = new Set(trees.flatMap(({ covers }) => covers)).size;
console.log(`${tests} tests in ${files.length} files follow their trees, and ${covered} functions have theirs`);

function checkFile(file) {
  const tree = join(root, file.replace(/\.t\.sol$/, ".tree"));
  if (!existsSync(tree)) return problems.push(`${file}: no .tree beside it`);
  const { contract, branches, covers } = readTree(readFileSync(tree, "utf8"));
  const source = readFileSync(join(root, file), "utf8");
  trees.push({ file, source, covers });
  if (!new RegExp(`contract ${contract} `).test(source)) problems.push(`${file}: no contract ${contract}`);
  const written = new Map(
    [...source.matchAll(/function (test\w*)\([^)]*\)([^{]*)\{/g)].map(([, name, rest]) => [name.replace("testFuzz_", "test_"), rest]),
  );
  tests += written.size;
  for (const { name, modifiers } of branches) {
    const header = written.get(name);
    if (header === undefined) problems.push(`${file}: the tree asks for ${name}`);
    else for (const modifier of modifiers) if (!header.includes(modifier)) problems.push(`${file}: ${name} lacks ${modifier}`);
    written.delete(name);
  }
  for (const name of written.keys()) problems.push(`${file}: ${name} is not in the tree`);
}

/** Every test file that the tables of attacks name is there, and every test that they name stands in one of its row. */
function checkSecurity() {
  const text = readFileSync(join(root, "../../docs/SECURITY.md"), "utf8");
  for (const row of text.split("\n").filter((line) => line.includes(".t.sol`"))) {
    let sources = [];
    for (const [, file, test] of row.matchAll(/`(\w+\.t\.sol)`|`((?:RevertWhen_|RevertGiven_|When|Given)\w+)`/g)) {
      if (file !== undefined) {
        sources = files.filter((name) => basename(name) === file).map((name) => readFileSync(join(root, name), "utf8"));
        if (sources.length === 0) problems.push(`SECURITY.md: no test ${file}`);
      } else if (!sources.some((source) => new RegExp(`function test(Fuzz)?_${test}\\(`).test(source))) {
        problems.push(`SECURITY.md: no test ${test} in the file before it`);
      }
    }
  }
}

/** Every invariant has its sentence, and every sentence its invariant. */
function checkInvariants() {
  const folder = join(root, "invariant");
  const said = named(readFileSync(join(folder, "README.md"), "utf8"), /`(invariant_\w+)`/g);
  const tests = readdirSync(folder).filter((file) => file.endsWith(".sol"));
  const written = named(tests.map((file) => readFileSync(join(folder, file), "utf8")).join(), /function (invariant_\w+)/g);
  for (const name of written) if (!said.has(name)) problems.push(`invariant/README.md: no sentence for ${name}`);
  for (const name of said) if (!written.has(name)) problems.push(`invariant/README.md: no function ${name}`);
}

function named(text, pattern) {
  return new Set([...text.matchAll(pattern)].map(([, name]) => name));
}

/** The contract's name, each branch that has actions with the branches above it, and the functions it is about. */
function readTree(text) {
  const written = text.split("\n").filter((line) => line.trim() !== "");
  const covers = written.filter((line) => line.startsWith("// covers: ")).flatMap((line) => line.slice(11).split(", "));
  const [contract, ...lines] = written.filter((line) => !line.startsWith("//"));
  const path = [];
  const branches = new Map();
  for (const line of lines) {
    const [, indent, title] = /^([│ ]*(?:├──|└──) )(.*)$/.exec(line) ?? [];
    if (title === undefined) throw new Error(`not a line of a tree: ${line}`);
    const depth = indent.length / 4 - 1;
    if (title.startsWith("it ")) {
      const key = path.slice(0, depth).join("/");
      branches.set(key, (branches.get(key) ?? false) || title.startsWith("it should revert"));
    } else path.splice(depth, path.length, title);
  }
  return { contract, branches: [...branches].map(([key, reverts]) => nameBranch(key.split("/"), reverts)), covers };
}

function nameBranch(path, reverts) {
  const words = path.map((title) => title.split(" ").map((word) => word[0].toUpperCase() + word.slice(1)));
  const [first, ...rest] = words.at(-1);
  const name = reverts ? `test_Revert${first}_${rest.join("")}` : `test_${first}${rest.join("")}`;
  const modifiers = words.slice(0, -1).map((above) => above[0].toLowerCase() + above.slice(1).join(""));
  return { name, modifiers };
}
