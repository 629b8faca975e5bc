// Votes that a token counts (`ERC20Votes`), handed on by a signature that is sent with the claim.
import { domainSeparator, parseSignature, type Address, type Hex, type PublicClient, type TypedDataDomain } from "viem";

import { projectTokenAbi } from "../abi/projectTokenAbi";
import { permitDomain } from "../rounds/give/permit";
import { batchAddress, isBatch, type Delegation } from "./batch";

const unsigned = (name: string) => ({ name, type: "uint256" });
export const DELEGATION_TYPES = { Delegation: [{ name: "delegatee", type: "address" }, unsigned("nonce"), unsigned("expiry")] };

/** How long the signature may wait to be sent, in seconds. */
const LASTS = 3_600n;

/** The bits of `fields` say which parts count; a salt that does not is there all the same. */
export function partsOf({ name, version, chainId, verifyingContract, salt }: TypedDataDomain, fields: Hex): TypedDataDomain {
  const parts = Object.entries({ name, version, chainId, verifyingContract, salt });
  return Object.fromEntries(parts.filter((_, bit) => (Number(fields) >> bit) & 1));
}

/**
 * What signatures for the token are made over, as it says itself (ERC-5267, else by name and version); `null` when that cannot be.
 * In another domain the token would take the signature for somebody else's.
 */
async function votesDomain(client: PublicClient, chainId: number, token: Address): Promise<TypedDataDomain | null> {
  const stated = await client.getEip712Domain({ address: token }).then(({ domain, fields }) => partsOf(domain, fields), () => null);
  if (stated === null) return permitDomain(client, chainId, token);
  const separator = await client.readContract({ address: token, abi: projectTokenAbi, functionName: "DOMAIN_SEPARATOR" }).catch(() => null);
  return separator === null || separator === domainSeparator({ domain: stated }) ? stated : null;
}

/** Who has an account's votes: the zero address for nobody; `null` where the token counts none, or no batch stands to send them. */
export async function delegateOf(client: PublicClient, token: Address, account: Address): Promise<Address | null> {
  const [delegate, code] = await Promise.all([
    client.readContract({ address: token, abi: projectTokenAbi, functionName: "delegates", args: [account] }).catch(() => null),
    client.getCode({ address: batchAddress }),
  ]);
  return isBatch(code) ? delegate : null;
}

export interface Unsigned { readonly domain: TypedDataDomain; readonly message: { readonly delegatee: Address; readonly nonce: bigint; readonly expiry: bigint } }

export async function toSign(client: PublicClient, chainId: number, token: Address, account: Address, delegatee: Address): Promise<Unsigned> {
  const domain = await votesDomain(client, chainId, token);
  if (domain === null) throw new Error("The token does not say how its votes are signed over. Claim without them.");
  const [nonce, { timestamp }] = await Promise.all([client.readContract({ address: token, abi: projectTokenAbi, functionName: "nonces", args: [account] }), client.getBlock()]);
  return { domain, message: { delegatee, nonce, expiry: timestamp + LASTS } };
}

export function delegationOf(token: Address, { message }: Unsigned, signature: Hex): Delegation {
  const { r, s, yParity } = parseSignature(signature);
  return { token, ...message, v: 27 + yParity, r, s };
}

export const delegateCall = ({ token, delegatee, nonce, expiry, v, r, s }: Delegation) =>
  ({ address: token, abi: projectTokenAbi, functionName: "delegateBySig", args: [delegatee, nonce, expiry, v, r, s] }) as const;
