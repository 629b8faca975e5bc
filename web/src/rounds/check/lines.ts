// The lines of a round's verification, with the names that `tributary verify` gives them.

export const IN_FILES = {
  files: "the files match the manifest",
  rules: "the manifest says what the rules say",
  input_hash: "the input hash is that of all inputs",
  matches: "the matches follow from the inputs and the rules",
  root: "the Merkle root follows from the matches",
} as const;

export const ON_CHAIN = {
  chain: "the chain is the stated one",
  code: "the code at the address is the committed contract",
  rules_hash: "the contract keeps the hash of these rules",
  applications: "the applications are those of the chain",
  block: "the inputs were cut at a block of the chain after the end of gifts",
  donations: "the gifts are those of the chain up to the cut",
  pool: "the pool is that of the chain at the cut",
  frozen: "the lists are those that were frozen on the chain",
  tally: "the tally on the chain is this bundle's",
  airdrop: "the airdrop pays this bundle's tree",
} as const;

export type InFilesId = keyof typeof IN_FILES;
export type OnChainId = keyof typeof ON_CHAIN;
export type LineId = InFilesId | OnChainId;
const TITLES: Record<LineId, string> = { ...IN_FILES, ...ON_CHAIN };
export const titleOf = (id: LineId): string => TITLES[id];
export const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];
