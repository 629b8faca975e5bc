// The proof of a GitHub account's leaf, from the published files, checked here against the root in the contract; and what
// else only the contract knows.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { zeroAddress, type Address, type Hex } from "viem";
import { useConnection, usePublicClient } from "wagmi";

import { attestorSetAbi } from "../abi/attestorSetAbi";
import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { api, type CampaignDetail, type PersonDetail } from "../api/client";
import { useClaimStatus } from "../api/queries";
import { claimantOf, shardOf } from "../bundle/claimant";
import type { Shard } from "../bundle/manifest";
import { proofHolds } from "../bundle/merkle";
import { isSpent, leafAmount } from "../recurring/leaf";

function useContract(campaign: CampaignDetail, index: number, worth: bigint) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { chainId } = useConnection();
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const reachable = campaign.chain.rpc_url !== null || chainId === campaign.chain.id;
  const query = useQuery({
    queryKey: ["identity contract", campaign.chain.id, airdrop, index, worth.toString()],
    queryFn: async () => {
      if (!client || !airdrop) throw new Error("The chain cannot be asked from here.");
      const contract = { address: airdrop, abi: merkleAirdropAbi } as const;
      const [root, claimed, set] = await Promise.all([
        client.readContract({ ...contract, functionName: "root" }),
        isSpent(client, campaign, airdrop, index, worth),
        client.readContract({ ...contract, functionName: "attestors" }),
      ]);
      const frozen = set === zeroAddress ? 0n : await client.readContract({ address: set, abi: attestorSetAbi, functionName: "frozenUntil", args: [airdrop] });
      return { root, claimed, frozenUntil: Number(frozen) };
    },
    enabled: client !== undefined && airdrop !== undefined && reachable,
    refetchInterval: 12_000,
  });
  return { ...query, root: query.data?.root ?? (reachable ? undefined : (campaign.root as Hex)) };
}

async function shard(slug: string, identity: string, signal: AbortSignal): Promise<Shard> {
  const bytes = await api.bytes(slug, shardOf(claimantOf(identity)), signal);
  return JSON.parse(new TextDecoder().decode(bytes)) as Shard;
}

export interface IdentityProof {
  readonly proof: readonly Hex[] | null;
  readonly holds: boolean | undefined;
  readonly claimed: { readonly tx: Hex | null; readonly recipient: Address | null } | null;
  readonly frozenUntil: number;
  readonly failure: Error | null;
  readonly again: () => void;
}

export function useIdentityProof(campaign: CampaignDetail, person: PersonDetail, index: number): IdentityProof {
  const { identity } = person;
  const amount = leafAmount(person);
  const contract = useContract(campaign, index, BigInt(amount));
  const proofs = useQuery({ queryKey: ["shard", campaign.slug, identity], queryFn: ({ signal }) => shard(campaign.slug, identity, signal), staleTime: Infinity });
  const status = useClaimStatus(campaign.slug, campaign.deployment === null ? null : index);
  const entry = useMemo(() => (proofs.data && Object.hasOwn(proofs.data, identity) ? proofs.data[identity]?.find((one) => one.index === index) : undefined), [proofs.data, identity, index]);
  const holds = useMemo(() => {
    if (!entry) return proofs.data ? false : undefined;
    if (contract.root === undefined) return undefined;
    return entry.amount === amount && proofHolds(contract.root, { index: BigInt(index), claimant: claimantOf(identity), amount: BigInt(amount) }, entry.proof);
  }, [entry, proofs.data, contract.root, amount, identity, index]);
  const claimed = status.data?.claimed || contract.data?.claimed
    ? { tx: (status.data?.tx_hash ?? null) as Hex | null, recipient: (status.data?.recipient ?? null) as Address | null }
    : null;
  return {
    proof: entry?.proof ?? null,
    holds,
    claimed,
    frozenUntil: contract.data?.frozenUntil ?? 0,
    failure: (contract.data ? null : contract.error) ?? (proofs.data ? null : proofs.error) ?? (status.data ? null : status.error),
    again: () => { void contract.refetch(); void proofs.refetch(); void status.refetch(); },
  };
}
