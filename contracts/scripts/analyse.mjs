// Runs the prover (`prove`: halmos over proofs/) or the linter for contracts (`slither`). Both are Python programs that
// are not installed here: `pip install halmos==0.3.3 slither-analyzer==0.11.6`. They use the pinned forge.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { forge, forgeBinary } from "./forge.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const withForge = { ...env, PATH: `${dirname(forgeBinary())}:${env.PATH}` };
const commands = { prove, slither };

const command = commands[process.argv[2]];
if (command === undefined) {
  console.error("usage: analyse.mjs prove|slither");
  exit(2);
}
exit(command());

/** halmos builds by itself. */
function prove() {
  const options = ["--forge-build-out", "out/prove", "--contract", "Proofs", "--no-status", "--solver-timeout-assertion", "300000"];
  return run("halmos", options, { ...withForge, FOUNDRY_PROFILE: "prove" });
}

/** What it finds has to be explained in slither.explained.json, one by one, and what is explained there has to be found. */
function slither() {
  const built = forge(["build", "src", "--build-info", "--ast", "--out", "out/slither", "--cache-path", "cache/slither"]);
  if (built !== 0) return built;
  const folder = mkdtempSync(join(tmpdir(), "tributary-slither-"));
  try {
    const report = join(folder, "report.json");
    const place = ["--ignore-compile", "--foundry-out-directory", "out/slither", "--config-file", "slither.config.json"];
    // It ends with the number of findings, and that is judged here.
    run("slither", [".", ...place, "--fail-none", "--json", report], withForge, ["ignore", "ignore", "ignore"]);
    const { success, error, results } = JSON.parse(readFileSync(report, "utf8"));
    if (!success) throw new Error(`slither: ${error}`);
    return judge(results.detectors ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(findings) {
  const explained = JSON.parse(readFileSync(join(root, "slither.explained.json"), "utf8"));
  const open = explained.flatMap(({ check, where }) => where.map((place) => `${check}: ${place}`));
  const unexplained = [];
  for (const { check, description, elements } of findings) {
    const place = open.indexOf(`${check}: ${nameOf(elements[0])}`);
    if (place >= 0) open.splice(place, 1);
    else unexplained.push(`${check}: ${nameOf(elements[0])}: ${description.trim()}`);
  }
  for (const finding of unexplained) console.error(`not explained: ${finding}`);
  for (const entry of open) console.error(`explained, but not found: ${entry}`);
  console.log(`${findings.length} findings, ${unexplained.length} of them not explained`);
  return unexplained.length + open.length === 0 ? 0 : 1;
}

/** `Contract.function.variable`. */
function nameOf({ name, type_specific_fields: fields }) {
  return fields?.parent === undefined ? name : `${nameOf(fields.parent)}.${name}`;
}

function run(program, options, settings, stdio = "inherit") {
  const { status, error } = spawnSync(program, options, { cwd: root, stdio, env: settings });
  if (!error) return status ?? 1;
  console.error(`${program} does not start (${error.code}); see scripts/analyse.mjs for what to install`);
  exit(1);
}
