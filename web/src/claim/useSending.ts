// Rehearses a transaction, sends it, and follows it until it stands in a block or cannot any more.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { WaitForTransactionReceiptTimeoutError, type Abi, type Address, type Hex, type Log, type PublicClient, type ReplacementReason } from "viem";
import { usePublicClient, useWriteContract } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { Sending } from "../wallet/walletState";
import { isRejection, reasonOf, type Words } from "./reasons";
import type { Proven } from "./useProof";

/** One call of a contract. */
export interface Call {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
  readonly gas?: bigint;
  /** Why it did not do what it is for, although it did not fail; `null` when it did. */
  readonly failure?: (logs: Log[]) => string | null;
  /** What is rehearsed in its place: it holds a signature that whoever hears it could send. */
  readonly rehearsal?: Call;
  /** Unix time until which that signature is good, sent or not. */
  readonly signedUntil?: bigint;
}

/** What is sent: to the entitled account, or to `to` by the entitled account itself. */
export function callOf(airdrop: Address, { leaf, account, proof }: Proven, to: Address | null): Call {
  const contract = { address: airdrop, abi: merkleAirdropAbi } as const;
  return to === null
    ? { ...contract, functionName: "claim", args: [leaf.index, account, leaf.amount, proof] }
    : { ...contract, functionName: "claimTo", args: [leaf.index, to, leaf.amount, proof] };
}

async function rehearse(client: PublicClient, call: Call, account: Address): Promise<void> {
  await client.simulateContract({ ...(call.rehearsal ?? call), account });
}

/** Why it failed: the same call again says so, unless the reason is gone by now. */
async function whyReverted(client: PublicClient, call: Call, account: Address, words?: Words): Promise<string> {
  try {
    await rehearse(client, call, account);
    return "The contract refused it in that block. It would accept it now.";
  } catch (error) {
    return reasonOf(error, words);
  }
}

/** Ten minutes; after that the visitor decides whether to wait on. */
const PATIENCE = 600_000;

export function useSending(site: { readonly chain: { readonly id: number } }, words?: Words) {
  const client = usePublicClient({ chainId: site.chain.id });
  const { mutateAsync: write } = useWriteContract();
  const queries = useQueryClient();
  const [sending, setSending] = useState<Sending>({ step: "idle" });

  const follow = async (hash: Hex, call: Call, account: Address) => {
    if (!client) return;
    let reason: ReplacementReason | undefined;
    try {
      const receipt = await client.waitForTransactionReceipt({ hash, timeout: PATIENCE, onReplaced: (replacement) => { reason = replacement.reason; } });
      const mined = receipt.transactionHash;
      if (reason === "cancelled") setSending({ step: "cancelled", hash: mined });
      else if (reason === "replaced") setSending({ step: "replaced", hash: mined });
      else if (receipt.status === "reverted") setSending({ step: "reverted", hash: mined, reason: await whyReverted(client, call, account, words) });
      else {
        const failure = call.failure?.(receipt.logs) ?? null;
        setSending(failure === null ? { step: "mined", hash: mined, repriced: reason === "repriced" } : { step: "reverted", hash: mined, reason: failure });
      }
      await queries.invalidateQueries();
    } catch (error) {
      setSending({ step: "sent", hash, slow: true });
      if (!(error instanceof WaitForTransactionReceiptTimeoutError)) setTimeout(() => void follow(hash, call, account), 15_000);
    }
  };

  /** Some calls have to be made first, with a signature. */
  const send = async (wanted: Call | (() => Promise<Call>), account: Address) => {
    if (!client) return;
    setSending({ step: typeof wanted === "function" ? "signing_message" : "signing" });
    let hash: Hex;
    let call: Call | undefined;
    try {
      call = typeof wanted === "function" ? await wanted() : wanted;
      setSending({ step: "signing" });
      // Rehearsed first, so that what would fail costs nothing.
      await rehearse(client, call, account);
      hash = await write({ ...call, chainId: site.chain.id });
    } catch (error) {
      setSending(isRejection(error) ? { step: "rejected", signedUntil: call?.signedUntil } : { step: "would_fail", reason: reasonOf(error, words) });
      return;
    }
    setSending({ step: "sent", hash, slow: false });
    await follow(hash, call, account);
  };

  return { sending, send, startOver: () => setSending({ step: "idle" }) };
}
