// @vitest-environment node
// `river/` and `river-2/`, the second list of a recurring airdrop, were written by `tributary publish`. Each kind of tampering shows in its own line, as in `tributary verify`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";

import { merkleAirdropCode } from "../src/abi/code";
import type { BundleFiles } from "../src/bundle/files";
import type { Manifest, StandingFile } from "../src/bundle/manifest";
import { sameCode } from "../src/bundle/onchain";
import { verifyBundle, type CheckLine } from "../src/bundle/verify";

type Change = (text: string) => string;
const original = (name: string) => readFileSync(new URL(`river/${name}`, import.meta.url), "utf8");
const replace = (part: string, by: string): Change => (text) => {
  if (!text.includes(part)) throw new Error(`\`${part}\` is not there`);
  return text.replace(part, by);
};

/** The bundle with some files changed; the manifest states the new hashes, as a careful forger would. */
function bundle(changes: Record<string, Change>, added: Record<string, string> = {}): BundleFiles {
  const changed = new Map([...Object.entries(changes).map(([name, change]) => [name, change(original(name))] as const), ...Object.entries(added)]);
  const manifest = JSON.parse(changed.get("manifest.json") ?? original("manifest.json")) as Manifest;
  for (const [name, text] of changed) {
    if (!(name in manifest.files || name in added)) continue;
    const sha256: Hex = `0x${createHash("sha256").update(text).digest("hex")}`;
    manifest.files[name] = { sha256, bytes: Buffer.byteLength(text) };
    if (name === "rules.toml") manifest.rules_hash = sha256;
    if (name === "evidence.jsonl") manifest.evidence_hash = sha256;
  }
  changed.set("manifest.json", JSON.stringify(manifest));
  return { read: (name) => new Promise((resolve) => { resolve(new Uint8Array(Buffer.from(changed.get(name) ?? original(name)))); }) };
}

async function linesOf(files: BundleFiles): Promise<Map<string, CheckLine>> {
  const lines = new Map<string, CheckLine>();
  await verifyBundle(files, (line) => lines.set(line.id, line));
  return lines;
}
const failing = (lines: Map<string, CheckLine>) => [...lines.values()].filter(({ status }) => status === "fail").map(({ id }) => id);

describe("a bundle in the browser", () => {
  it("holds as published, and is not compared with a chain that it was never on", async () => {
    const lines = await linesOf(bundle({}));
    expect(failing(lines)).toEqual([]);
    expect(lines.get("proofs")).toMatchObject({ status: "pass", detail: "3 proofs" });
    expect(lines.get("funded")).toMatchObject({ status: "skipped", detail: "the bundle has no `deployment.json`: it is not deployed yet" });
  });

  it("is caught when a file differs from its hash", async () => {
    const files = bundle({});
    const read = async (name: string) => (name === "wallets.csv" ? new Uint8Array(Buffer.from(`${original(name)}\n`)) : files.read(name));
    const lines = await linesOf({ read });
    expect(failing(lines)).toEqual(["files"]);
    expect(lines.get("files")?.detail).toMatch(/^`wallets.csv` has SHA-256 0x[0-9a-f]{64}, the manifest says 0x[0-9a-f]{64}$/);
  });

  describe("of one chain of several", () => {
    const one = '[chain]\nid = 31337\nname = "Local chain"\n';
    const chains = '[[chain]]\nid = 31337\nname = "Local chain"\npool = "1000000.000000000000000001"\n[[chain]]\nid = 10\npool = "5"\ndecimals = 6\ntoken = "0x00000000000000000000000000000000000000b1"\n';
    const pool = 'pool = "1000000.000000000000000001"\ncap';
    const rules: Change = (text) => replace(pool, 'pool = "1000005.000000000000000001"\ncap')(replace(one, chains)(text));
    const slug = replace('"slug": "river"', '"slug": "river-31337"');

    it("holds by the rules of its chain", async () => {
      const lines = await linesOf(bundle({ "rules.toml": rules, "manifest.json": slug }));
      expect(failing(lines)).toEqual([]);
    });

    const wrong: [string, Change, Change, string][] = [
      ["under the name of the whole airdrop", rules, (text) => text, "`slug` in the manifest is not what `rules.toml` says"],
      ["on a chain that the rules do not name", rules, (text) => replace('"chain_id": 31337', '"chain_id": 11')(slug(text)), "`rules.toml` has no [[chain]] with id 11"],
      ["with pools that promise more than was announced", (text) => replace('pool = "5"', 'pool = "6"')(rules(text)), slug, "the pools of the chains in `rules.toml` do not add up to `allocation.pool`"],
      ["with another pool on its chain", (text) => replace('pool = "5"', 'pool = "6"')(replace('pool = "1000000.000000000000000001"\n[[', 'pool = "999999.000000000000000001"\n[[')(rules(text))), slug, "`pool` in the manifest is not what `rules.toml` says"],
      ["with a chain that stands twice", (text) => replace("id = 10", "id = 31337")(rules(text)), slug, "a chain's id stands twice in `rules.toml`"],
      ["with a policy that makes up on each chain for the same past", (text) => replace('cap = "30%"', 'policy = "balanced"')(rules(text)), slug, "the policy `balanced` in `rules.toml` would make up on each chain for the same past"],
      ["with another owner on its chain", (text) => replace('[[chain]]\nid = 10', 'owner = "0x00000000000000000000000000000000000000b2"\n[[chain]]\nid = 10')(rules(text)), slug, "`claim.owner` in the manifest is not what `rules.toml` says"],
    ];
    it.each(wrong)("is caught %s", async (_, changed, manifest, detail) => {
      const lines = await linesOf(bundle({ "rules.toml": changed, "manifest.json": manifest }));
      expect(lines.get("rules")).toMatchObject({ status: "fail", detail });
    });
  });

  const cases: [string, Record<string, Change>, string[], RegExp][] = [
    ["another pool in the manifest", { "manifest.json": replace('"pool": "1000000000000000000000001"', '"pool": "1000000000000000000000002"') }, ["rules", "allocation"], /^`pool` in the manifest is not what `rules.toml` says$/],
    ["another repository's weight", { "manifest.json": replace('"weight": "1"', '"weight": "2"') }, ["rules", "scores"], /^the manifest lists other repositories or weights than the rules$/],
    ["a line of evidence outside the window", { "evidence.jsonl": replace("2025-05-05T10:00:00Z", "2026-05-05T10:00:00Z") }, ["evidence", "scores"], /outside the window or the repositories$/],
    ["a contribution given to another person", { "evidence.jsonl": replace('"author":"github:404"', '"author":"github:202"') }, ["scores"], /by the rules/],
    ["a person as a bot", { "evidence.jsonl": replace('"login":"bo-example","kind":"user"', '"login":"bo-example","kind":"bot"') }, ["scores"], /by the rules/],
    ["another weight in the rules", { "rules.toml": replace('commits = "1"', 'commits = "2"') }, ["scores"], /by the rules/],
    ["no cap in the rules", { "rules.toml": replace('cap = "30%"', "") }, ["allocation"], /^pool, cap or minimum differ from the rules$/],
    ["another wallet", { "wallets.csv": replace("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65") }, ["allocation"], /^github:101 gets .* or another wallet$/],
    ["another root", { "manifest.json": (text) => text.replace(/"root": "0x[0-9a-f]{64}"/, `"root": "0x${"ab".repeat(32)}"`) }, ["root", "proofs"], /^the amounts give 0x[0-9a-f]{64}, the manifest says 0x(ab){32}$/],
    ["another writing of the tree", { "tree.json": replace('"treeIndex":', '"treeIndex": ') }, ["root"], /^`tree.json` is not the tree of these amounts$/],
    ["another node in the tree", { "tree.json": (text) => text.replace(/("tree":\["0x[0-9a-f]{64}",")0x[0-9a-f]{64}/, `$10x${"cd".repeat(32)}`) }, ["root"], /^`tree.json` is not the tree of these amounts$/],
    ["another amount in a proof", { "proofs/3c.json": (text) => text.replace(/"amount": "\d/, '"amount": "9') }, ["proofs"], /^the proof of leaf \d \(0x3C44.*\) does not lead to the root$/],
    ["a proof too few", { "proofs/3c.json": () => "{}" }, ["proofs"], /^2 proofs, the manifest says 3 claimants$/],
  ];
  it.each(cases)("is caught with %s", async (_, changes, ids, detail) => {
    const lines = await linesOf(bundle(changes));
    expect(failing(lines)).toEqual(ids);
    expect(lines.get(ids[0] ?? "files")?.detail).toMatch(detail);
  });

  it("is refused in another format", async () => {
    await expect(linesOf(bundle({ "manifest.json": replace("tributary-bundle-v1", "tributary-bundle-v9") }))).rejects.toThrow("`manifest.json` is not of the format `tributary-bundle-v1`");
  });
});

describe("lines that only some bundles have", () => {
  const named = { "rules.toml": replace('slug = "river"', 'slug = "river"\noverrides = "overrides.toml"') };
  const decisions: [string, Record<string, Change>, Record<string, string>, string, string, string[]][] = [
    ["decisions that are named and there", named, { "overrides.toml": "# Nothing yet.\n" }, "pass", "0 decisions", []],
    ["decisions that the manifest does not list", named, {}, "fail", "the manifest does not list `overrides.toml`", ["overrides"]],
    ["decisions that the rules do not name", {}, { "overrides.toml": "# Nothing yet.\n" }, "fail", "the rules do not name `overrides.toml`", ["overrides"]],
    ["a decision without a reason", named, { "overrides.toml": '[[exclude]]\nidentity = "github:101"\nreason = " "\n' }, "fail", "a `[[exclude]]` has no reason on one line of at most 500 characters", ["overrides"]],
    ["a table that nobody knows", named, { "overrides.toml": "[[excluded]]\n" }, "fail", "`overrides.toml` has an unknown table `excluded`", ["overrides"]],
  ];
  it.each(decisions)("tell of %s", async (_, changes, added, status, detail, ids) => {
    const lines = await linesOf(bundle(changes, added));
    expect(lines.get("overrides")).toMatchObject({ status, detail });
    expect(failing(lines)).toEqual(expect.arrayContaining(ids));
    expect(failing(lines).filter((id) => id !== "overrides" && id !== "scores")).toEqual([]);
  });

  const { window, repositories, evidence_hash } = JSON.parse(original("manifest.json")) as Manifest;
  /** As `tributary snapshot` hashes the tables of `river/rules.toml`. */
  const rules = {
    allocation: "0x59aaa9fb99e535906f6dbf68a78e0f34263657e2741359e16137a36db75dd392",
    repositories: "0x63b3bf0febb5f311f05ae089c2660198a9bfec36087ae91b2bc76f5ab562ea84",
    score: "0xfeb2aef02dd3a3d419e8791b1135ae019b927f443d606085104a6c46d553aefd",
    window: "0x2fb8b0f31a9610b979816a4b3df8a0213f4b9e01ad2d90dccc739eadec2c751d",
  };
  const fixed = { format: "tributary-snapshot-v1", slug: "river", window, repositories, evidence_hash, rules };
  const hash = `0x${"ab".repeat(32)}`;
  const snapshots: [string, object, Record<string, Change>, string, RegExp, string[]][] = [
    ["the snapshot that everything follows from", fixed, {}, "pass", /^snapshot 0x[0-9a-f]{64}$/, []],
    ["the same in other spaces, with other wallets", fixed, { "rules.toml": replace('wallets = "wallets.csv"', '# Later.\nwallets   = "later.csv"') }, "pass", /^snapshot 0x/, []],
    ["another snapshot's evidence", { ...fixed, evidence_hash: hash }, {}, "fail", /^it fixed evidence with SHA-256 0xabab.*, the manifest says 0x/, ["snapshot"]],
    ["another window", { ...fixed, window: { ...window, until: "2026-02-01T00:00:00Z" } }, {}, "fail", /^`window` in the manifest is not what it fixed$/, ["snapshot"]],
    ["another repository", { ...fixed, repositories: [] }, {}, "fail", /^`repositories` in the manifest is not what it fixed$/, ["snapshot"]],
    ["a cap that came later", fixed, { "rules.toml": replace('cap = "30%"', 'cap = "31%"') }, "fail", /^`\[allocation\]` in `rules\.toml` is not what it fixed$/, ["snapshot", "allocation"]],
    ["a table that is gone", { ...fixed, rules: { ...rules, kinds: hash } }, {}, "fail", /^`\[kinds\]` in `rules\.toml` is not what it fixed$/, ["snapshot"]],
    ["a form that nobody knows", { ...fixed, format: "tributary-snapshot-v9" }, {}, "fail", /known is `tributary-snapshot-v1`$/, ["snapshot"]],
  ];
  it.each(snapshots)("tell of %s", async (_, file, changes, status, detail, ids) => {
    const lines = await linesOf(bundle(changes, { "snapshot.json": JSON.stringify(file) }));
    expect(lines.get("snapshot")?.status).toBe(status);
    expect(lines.get("snapshot")?.detail).toMatch(detail);
    expect(failing(lines)).toEqual(ids);
  });

  it("are not there otherwise", async () => {
    const lines = await linesOf(bundle({}));
    expect([lines.has("overrides"), lines.has("snapshot")]).toEqual([false, false]);
  });
});

describe("code at an address", () => {
  const { code, immutables } = merkleAirdropCode;
  const start = immutables.root?.[0]?.start ?? NaN;
  const flipped = (place: number): Hex => {
    const at = 2 + place * 2;
    return `${code.slice(0, at)}${code.slice(at, at + 2) === "00" ? "01" : "00"}${code.slice(at + 2)}` as Hex;
  };

  it("may differ where an immutable stands and nowhere else", () => {
    expect(sameCode(flipped(start), merkleAirdropCode, "MerkleAirdrop")).toMatch(/^\d+ bytes of `MerkleAirdrop`$/);
    expect(() => sameCode(flipped(5), merkleAirdropCode, "MerkleAirdrop")).toThrow("byte 5 differs from `MerkleAirdrop`");
    expect(() => sameCode(`${code}00`, merkleAirdropCode, "MerkleAirdrop")).toThrow(/bytes, `MerkleAirdrop` has \d+$/);
    expect(() => sameCode("0x", merkleAirdropCode, "MerkleAirdrop")).toThrow("there is no code");
  });
});

describe("a later list of a recurring airdrop", () => {
  const second = (name: string) => readFileSync(new URL(`river-2/${name}`, import.meta.url), "utf8");
  /** With one file changed, whose hash the manifest then states. */
  const changed = (name: string, change: Change): BundleFiles => {
    const text = change(second(name));
    const manifest = JSON.parse(second("manifest.json")) as Manifest;
    manifest.files[name] = { sha256: `0x${createHash("sha256").update(text).digest("hex")}`, bytes: Buffer.byteLength(text) };
    const files = new Map([[name, text], ["manifest.json", JSON.stringify(manifest)]]);
    return { read: (asked) => new Promise((resolve) => { resolve(new Uint8Array(Buffer.from(files.get(asked) ?? second(asked)))); }) };
  };

  it("holds as published, with what stood before", async () => {
    const lines = await linesOf(changed("rules.toml", (text) => text));
    expect(failing(lines)).toEqual([]);
    expect(lines.get("nobody_decreased")?.detail).toBe("2 have more than in list 1, 1 the same, 1 are new; 1 have linked a wallet since");
    expect(lines.get("standing")?.detail).toBe("list 1 of `river`: 3 leaves, 1000000000000000000000001 units");
    expect(lines.get("allocation")?.detail).toMatch(/units since the beginning, 1000000000000000000000001 of them before$/);
    expect(lines.get("before")?.status).toBe("skipped");
  });

  it("is caught when somebody has less, or the list before was another", async () => {
    const ada = (JSON.parse(second("standing.json")) as StandingFile).leaves[0]?.amount ?? "";
    const more = (BigInt(ada) * 10n).toString();
    const lines = await linesOf(changed("standing.json", replace(`"${ada}"`, `"${more}"`)));
    expect(failing(lines)).toEqual(["allocation", "standing", "nobody_decreased"]);
    expect(lines.get("nobody_decreased")?.detail).toMatch(new RegExp(`^github:101 \\(leaf 0\\) had ${more} units, now \\d+$`));
  });
});
