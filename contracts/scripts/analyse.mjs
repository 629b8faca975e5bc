// Runs the prover (`prove`: halmos over proofs/) or the linter for contracts (`slither`). Both are Python programs that
// are not installed here: `pip install halmos==0.3.3 slither-analyzer==0.11.6`. They use the pinned forge.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { env, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { forge, forgeBinary } from "./forge.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const withForge = { ...env, PATH: `${dirname(forgeBinary())}:${env.PATH}` };

const runs = {
  prove: {
    settings: { ...withForge, FOUNDRY_PROFILE: "prove" },
    program: ["halmos", "--forge-build-out", "out/prove", "--contract", "Proofs", "--no-status", "--solver-timeout-assertion", "300000"],
  },
  slither: {
    settings: withForge,
    build: ["build", "src", "--build-info", "--ast", "--out", "out/slither", "--cache-path", "cache/slither"],
    program: ["slither", ".", "--ignore-compile", "--foundry-out-directory", "out/slither", "--config-file", "slither.config.json"],
  },
};

const run = runs[process.argv[2]];
if (run === undefined) {
  console.error("usage: analyse.mjs prove|slither");
  exit(2);
}
// halmos builds by itself.
const built = run.build === undefined ? 0 : forge(run.build, { env: run.settings });
if (built !== 0) exit(built);
const [program, ...options] = run.program;
const { status, error } = spawnSync(program, options, { cwd: root, stdio: "inherit", env: run.settings });
if (error) {
  console.error(`${program} does not start (${error.code}); see scripts/analyse.mjs for what to install`);
  exit(1);
}
exit(status ?? 1);
