// Gathers the facts of a review, publishes the reason, and sends the verdict.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sha256, stringToBytes, type Address } from "viem";

import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { useSending } from "../../claim/useSending";
import { useWallet, type Wallet } from "../../claim/useWallet";
import { rounds } from "../api";
import type { ProjectDetail, RoundDetail } from "../types";
import { OF_ROUNDS } from "../wallet/reasons";
import { clockOf, isOver } from "../words";
import { reviewState, type ReviewState } from "./reviewState";

type Verdict = "accepted" | "rejected";
/** As the contract counts them. */
const VERDICTS: Record<Verdict, number> = { accepted: 1, rejected: 2 };

export interface Reviewing {
  readonly wallet: Wallet;
  readonly state: ReviewState;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  readonly say: (verdict: Verdict) => void;
  readonly startOver: () => void;
}

/** `read`: the revision that stands on the screen. */
export function useReviewing(round: RoundDetail, project: ProjectDetail, read: number): Reviewing {
  const wallet = useWallet({ chain: round.chain, token: round.token });
  const { sending, send, startOver } = useSending(round, OF_ROUNDS);
  const [reason, setReason] = useState("");
  const publishing = useMutation({
    mutationFn: async ({ text }: { text: string; verdict: Verdict; account: Address }) => {
      const { reason_hash } = await rounds.reason(round.slug, text);
      if (reason_hash !== sha256(stringToBytes(text))) throw new Error("The server published something else than you wrote. Nothing was sent.");
      return reason_hash;
    },
    onSuccess: (hash, { verdict, account }) => {
      void send({ address: round.address as Address, abi: fundingRoundAbi, functionName: "review", args: [BigInt(project.number), read, VERDICTS[verdict], hash] }, account);
    },
  });
  const { address, chainId } = wallet;
  const state = reviewState({
    now: clockOf(round),
    round: { chainId: round.chain.id, isOver: isOver(round.state) || round.address === null, reviewEnd: round.windows.review_end, reviewers: round.roles.reviewers },
    read,
    current: project.revision,
    reviews: project.reviews,
    reason,
    publishing: publishing.isPending ? { status: "pending" } : publishing.error ? { status: "refused", message: publishing.error.message } : { status: "idle" },
    wallets: wallet.wallets.length,
    connecting: wallet.connecting,
    connected: address && chainId !== undefined ? { address, chainId } : null,
    sending,
  });
  return {
    wallet, state, reason, setReason,
    say: (verdict) => { if (address) publishing.mutate({ text: reason.trim(), verdict, account: address }); },
    startOver: () => {
      if (state.kind === "done") setReason("");
      publishing.reset();
      startOver();
    },
  };
}
