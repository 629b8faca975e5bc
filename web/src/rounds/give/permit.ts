// EIP-2612: leave for one cart by a signature. A token says itself whether it knows that; nobody else is asked.
import { domainSeparator, parseSignature, type Address, type Hex, type PublicClient, type TypedDataDomain } from "viem";

import { projectTokenAbi } from "../../abi/projectTokenAbi";

const unsigned = (name: string) => ({ name, type: "uint256" });
export const PERMIT_TYPES = {
  Permit: [{ name: "owner", type: "address" }, { name: "spender", type: "address" }, unsigned("value"), unsigned("nonce"), unsigned("deadline")],
};

const VERSION_ABI = [{ type: "function", name: "version", stateMutability: "view", inputs: [], outputs: [{ type: "string" }] }] as const;

/** What the token says that signatures for it are made over; `null` when it cannot be what it says. */
export async function permitDomain(client: PublicClient, chainId: number, token: Address): Promise<TypedDataDomain | null> {
  const contract = { address: token, abi: projectTokenAbi } as const;
  try {
    const [separator, name] = await Promise.all([
      client.readContract({ ...contract, functionName: "DOMAIN_SEPARATOR" }),
      client.readContract({ ...contract, functionName: "name" }),
      // A token with a domain and no nonces has some other use for it.
      client.readContract({ ...contract, functionName: "nonces", args: [token] }),
    ]);
    const stated = await client.readContract({ address: token, abi: VERSION_ABI, functionName: "version" }).catch(() => null);
    const versions = [...(stated === null ? [] : [stated]), "1", "2"];
    const domains = versions.map((version) => ({ name, version, chainId, verifyingContract: token }));
    return domains.find((domain) => domainSeparator({ domain }) === separator) ?? null;
  } catch {
    return null;
  }
}

export interface Permit { readonly token: Address; readonly value: bigint; readonly deadline: bigint; readonly v: number; readonly r: Hex; readonly s: Hex }

/** A signature as the round takes it. */
export function permitOf(token: Address, value: bigint, deadline: bigint, signature: Hex): Permit {
  const { r, s, yParity } = parseSignature(signature);
  return { token, value, deadline, v: 27 + yParity, r, s };
}
