// The files of a round's bundle, as the program writes them.
import type { Address, Hex } from "viem";

import { sha256 } from "../../bundle/bundle";
import type { BundleFiles } from "../../bundle/files";

export interface CutBlock { readonly number: number; readonly hash: Hex; readonly time: string }

export interface RoundManifest {
  format: string; slug: string; name: string; chain_id: number; round: Address;
  token: { address: Address; symbol: string; decimals: number };
  block: CutBlock; pool: string; total: string; projects: number; donors: number; donations: number;
  root: Hex; rules_hash: Hex; input_hash: Hex;
  files: Record<string, { sha256: Hex; bytes: number }>;
}

export interface RulesFile {
  chain_id: number;
  pool: { token: Address; symbol: string; decimals: number; goal: string };
  donations: { tokens: { address: Address; symbol: string; decimals: number; price: string | null }[] };
  match: {
    rule: string; mode: string | null; cap: string | null; minimum: string;
    saturation: "keep" | "scale"; repeat: "sum" | "mean"; contributions: "subtracted" | "kept" | null;
  };
}

export interface ApplicationLine {
  project: number; applicant: Address; payout: Address; revision: number; repositories: number[];
  metadata_hash: Hex; verdict: "waiting" | "accepted" | "rejected"; reviewers: Address[];
}

export interface InputsFile { chain_id: number; round: Address; block: CutBlock; pool: string; files: Record<string, Hex> }

export interface MatchesFile {
  pool: string; matched: string; dust: string;
  matches: { project: string; payout: Address; match: string; index: number | null }[];
  receipts: { project: string; raw: string; donors: number }[];
}

export interface DonationLine { readonly block: bigint; readonly logIndex: number; readonly tx: Hex; readonly donor: Address; readonly project: number; readonly token: Address; readonly amount: bigint }
export interface DonorLine { readonly donor: Address; readonly person: string; readonly coefficient: string }

export interface DeploymentFile { chain_id: number; round: Address; block: number }

const FORMAT = "tributary-round-v1";

/** Fields of one line; a field in quotes may hold commas, and two quotes stand for one. */
export function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  for (let rest = line; ;) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/.exec(rest);
    if (!found) throw new Error(`\`${line}\` is not a line of fields`);
    const [whole, quoted, plain = "", end] = found;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") return fields;
    rest = rest.slice(whole.length);
  }
}

export function rowsOf(name: string, text: string, header: string): string[][] {
  const [first, ...lines] = text.split("\n");
  if (first !== header) throw new Error(`the first line of \`${name}\` is not \`${header}\``);
  const width = header.split(",").length;
  return lines.filter((line) => line !== "").map((line) => {
    const fields = fieldsOf(line);
    if (fields.length !== width) throw new Error(`a line of \`${name}\` has ${fields.length} fields, not ${width}: \`${line}\``);
    return fields;
  });
}

export interface RoundBundle {
  readonly manifest: RoundManifest;
  /** SHA-256 of `manifest.json`: what a tally commits to. */
  readonly hash: Hex;
  readonly bytes: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  readonly json: <T>(name: string) => Promise<T>;
  readonly applications: () => Promise<ApplicationLine[]>;
  readonly donations: () => Promise<DonationLine[]>;
  readonly donors: () => Promise<DonorLine[]>;
  readonly prices: () => Promise<Map<string, string>>;
}

export async function openRound(files: BundleFiles): Promise<RoundBundle> {
  const bytes = (name: string) => files.read(name);
  const text = async (name: string) => new TextDecoder().decode(await bytes(name));
  const json = async <T>(name: string) => JSON.parse(await text(name)) as T;
  const manifest = await json<RoundManifest>("manifest.json");
  if (manifest.format !== FORMAT) throw new Error(`\`manifest.json\` is not of the format \`${FORMAT}\``);
  return {
    manifest,
    hash: await sha256(await bytes("manifest.json")),
    bytes,
    json,
    applications: async () => (await text("applications.jsonl")).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as ApplicationLine),
    donations: async () => rowsOf("donations.csv", await text("donations.csv"), "block,log_index,tx,donor,project,token,amount").map(
      ([block = "", logIndex, tx, donor, project, token, amount = ""]) => ({ block: BigInt(block), logIndex: Number(logIndex), tx: tx as Hex, donor: donor as Address, project: Number(project), token: token as Address, amount: BigInt(amount) }),
    ),
    donors: async () => rowsOf("coefficients.csv", await text("coefficients.csv"), "donor,person,coefficient,reason").map(([donor, person = "", coefficient = ""]) => ({ donor: donor as Address, person, coefficient })),
    prices: async () => new Map(rowsOf("prices.csv", await text("prices.csv"), "token,decimals,price").map(([token = "", , price = ""]) => [token.toLowerCase(), price])),
  };
}
