// A wallet signs where its own share goes, so that somebody else can send the claim.
import type { Address, Hex } from "viem";
import { usePublicClient, useSignTypedData } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { CampaignDetail } from "../api/client";
import type { Memory } from "../identity/memory";
import { CLAIM_TYPES, domainOf, type SignedClaim } from "./signing";
import type { Proven } from "./useProof";

/** Good for so many seconds from now on, and never beyond the window. What was signed is kept, to be taken back. */
export function useAuthorizing(campaign: CampaignDetail, [, keep]: Memory) {
  const { chain, claim, deployment } = campaign;
  const client = usePublicClient({ chainId: chain.id });
  const { mutateAsync: sign } = useSignTypedData();
  return async ({ leaf, account }: Proven, to: Address, lasts: number): Promise<SignedClaim> => {
    const airdrop = deployment?.airdrop as Address | undefined;
    if (!client || !airdrop) throw new Error("The chain cannot be asked from here.");
    const [nonce, head] = await Promise.all([
      client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "nonces", args: [account] }),
      client.getBlock(),
    ]);
    // The contract goes by the chain's clock, which stands still between blocks and may be ahead of this one.
    const now = Math.max(Math.floor(Date.now() / 1000), Number(head.timestamp));
    const until = Math.min(now + lasts, Math.floor(Date.parse(claim.ends_at) / 1000));
    const message = { index: leaf.index, account, amount: leaf.amount, to, validAfter: 0n, validBefore: BigInt(until), nonce };
    const signature: Hex = await sign({ account, domain: domainOf(chain.id, airdrop), types: CLAIM_TYPES, primaryType: "Claim", message });
    keep({ signed: { nonce: nonce.toString(), until } });
    return { index: Number(leaf.index), authorization: { to, valid_after: 0, valid_before: until, nonce: nonce.toString() }, signature };
  };
}
