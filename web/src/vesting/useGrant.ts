// What the contract says about a share that was claimed. Asked through the published endpoint, or through the wallet.
import { useQuery } from "@tanstack/react-query";
import { zeroAddress, type Address } from "viem";
import { useConnection, usePublicClient } from "wagmi";

import { vestingAirdropAbi } from "../abi/vestingAirdropAbi";
import type { CampaignDetail } from "../api/client";

export interface Grant {
  readonly to: Address;
  /** Seconds since 1970. */
  readonly start: bigint;
  readonly released: bigint;
  /** What a payment would bring now. */
  readonly releasable: bigint;
  /** The block's time, in seconds since 1970: what is available is counted by the chain's clock, not by this machine's. */
  readonly at: bigint;
}

/** `null` before the share was claimed, `undefined` while nobody answers. */
export function useGrant(campaign: CampaignDetail, index: number | null) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { chainId } = useConnection();
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const reachable = campaign.chain.rpc_url !== null || chainId === campaign.chain.id;
  return useQuery({
    queryKey: ["grant", campaign.chain.id, airdrop, index],
    queryFn: async (): Promise<Grant | null> => {
      if (!client || !airdrop || index === null) throw new Error("The chain cannot be asked from here.");
      const { number: blockNumber, timestamp: at } = await client.getBlock();
      const contract = { address: airdrop, abi: vestingAirdropAbi, args: [BigInt(index)] } as const;
      const [[to, start, , released], releasable] = await Promise.all([
        client.readContract({ ...contract, blockNumber, functionName: "grants" }),
        client.readContract({ ...contract, blockNumber, functionName: "releasable" }),
      ]);
      return to === zeroAddress ? null : { to, start: BigInt(start), released, releasable, at };
    },
    enabled: client !== undefined && airdrop !== undefined && index !== null && reachable && campaign.claim.vesting !== null,
    refetchInterval: 12_000,
  });
}
