// Asks the sponsor to send a claim, and follows what becomes of it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { claims, type Relay, type RelayRequest } from "../api/claims";
import { isMissing } from "../api/client";

export interface Relaying {
  /** `undefined` while the one from before is asked for. */
  readonly relay: Relay | null | undefined;
  readonly ask: (request: RelayRequest) => void;
  readonly asking: boolean;
  /** Why the sponsor did not take it. */
  readonly refusal: string | null;
  readonly forget: () => void;
}

const isOver = (relay: Relay | undefined) => relay?.state === "mined" || relay?.state === "failed";

export function useSponsor(slug: string) {
  return useQuery({ queryKey: ["sponsor", slug], queryFn: ({ signal }) => claims.sponsor(slug, signal), refetchInterval: 30_000, retry: 1 });
}

/** `id` is kept by whoever calls, so that it outlives a reload. */
export function useRelay(slug: string, id: string | null, keep: (id: string | null) => void): Relaying {
  const queries = useQueryClient();
  const key = ["relay", slug, id];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => (id === null ? Promise.reject(new Error("no relay")) : claims.relayed(slug, id, signal)),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isOver(state.data) || isMissing(state.error) ? false : 2_000),
  });
  const { mutate, isPending, error: refused, reset } = useMutation({
    mutationFn: (request: RelayRequest) => claims.relay(slug, request),
    onSuccess: (relay) => {
      queries.setQueryData(["relay", slug, relay.id], relay);
      keep(relay.id);
    },
    onError: () => queries.invalidateQueries({ queryKey: ["sponsor", slug] }),
  });
  return {
    relay: id === null || isMissing(error) ? null : data,
    ask: mutate,
    asking: isPending,
    refusal: refused?.message ?? null,
    forget: () => { reset(); keep(null); },
  };
}
