// What was decided by hand, and what was fixed before the announcement: lines that only some bundles have.
import { parse } from "smol-toml";

import { sha256, type Bundle } from "./bundle";
import type { Manifest } from "./manifest";
import { parseRules, seconds } from "./rules";
import type { Table } from "./table";

const OVERRIDES = "overrides.toml";
const SNAPSHOT = "snapshot.json";
const MOST_CHARACTERS = 500;
const KINDS = ["exclude", "include", "merge", "adjust"];

const lists = ({ manifest }: Bundle, name: string) => name in manifest.files;
const isNamed = async (bundle: Bundle) => parseRules(await bundle.text("rules.toml"), bundle.manifest.chain_id).hasOverrides;

export const hasOverrides = async (bundle: Bundle) => lists(bundle, OVERRIDES) || (await isNamed(bundle).catch(() => false));
export const hasSnapshot = (bundle: Bundle) => Promise.resolve(lists(bundle, SNAPSHOT));

/** Stands in the bundle if, and only if, the rules name it; each decision with a reason that fits on a line. */
export async function overrides(bundle: Bundle): Promise<string> {
  if (!(await isNamed(bundle))) throw new Error(`the rules do not name \`${OVERRIDES}\``);
  if (!lists(bundle, OVERRIDES)) throw new Error(`the manifest does not list \`${OVERRIDES}\``);
  const file = parse(await bundle.text(OVERRIDES)) as Record<string, Table[]>;
  const unknown = Object.keys(file).find((key) => !KINDS.includes(key));
  if (unknown !== undefined) throw new Error(`\`${OVERRIDES}\` has an unknown table \`${unknown}\``);
  const decisions = KINDS.flatMap((kind) => (file[kind] ?? []).map((entry) => [kind, entry.reason] as const));
  for (const [kind, reason] of decisions) {
    const readable = typeof reason === "string" && reason.trim() !== "" && !/\p{Cc}/u.test(reason) && Array.from(reason).length <= MOST_CHARACTERS;
    if (!readable) throw new Error(`a \`[[${kind}]]\` has no reason on one line of at most ${MOST_CHARACTERS} characters`);
  }
  return `${decisions.length} ${decisions.length === 1 ? "decision" : "decisions"}`;
}

interface SnapshotFile {
  format: string;
  slug: string;
  window: Manifest["window"];
  repositories: Manifest["repositories"];
  evidence_hash: string;
  rules: Record<string, string>;
}

const FORMAT = "tributary-snapshot-v1";
/** Tables of the rules that a snapshot fixes, but for the file of wallets. */
const SECTIONS = ["repositories", "window", "score", "people", "kinds", "allocation"];

/** Evidence and rules are the ones that a snapshot fixed. */
export async function snapshot(bundle: Bundle): Promise<string> {
  const { manifest } = bundle;
  const fixed = await bundle.json<SnapshotFile>(SNAPSHOT);
  if (fixed.format !== FORMAT) throw new Error(`\`${SNAPSHOT}\`: the format is \`${fixed.format}\`; known is \`${FORMAT}\``);
  if (fixed.evidence_hash !== manifest.evidence_hash) throw new Error(`it fixed evidence with SHA-256 ${fixed.evidence_hash}, the manifest says ${manifest.evidence_hash}`);
  const span = ({ from, until }: Manifest["window"]) => `${seconds(from)} ${seconds(until)}`;
  const rules = await bundle.text("rules.toml");
  const { airdrop } = parseRules(rules, manifest.chain_id);
  const stated = { slug: fixed.slug === airdrop, window: span(fixed.window) === span(manifest.window), repositories: JSON.stringify(fixed.repositories) === JSON.stringify(manifest.repositories) };
  for (const [key, same] of Object.entries(stated)) if (!same) throw new Error(`\`${key}\` in the manifest is not what it fixed`);
  const now = await sectionsOf(rules);
  const other = [...new Set([...Object.keys(fixed.rules), ...Object.keys(now)])].sort().find((section) => fixed.rules[section] !== now[section]);
  if (other !== undefined) throw new Error(`\`[${other}]\` in \`rules.toml\` is not what it fixed`);
  return `snapshot ${await sha256(await bundle.bytes(SNAPSHOT))}`;
}

/** SHA-256 of each fixed table, as JSON with sorted keys: comments, spaces and order do not matter. */
export async function sectionsOf(rules: string): Promise<Record<string, string>> {
  // Whole numbers apart from fractions, which are written with a point also where they are whole.
  const file = parse(rules, { integersAsBigInt: true }) as Record<string, unknown>;
  const hashes: Record<string, string> = {};
  for (const section of SECTIONS) {
    const table = file[section];
    if (table === undefined) continue;
    const kept = section === "allocation" ? Object.fromEntries(Object.entries(table as Table).filter(([key]) => key !== "wallets")) : table;
    hashes[section] = await sha256(new TextEncoder().encode(sortedJson(kept)));
  }
  return hashes;
}

function sortedJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : String(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${sortedJson(one)}`).join(",")}}`;
}
