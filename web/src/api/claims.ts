// Claims without a wallet of one's own in the list, or without coin for the fee: proving who you are on GitHub, and the
// sponsor that sends a claim and pays its fee.
import type { Address, Hex } from "viem";

import { campaign, get, post } from "./client";

export type Method = "oauth" | "ssh" | "gist" | "device";

/** A message that binds one GitHub account to one wallet, and waits for its proof. */
export interface Challenge {
  readonly id: string;
  readonly identity: string;
  readonly login: string | null;
  readonly recipient: Address;
  readonly message: string;
  readonly nonce: string;
  readonly expires_at: string;
  readonly methods: readonly Method[];
  readonly attestors: { readonly address: Address; readonly threshold: number };
  /** Missing in the answer that makes a challenge. */
  readonly state?: "waiting" | "proved" | "expired" | "failed";
  readonly failure?: string | null;
}

export interface Attestation { readonly identity: Hex; readonly recipient: Address; readonly valid_after: number; readonly valid_before: number }
export interface Endorsement { readonly attestor: Address; readonly signature: Hex }

/** Which wallet a GitHub account is paid to. */
export interface Binding {
  readonly identity: string;
  readonly login: string | null;
  readonly recipient: Address;
  readonly method: Method;
  readonly proved_at: string;
  readonly effective_at: string;
  readonly state: "active" | "pending" | "replaced";
  readonly attestation: Attestation | null;
  readonly endorsements: readonly Endorsement[];
  readonly threshold: number;
  /** Enough attestors have signed. */
  readonly ready: boolean;
  /** What is not there yet, in words; `null` when it is ready. */
  readonly missing: string | null;
  /** A newer one that waits. */
  readonly pending: { readonly recipient: Address; readonly proved_at: string; readonly effective_at: string } | null;
}

/** A claim that the sponsor sends. */
export interface Relay {
  readonly id: string;
  readonly index: number;
  readonly recipient: Address;
  readonly amount: string;
  readonly state: "queued" | "sent" | "mined" | "failed";
  readonly tx_hash: Hex | null;
  /** Why it failed; beside `mined`, that another transaction had paid the share. */
  readonly failure: string | null;
}

export interface Sponsor { readonly offered: boolean; readonly reason: string | null }

export type Proof = { readonly method: "ssh"; readonly signature: string } | { readonly method: "gist"; readonly gist: string };

export interface SignedAuthorization { readonly to: Address; readonly valid_after: number; readonly valid_before: number; readonly nonce: string }
export type RelayRequest =
  | { readonly kind: "identity"; readonly who: string }
  | { readonly kind: "signed"; readonly index: number; readonly authorization: SignedAuthorization; readonly signature: Hex };

const challenge = (slug: string, id: string) => `${campaign(slug)}/challenges/${encodeURIComponent(id)}`;

export const claims = {
  begin: (slug: string, who: string, recipient: Address) => post<Challenge>(`${campaign(slug)}/challenges`, { who, recipient }),
  challenge: (slug: string, id: string, signal: AbortSignal) => get<Challenge>(challenge(slug, id), signal),
  prove: (slug: string, id: string, proof: Proof) => post<Binding>(`${challenge(slug, id)}/proof`, proof),
  oauth: (slug: string, id: string, signature: Hex) => post<{ authorize_url: string }>(`${challenge(slug, id)}/oauth`, { signature }),
  binding: (slug: string, who: string, signal: AbortSignal) => get<Binding>(`${campaign(slug)}/bindings/${encodeURIComponent(who)}`, signal),
  sponsor: (slug: string, signal: AbortSignal) => get<Sponsor>(`${campaign(slug)}/sponsor`, signal),
  relay: (slug: string, request: RelayRequest) => post<Relay>(`${campaign(slug)}/relays`, request),
  relayed: (slug: string, id: string, signal: AbortSignal) => get<Relay>(`${campaign(slug)}/relays/${encodeURIComponent(id)}`, signal),
};
