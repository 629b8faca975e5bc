// Gathers the facts of applying, publishes the description, and sends the application.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { getAddress, type Address } from "viem";

import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { useSending } from "../../claim/useSending";
import { useWallet, type Wallet } from "../../claim/useWallet";
import { rounds } from "../api";
import type { ProjectDetail, RepositoryProof, RoundDetail } from "../types";
import { OF_ROUNDS } from "../wallet/reasons";
import { clockOf, isOver } from "../words";
import { applyState, type ApplyFacts, type ApplyState } from "./applyState";
import { descriptionOf, EMPTY, keepDraft, keptDraft, draftOf, metadataHash, repositoriesOf, wrongIn, type Draft, type Subject } from "./draft";

export interface Applying {
  readonly wallet: Wallet;
  readonly state: ApplyState;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly proofs: readonly RepositoryProof[];
  readonly check: () => void;
  readonly apply: () => void;
  readonly startOver: () => void;
}

const byId = (a: RepositoryProof, b: RepositoryProof) => a.id - b.id;

/** What is asked again when any of it changes. */
const askedOf = ({ repositories, payout }: Draft) => `${repositoriesOf(repositories).join(" ")} ${payout.trim()}`;

function useProofs(round: RoundDetail, draft: Draft) {
  const asking = useMutation({
    mutationFn: async ({ repositories, payout }: Draft) => {
      const signal = new AbortController().signal;
      const found = await Promise.all(repositoriesOf(repositories).map((name) => rounds.repository(round.slug, name, payout.trim(), signal)));
      // A repository that was renamed answers under both names.
      return [...new Map(found.map((one) => [one.id, one])).values()].sort(byId);
    },
  });
  const isCurrent = asking.variables !== undefined && askedOf(asking.variables) === askedOf(draft);
  const proofs: ApplyFacts["proofs"] = !isCurrent ? null
    : asking.isPending ? { status: "checking" }
      : asking.error ? { status: "failed", message: asking.error.message }
        : { status: "checked", found: asking.data };
  return { proofs, check: () => asking.mutate(draft) };
}

export function useApplying(round: RoundDetail, editing: ProjectDetail | null): Applying {
  const wallet = useWallet({ chain: round.chain, token: round.token });
  const { sending, send, startOver } = useSending(round, OF_ROUNDS);
  const number = editing?.number ?? null;
  const [draft, setDraft] = useState(() => keptDraft(round.slug, number) ?? (editing ? draftOf(editing) : EMPTY));
  const { proofs, check } = useProofs(round, draft);
  const found = proofs?.status === "checked" ? proofs.found : [];
  const publishing = useMutation({
    mutationFn: async (account: Address): Promise<{ account: Address; subject: Subject }> => {
      const description = descriptionOf(draft, found.map(({ full_name }) => full_name));
      const { metadata_hash } = await rounds.describe(round.slug, description);
      // What is hashed on the chain is what was written here, whatever the server says.
      if (metadata_hash !== metadataHash(description)) throw new Error("The server published something else than you wrote. Do not apply here; nothing was sent.");
      return { account, subject: { repositories: found.map(({ id }) => BigInt(id)), payout: getAddress(draft.payout.trim()), metadataHash: metadata_hash } };
    },
    onSuccess: ({ account, subject }) => {
      const call = { address: round.address as Address, abi: fundingRoundAbi };
      void send(number === null ? { ...call, functionName: "submit", args: [subject] } : { ...call, functionName: "edit", args: [BigInt(number), subject] }, account);
    },
  });
  const { address, chainId } = wallet;
  const { windows } = round;
  const state = applyState({
    now: clockOf(round),
    round: { chainId: round.chain.id, isOver: isOver(round.state) || round.address === null, isCancelled: round.state === "cancelled", start: windows.applications_start, end: windows.applications_end, reviewEnd: windows.review_end },
    applicant: editing?.applicant ?? null,
    wrong: wrongIn(draft, round.address),
    proofs,
    publishing: publishing.isPending ? { status: "pending" } : publishing.error ? { status: "refused", message: publishing.error.message } : { status: "idle" },
    wallets: wallet.wallets.length,
    connecting: wallet.connecting,
    connected: address && chainId !== undefined ? { address, chainId } : null,
    sending,
  });
  return {
    wallet, state, draft, proofs: found, check,
    change: (part) => {
      const next = { ...draft, ...part };
      setDraft(next);
      keepDraft(round.slug, number, next);
    },
    apply: () => { if (address) publishing.mutate(address); },
    startOver: () => {
      if (state.kind === "done") { keepDraft(round.slug, number, null); setDraft(EMPTY); }
      publishing.reset();
      startOver();
    },
  };
}
