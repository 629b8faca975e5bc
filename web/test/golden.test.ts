// @vitest-environment node
// `golden.json` is written and held in place by the tests of `tributary-engine`: every preset, and every policy over
// `merged-work`, on evidence that meets every gate.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";

import { openBundle } from "../src/bundle/bundle";
import { made } from "../src/bundle/check";
import type { BundleFiles } from "../src/bundle/files";
import type { Manifest, ScoresFile } from "../src/bundle/manifest";
import { linesOf, offlineChecks } from "../src/bundle/offline";
import { halfLife } from "../src/bundle/merged-work/decay";

interface Golden { bundles: Record<string, Record<string, number>>; texts: string[] }
const golden = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as Golden;
const names = Object.keys(golden.bundles);

function textsOf(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(golden.bundles[name] ?? {}).map(([file, place]) => [file, golden.texts[place] ?? ""]));
}

/** The bundle with one file changed; the manifest states the new hash, as a careful forger would. In a folder it is the first file that holds `from`. */
function bundle(name: string, place?: string, from = "", to = ""): BundleFiles {
  const texts = textsOf(name);
  const file = place?.endsWith("/") ? Object.keys(texts).find((one) => one.startsWith(place) && texts[one]?.includes(from)) : place;
  if (file !== undefined) {
    const text = texts[file] ?? "";
    if (!text.includes(from)) throw new Error(`\`${from}\` is not in \`${file}\``);
    const changed = text.replace(from, to);
    const manifest = JSON.parse(texts["manifest.json"] ?? "") as Manifest;
    const sha256: Hex = `0x${createHash("sha256").update(changed).digest("hex")}`;
    manifest.files[file] = { sha256, bytes: Buffer.byteLength(changed) };
    if (file === "rules.toml") manifest.rules_hash = sha256;
    if (file === "evidence.jsonl") manifest.evidence_hash = sha256;
    // Nothing vouches for the manifest but the contract.
    Object.assign(texts, file === "manifest.json" ? { [file]: changed } : { [file]: changed, "manifest.json": JSON.stringify(manifest) });
  }
  return { read: (asked) => Promise.resolve(new Uint8Array(Buffer.from(texts[asked] ?? ""))) };
}

async function statuses(files: BundleFiles): Promise<Record<string, string>> {
  const opened = await openBundle(files);
  const checks = await Promise.all((await linesOf(opened)).map((id) => made(id, () => offlineChecks[id](opened))));
  return Object.fromEntries(checks.map(({ id, status, detail }) => [id, status === "fail" ? detail : status]));
}

const passing = { files: "pass", rules: "pass", evidence: "pass", scores: "pass", allocation: "pass", root: "pass", proofs: "pass" };

describe("every preset and policy in the browser", () => {
  it("covers five presets and eight policies", () => {
    expect(names.filter((name) => !name.includes(" "))).toHaveLength(5);
    expect(names.filter((name) => name.startsWith("merged-work "))).toHaveLength(10);
  });

  it.each(names)("comes to the published numbers: %s", async (name) => {
    expect(await statuses(bundle(name))).toEqual(passing);
  });

  it("knows every gate and factor of the golden evidence", () => {
    const { people } = JSON.parse(textsOf("merged-work")["scores.json"] ?? "") as ScoresFile;
    const lines = people.flatMap(({ contributions }) => contributions ?? []);
    const gates = new Set(lines.flatMap(({ gates: own }) => own ?? []));
    expect([...gates].sort()).toEqual(["after_merge", "closed_unmerged", "merge_ratio", "repeated_review", "review_ring", "self_review", "unmerged", "weekly_cap"]);
    expect(new Set(lines.flatMap(({ factors }) => (factors ?? []).map(({ name }) => name)))).toEqual(new Set(["age", "merge_ratio", "repository"]));
  });
});

describe("a forged bundle", () => {
  const cases: [string, string, string, string, string, string[]][] = [
    ["a gate taken away", "merged-work", "scores.json", '"self_review"', '"after_merge"', ["scores"]],
    ["a factor", "merged-work", "scores.json", '"name": "age"', '"name": "repository"', ["scores"]],
    ["points in a week", "merged-work", "scores.json", '"week": "2025-', '"week": "2024-', ["scores"]],
    ["another cap in the rules", "merged-work", "rules.toml", 'weekly_cap = "5"', 'weekly_cap = "6"', ["scores"]],
    ["another half-life", "merged-work", "rules.toml", "half_life_days = 90", "half_life_days = 91", ["scores"]],
    ["more changed lines", "merged-work", "evidence.jsonl", '"additions":1', '"additions":9', ["scores"]],
    ["another policy", "merged-work equal", "rules.toml", 'policy = "equal"', 'policy = "square-root"', ["allocation"]],
    ["another discount", "merged-work recent", "rules.toml", 'discount = "0.05"', 'discount = "0.06"', ["allocation"]],
    ["another tier", "merged-work tiers", "rules.toml", 'weight = "2"', 'weight = "3"', ["allocation"]],
    ["other earlier payments", "merged-work balanced", "rules.toml", '"400"', '"40"', ["allocation"]],
    ["another recipient", "merged-work special", "rules.toml", 'recipient = "github:2"', 'recipient = "github:3"', ["allocation"]],
    ["fewer intervals", "merged-work immediate", "rules.toml", "intervals = 52", "intervals = 5", ["allocation"]],
    ["another retention", "openrank", "rules.toml", 'preset = "openrank"', 'preset = "openrank"\nopenrank = { retention = "0.2" }', ["scores"]],
    ["another beta", "sourcecred-credrank", "rules.toml", 'preset = "sourcecred-credrank"', 'preset = "sourcecred-credrank"\nsourcecred-credrank = { beta = "0.3" }', ["scores"]],
    ["another attestor in the manifest", "merged-work identities", "manifest.json", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65", ["rules"]],
    ["another threshold in the rules", "merged-work identities", "rules.toml", "threshold = 2", "threshold = 1", ["rules"]],
    ["another delay in the rules", "merged-work identities", "rules.toml", "3 days", "4 days", ["rules"]],
    ["no leaf of an account's", "merged-work identities", "rules.toml", "[claim.identity]", "[claim.identities]", ["rules", "allocation"]],
    ["an account's proof under another account", "merged-work identities", "proofs/", "github:", "github:9", ["proofs"]],
    ["another due", "merged-work equal", "allocation.json", '"due": "1"', '"due": "2"', ["allocation"]],
  ];
  it.each(cases)("is caught with %s", async (_, name, file, from, to, ids) => {
    const found = await statuses(bundle(name, file, from, to));
    expect(Object.keys(found).filter((id) => found[id] !== "pass")).toEqual(ids);
  });
});

describe("a half-life", () => {
  it("halves, and its parts are roots", () => {
    const day = 86_400;
    expect([0, 4, 8, 80].map((days) => halfLife(days * day, 4))).toEqual([1_000_000n, 500_000n, 250_000n, 0n]);
    expect([2, 1, 6].map((days) => halfLife(days * day, 4))).toEqual([707_106n, 840_896n, 353_553n]);
  });
});
