// The published JSON shapes, as `tributary publish` writes them.
import type { Address, Hex } from "viem";

/** `kind` where the rules ask what a repository is. */
export interface ListedRepository {
  id: number;
  name: string;
  url: string | null;
  source: string;
  weight: string;
  kind?: { weight: string; found: { kind: string } };
}

/** Who says which wallet a GitHub account is paid to; missing where wallets alone can claim. */
export interface ManifestIdentity { attestors: Address[]; threshold: number; guardian?: Address | null; delay_seconds: number }

/** How amounts become available over time; `start` is missing where each claim starts its own. */
export interface ManifestVesting { start: string | null; cliff_seconds: number; duration_seconds: number; period_seconds: number; unlock_bps: number }

/** Which list it is, and how lists follow one another. */
export interface ManifestRecurring { epoch: number; delay_seconds: number; guardian: Address | null }

export interface Manifest {
  format: string;
  slug: string;
  name: string;
  description: string;
  maintainer: string | null;
  window: { from: string; until: string };
  repositories: ListedRepository[];
  chain_id: number;
  token: { address: Address | null; name: string; symbol: string; decimals: number; supply: string | null };
  pool: string;
  total: string;
  unlinked_total: string;
  claimants: number;
  unlinked: number;
  claim: { start: string; end: string; owner: Address | null; identity?: ManifestIdentity; vesting?: ManifestVesting; recurring?: ManifestRecurring };
  root: Hex;
  rules_hash: Hex;
  evidence_hash: Hex;
  files: Record<string, { sha256: Hex; bytes: number }>;
}

export interface ScoresFile {
  total: string;
  people: {
    identity: string;
    score: string;
    months: { repo: number; month: string; counts: Record<string, number>; score: string }[];
    weeks?: { week: string; score: string }[];
    contributions?: ScoredLine[];
    adjustments?: AdjustedLine[];
    agent_points?: string;
    flags?: string[];
    excluded: string | null;
    reason?: string;
  }[];
}

export interface ScoredLine {
  repo: number;
  kind: string;
  key: string;
  base?: string;
  factors?: { name: string; value: string }[];
  points: string;
  gates?: string[];
  credit?: { from: string; because: string };
  agent?: string;
  repeats?: { repo: number; number: number };
}

export interface AdjustedLine {
  contribution?: { repo: number; kind: string; key: string };
  factor?: string;
  plus?: string;
  minus?: string;
  before: string;
  after: string;
  reason: string;
}

export interface AllocationFile {
  policy?: string;
  pool: string;
  cap: string | null;
  minimum: string | null;
  people: { identity: string; score: string; due?: string; amount: string; standing?: string; cumulative?: string; address: Address | null; index: number | null; note: string | null }[];
}

/** `standing.json`: the list before, of a recurring airdrop. */
export interface StandingFile {
  epoch: number;
  slug: string;
  root: Hex;
  total: string;
  bundle_hash: Hex;
  leaves: { index: number; identity: string; login: string | null; address: Address | null; amount: string }[];
}

export type Shard = Record<string, { index: number; amount: string; proof: Hex[] }[]>;

export interface DeploymentFile {
  chain_id: number;
  token: Address;
  token_tx: Hex | null;
  factory: Address;
  factory_tx: Hex | null;
  airdrop: Address;
  airdrop_tx: Hex;
  block: number;
  deployer: Address;
  owner: Address;
  salt: Hex;
  attestors?: Address | null;
  attestors_tx?: Hex | null;
}
