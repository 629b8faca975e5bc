// A proof under way: begun for a wallet, proved by one of the ways, and the wallet that the account is paid to since.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Address } from "viem";
import { useSignMessage } from "wagmi";

import { claims, type Binding, type Challenge, type Proof } from "../api/claims";
import { isMissing } from "../api/client";
import { isRejection, reasonOf } from "../claim/reasons";
import { pageOf } from "./message";

export interface Proving {
  readonly challenge: Challenge | null | undefined;
  readonly binding: Binding | null | undefined;
  readonly failure: Error | null;
  readonly begin: (recipient: Address) => void;
  readonly beginning: boolean;
  readonly beginFailure: string | null;
  readonly prove: (proof: Proof) => void;
  readonly proving: boolean;
  readonly proofFailure: { readonly method: "ssh" | "gist"; readonly words: string } | null;
  /** Signs with the named wallet and goes to GitHub. */
  readonly goToGithub: () => void;
  readonly going: boolean;
  readonly oauthFailure: string | null;
  readonly again: () => void;
}

const DECLINED = "You declined in the wallet. It signed nothing, and nothing moved.";

/** The way to GitHub: an address that is none of a server's is not gone to. */
async function goTo(url: string): Promise<never> {
  const page = pageOf(url);
  if (page === null) throw new Error("The server named no page of GitHub to go to. Use another way.");
  location.assign(page);
  // The page is left now.
  return new Promise<never>(() => undefined);
}

export function useProving(slug: string, identity: string, id: string | null, keep: (id: string | null) => void): Proving {
  const queries = useQueryClient();
  const key = ["challenge", slug, id];
  const bindingKey = ["binding", slug, identity];
  const { mutateAsync: sign } = useSignMessage();
  const binding = useQuery({
    queryKey: bindingKey,
    queryFn: ({ signal }) => claims.binding(slug, identity, signal).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    }),
    refetchInterval: 15_000,
  });
  const asked = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => (id === null ? Promise.reject(new Error("no challenge")) : claims.challenge(slug, id, signal)),
    enabled: id !== null,
    refetchInterval: ({ state }) => ((state.data?.state ?? "waiting") === "waiting" && !isMissing(state.error) ? 5_000 : false),
  });
  const begin = useMutation({
    mutationFn: (recipient: Address) => claims.begin(slug, identity, recipient),
    onSuccess: (challenge) => {
      queries.setQueryData(["challenge", slug, challenge.id], challenge);
      prove.reset();
      oauth.reset();
      keep(challenge.id);
    },
  });
  const prove = useMutation({
    mutationFn: (proof: Proof) => (id === null ? Promise.reject(new Error("no challenge")) : claims.prove(slug, id, proof)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: bindingKey });
      keep(null);
    },
    // The challenge may be over by it.
    onError: () => queries.invalidateQueries({ queryKey: key }),
  });
  const oauth = useMutation({
    mutationFn: async (challenge: Challenge) => {
      const signature = await sign({ message: challenge.message, account: challenge.recipient });
      const { authorize_url } = await claims.oauth(slug, challenge.id, signature);
      return goTo(authorize_url);
    },
  });
  return {
    challenge: id === null || isMissing(asked.error) ? null : asked.data,
    binding: binding.data,
    failure: (binding.data === undefined ? binding.error : null) ?? (id !== null && asked.data === undefined && !isMissing(asked.error) ? asked.error : null),
    begin: begin.mutate,
    beginning: begin.isPending,
    beginFailure: begin.error?.message ?? null,
    prove: prove.mutate,
    proving: prove.isPending,
    proofFailure: prove.error ? { method: prove.variables.method, words: prove.error.message } : null,
    goToGithub: () => { if (asked.data) oauth.mutate(asked.data); },
    going: oauth.isPending,
    oauthFailure: oauth.error && (isRejection(oauth.error) ? DECLINED : reasonOf(oauth.error)),
    again: () => { void binding.refetch(); void asked.refetch(); },
  };
}
