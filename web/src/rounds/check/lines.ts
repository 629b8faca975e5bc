// The lines of a round's verification.

export const IN_FILES = {
  files: "the files match the manifest",
  rules: "the rules are those of the manifest",
  inputs: "the inputs are those of the manifest",
  matches: "the matches follow from gifts, coefficients, prices and rules",
  root: "the Merkle root and the total follow from the matches",
} as const;

export const ON_CHAIN = {
  chain: "the chain is the stated one",
  code: "the code at the address is the committed contract",
  rules_hash: "the contract vouches for these rules",
  applications: "the applications are those of the contract",
  block: "the block of the cut is part of the chain",
  donations: "the gifts are those of the chain, up to the cut",
  pool: "the pool is what the contract holds by its deposits",
  tally: "the contract's result is this one",
  airdrop: "the airdrop pays this result",
} as const;

export type InFilesId = keyof typeof IN_FILES;
export type OnChainId = keyof typeof ON_CHAIN;
export type LineId = InFilesId | OnChainId;
const TITLES: Record<LineId, string> = { ...IN_FILES, ...ON_CHAIN };
export const titleOf = (id: LineId): string => TITLES[id];
export const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];
