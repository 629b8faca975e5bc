// What is signed and what is handed to the contract, for claims that somebody else may send.
import { concat, numberToHex, size, type Address, type Hex, type TypedDataDomain } from "viem";

import { attestorSetAbi } from "../abi/attestorSetAbi";
import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { Binding, Endorsement } from "../api/claims";

/** One claim as its account has signed it, in the words of the API and of the command line. */
export interface SignedClaim {
  readonly index: number;
  readonly authorization: { readonly to: Address; readonly valid_after: number; readonly valid_before: number; readonly nonce: string };
  readonly signature: Hex;
}

/** What `tributary authorize` prints and `tributary claim --authorization` reads. */
export interface AuthorizationDocument { readonly chain_id: number; readonly airdrop: Address; readonly account: Address; readonly claims: readonly SignedClaim[] }

export const domainOf = (chainId: number, airdrop: Address): TypedDataDomain => ({ name: "Tributary", version: "1", chainId, verifyingContract: airdrop });

const unsigned = (name: string) => ({ name, type: "uint256" });

/** A wallet says where its own share goes. */
export const CLAIM_TYPES = {
  Claim: [unsigned("index"), { name: "account", type: "address" }, unsigned("amount"), { name: "to", type: "address" }, unsigned("validAfter"), unsigned("validBefore"), unsigned("nonce")],
};

/** For each attestor in ascending order: address, length of the signature, signature. */
export function packed(endorsements: readonly Endorsement[]): Hex {
  const order = [...endorsements].sort((a, b) => (a.attestor.toLowerCase() < b.attestor.toLowerCase() ? -1 : 1));
  return concat(order.flatMap(({ attestor, signature }): Hex[] => [attestor.toLowerCase() as Hex, numberToHex(size(signature), { size: 2 }), signature]));
}

/** The airdrop hands on what the set of attestors says when it refuses. */
const refusals = attestorSetAbi.filter(({ type }) => type === "error");

/** The claim of a GitHub account, which anybody may send; `null` until enough attestors signed. */
export function identityCall(airdrop: Address, index: number, amount: bigint, proof: readonly Hex[], { attestation, endorsements, ready }: Binding) {
  if (!attestation || !ready) return null;
  const { identity, recipient, valid_after, valid_before } = attestation;
  const word = { identity, recipient, validAfter: BigInt(valid_after), validBefore: BigInt(valid_before) };
  return { address: airdrop, abi: [...merkleAirdropAbi, ...refusals], functionName: "claimIdentity", args: [BigInt(index), amount, proof, word, packed(endorsements)] };
}
