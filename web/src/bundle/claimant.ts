// Whose a leaf is: a wallet, or a GitHub account that has none yet.
import { getAddress, isAddress, keccak256, pad, stringToHex, type Address, type Hex } from "viem";

export type Claimant = { readonly kind: "wallet"; readonly account: Address } | { readonly kind: "identity"; readonly identity: string };

export const walletOf = (account: Address): Claimant => ({ kind: "wallet", account: getAddress(account) });

const GITHUB = /^github:(0|[1-9]\d*)$/;
export const isGithub = (identity: string): boolean => GITHUB.test(identity);

/** No wallet's word begins otherwise, so no identity may begin like this. */
const LIKE_A_WALLET = `0x${"00".repeat(12)}`;

/** What a contract knows a GitHub account by. */
export function identityHash(identity: string): Hex {
  if (!isGithub(identity)) throw new Error(`\`${identity}\` is not a GitHub account`);
  const hash = keccak256(stringToHex(identity));
  if (hash.startsWith(LIKE_A_WALLET)) throw new Error(`the hash of \`${identity}\` looks like a wallet's`);
  return hash;
}

/** The 32 bytes that stand in the leaf. */
export const wordOf = (claimant: Claimant): Hex => (claimant.kind === "wallet" ? pad(claimant.account).toLowerCase() as Hex : identityHash(claimant.identity));

/** As the published proofs call it. */
export const keyOf = (claimant: Claimant): string => (claimant.kind === "wallet" ? getAddress(claimant.account) : claimant.identity);

/** Reads what the published proofs call it. */
export function claimantOf(key: string): Claimant {
  if (isGithub(key)) return { kind: "identity", identity: key };
  if (isAddress(key)) return walletOf(key);
  throw new Error(`\`${key}\` is neither an address nor \`github:<id>\``);
}

/** The file that a claim looks for a claimant's proofs in: by the first byte of the address, or of the identity's hash. */
export function shardOf(claimant: Claimant): string {
  const bytes = claimant.kind === "wallet" ? claimant.account : identityHash(claimant.identity);
  return `proofs/${bytes.slice(2, 4).toLowerCase()}.json`;
}
