#!/bin/sh
# `tributary index --git CLONE` beside `git log --numstat` on the same clone, in the same run.
# Prints seconds and the ratio; fails when indexing (reading and storing) takes longer than git.
# Builds the release itself; the database is a new SQLite file.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 CLONE" >&2; exit 2; }
clone=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
(cd "$root" && cargo build --quiet --release -p tributary-cli)
tributary=${CARGO_TARGET_DIR:-$root/target}/release/tributary
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

now() { date +%s.%N; }
# seconds LABEL COMMAND… : runs it without output and prints how long it took.
seconds() {
    log=$folder/$1.log
    shift
    start=$(now)
    "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    echo "$start $(now)" | awk '{ printf "%.2f", $2 - $1 }'
}

# Once unmeasured, so that both find the pack in memory.
git -C "$clone" rev-list --objects HEAD >/dev/null
index=$(cd "$folder" && DATABASE_URL="sqlite://$folder/bench.db" seconds index "$tributary" index --git "$clone")
log=$(seconds git git -C "$clone" log --numstat)
commits=$(git -C "$clone" rev-list --count HEAD)

echo "$commits $index $log" | awk '{
    printf "commits              %d\n", $1
    printf "tributary index      %.2f s\n", $2
    printf "git log --numstat    %.2f s\n", $3
    printf "ratio                %.2f\n", $2 / $3
    exit ($2 > $3)
}'
