// Gathers the facts of a claim. What they mean is decided in `claimState.ts`.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { isAddressEqual, type Address } from "viem";
import { usePublicClient } from "wagmi";

import { projectTokenAbi } from "../abi/projectTokenAbi";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { useSearch } from "../api/queries";
import { useVotes, type Votes } from "../batch/useVotes";
import { useKept } from "../identity/memory";
import type { Sending } from "../wallet/walletState";
import { claimState, type ClaimState } from "./claimState";
import { reasonOf } from "./reasons";
import { leafAmount } from "../recurring/leaf";
import { useProof, type Proven } from "./useProof";
import { callOf, useSending } from "./useSending";
import { useHandingOn, type HandingOn } from "./useHandingOn";
import { useSponsored } from "./useSponsored";
import { useWallet, type Wallet } from "./useWallet";

export interface Claiming extends Wallet {
  readonly state: ClaimState;
  readonly proven: Proven | null;
  /** Units of gas that the claim will take. */
  readonly gas: bigint | undefined;
  /** Of the receiver, when the claim was sent and now. */
  readonly balance: { readonly before: bigint | undefined; readonly now: bigint | undefined };
  /** Where the tokens go when not to the entitled account. */
  readonly to: Address | null;
  readonly setTo: (to: Address | null) => void;
  readonly send: () => void;
  /** Would the sponsor pay the fee of this claim, and if not, why? */
  readonly sponsor: { readonly offered: boolean; readonly reason: string | null };
  /** Signs the claim, and the sponsor sends it. */
  readonly sendFree: () => void;
  /** Signed here, sent by somebody else. */
  readonly handingOn: HandingOn;
  /** Of the tokens that come with the claim. */
  readonly votes: Votes;
  readonly sendForAnother: () => void;
  readonly startOver: () => void;
  readonly askAgain: () => void;
}

function useBalance(campaign: CampaignDetail, holder: Address | null, step: string) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const token = campaign.deployment?.token as Address | undefined;
  const { data } = useQuery({
    queryKey: ["balance", token, holder, step],
    queryFn: () => {
      if (!client || !token || !holder) throw new Error("The chain cannot be asked from here.");
      return client.readContract({ address: token, abi: projectTokenAbi, functionName: "balanceOf", args: [holder] });
    },
    enabled: client !== undefined && token !== undefined && holder !== null,
  });
  return data;
}

export function useClaim(campaign: CampaignDetail, person: PersonDetail): Claiming {
  const wallet = useWallet(campaign);
  const { proven, holds, claimed, failure, again } = useProof(campaign, person);
  const { sending: own, send, startOver } = useSending(campaign);
  const memory = useKept(campaign.slug, `leaf ${person.index ?? "none"}`);
  const sponsored = useSponsored(campaign, memory);
  const handingOn = useHandingOn(campaign, person.address as Address | null, memory);
  const client = usePublicClient({ chainId: campaign.chain.id });
  const [before, setBefore] = useState<bigint>();
  const [elsewhere, setTo] = useState<Address | null>(null);
  const [consent, setConsent] = useState<Address | null>(null);

  const entitled = person.address as Address | null;
  const { address, chainId } = wallet;
  // A claim that the sponsor could not send is no news once the share was paid.
  const relayed = claimed && sponsored.sending?.step === "relay_failed" ? null : sponsored.sending;
  const sending: Sending = own.step === "idle" && relayed ? relayed : own;
  const isOwn = address !== undefined && entitled !== null && isAddressEqual(address, entitled);
  const to = isOwn ? elsewhere : null;
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const call = useMemo(() => (airdrop && proven ? callOf(airdrop, proven, to) : null), [airdrop, proven, to]);
  const balance = useBalance(campaign, to ?? entitled, sending.step);
  const votes = useVotes(campaign, isOwn ? address : undefined);
  const theirs = useSearch(address && !isOwn ? address : "");
  const gas = useQuery({
    queryKey: ["gas", campaign.slug, person.index, address, to],
    queryFn: () => {
      if (!client || !call || !address) throw new Error("not connected");
      return client.estimateContractGas({ ...call, account: address });
    },
    enabled: call !== null && address !== undefined && chainId === campaign.chain.id && sending.step === "idle",
    retry: false,
  });

  const state = claimState({
    campaign: { state: campaign.state, chainId: campaign.chain.id, start: campaign.claim.start, end: campaign.claim.ends_at },
    person: { address: entitled, index: person.index, amount: BigInt(leafAmount(person)) },
    claimed,
    proofHolds: holds,
    failure: failure && reasonOf(failure),
    wallets: wallet.wallets.length,
    connecting: wallet.connecting,
    connected: address && chainId !== undefined ? { address, chainId, hasShare: theirs.data?.results.some((one) => one.campaign.slug === campaign.slug && one.index !== null) } : null,
    sendForAnother: consent !== null && consent === address,
    sending,
  });

  return {
    ...wallet,
    state,
    proven,
    gas: gas.data,
    balance: { before, now: balance },
    to,
    setTo,
    send: () => {
      setBefore(balance);
      const { delegatee } = votes;
      if (call && address) void send(proven && to === null && delegatee !== null && isOwn ? () => votes.callWith(proven, delegatee) : call, address);
    },
    votes,
    handingOn,
    sponsor: { offered: sponsored.offered && isOwn, reason: sponsored.reason },
    sendFree: () => {
      setBefore(balance);
      if (proven) sponsored.claim(proven, to ?? proven.account);
    },
    sendForAnother: () => setConsent(address ?? null),
    startOver: () => { startOver(); sponsored.forget(); },
    askAgain: again,
  };
}
