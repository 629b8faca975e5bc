// Measures how much of `src` the tests run, prints forge's table, and fails below the bars: every statement, and 95 of 100
// branches. Invariants and gas tests do not count: what they happen to pass by is tested by nobody.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { env, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { forgeBinary } from "./forge.mjs";

const bars = { statements: 100, branches: 95 };

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const options = ["coverage", "--report", "summary", "--exclude-tests", "--no-match-path", "test/{gas,invariant}/*"];
const { status, stdout, error } = spawnSync(forgeBinary(), options, {
  cwd: root,
  env: { ...env, FOUNDRY_PROFILE: "coverage" },
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
  stdio: ["ignore", "pipe", "inherit"],
});
if (error) throw error;
if (status !== 0) {
  console.error(stdout);
  exit(status ?? 1);
}
const rows = stdout.split("\n").filter((line) => line.startsWith("| src/"));
console.log(rows.join("\n"));
const count = { statements: add(2), branches: add(3) };
const low = Object.entries(count).filter(([what, [hit, all]]) => all === 0 || hit * 100 < all * bars[what]);
for (const [what, [hit, all]] of Object.entries(count)) console.log(`${what} of src: ${hit} of ${all}`);
if (low.length > 0) {
  console.error(`below the bar: ${low.map(([what]) => `${what} (${bars[what]} %)`).join(", ")}`);
  exit(1);
}

/** The sum of a column `12.50% (1/8)`: how many were hit, of how many. */
function add(column) {
  const cells = rows.map((row) => /\((\d+)\/(\d+)\)/.exec(row.split("|")[column + 1]).slice(1).map(Number));
  return cells.reduce(([hit, all], [one, other]) => [hit + one, all + other], [0, 0]);
}
