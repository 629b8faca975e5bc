#!/bin/sh
# Indexes the simulator's repository of 100,000 pull requests and shows where the time goes: how long each process worked, and
# how long it waited for the other. SCALE (huge) is the simulator's. The program is TRIBUTARY_BIN.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
# shellcheck disable=SC2064
trap "kill \$simulator 2>/dev/null || true; rm -rf '$folder'" EXIT

node --max-old-space-size=14000 "$root/tests/github-sim/server.js" --port 0 --seed 1 --scale "${SCALE:-huge}" --faults none \
  --graphql-limit 100000000 >"$folder/simulator.json" &
simulator=$!
until [ -s "$folder/simulator.json" ]; do
  kill -0 "$simulator" || exit 1
  sleep 1
done
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$folder/simulator.json")
export GITHUB_TOKEN=benchmark TRIBUTARY_GITHUB_URL="$url" DATABASE_URL="sqlite://$folder/tributary.db"
cd "$folder"
"$TRIBUTARY_BIN" init --repo riverbed-ai/tiny-llm >/dev/null 2>&1

# Seconds that a process has worked, in hundredths.
worked() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
before=$(worked "$simulator")
begun=$(date +%s%N)
"$TRIBUTARY_BIN" index --json >"$folder/indexed.json" 2>"$folder/progress" &
program=$!
while kill -0 "$program" 2>/dev/null; do
  mine=$(worked "$program" 2>/dev/null || echo "$mine")
  sleep 0.2
done
wait "$program" || { cat "$folder/progress" >&2; exit 1; }
ended=$(date +%s%N)
after=$(worked "$simulator")
node -e '
const { readFileSync } = require("fs");
const [folder, begun, ended, before, after, mine] = process.argv.slice(1);
const all = Number(BigInt(ended) - BigInt(begun)) / 1e9;
const [{ pull_requests, contributions, requests, seconds }] = JSON.parse(readFileSync(`${folder}/indexed.json`, "utf8"));
const share = (hundredths) => `${(hundredths / 100).toFixed(1)} s at work, ${(hundredths / all).toFixed(0)} % of the time`;
console.log(`indexed    ${pull_requests} pull requests, ${contributions} contributions, ${requests} requests, ${all.toFixed(1)} s`);
console.log(`simulator  ${share(after - before)}`);
console.log(`tributary  ${share(Number(mine))}: asked for ${seconds.asking.toFixed(1)} s, read for ${seconds.reading.toFixed(1)} s, stored for ${seconds.storing.toFixed(1)} s`);
' "$folder" "$begun" "$ended" "$before" "$after" "$mine"
