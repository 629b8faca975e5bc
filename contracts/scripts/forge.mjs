// Runs the pinned forge and ends with its exit code. The wrapper that npm links as `forge` ends with 0 whatever happened,
// so through it a failing test would pass.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process, { argv, arch, exit, platform } from "node:process";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Where the pinned forge is. */
export function forgeBinary() {
  const cpu = arch === "x64" ? "amd64" : arch;
  const file = platform === "win32" ? "forge.exe" : "forge";
  return createRequire(import.meta.url).resolve(`@foundry-rs/forge-${platform}-${cpu}/bin/${file}`);
}

/** Runs forge in `folder`, the project's own unless said otherwise; answers its exit code. */
export function forge(args, { folder = root, stdio = "inherit", env = process.env } = {}) {
  const { status, error } = spawnSync(forgeBinary(), args, { cwd: folder, stdio, env });
  if (error) throw error;
  return status ?? 1; // ended by a signal
}

if (argv[1] === fileURLToPath(import.meta.url)) exit(forge(argv.slice(2)));
