// The part of the road that needs no chain. Each check trusts only the files that it starts from.
import { getAddress, type Hex } from "viem";

import { allocation } from "./amounts";
import { sha256, type Bundle } from "./bundle";
import type { OfflineId } from "./check";
import { claimantOf, keyOf, shardOf, walletOf, wordOf, type Claimant } from "./claimant";
import { hasOverrides, hasSnapshot, overrides, snapshot } from "./decided";
import { checkEvidence, readEvidence } from "./evidence";
import type { AllocationFile, Manifest, Shard } from "./manifest";
import { leafHash, proofHolds, treeOf, type Leaf } from "./merkle";
import { inWords, ofManifest } from "./identityTerms";
import { hasStanding, inWords as listInWords, nobodyDecreased, ofManifest as listOf, standing, standingOf } from "./recurring";
import { checkListed } from "./repositories";
import { parseRules, seconds } from "./rules";
import { scores } from "./scores";

export const offlineChecks: Record<OfflineId, (bundle: Bundle) => Promise<string>> = { files, rules, overrides, evidence, snapshot, scores, allocation, standing, nobody_decreased: nobodyDecreased, root, proofs };

/** Lines that only some bundles have. */
const occasionally: Partial<Record<OfflineId, (bundle: Bundle) => Promise<boolean>>> = {
  overrides: hasOverrides,
  snapshot: hasSnapshot,
  standing: (bundle) => Promise.resolve(hasStanding(bundle)),
  nobody_decreased: (bundle) => Promise.resolve(hasStanding(bundle)),
};

/** The lines that a bundle has, in order. */
export async function linesOf(bundle: Bundle): Promise<OfflineId[]> {
  const ids = Object.keys(offlineChecks) as OfflineId[];
  const has = await Promise.all(ids.map(async (id) => (await occasionally[id]?.(bundle)) ?? true));
  return ids.filter((_, place) => has[place]);
}

async function files(bundle: Bundle): Promise<string> {
  const { manifest } = bundle;
  for (const [name, stated] of Object.entries(manifest.files)) {
    const bytes = await bundle.bytes(name);
    const found = await sha256(bytes);
    if (found !== stated.sha256) throw new Error(`\`${name}\` has SHA-256 ${found}, the manifest says ${stated.sha256}`);
    if (bytes.length !== stated.bytes) throw new Error(`\`${name}\` has ${bytes.length} bytes, the manifest says ${stated.bytes}`);
  }
  for (const [name, hash] of [["rules.toml", manifest.rules_hash], ["evidence.jsonl", manifest.evidence_hash]] as const) {
    if (manifest.files[name]?.sha256 !== hash) throw new Error(`the manifest states ${hash} for \`${name}\` and lists another hash or none`);
  }
  for (const name of ["wallets.csv", "scores.json", "allocation.json", "tree.json"]) {
    if (!(name in manifest.files)) throw new Error(`the manifest does not list \`${name}\``);
  }
  return `${Object.keys(manifest.files).length} files, bundle hash ${bundle.hash}`;
}

function statedBy({ window, token, claim, ...manifest }: Manifest): Record<string, string | null> {
  return {
    slug: manifest.slug,
    name: manifest.name,
    description: manifest.description,
    maintainer: manifest.maintainer,
    "window.from": String(seconds(window.from)),
    "window.until": String(seconds(window.until)),
    chain_id: String(manifest.chain_id),
    "token.address": token.address && getAddress(token.address),
    "token.name": token.name,
    "token.symbol": token.symbol,
    "token.decimals": String(token.decimals),
    "token.supply": token.supply,
    pool: manifest.pool,
    "claim.start": String(seconds(claim.start)),
    "claim.end": String(seconds(claim.end)),
    "claim.owner": claim.owner && getAddress(claim.owner),
    "claim.identity": claim.identity ? inWords(ofManifest(claim.identity)) : null,
    "claim.recurring": claim.recurring ? listOf(claim.recurring) : null,
  };
}

async function rules(bundle: Bundle): Promise<string> {
  const { stated: ruled, repositories, kinds, score, recurring } = parseRules(await bundle.text("rules.toml"), bundle.manifest.chain_id);
  const before = await standingOf(bundle);
  if ((recurring?.follows ?? false) !== (before !== null)) throw new Error("the rules name a list before and there is none, or none where there is one");
  const stated = { ...ruled, "claim.recurring": recurring && listInWords((before?.epoch ?? 0) + 1, recurring.delay, recurring.guardian) };
  const manifest = statedBy(bundle.manifest);
  const other = Object.entries(stated).find(([key, value]) => value !== manifest[key])?.[0];
  if (other !== undefined) throw new Error(`\`${other}\` in the manifest is not what \`rules.toml\` says`);
  const listed = bundle.manifest.repositories;
  checkListed(listed, repositories, kinds);
  return `preset ${score.preset}, ${listed.length} ${listed.length === 1 ? "repository" : "repositories"}`;
}

async function evidence(bundle: Bundle): Promise<string> {
  return checkEvidence(readEvidence(await bundle.text("evidence.jsonl")), bundle.manifest);
}

/** The leaves in the order of their index: of the wallet where there is one, else of the GitHub account. */
export function leavesOf(file: AllocationFile): Leaf[] {
  const leaves = file.people.flatMap(({ index, identity, address, amount, cumulative }): Leaf[] => {
    if (index === null) return [];
    return [{ index: BigInt(index), claimant: address === null ? claimantOf(identity) : walletOf(address), amount: BigInt(cumulative ?? amount) }];
  });
  return leaves.sort((a, b) => (a.index < b.index ? -1 : 1));
}

/** Byte for byte as OpenZeppelin's library writes it; one identity makes every claimant 32 bytes. */
function dumpOf(leaves: readonly Leaf[], nodes: readonly Hex[]): string {
  const places = new Map(nodes.map((hash, place) => [hash, place]));
  const hasIdentities = leaves.some(({ claimant }) => claimant.kind === "identity");
  const written = ({ claimant }: Leaf) => (hasIdentities ? wordOf(claimant) : keyOf(claimant));
  const values = leaves.map((leaf) => ({ value: [leaf.index.toString(), written(leaf), leaf.amount.toString()], treeIndex: places.get(leafHash(leaf)) }));
  return JSON.stringify({ format: "standard-v1", leafEncoding: ["uint256", hasIdentities ? "bytes32" : "address", "uint256"], tree: nodes, values });
}

async function root(bundle: Bundle): Promise<string> {
  const stated = bundle.manifest.root;
  const leaves = leavesOf(await bundle.json<AllocationFile>("allocation.json"));
  const nodes = treeOf(leaves);
  if (nodes[0] !== stated) throw new Error(`the amounts give ${nodes[0] ?? "nothing"}, the manifest says ${stated}`);
  if ((await bundle.text("tree.json")) !== dumpOf(leaves, nodes)) throw new Error("`tree.json` is not the tree of these amounts");
  return stated;
}

function claimantIn(name: string, key: string): Claimant {
  const claimant = claimantOf(key);
  if (keyOf(claimant) !== key) throw new Error(`\`${name}\`: \`${key}\` is not written as a claim looks for it`);
  if (shardOf(claimant) !== name) throw new Error(`the proofs of ${key} stand in \`${name}\`, where nobody looks for them`);
  return claimant;
}

async function proofs(bundle: Bundle): Promise<string> {
  const { manifest } = bundle;
  const proven = new Set<number>();
  for (const name of Object.keys(manifest.files).filter((file) => file.startsWith("proofs"))) {
    for (const [key, entries] of Object.entries(await bundle.json<Shard>(name))) {
      const claimant = claimantIn(name, key);
      for (const { index, amount, proof } of entries) {
        if (!proofHolds(manifest.root, { index: BigInt(index), claimant, amount: BigInt(amount) }, proof)) throw new Error(`the proof of leaf ${index} (${key}) does not lead to the root`);
        if (proven.has(index)) throw new Error(`leaf ${index} has two proofs, so that another leaf has none`);
        proven.add(index);
      }
    }
  }
  if (proven.size !== manifest.claimants) throw new Error(`${proven.size} proofs, the manifest says ${manifest.claimants} claimants`);
  return `${proven.size} proofs`;
}
