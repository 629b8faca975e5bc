// What the pages ask, and how fresh it must be.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas } from "./client";

export const useCampaigns = () => useQuery({ queryKey: ["campaigns"], queryFn: ({ signal }) => api.campaigns(signal) });

export const useCampaign = (slug: string) =>
  useQuery({ queryKey: ["campaign", slug], queryFn: ({ signal }) => api.campaign(slug, signal), refetchInterval: 15_000 });

export const useActivity = (slug: string) =>
  useQuery({ queryKey: ["activity", slug], queryFn: ({ signal }) => api.activity(slug, signal), staleTime: Infinity });

export const usePerson = (slug: string, who: string) =>
  useQuery({ queryKey: ["person", slug, who], queryFn: ({ signal }) => api.person(slug, who, signal) });

export const useAppeals = (slug: string, identity: string) =>
  useQuery({ queryKey: ["appeals", slug, identity], queryFn: ({ signal }) => api.appeals(slug, identity, signal), refetchInterval: 30_000 });

/** Writes to the maintainer; the list of what was written is asked for again then. */
export function useAppeal(slug: string, identity: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (appeal: Schemas["AppealRequest"]) => api.appeal(slug, appeal),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["appeals", slug, identity] }),
  });
}

export const useReport = (slug: string) =>
  useQuery({ queryKey: ["verify", slug], queryFn: ({ signal }) => api.verify(slug, signal), staleTime: 30_000 });

export const useLeaderboard = (slug: string, offset: number, q: string) =>
  useQuery({ queryKey: ["leaderboard", slug, offset, q], queryFn: ({ signal }) => api.leaderboard(slug, offset, q, signal), placeholderData: keepPreviousData });

export const useSearch = (q: string) =>
  useQuery({ queryKey: ["search", q], queryFn: ({ signal }) => api.search(q, signal), enabled: q !== "", placeholderData: keepPreviousData });

/** Whether a wallet has a share in another airdrop of this server as well. */
export function useElsewhere(slug: string, address: string): boolean {
  const { data } = useSearch(address);
  return address !== "" && data?.results.some((one) => one.index !== null && one.campaign.slug !== slug && one.address?.toLowerCase() === address.toLowerCase()) === true;
}

/** Whether a leaf was paid, as the server followed it. */
export const useClaimStatus = (slug: string, index: number | null) =>
  useQuery({
    queryKey: ["claim", slug, index],
    queryFn: ({ signal }) => (index === null ? Promise.reject(new Error("no leaf")) : api.claim(slug, index, signal)),
    enabled: index !== null,
    refetchInterval: 4_000,
  });

export const useProofs = (slug: string, address: string | null) =>
  useQuery({
    queryKey: ["proofs", slug, address],
    queryFn: ({ signal }) => (address === null ? Promise.reject(new Error("no address")) : api.proofs(slug, address, signal)),
    enabled: address !== null,
    staleTime: Infinity,
  });
