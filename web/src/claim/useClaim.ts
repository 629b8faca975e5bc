// Gathers the facts of a claim and sends it. What they mean is decided in `claimState.ts`.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { BaseError, ContractFunctionRevertedError, UserRejectedRequestError, type Address, type Hex } from "viem";
import { useConnection, useConnect, useConnectors, usePublicClient, useSwitchChain, useWatchAsset, useWriteContract, type Connector } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { projectTokenAbi } from "../abi/projectTokenAbi";
import { api, type CampaignDetail, type PersonDetail } from "../api/client";
import { proofHolds } from "../bundle/merkle";
import { claimState, type ClaimState, type Sending } from "./claimState";

export interface Claiming {
  readonly state: ClaimState;
  readonly wallets: readonly Connector[];
  readonly connected: Address | undefined;
  readonly gas: bigint | undefined;
  readonly balance: { readonly before: bigint | undefined; readonly now: bigint | undefined };
  readonly proof: readonly Hex[] | undefined;
  readonly connect: (wallet: Connector) => void;
  readonly connectFailure: string | null;
  readonly switchChain: () => void;
  readonly send: () => void;
  readonly startOver: () => void;
  readonly addToken: () => void;
}

function words(error: unknown): string {
  if (error instanceof BaseError) {
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
      return `The contract says ${reverted.data.errorName}(${(reverted.data.args ?? []).map(String).join(", ")}).`;
    }
    return error.shortMessage;
  }
  return error instanceof Error ? error.message : String(error);
}

const rejected = (error: unknown) =>
  error instanceof BaseError && error.walk((cause) => cause instanceof UserRejectedRequestError) !== null;

export function useClaim(campaign: CampaignDetail, person: PersonDetail): Claiming {
  const account = useConnection();
  const wallets = useConnectors();
  const { mutate: connectWallet, isPending: connectingNow, variables: connectingTo, error: connectError } = useConnect();
  const { mutate: switchTo } = useSwitchChain();
  const { mutateAsync: write } = useWriteContract();
  const { mutate: watchAsset } = useWatchAsset();
  const client = usePublicClient({ chainId: campaign.chain.id });
  const [sending, setSending] = useState<Sending>({ step: "idle" });
  const [before, setBefore] = useState<bigint>();

  const address = (person.address ?? null) as Address | null;
  const index = person.index ?? null;
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const token = campaign.deployment?.token as Address | undefined;

  const claimed = useQuery({
    queryKey: ["claim", campaign.slug, index],
    queryFn: ({ signal }) => api.claim(campaign.slug, index ?? 0, signal),
    enabled: index !== null && airdrop !== undefined,
    refetchInterval: 4_000,
  });
  const proofs = useQuery({
    queryKey: ["proofs", campaign.slug, address],
    queryFn: ({ signal }) => api.proofs(campaign.slug, address ?? "", signal),
    enabled: address !== null && index !== null,
  });
  // The root that counts is the contract's; the server's is only compared with it.
  const root = useQuery({
    queryKey: ["root", campaign.chain.id, airdrop],
    queryFn: async () => {
      if (!client || !airdrop) throw new Error("The chain cannot be asked from here.");
      return client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "root" });
    },
    enabled: client !== undefined && airdrop !== undefined,
    staleTime: Infinity,
  });
  const entry = proofs.data?.entries.find((one) => one.index === index);
  const proof = entry?.proof as readonly Hex[] | undefined;
  const holds = useMemo(() => {
    if (!entry || !root.data || address === null) return undefined;
    const leaf = { index: BigInt(entry.index), account: address, amount: BigInt(entry.amount) };
    return entry.amount === person.amount && proofHolds(root.data, leaf, entry.proof as Hex[]);
  }, [entry, root.data, address, person.amount]);

  const call = useMemo(() => {
    if (!airdrop || !entry || address === null) return null;
    return { address: airdrop, abi: merkleAirdropAbi, functionName: "claim", args: [BigInt(entry.index), address, BigInt(entry.amount), entry.proof as Hex[]] } as const;
  }, [airdrop, entry, address]);

  const balance = useQuery({
    queryKey: ["balance", token, address, sending.step],
    queryFn: async () => {
      if (!client || !token || !address) throw new Error("The chain cannot be asked from here.");
      return client.readContract({ address: token, abi: projectTokenAbi, functionName: "balanceOf", args: [address] });
    },
    enabled: client !== undefined && token !== undefined && address !== null,
  });
  const gas = useQuery({
    queryKey: ["gas", account.address, index],
    queryFn: async () => {
      if (!client || !call || !account.address) throw new Error("not connected");
      return client.estimateContractGas({ ...call, account: account.address });
    },
    enabled: call !== null && account.address !== undefined && sending.step === "idle",
    retry: false,
  });

  const unreachable = root.error ?? proofs.error ?? claimed.error;
  const state = claimState({
    campaign: unreachable && sending.step === "idle" ? null : { state: campaign.state, chainId: campaign.chain.id, start: campaign.claim.start, end: campaign.claim.end },
    person: { address, index },
    claimed: claimed.data?.claimed ? { tx: (claimed.data.tx_hash ?? null) as Hex | null, recipient: (claimed.data.recipient ?? null) as Address | null } : null,
    proofHolds: holds,
    failure: unreachable ? words(unreachable) : null,
    wallets: wallets.length,
    connecting: connectingNow && "name" in connectingTo.connector ? connectingTo.connector.name : null,
    connected: account.address && account.chainId !== undefined ? { address: account.address, chainId: account.chainId } : null,
    sending,
  });

  const send = async () => {
    if (!call || !client) return;
    setBefore(balance.data);
    setSending({ step: "signing" });
    let hash: Hex;
    try {
      // Rehearsed first, so that a claim which would fail costs nothing.
      await client.simulateContract({ ...call, ...(account.address ? { account: account.address } : {}) });
      hash = await write({ ...call, chainId: campaign.chain.id });
    } catch (error) {
      setSending(rejected(error) ? { step: "rejected" } : { step: "would_fail", reason: words(error) });
      return;
    }
    setSending({ step: "sent", hash });
    await follow(hash);
  };

  const follow = async (hash: Hex) => {
    if (!client) return;
    let replacement: "cancelled" | "replaced" | "repriced" | undefined;
    try {
      const receipt = await client.waitForTransactionReceipt({ hash, onReplaced: ({ reason }) => { replacement = reason; }, timeout: 600_000 });
      if (replacement === "cancelled") setSending({ step: "cancelled", hash: receipt.transactionHash });
      else if (receipt.status === "reverted") setSending({ step: "reverted", hash: receipt.transactionHash, reason: "The contract refused it." });
      else setSending({ step: "mined", hash: receipt.transactionHash, replaced: replacement !== undefined });
    } catch (error) {
      setSending({ step: "reverted", hash, reason: words(error) });
    }
  };

  return {
    state,
    wallets,
    connected: account.address,
    gas: gas.data,
    balance: { before, now: balance.data },
    proof,
    connect: (wallet) => connectWallet({ connector: wallet }),
    connectFailure: connectError ? (rejected(connectError) ? "You declined in the wallet. Nothing was shared." : words(connectError)) : null,
    switchChain: () => switchTo({ chainId: campaign.chain.id }),
    send: () => void send(),
    startOver: () => setSending({ step: "idle" }),
    addToken: () => {
      if (token) watchAsset({ type: "ERC20", options: { address: token, symbol: campaign.token.symbol, decimals: campaign.token.decimals } });
    },
  };
}
