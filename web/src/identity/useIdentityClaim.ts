// Gathers the facts of a claim by GitHub account. What they mean is decided in `identityState.ts`.
import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { Address, Hex } from "viem";

import type { Sponsor } from "../api/claims";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { reasonOf } from "../claim/reasons";
import { useRelay, useSponsor, type Relaying } from "../claim/useRelay";
import { useSending } from "../claim/useSending";
import { identityCall } from "../claim/signing";
import { useWallet, type Wallet } from "../claim/useWallet";
import { identityState, type IdentityState } from "./identityState";
import { useKept } from "./memory";
import { fits } from "./message";
import { leafAmount } from "../recurring/leaf";
import { useIdentityProof } from "./useIdentityProof";
import { useProving, type Proving } from "./useProving";

export interface IdentityClaiming extends Wallet, Pick<Proving, "begin" | "beginning" | "beginFailure" | "prove" | "proving" | "proofFailure" | "goToGithub" | "going" | "oauthFailure"> {
  readonly state: IdentityState;
  readonly binding: Proving["binding"];
  /** Of the leaf, when it leads to the root. */
  readonly proof: readonly Hex[] | null;
  readonly sponsor: Sponsor | undefined;
  readonly relaying: Relaying;
  /** To name a wallet, or another one. */
  readonly name: () => void;
  readonly stopNaming: () => void;
  /** By the sponsor, who pays the fee. */
  readonly claimFree: () => void;
  /** By the connected wallet, which pays it. */
  readonly claimYourself: () => void;
  readonly startOver: () => void;
  readonly askAgain: () => void;
}

/** Seconds since 1970, moved on every few seconds. */
function useNow(): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const timer = setInterval(() => setNow(Math.floor(Date.now() / 1000)), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/**
 * GitHub sends people back with the challenge in the address. Only one that this browser began is taken up: a link could
 * name somebody else's, with somebody else's wallet in it. It does not stay in the address, where it would be shared.
 */
function useReturn(): void {
  const [search, setSearch] = useSearchParams();
  useEffect(() => {
    if (search.has("challenge")) setSearch((now) => { now.delete("challenge"); return now; }, { replace: true });
  }, [search, setSearch]);
}

export function useIdentityClaim(campaign: CampaignDetail, person: PersonDetail, index: number): IdentityClaiming {
  const { slug } = campaign;
  const { identity } = person;
  const wallet = useWallet(campaign);
  const [kept, keep] = useKept(slug, identity);
  const [naming, setNaming] = useState(false);
  const now = useNow();
  const { proof, holds, claimed, frozenUntil, failure, again } = useIdentityProof(campaign, person, index);
  const proving = useProving(slug, identity, kept.challenge, (challenge) => { keep({ challenge }); setNaming(false); });
  const relaying = useRelay(slug, kept.relay, (relay) => keep({ relay }));
  const sponsor = useSponsor(slug);
  const { sending, send, startOver } = useSending(campaign);
  useReturn();

  const { challenge, binding } = proving;
  const airdrop = campaign.deployment?.airdrop as Address | undefined;
  const messageFits = useMemo(
    () => !!challenge && airdrop !== undefined && challenge.identity === identity && fits(challenge, { identity, recipient: challenge.recipient, chainId: campaign.chain.id, airdrop }),
    [challenge, airdrop, identity, campaign.chain.id],
  );
  const worth = leafAmount(person);
  const call = useMemo(() => (airdrop && proof && binding ? identityCall(airdrop, index, BigInt(worth), proof, binding) : null), [airdrop, proof, binding, index, worth]);
  const wrong = failure ?? proving.failure;

  const state = identityState({
    campaign: { state: campaign.state, chainId: campaign.chain.id, start: campaign.claim.start, end: campaign.claim.ends_at },
    claimed,
    proofHolds: holds,
    failure: wrong && reasonOf(wrong),
    binding,
    challenge,
    messageFits,
    naming,
    frozenUntil,
    now,
    relay: relaying.relay,
    sending,
  });
  return {
    ...wallet,
    ...proving,
    state,
    proof: holds ? proof : null,
    sponsor: sponsor.data,
    relaying,
    name: () => { keep({ challenge: null }); setNaming(true); },
    stopNaming: () => { keep({ challenge: null }); setNaming(false); },
    claimFree: () => relaying.ask({ kind: "identity", who: identity }),
    claimYourself: () => { if (call && wallet.address) void send(call, wallet.address); },
    startOver: () => { startOver(); relaying.forget(); },
    askAgain: () => { again(); proving.again(); },
  };
}
