// A claim that is signed here and sent by somebody else, and what was signed taken back.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Address } from "viem";
import { usePublicClient } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { CampaignDetail } from "../api/client";
import type { Memory, Signed } from "../identity/memory";
import type { Sending } from "../wallet/walletState";
import { isRejection, reasonOf } from "./reasons";
import type { AuthorizationDocument } from "./signing";
import { useAuthorizing } from "./useAuthorizing";
import type { Proven } from "./useProof";
import { useSending } from "./useSending";

/** A week, as with `tributary authorize`: a friend is not always at the keyboard. */
const LASTS = 7 * 24 * 3_600;

export interface HandingOn {
  /** What was signed in this visit, for a friend. */
  readonly document: AuthorizationDocument | null;
  /** What this browser signed and nobody has taken back, good until then. */
  readonly signed: Signed | null;
  readonly sign: (proven: Proven, to: Address) => void;
  readonly signing: boolean;
  readonly failure: string | null;
  /** Moves the account's nonce on, so that everything signed before is worth nothing. */
  readonly takeBack: (account: Address) => void;
  readonly taking: Sending;
}

/** Whether what was signed can no longer be sent: its nonce was used or taken back, or its time is over by the chain's clock. */
const isWorthless = (signed: Signed, nonce: bigint, time: bigint) => nonce > BigInt(signed.nonce) || time >= BigInt(signed.until);

/** Asked for only where something was signed. */
function useWorthless(campaign: CampaignDetail, account: Address | null, signed: Signed | null): boolean {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const { data } = useQuery({
    queryKey: ["nonce", campaign.chain.id, airdrop, account],
    queryFn: async () => {
      if (!client || !airdrop || !account) throw new Error("The chain cannot be asked from here.");
      const [nonce, { timestamp }] = await Promise.all([
        client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "nonces", args: [account] }),
        client.getBlock(),
      ]);
      return { nonce, time: timestamp };
    },
    enabled: signed !== null && client !== undefined && airdrop !== undefined && account !== null,
    refetchInterval: 15_000,
  });
  return signed !== null && data !== undefined && isWorthless(signed, data.nonce, data.time);
}

export function useHandingOn(campaign: CampaignDetail, account: Address | null, memory: Memory): HandingOn {
  const [{ signed }, keep] = memory;
  const { chain, deployment } = campaign;
  const authorize = useAuthorizing(campaign, memory);
  const { sending, send } = useSending(campaign);
  const isSpent = useWorthless(campaign, account, signed);
  const signing = useMutation({
    mutationFn: async ({ proven, to }: { proven: Proven; to: Address }): Promise<AuthorizationDocument> => ({
      chain_id: chain.id, airdrop: deployment?.airdrop as Address, account: proven.account, claims: [await authorize(proven, to, LASTS)],
    }),
  });
  const { reset } = signing;
  useEffect(() => {
    if (isSpent) { keep({ signed: null }); reset(); }
  }, [isSpent, keep, reset]);
  return {
    document: signing.data ?? null,
    signed: isSpent ? null : signed,
    sign: (proven, to) => signing.mutate({ proven, to }),
    signing: signing.isPending,
    failure: signing.error && (isRejection(signing.error) ? "You declined in the wallet. Nothing was signed and nothing moved." : reasonOf(signing.error)),
    takeBack: (from) => { if (deployment) void send({ address: deployment.airdrop as Address, abi: merkleAirdropAbi, functionName: "revoke", args: [] }, from); },
    taking: sending,
  };
}
