// A real round's bundle, as `tributary round tally` wrote it: joined wallets, gifts of a project's own people, two tokens,
// two projects with one payout, a project that nobody accepted. The page finds the same, and every change in its own line.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { sha256 } from "../../src/bundle/bundle";
import type { Check } from "../../src/bundle/check";
import { madeAs } from "../../src/bundle/check";
import type { BundleFiles } from "../../src/bundle/files";
import { fieldsOf, openRound, rowsOf } from "../../src/rounds/check/files";
import { inFilesChecks } from "../../src/rounds/check/inFiles";
import { IN_FILES, keys, titleOf } from "../../src/rounds/check/lines";
import { listsHash } from "../../src/rounds/check/onChain";
import { countedGifts, inputsOf, ownPeople, valueOf } from "../../src/rounds/check/recount";

type Files = Record<string, string>;
const read = (name: string) => readFileSync(`test/round/spring/${name}`, "utf8");
const encode = (text: string) => new TextEncoder().encode(text);

/** The folder, with some files changed. */
const folder = (changed: Files = {}): BundleFiles => ({ read: (name) => Promise.resolve(encode(changed[name] ?? read(name))) });

async function linesOf(files: BundleFiles): Promise<Record<string, Check>> {
  const bundle = await openRound(files);
  const lines: Record<string, Check> = {};
  for (const id of keys(IN_FILES)) lines[id] = await madeAs(id, titleOf(id), () => inFilesChecks[id](bundle));
  return lines;
}
const failed = (lines: Record<string, Check>) => Object.values(lines).filter(({ status }) => status === "fail").map(({ id }) => id);

/** The same change with every hash changed along, as somebody would do who wants it to stay unseen. */
async function withHashes(name: string, text: string): Promise<Files> {
  const changed: Files = { [name]: text };
  const manifest = JSON.parse(read("manifest.json")) as { files: Record<string, { sha256: string; bytes: number }>; input_hash: string; rules_hash: string };
  const inputs = JSON.parse(read("inputs.json")) as { files: Record<string, string> };
  const hash = await sha256(encode(text));
  if (name in inputs.files) {
    changed["inputs.json"] = read("inputs.json").replace(inputs.files[name] ?? "", hash);
    manifest.input_hash = await sha256(encode(changed["inputs.json"]));
    manifest.files["inputs.json"] = { sha256: manifest.input_hash, bytes: changed["inputs.json"].length };
  }
  if (name === "rules.json") manifest.rules_hash = hash;
  manifest.files[name] = { sha256: hash, bytes: encode(text).length };
  return { ...changed, "manifest.json": JSON.stringify(manifest) };
}

describe("a real bundle", () => {
  it("holds, line by line", async () => {
    const lines = await linesOf(folder());
    expect(failed(lines)).toEqual([]);
    expect(lines["matches"]?.detail).toMatch(/^\d+ gifts of 10 people give \d+ units to 3 projects; \d+ go back$/);
    expect(lines["root"]?.detail).toContain("with 3 leaves");
  });

  it.each<[string, string, string, string[]]>([
    ["matches.json", '"match": "', '"match": "1', ["files", "matches", "root"]],
    ["matches.json", '"index": 0', '"index": 3', ["files", "matches", "root"]],
    ["matches.json", '"donors": ', '"donors": 1', ["files", "matches"]],
    ["matches.json", '"raw": "', '"raw": "1', ["files", "matches"]],
    ["matches.json", '"dust": "', '"dust": "1', ["files", "matches"]],
    ["matches.json", "0x1111111111111111111111111111111111111111", "0x1111111111111111111111111111111111111112", ["files", "matches", "root"]],
    ["coefficients.csv", ",0.75,", ",0.76,", ["files", "input_hash", "matches"]],
    ["coefficients.csv", ",0,score 14", ",1,score 14", ["files", "input_hash", "matches"]],
    ["donations.csv", ",12000000000000000000", ",13000000000000000000", ["files", "input_hash", "matches"]],
    ["prices.csv", ",18,3000", ",18,30000", ["files", "input_hash", "matches"]],
    ["rules.json", '"saturation": "keep"', '"saturation": "scale"', ["files", "rules", "input_hash", "matches"]],
    ["rules.json", 'small models', 'large models', ["files", "rules", "input_hash"]],
    ["applications.jsonl", '"verdict":"accepted"', '"verdict":"waiting"', ["files", "input_hash", "matches"]],
    ["applications.jsonl", '"reviewers":["', '"reviewers":["0xFABB0ac9d68B0B445fB7357272Ff202C5651694a","', ["files", "input_hash", "matches"]],
    ["inputs.json", '"number": ', '"number": 1', ["files", "input_hash"]],
    ["exclusions.csv", "reviewer", "nobody", ["files", "input_hash"]],
    ["tree.json", "0x", "0X", ["files"]],
    ["lists/scores.csv", ",25", ",24", ["files", "input_hash"]],
  ])("a change in %s from %s to %s shows in its own lines", async (name, from, to, lines) => {
    const changed = read(name).replace(from, to);
    expect(changed).not.toBe(read(name));
    expect(failed(await linesOf(folder({ [name]: changed })))).toEqual(lines);
  });

  it.each<[string, string, string]>([
    ["coefficients.csv", ",0.75,", ",0.76,"],
    ["donations.csv", ",12000000000000000000", ",13000000000000000000"],
    ["prices.csv", ",18,3000", ",18,30000"],
    ["applications.jsonl", '"verdict":"accepted"', '"verdict":"waiting"'],
  ])("a change in %s is found by recomputing, when every hash was changed along", async (name, from, to) => {
    expect(failed(await linesOf(folder(await withHashes(name, read(name).replace(from, to)))))).toEqual(["matches"]);
  });

  it("of another rule is left to the program, not called wrong", async () => {
    const lines = await linesOf(folder(await withHashes("rules.json", read("rules.json").replace('"rule": "quadratic"', '"rule": "pairwise"'))));
    expect(lines["matches"]?.status).toBe("skipped");
  });

  it("of another format is not read", async () => {
    await expect(openRound(folder({ "manifest.json": '{"format":"tributary-bundle-v1"}' }))).rejects.toThrow("tributary-round-v1");
  });

  it("counts the two wallets of one person as one donor, and a project's own people not at all", async () => {
    const inputs = await inputsOf(await openRound(folder()));
    const gifts = countedGifts(inputs);
    expect(gifts.filter(({ donor, project }) => donor === "ada, and co" && project === "1")).toHaveLength(1);
    const published = rowsOf("exclusions.csv", read("exclusions.csv"), "donor,project,reason").map(([donor, project]) => `${donor ?? ""} ${project ?? ""}`);
    expect([...new Set(ownPeople(inputs).map(({ donor, project }) => `${donor} ${project ?? ""}`))].sort()).toEqual(published.sort());
  });

  it("hashes the lists as sha256sum does", async () => {
    // cd lists && sha256sum joins.csv scores.csv | sha256sum
    expect(listsHash((await openRound(folder())).manifest)).toBe("0xc0fa0b0c0f451d86a66bb03c17d275307b72d2ef380f69d1a300341655961fa5");
    expect(listsHash({ files: { "lists/prices.csv": { sha256: "0x00", bytes: 0 }, "rules.json": { sha256: "0x00", bytes: 0 } } })).toBeNull();
  });

  it("values the coin by its price, rounded down, and refuses what has none", async () => {
    const inputs = await inputsOf(await openRound(folder()));
    expect(valueOf(10n ** 15n, "0x0000000000000000000000000000000000000000", inputs)).toBe(3n * 10n ** 18n);
    expect(() => valueOf(1n, "0x0000000000000000000000000000000000000001", inputs)).toThrow("has no price");
  });
});

describe("fields of a line", () => {
  it.each([
    ["a,b", ["a", "b"]],
    ["a,,", ["a", "", ""]],
    [",a", ["", "a"]],
    ['"a, b",c', ["a, b", "c"]],
    ['"one ""person""",', ['one "person"', ""]],
    ["", [""]],
  ])("of %s", (line, fields) => expect(fieldsOf(line)).toEqual(fields));
  it.each(['"a', 'a"b,c', '"a"b'])("%s is no line", (line) => expect(() => fieldsOf(line)).toThrow("is not a line"));
});
