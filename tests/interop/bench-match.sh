#!/bin/sh
# Shares the pool of one generated round with Tributary and with the same rules written in plain JavaScript, compares
# every amount, and prints seconds, peak of resident memory and the ratios.
# SIZES (250000,465000,1000000) are the numbers of donations.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
(cd "$root" && cargo build --quiet --release -p tributary-qf --example bench_match)
exec node "$here/bench-match.js" "${CARGO_TARGET_DIR:-$root/target}/release/examples/bench_match"
