// The proof, checked in this browser against the root that stands in the contract.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Address, Hex } from "viem";
import { useConnection, usePublicClient } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { useClaimStatus, useProofs } from "../api/queries";
import { walletOf } from "../bundle/claimant";
import { proofHolds, type Leaf } from "../bundle/merkle";
import { isSpent, leafAmount } from "../recurring/leaf";

/** The leaf of a wallet, with its proof. */
export interface Proven { readonly leaf: Leaf; readonly account: Address; readonly proof: readonly Hex[] }

/** What only the contract knows. Asked through the published endpoint, or through the wallet where there is none. */
function useContract(campaign: CampaignDetail, index: number | null, worth: bigint) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { chainId } = useConnection();
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const reachable = campaign.chain.rpc_url !== null || chainId === campaign.chain.id;
  const query = useQuery({
    queryKey: ["contract", campaign.chain.id, airdrop, index, worth.toString()],
    queryFn: async () => {
      if (!client || !airdrop) throw new Error("The chain cannot be asked from here.");
      const contract = { address: airdrop, abi: merkleAirdropAbi } as const;
      const [root, claimed] = await Promise.all([
        client.readContract({ ...contract, functionName: "root" }),
        index === null ? false : isSpent(client, campaign, airdrop, index, worth),
      ]);
      return { root, claimed };
    },
    enabled: client !== undefined && airdrop !== undefined && reachable,
    refetchInterval: 12_000,
  });
  // Until a wallet is there to ask through, the published root has to do; the contract's own comes before anything is sent.
  return { ...query, root: query.data?.root ?? (reachable ? undefined : (campaign.root as Hex)) };
}

export function useProof(campaign: CampaignDetail, person: PersonDetail) {
  const address = person.address as Address | null;
  const { index } = person;
  const worth = leafAmount(person);
  const contract = useContract(campaign, index, BigInt(worth));
  const proofs = useProofs(campaign.slug, index === null ? null : address);
  const status = useClaimStatus(campaign.slug, campaign.deployment === null ? null : index);
  const entry = proofs.data?.entries.find((one) => one.index === index);
  const proven = useMemo((): Proven | null => {
    if (!entry || address === null) return null;
    return { account: address, leaf: { index: BigInt(entry.index), claimant: walletOf(address), amount: BigInt(entry.amount) }, proof: entry.proof as Hex[] };
  }, [entry, address]);
  const holds = useMemo(() => {
    if (!proven || contract.root === undefined) return proofs.data && !entry ? false : undefined;
    return proven.leaf.amount.toString() === worth && proofHolds(contract.root, proven.leaf, proven.proof);
  }, [proven, contract.root, proofs.data, entry, worth]);
  const claimed = status.data?.claimed || contract.data?.claimed
    ? { tx: (status.data?.tx_hash ?? null) as Hex | null, recipient: (status.data?.recipient ?? null) as Address | null }
    : null;
  const failure = (contract.data ? null : contract.error) ?? (proofs.data ? null : proofs.error) ?? (status.data ? null : status.error);
  const again = () => { void contract.refetch(); void proofs.refetch(); void status.refetch(); };
  return { proven, holds, claimed, failure, again };
}
