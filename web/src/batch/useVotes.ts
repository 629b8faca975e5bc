// The votes of what is claimed: whether the token counts any, who has them, and a claim that hands them on.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isAddressEqual, type Address } from "viem";
import { usePublicClient, useSignTypedData } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { CampaignDetail } from "../api/client";
import type { Proven } from "../claim/useProof";
import type { Call } from "../claim/useSending";
import { batchAddress, batchCall, claimOf, failuresOf, gasOf, type Share } from "./batch";
import { delegateOf, DELEGATION_TYPES, delegationOf, toSign } from "./votes";

/** Allowed for the delegation, with two checkpoints. Whoever is asked for an estimate would get the signature before it is sent. */
const DELEGATION = 250_000n;

export interface Votes {
  /** Who has them now; `null` where the token counts none, or nothing is there to hand them on with a claim. */
  readonly holder: Address | null;
  /** Who is to have them; `null` leaves everything as it is. */
  readonly delegatee: Address | null;
  readonly choose: (delegatee: Address | null) => void;
  /** Signs, and makes one transaction of claim and delegation. */
  readonly callWith: (proven: Proven, delegatee: Address) => Promise<Call>;
}

export function useVotes(campaign: CampaignDetail, account: Address | undefined): Votes {
  const { chain, deployment, token: { symbol, decimals } } = campaign;
  const client = usePublicClient({ chainId: chain.id });
  const { mutateAsync: sign } = useSignTypedData();
  const [delegatee, choose] = useState<Address | null>(null);
  const token = deployment?.token as Address | undefined;
  const { data } = useQuery({
    queryKey: ["votes", chain.id, token, account],
    queryFn: () => {
      if (!client || !token || !account) throw new Error("The chain cannot be asked from here.");
      return delegateOf(client, token, account);
    },
    enabled: client !== undefined && token !== undefined && account !== undefined && chain.rpc_url !== null,
  });
  const callWith = async (proven: Proven, to: Address): Promise<Call> => {
    const airdrop = deployment?.airdrop as Address | undefined;
    if (!client || !token || !airdrop) throw new Error("The chain cannot be asked from here.");
    const share: Share = { slug: campaign.slug, name: campaign.name, airdrop, token, symbol, decimals, due: proven.leaf.amount, recurring: campaign.claim.recurring !== null, ...proven };
    // The batch does not fail with its steps: what would fail has to be heard before anything is signed.
    const claiming = await client.estimateContractGas({ ...claimOf(share), account: batchAddress });
    // The server names the token; the airdrop says which one it pays.
    const paid = await client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "token" });
    if (!isAddressEqual(paid, token)) throw new Error("This airdrop pays another token than this server says. Nothing was signed.");
    const unsigned = await toSign(client, chain.id, token, proven.account, to);
    const signature = await sign({ account: proven.account, domain: unsigned.domain, types: DELEGATION_TYPES, primaryType: "Delegation", message: unsigned.message });
    const delegation = delegationOf(token, unsigned, signature);
    const gas = gasOf([claiming, DELEGATION]);
    return { ...batchCall([share], [delegation], gas), rehearsal: batchCall([share], [], gas), signedUntil: delegation.expiry, failure: (logs) => failuresOf(logs).get(0) ?? null };
  };
  return { holder: data ?? null, delegatee, choose, callWith };
}
