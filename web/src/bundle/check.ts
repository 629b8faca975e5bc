// The lines of a verification, with the names that `tributary verify` gives them.

export type Status = "pass" | "fail" | "skipped";

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly detail: string;
}

export const OFFLINE = {
  files: "the files match the manifest",
  rules: "the manifest says what the rules say",
  overrides: "what was decided by hand is published, each with its reason",
  evidence: "the evidence is in order and inside the rules",
  snapshot: "evidence and rules are those of the snapshot",
  scores: "the scores follow from the evidence and the rules",
  allocation: "the amounts follow from the scores and sum to the pool",
  standing: "the list before is published whole",
  nobody_decreased: "nobody has less than in the list before",
  root: "the Merkle root follows from the amounts",
  proofs: "every proof leads to the root",
} as const;

export const ON_CHAIN = {
  chain: "the chain is the stated one",
  deployment: "the chain remembers the deployment as noted",
  code: "the code at the address is the committed contract",
  schedule: "shares become available as stated",
  delay: "lists are announced as long as stated",
  guardian: "who may veto a list is as stated",
  token: "the contract pays the stated token",
  root_onchain: "the contract has the bundle's root",
  total: "the contract's total is the sum of the tree",
  owner: "the owner is as stated",
  claim_start: "claims open as stated",
  claim_end: "claims end as stated",
  bundle_hash: "the contract vouches for this bundle",
  attestors: "the attestors are as stated",
  attestors_code: "the set of attestors is the committed contract",
  attestors_terms: "the attestors are those of the rules, or took over by an announced change",
  token_code: "the new token is the committed contract",
  token_terms: "the new token has the stated name and supply",
  epoch: "the chain has it as the list that it says it is",
  before: "the list before is the one that was in effect",
  funded: "it holds at least what is not claimed yet",
} as const;

export type OfflineId = keyof typeof OFFLINE;
export type OnChainId = keyof typeof ON_CHAIN;
export type CheckId = OfflineId | OnChainId;

const TITLES: Record<CheckId, string> = { ...OFFLINE, ...ON_CHAIN };
export const titleOf = (id: CheckId): string => TITLES[id];

/** Why a check could not be made, which is neither pass nor fail. */
export class NotChecked extends Error {}

/** Makes one check: it returns what was found and throws what is wrong. */
export const made = (id: CheckId, run: () => Promise<string> | string): Promise<Check> => madeAs(id, titleOf(id), run);

export async function madeAs(id: string, title: string, run: () => Promise<string> | string): Promise<Check> {
  try {
    return { id, title, status: "pass", detail: await run() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { id, title, status: error instanceof NotChecked ? "skipped" : "fail", detail };
  }
}
