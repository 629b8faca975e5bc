// A wallet's claim that it only signs: the sponsor sends it and pays the fee.
import { useMutation } from "@tanstack/react-query";
import type { Address } from "viem";

import type { RelayRequest } from "../api/claims";
import type { CampaignDetail } from "../api/client";
import type { Memory } from "../identity/memory";
import type { Sending } from "../wallet/walletState";
import { isRejection, reasonOf } from "./reasons";
import { useAuthorizing } from "./useAuthorizing";
import { useRelay, useSponsor } from "./useRelay";
import type { Proven } from "./useProof";

/** An hour is enough for a busy chain; after it the signature is worth nothing. */
const LASTS = 3_600;

export interface Sponsored {
  /** Would the sponsor pay for a claim now? */
  readonly offered: boolean;
  /** Why not, where it does otherwise. */
  readonly reason: string | null;
  /** How far the sponsor's claim is; `null` when there is none. */
  readonly sending: Sending | null;
  readonly claim: (proven: Proven, to: Address) => void;
  readonly forget: () => void;
}

export function useSponsored(campaign: CampaignDetail, memory: Memory): Sponsored {
  const { slug } = campaign;
  const [kept, keep] = memory;
  const authorize = useAuthorizing(campaign, memory);
  const { relay, ask, asking, refusal, forget } = useRelay(slug, kept.relay, (id) => keep({ relay: id }));
  const sponsor = useSponsor(slug);
  const signing = useMutation({
    mutationFn: async ({ proven, to }: { proven: Proven; to: Address }): Promise<RelayRequest> => ({ kind: "signed", ...await authorize(proven, to, LASTS) }),
    onSuccess: ask,
  });
  return {
    offered: sponsor.data?.offered === true && sponsor.data.reason === null,
    reason: sponsor.data?.reason ?? null,
    sending: sendingOf(),
    claim: (proven, to) => signing.mutate({ proven, to }),
    forget: () => { signing.reset(); forget(); },
  };

  function sendingOf(): Sending | null {
    if (signing.isPending) return { step: "signing_message" };
    if (signing.error) return isRejection(signing.error) ? { step: "rejected" } : { step: "would_fail", reason: reasonOf(signing.error) };
    if (asking) return { step: "relayed", hash: null };
    if (refusal !== null) return { step: "relay_failed", hash: null, reason: refusal };
    if (!relay) return null;
    // Another transaction may have paid the share; then the chain says which.
    if (relay.state === "mined" && (relay.tx_hash === null || relay.failure !== null)) return null;
    if (relay.state === "failed") return { step: "relay_failed", hash: relay.tx_hash, reason: relay.failure };
    return relay.state === "mined" && relay.tx_hash !== null ? { step: "mined", hash: relay.tx_hash, repriced: false } : { step: "relayed", hash: relay.tx_hash };
  }
}
