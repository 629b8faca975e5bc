#!/bin/sh
# Builds the same tree with Tributary, crate merkrs and npm @openzeppelin/merkle-tree in one run, each contender
# in processes of its own, and prints seconds, peak of resident memory, and the ratios.
# LEAVES (1000000) is the size for the Rust contenders, JS_LEAVES (100000) the largest for JavaScript.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
(cd "$root" && cargo build --quiet --release -p tributary-merkle --example bench_tree)
exec node "$here/bench-tree.js" "${CARGO_TARGET_DIR:-$root/target}/release/examples/bench_tree"
