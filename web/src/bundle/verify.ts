// Walks the road of `tributary verify` again in the browser. Each check trusts only the files it starts from.
import { parse } from "smol-toml";
import { getAddress, isAddress, type Address, type Hex } from "viem";

import { leafHash, nodeHash, rootOf, type Leaf } from "./merkle";
import { allocate, millionths, scoreActivity, type AccountLine, type Contribution } from "./score";

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: "pass" | "fail" | "skipped";
  readonly detail: string;
}

/** A bundle's files by name, from the server or from a folder that was dropped. */
export interface BundleFiles {
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Manifest {
  format: string;
  slug: string;
  name: string;
  window: { from: string; until: string };
  repositories: { id: number; name: string; source: string; weight: string }[];
  chain_id: number;
  token: { address: Address | null; symbol: string; decimals: number };
  pool: string;
  total: string;
  unlinked_total: string;
  claimants: number;
  claim: { start: string; end: string; owner: Address | null };
  root: Hex;
  rules_hash: Hex;
  evidence_hash: Hex;
  files: Record<string, { sha256: Hex; bytes: number }>;
}

interface AllocationFile {
  pool: string;
  cap: string | null;
  minimum: string | null;
  people: { identity: string; score: string; amount: string; address: Address | null; index: number | null }[];
}

type Outcome = Promise<string> | string;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Hex> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `0x${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Makes one check; what is thrown is what is wrong. */
async function check(id: string, title: string, run: () => Outcome): Promise<Check> {
  try {
    return { id, title, status: "pass", detail: await run() };
  } catch (error) {
    return { id, title, status: "fail", detail: error instanceof Error ? error.message : String(error) };
  }
}

export interface Recomputed {
  readonly manifest: Manifest;
  readonly bundleHash: Hex;
  readonly checks: Check[];
}

/** Recomputes a bundle, telling each check as it is made. */
export async function verifyBundle(files: BundleFiles, tell: (check: Check) => void): Promise<Recomputed> {
  const bytes = await files.read("manifest.json");
  const manifest = JSON.parse(text(bytes)) as Manifest;
  if (manifest.format !== "tributary-bundle-v1") throw new Error(`format \`${manifest.format}\` is not known here`);
  const bundleHash = await sha256(bytes);
  const json = async <T>(name: string) => JSON.parse(text(await files.read(name))) as T;
  const checks: Check[] = [];
  const run = async (id: string, title: string, body: () => Outcome) => {
    const made = await check(id, title, body);
    checks.push(made);
    tell(made);
  };
  await run("files", "The files match the manifest", () => filesMatch(files, manifest));
  await run("scores", "The scores follow from the evidence and the rules", async () => {
    const rules = parse(text(await files.read("rules.toml"))) as { score?: { preset?: string; weights?: Record<string, string> } };
    return scoresFollow(manifest, text(await files.read("evidence.jsonl")), rules.score ?? {}, await json("scores.json"));
  });
  await run("allocation", "The amounts follow from the scores and sum to the pool", async () =>
    amountsFollow(manifest, await json<AllocationFile>("allocation.json"), await json("scores.json")));
  await run("root", "The Merkle root follows from the amounts", async () =>
    rootFollows(manifest, await json<AllocationFile>("allocation.json")));
  await run("proofs", "Every proof leads to the root", () => proofsHold(files, manifest));
  return { manifest, bundleHash, checks };
}

async function filesMatch(files: BundleFiles, manifest: Manifest): Promise<string> {
  const names = Object.keys(manifest.files);
  for (const name of names) {
    const stated = manifest.files[name];
    const found = await sha256(await files.read(name));
    if (found !== stated?.sha256) throw new Error(`${name} has SHA-256 ${found}, the manifest says ${stated?.sha256 ?? "nothing"}`);
  }
  if (manifest.files["rules.toml"]?.sha256 !== manifest.rules_hash) throw new Error("the rules' hash is stated in two ways");
  if (manifest.files["evidence.jsonl"]?.sha256 !== manifest.evidence_hash) throw new Error("the evidence's hash is stated in two ways");
  return `${names.length} files`;
}

function scoresFollow(
  manifest: Manifest,
  evidence: string,
  rules: { preset?: string; weights?: Record<string, string> },
  published: { people: { identity: string; score: string }[] },
): string {
  if (rules.preset !== "opendigger-activity") throw new Error(`the preset \`${rules.preset ?? ""}\` is not known here`);
  const contributions: Contribution[] = [];
  const accounts: AccountLine[] = [];
  for (const line of evidence.split("\n")) {
    if (line === "") continue;
    const record = JSON.parse(line) as { type: string };
    if (record.type === "contribution") contributions.push(record as unknown as Contribution);
    else if (record.type === "account") accounts.push(record as unknown as AccountLine);
  }
  const outside = contributions.find(({ at }) => Date.parse(at) < Date.parse(manifest.window.from) || Date.parse(at) >= Date.parse(manifest.window.until));
  if (outside) throw new Error(`a contribution of ${outside.at} is outside the window`);
  const weights = new Map(manifest.repositories.map((repository) => [repository.id, millionths(repository.weight)]));
  const computed = scoreActivity(contributions, accounts, rules.weights ?? {}, weights);
  if (computed.length !== published.people.length) throw new Error(`${computed.length} people by the rules, the file has ${published.people.length}`);
  computed.forEach((person, place) => {
    const other = published.people[place];
    if (other?.identity !== person.identity || BigInt(other.score) !== person.score) {
      throw new Error(`${person.identity} has ${person.score} micro-points by the rules; the file has ${other?.identity ?? "nobody"} with ${other?.score ?? "0"}`);
    }
  });
  return `${contributions.length} contributions, ${computed.length} people`;
}

function amountsFollow(
  manifest: Manifest,
  file: AllocationFile,
  scores: { people: { identity: string; score: string }[] },
): string {
  const people = scores.people.map(({ identity, score }) => ({ identity, score: BigInt(score) }));
  const limit = (value: string | null) => (value === null ? null : BigInt(value));
  const computed = allocate(people, { pool: BigInt(manifest.pool), cap: limit(file.cap), minimum: limit(file.minimum) });
  let sum = 0n;
  for (const person of file.people) {
    const amount = BigInt(person.amount);
    if (amount !== (computed.get(person.identity) ?? 0n)) {
      throw new Error(`${person.identity} gets ${computed.get(person.identity) ?? 0n} units by the rules; the file has ${amount}`);
    }
    sum += amount;
  }
  if (sum !== BigInt(manifest.pool)) throw new Error(`the amounts sum to ${sum} units, the pool is ${manifest.pool}`);
  const linked = file.people.filter((person) => person.index !== null).reduce((total, person) => total + BigInt(person.amount), 0n);
  if (linked !== BigInt(manifest.total)) throw new Error(`${linked} units have a wallet, the manifest says ${manifest.total}`);
  return `${file.people.length} people, ${sum} units placed`;
}

function leavesOf(file: AllocationFile): Leaf[] {
  return file.people.flatMap((person) =>
    person.index === null || person.address === null
      ? []
      : [{ index: BigInt(person.index), account: getAddress(person.address), amount: BigInt(person.amount) }]);
}

function rootFollows(manifest: Manifest, file: AllocationFile): string {
  const root = rootOf(leavesOf(file));
  if (root !== manifest.root) throw new Error(`the amounts give ${root}, the manifest says ${manifest.root}`);
  return root;
}

async function proofsHold(files: BundleFiles, manifest: Manifest): Promise<string> {
  let count = 0;
  for (const name of Object.keys(manifest.files).filter((file) => file.startsWith("proofs/"))) {
    const shard = JSON.parse(text(await files.read(name))) as Record<string, { index: number; amount: string; proof: Hex[] }[]>;
    for (const [address, entries] of Object.entries(shard)) {
      if (!isAddress(address)) throw new Error(`${name}: ${address} is not an address`);
      for (const entry of entries) {
        const leaf = leafHash({ index: BigInt(entry.index), account: address, amount: BigInt(entry.amount) });
        if (entry.proof.reduce(nodeHash, leaf) !== manifest.root) throw new Error(`the proof of ${address} does not lead to the root`);
        count += 1;
      }
    }
  }
  if (count !== manifest.claimants) throw new Error(`${count} proofs for ${manifest.claimants} claimants`);
  return `${count} proofs`;
}

export interface OnChain {
  chainId: number;
  root: Hex;
  total: bigint;
  owner: Address;
  claimStart: number;
  claimEnd: number;
  bundleHash: Hex;
}

/** What the contract says of itself, against the bundle. */
export function compareWithChain(bundle: Recomputed, chain: OnChain): Check[] {
  const { manifest } = bundle;
  const seconds = (iso: string) => Date.parse(iso) / 1000;
  const line = (id: string, title: string, holds: boolean, detail: string): Check => ({ id, title, status: holds ? "pass" : "fail", detail });
  return [
    line("chain", "The chain is the stated one", chain.chainId === manifest.chain_id, `chain ${chain.chainId}`),
    line("root_onchain", "The contract has the bundle's root", chain.root === manifest.root, chain.root),
    line("total", "The contract's total is the sum of the tree", chain.total === BigInt(manifest.total), `${chain.total} units`),
    line("owner", "The owner is as stated", manifest.claim.owner === null || getAddress(chain.owner) === getAddress(manifest.claim.owner), chain.owner),
    line("window", "Claims open and end as stated", chain.claimStart === seconds(manifest.claim.start) && chain.claimEnd === seconds(manifest.claim.end), `${manifest.claim.start} to ${manifest.claim.end}`),
    line("bundle_hash", "The contract vouches for this bundle", chain.bundleHash === bundle.bundleHash, chain.bundleHash),
  ];
}

