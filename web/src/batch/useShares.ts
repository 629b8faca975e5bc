// What a wallet can claim now from all airdrops of this server on one chain, each proof checked against its contract.
import { useQuery } from "@tanstack/react-query";
import type { Address, Hex, PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { api, type CampaignDetail } from "../api/client";
import { walletOf } from "../bundle/claimant";
import { proofHolds } from "../bundle/merkle";
import { waits } from "../recurring/leaf";
import { batchAddress, dueOf, isBatch, type Share } from "./batch";

export async function sharesIn(client: Pick<PublicClient, "readContract">, slug: string, account: Address, chainId: number, signal: AbortSignal): Promise<Share[]> {
  const campaign = await api.campaign(slug, signal);
  const { deployment, token } = campaign;
  // Of the lists of a recurring airdrop only the one in effect pays, and it pays what the others gave, too.
  if (!deployment || campaign.state !== "open" || campaign.chain.id !== chainId || waits(campaign)) return [];
  const recurring = campaign.claim.recurring !== null;
  const airdrop = deployment.airdrop as Address;
  const contract = { address: airdrop, abi: merkleAirdropAbi } as const;
  const [{ entries }, root] = await Promise.all([api.proofs(slug, account, signal), client.readContract({ ...contract, functionName: "root" })]);
  const open = await Promise.all(entries.map(async ({ index, amount, proof }) => {
    const leaf = { index: BigInt(index), claimant: walletOf(account), amount: BigInt(amount) };
    const due = proofHolds(root, leaf, proof as Hex[]) ? await dueOf(client, { airdrop, leaf, recurring }) : 0n;
    if (due === 0n) return null;
    return { slug, name: campaign.name, airdrop, token: deployment.token as Address, symbol: token.symbol, decimals: token.decimals, account, leaf, due, recurring, proof: proof as Hex[] };
  }));
  return open.filter((share) => share !== null);
}

export function useShares(campaign: CampaignDetail, account: Address) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  return useQuery({
    queryKey: ["shares", campaign.chain.id, account],
    queryFn: async ({ signal }) => {
      if (!client) throw new Error("The chain cannot be asked from here.");
      const { results } = await api.search(account, signal);
      const slugs = [...new Set(results.filter(({ address, index }) => index !== null && address?.toLowerCase() === account.toLowerCase()).map((one) => one.campaign.slug))];
      const [found, code] = await Promise.all([
        Promise.all(slugs.map((slug) => sharesIn(client, slug, account, campaign.chain.id, signal))),
        client.getCode({ address: batchAddress }),
      ]);
      return { shares: found.flat(), batch: isBatch(code) };
    },
    enabled: client !== undefined && campaign.chain.rpc_url !== null,
    refetchInterval: 15_000,
  });
}
