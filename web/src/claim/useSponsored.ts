// A wallet's claim that it only signs: the sponsor sends it and pays the fee.
import { useMutation } from "@tanstack/react-query";
import type { Address } from "viem";
import { usePublicClient, useSignTypedData } from "wagmi";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import type { RelayRequest } from "../api/claims";
import type { CampaignDetail } from "../api/client";
import { useKept } from "../identity/memory";
import type { Sending } from "./claimState";
import { isRejection, reasonOf } from "./reasons";
import { CLAIM_TYPES, domainOf } from "./signing";
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

export function useSponsored(campaign: CampaignDetail, index: number | null): Sponsored {
  const { slug, chain, claim, deployment } = campaign;
  const client = usePublicClient({ chainId: chain.id });
  const { mutateAsync: sign } = useSignTypedData();
  const [kept, keep] = useKept(slug, `leaf ${index ?? "none"}`);
  const { relay, ask, asking, refusal, forget } = useRelay(slug, kept.relay, (id) => keep({ relay: id }));
  const sponsor = useSponsor(slug);
  const signing = useMutation({
    mutationFn: async ({ proven: { leaf, account }, to }: { proven: Proven; to: Address }): Promise<RelayRequest> => {
      const airdrop = deployment?.airdrop as Address | undefined;
      if (!client || !airdrop) throw new Error("The chain cannot be asked from here.");
      const nonce = await client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "nonces", args: [account] });
      const until = Math.min(Math.floor(Date.now() / 1000) + LASTS, Math.floor(Date.parse(claim.end) / 1000));
      const message = { index: leaf.index, account, amount: leaf.amount, to, validAfter: 0n, validBefore: BigInt(until), nonce };
      const signature = await sign({ account, domain: domainOf(chain.id, airdrop), types: CLAIM_TYPES, primaryType: "Claim", message });
      return { kind: "signed", index: Number(leaf.index), authorization: { to, valid_after: 0, valid_before: until, nonce: nonce.toString() }, signature };
    },
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
