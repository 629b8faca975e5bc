// Gathers the facts of giving, signs what has to be signed, and sends the cart.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Address, Hex } from "viem";
import { usePublicClient, useSignTypedData } from "wagmi";

import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { projectTokenAbi } from "../../abi/projectTokenAbi";
import type { Sending } from "../../wallet/walletState";
import { isRejection } from "../../claim/reasons";
import { useSending } from "../../claim/useSending";
import { useWallet, type Wallet } from "../../claim/useWallet";
import type { RoundDetail } from "../types";
import { OF_ROUNDS, roundReason } from "../wallet/reasons";
import { clockOf, giving } from "../words";
import { COIN, sameAddress, type Cart, type Checked } from "./cart";
import { giveState, type GiveState, type Step } from "./giveState";
import { outcomeOf, type Outcome } from "./outcome";
import { PERMIT_TYPES, permitDomain, permitOf, type Permit } from "./permit";
import { useGiveChain } from "./useGiveChain";

export interface Giving {
  readonly wallet: Wallet;
  readonly state: GiveState;
  readonly outcome: Outcome | undefined;
  readonly take: (steps: readonly Step[]) => void;
  readonly startOver: () => void;
  readonly askAgain: () => void;
}

/** A signature is worth something for as long as a busy chain may need. */
const LASTS = 3_600;

function usePermits(round: RoundDetail) {
  const client = usePublicClient({ chainId: round.chain.id });
  const { mutateAsync: sign } = useSignTypedData();
  return async (owner: Address, steps: readonly Step[]): Promise<Permit[]> => {
    const permits: Permit[] = [];
    const spender = round.address as Address | null;
    if (!client || spender === null) throw new Error("The chain cannot be asked from here.");
    for (const step of steps) {
      if (step.kind !== "sign") continue;
      const { token, amount: value } = step;
      const domain = await permitDomain(client, round.chain.id, token);
      if (!domain) throw new Error("The token takes no signatures any more. Load the page again.");
      const nonce = await client.readContract({ address: token, abi: projectTokenAbi, functionName: "nonces", args: [owner] });
      const deadline = BigInt(Math.floor(Math.max(Date.now(), clockOf(round)) / 1000) + LASTS);
      const message = { owner, spender, value, nonce, deadline };
      permits.push(permitOf(token, value, deadline, await sign({ account: owner, domain, types: PERMIT_TYPES, primaryType: "Permit", message })));
    }
    return permits;
  };
}

function useOutcome(round: RoundDetail, hash: Hex | null) {
  const client = usePublicClient({ chainId: round.chain.id });
  return useQuery({
    queryKey: ["gifts of", hash],
    queryFn: async () => {
      if (!client || hash === null) throw new Error("The chain cannot be asked from here.");
      return outcomeOf((await client.getTransactionReceipt({ hash })).logs, round.address as Address);
    },
    enabled: client !== undefined && hash !== null,
    staleTime: Infinity,
  }).data;
}

const isFilled = (line: Checked): line is Checked & { amount: bigint } => line.amount !== null;

export function useGiving(round: RoundDetail, cart: Cart, lines: readonly Checked[]): Giving {
  const wallet = useWallet({ chain: round.chain, token: round.token });
  const { sending, send, startOver } = useSending(round, OF_ROUNDS);
  const permit = usePermits(round);
  const [sent, setSent] = useState<"approve" | "give" | null>(null);
  const { address, chainId } = wallet;
  const filled = lines.filter(isFilled);
  const isWhole = filled.length === lines.length;
  const chain = useGiveChain(round, address, chainId === round.chain.id, isWhole ? filled : []);

  const signing = useMutation({
    mutationFn: ({ owner, steps }: { owner: Address; steps: readonly Step[] }) => permit(owner, steps),
    onSuccess: async (permits, { owner }) => {
      const gifts = filled.map(({ line: { project, token }, amount }) => ({ project: BigInt(project), token, amount }));
      const value = filled.reduce((sum, { line: { token }, amount }) => (sameAddress(token, COIN) ? sum + amount : sum), 0n);
      const call = { address: round.address as Address, abi: fundingRoundAbi, value } as const;
      setSent("give");
      await (permits.length === 0
        ? send({ ...call, functionName: "donate", args: [gifts] }, owner)
        : send({ ...call, functionName: "donateWithPermit", args: [gifts, permits] }, owner));
    },
  });
  const all = sending.step !== "idle" ? sending : ofSigning(signing);
  const state = giveState({
    round: { chainId: round.chain.id, giving: giving(round, clockOf(round)), opens: round.windows.donations_start, ends: round.windows.donations_end, isCancelled: round.state === "cancelled" },
    cart: lines,
    failure: chain.data === undefined && chain.error ? roundReason(chain.error) : null,
    chain: chain.data,
    wallets: wallet.wallets.length,
    connecting: wallet.connecting,
    connected: address && chainId !== undefined ? { address, chainId } : null,
    sending: all,
    sent,
  });
  const outcome = useOutcome(round, state.kind === "done" ? state.hash : null);

  const take = (steps: readonly Step[]) => {
    if (!address) return;
    startOver();
    signing.reset();
    const approve = steps.find((step) => step.kind === "approve");
    if (!approve) return signing.mutate({ owner: address, steps });
    setSent("approve");
    void send({ address: approve.token, abi: projectTokenAbi, functionName: "approve", args: [round.address, approve.amount] }, address);
  };
  const again = () => {
    // What was given is not given again by pressing a button twice.
    if (state.kind === "done") cart.clear();
    setSent(null);
    signing.reset();
    startOver();
  };
  return { wallet, state, outcome, take, startOver: again, askAgain: () => void chain.refetch() };
}

function ofSigning({ status, error }: { status: string; error: Error | null }): Sending {
  if (status === "pending") return { step: "signing_message" };
  if (error === null) return { step: "idle" };
  return isRejection(error) ? { step: "rejected" } : { step: "would_fail", reason: roundReason(error) };
}
