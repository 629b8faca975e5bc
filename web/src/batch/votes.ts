// Votes that a token counts (`ERC20Votes`), handed on by a signature that is sent with the claim.
import { domainSeparator, isAddressEqual, parseSignature, type Address, type GetEip712DomainReturnType, type Hex, type PublicClient, type TypedDataDomain } from "viem";

import { projectTokenAbi } from "../abi/projectTokenAbi";
import { permitDomain } from "../rounds/give/permit";
import { batchAddress, isBatch, type Delegation } from "./batch";

const unsigned = (name: string) => ({ name, type: "uint256" });
export const DELEGATION_TYPES = { Delegation: [{ name: "delegatee", type: "address" }, unsigned("nonce"), unsigned("expiry")] };

/** How long the signature may wait to be sent, in seconds. */
const LASTS = 3_600n;

/**
 * What a token says of its domain (ERC-5267), if that is this token on this chain, without a salt or anything unknown. A token that
 * could name another place would have a signature made that counts there. The bits of `fields` say which parts count.
 */
export function saidDomain({ domain, fields, extensions }: GetEip712DomainReturnType, chainId: number, token: Address): TypedDataDomain | null {
  const bits = Number(fields);
  const { name, version, chainId: chain, verifyingContract } = domain;
  // Chain and contract have to be there, name and version may be.
  if ((bits & ~0b11) !== 0b1100 || extensions.length > 0) return null;
  if (BigInt(chain) !== BigInt(chainId) || !isAddressEqual(verifyingContract, token)) return null;
  return { ...(bits & 1 && { name }), ...(bits & 2 && { version }), chainId, verifyingContract: token };
}

/** What signatures for the token are made over: as it says itself, else by its name, if its separator says the same. */
export async function votesDomain(client: PublicClient, chainId: number, token: Address): Promise<TypedDataDomain | null> {
  const said = await client.getEip712Domain({ address: token }).catch(() => null);
  if (said === null) return permitDomain(client, chainId, token);
  const domain = saidDomain(said, chainId, token);
  const separator = await client.readContract({ address: token, abi: projectTokenAbi, functionName: "DOMAIN_SEPARATOR" }).catch(() => null);
  return domain !== null && (separator === null || separator === domainSeparator({ domain })) ? domain : null;
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
  if (domain === null) throw new Error("The token does not say, or contradicts, that a signature over its votes counts at the token alone. Nothing was signed. Claim without the votes.");
  const contract = { address: token, abi: projectTokenAbi, args: [account] } as const;
  const [nonce, { timestamp }] = await Promise.all([
    client.readContract({ ...contract, functionName: "nonces" }),
    client.getBlock(),
    client.readContract({ ...contract, functionName: "getVotes" }),
  ]);
  return { domain, message: { delegatee, nonce, expiry: timestamp + LASTS } };
}

export function delegationOf(token: Address, { message }: Unsigned, signature: Hex): Delegation {
  const { r, s, yParity } = parseSignature(signature);
  return { token, ...message, v: 27 + yParity, r, s };
}

export const delegateCall = ({ token, delegatee, nonce, expiry, v, r, s }: Delegation) =>
  ({ address: token, abi: projectTokenAbi, functionName: "delegateBySig", args: [delegatee, nonce, expiry, v, r, s] }) as const;
