// What the API says of rounds.
import type { Schemas } from "../api/client";

type Amount = string;
type Address = string;
type Hash = string;
type Time = string;

export type RoundState = "draft" | "waiting" | "applications" | "review" | "donations" | "tally" | "challenge" | "ready" | "finalised" | "cancelled";
export type Verdict = "waiting" | "accepted" | "rejected";

export interface RoundWindows {
  applications_start: Time; applications_end: Time; review_end: Time;
  donations_start: Time; donations_end: Time;
  challenge_seconds: number; claims_seconds: number; deadline: Time;
}

export interface RoundSummary {
  slug: string; name: string; description: string;
  chain: Schemas["Chain"];
  /** `null` until the round is deployed. */
  address: Address | null;
  token: RoundToken;
  pool: Amount; goal: Amount; is_funded: boolean;
  state: RoundState;
  windows: RoundWindows;
  projects: number; donors: number; donations: number;
  /** In units of the pool's token. */
  given: Amount;
}
export interface RoundToken { address: Address; symbol: string; decimals: number }
/** `price`: tokens of the pool for a whole one of this; `null` until the close. */
export interface GiftToken extends RoundToken { price: string | null }
export interface Deposit { number: number; funder: Address; amount: Amount; refunded: Amount; tx: Hash }
export interface Tally { number: number; input_hash: Hash; root: Hash; total: Amount; bundle_hash: Hash; proposed_at: Time; ready_at: Time }

export interface RoundDetail extends RoundSummary {
  roles: { owner: Address; guardian: Address; reviewers: Address[]; threshold: number };
  rule: { name: string; mode: string | null; cap: string | null; minimum: Amount; saturation: "keep" | "scale"; words: string[] };
  rules_hash: Hash;
  tokens: GiftToken[];
  deposits: Deposit[];
  tally: Tally | null;
  rejected: { number: number; reason_hash: Hash }[];
  airdrop: Address | null;
  factory: Address | null;
  deployment_block: number | null;
  next: { what: string; when: Time | null };
}

export interface Range { least: Amount; most: Amount }
export interface Review { reviewer: Address; verdict: "accepted" | "rejected"; reason: string | null; reason_hash: Hash }

export interface RoundProject {
  number: number; applicant: Address; payout: Address; revision: number; verdict: Verdict;
  repositories: { id: number; full_name: string | null; kind: string | null }[];
  name: string; summary: string; url: string | null;
  /** Does a file in every repository name the payout? `null` when GitHub was not asked. */
  proved: boolean | null;
  reviews: Review[];
  given: Amount; donors: number; gifts: number;
  estimate: Range | null;
  match: Amount | null;
}
export interface Person { id: number; login: string | null; score: string }
export interface Donation { donor: Address; amount: Amount; token: Address; value: Amount | null; tx: Hash; time: Time }
export interface NotCounted { reason: "excluded" | "minimum" | "coefficient"; donors: number }
export interface Receipt {
  project: string; match: Amount; received: Amount; donors: number; not_counted: NotCounted[]; raw: string;
  cap_given: Amount; cap_received: Amount; discount?: Amount; next: Amount; sensitivity: { donors: number; match: Amount };
}
export interface ProjectDetail extends RoundProject {
  description: string; metadata_hash: Hash;
  history: { revision: number; payout: Address; metadata_hash: Hash; verdict: Verdict; at: Time }[];
  people: Person[]; donations: Donation[]; receipt: Receipt | null;
}

export interface Coefficient { now: string; least: string; most: string; is_final: boolean; reason: string }
export interface Donor { donor: Address; person: string; coefficient: Coefficient; gifts: (Donation & { project: number })[] }

export interface EstimateRequest { donor: Address | null; gifts: { project: number; token: Address; amount: Amount }[] }
export interface ProjectEstimate { project: number; before: Range; after: Range; adds: Range }
export interface Estimate { projects: ProjectEstimate[]; skipped: { project: number; reason: string }[]; coefficient: Coefficient }

export interface Description { name: string; summary: string; description: string; url: string | null; repositories: string[] }
export interface RepositoryProof { id: number; full_name: string; kind: string | null; proved: boolean; why: string }

export interface RoundResults {
  manifest: Hash; input_hash: Hash; root: Hash; pool: Amount; matched: Amount; dust: Amount;
  matches: { project: number; name: string; payout: Address; raw: string; match: Amount; receipt: Receipt }[];
  files: Record<string, { sha256: Hash; bytes: number }>;
}
