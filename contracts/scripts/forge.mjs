// Runs the pinned forge and ends with its exit code. The wrapper that npm links as `forge` ends with 0 whatever happened,
// so through it a failing test would pass.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { argv, arch, exit, platform } from "node:process";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs forge in the project's folder; answers its exit code. */
export function forge(args) {
  const cpu = arch === "x64" ? "amd64" : arch;
  const file = platform === "win32" ? "forge.exe" : "forge";
  const binary = createRequire(import.meta.url).resolve(`@foundry-rs/forge-${platform}-${cpu}/bin/${file}`);
  const { status, error } = spawnSync(binary, args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  return status ?? 1; // ended by a signal
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(forge(argv.slice(2)));
