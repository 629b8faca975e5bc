// What the pages of rounds ask, and how fresh it must be.
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { bytesOf, get, post, put, type Schemas } from "../api/client";
import type { Description, Donor, Estimate, EstimateRequest, ProjectDetail, RepositoryProof, RoundDetail, RoundResults } from "./types";

const round = (slug: string) => `/api/v1/rounds/${encodeURIComponent(slug)}`;

export const rounds = {
  list: (signal: AbortSignal) => get<Schemas["RoundList"]>("/api/v1/rounds", signal),
  round: (slug: string, signal: AbortSignal) => get<RoundDetail>(round(slug), signal),
  projects: (slug: string, signal: AbortSignal) => get<Schemas["RoundProjects"]>(`${round(slug)}/projects`, signal),
  project: (slug: string, number: number, signal: AbortSignal) => get<ProjectDetail>(`${round(slug)}/projects/${number}`, signal),
  donor: (slug: string, address: string, signal: AbortSignal) => get<Donor>(`${round(slug)}/donors/${address}`, signal),
  results: (slug: string, signal: AbortSignal) => get<RoundResults>(`${round(slug)}/results`, signal),
  estimate: (slug: string, request: EstimateRequest) => post<Estimate>(`${round(slug)}/estimate`, request),
  describe: (slug: string, description: Description) => put<Schemas["DescriptionKept"]>(`${round(slug)}/descriptions`, description),
  /** Publishes why a reviewer says what they say. */
  reason: (slug: string, reason: string) => put<Schemas["ReasonKept"]>(`${round(slug)}/reasons`, { reason }),
  repository: (slug: string, name: string, payout: string, signal: AbortSignal) =>
    get<RepositoryProof>(`${round(slug)}/repositories/${name.split("/").map(encodeURIComponent).join("/")}?payout=${payout}`, signal),
  /** The address of a published file. */
  file: (slug: string, name: string) => `${round(slug)}/bundle/${name.split("/").map(encodeURIComponent).join("/")}`,
  bytes: (slug: string, name: string, signal: AbortSignal) => bytesOf(rounds.file(slug, name), name, signal),
};

export const useRounds = () => useQuery({ queryKey: ["rounds"], queryFn: ({ signal }) => rounds.list(signal) });

export const useRound = (slug: string) =>
  useQuery({ queryKey: ["round", slug], queryFn: ({ signal }) => rounds.round(slug, signal), refetchInterval: 15_000 });

export const useProjects = (slug: string) =>
  useQuery({ queryKey: ["round projects", slug], queryFn: ({ signal }) => rounds.projects(slug, signal), refetchInterval: 15_000 });

export const useProject = (slug: string, number: number) =>
  useQuery({ queryKey: ["round project", slug, number], queryFn: ({ signal }) => rounds.project(slug, number, signal), refetchInterval: 15_000 });

/** How much of somebody's gifts counts, and whether that was something else before. */
export const useDonor = (slug: string, address: string | undefined) =>
  useQuery({
    queryKey: ["round donor", slug, address],
    queryFn: ({ signal }) => (address === undefined ? Promise.reject(new Error("nobody is connected")) : rounds.donor(slug, address, signal)),
    enabled: address !== undefined,
  });

/** A result may stand on the chain some seconds before its files are seen here. */
export const useResults = (slug: string, enabled: boolean) =>
  useQuery({ queryKey: ["round results", slug], queryFn: ({ signal }) => rounds.results(slug, signal), enabled, refetchInterval: ({ state }) => (state.data ? false : 5_000) });

/** What a cart would add; the last answer stays while a new one is on its way. */
export const useEstimate = (slug: string, request: EstimateRequest | null) =>
  useQuery({
    queryKey: ["round estimate", slug, request],
    queryFn: () => (request === null ? Promise.reject(new Error("the cart is empty")) : rounds.estimate(slug, request)),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
