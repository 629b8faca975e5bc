// All that a wallet can claim from the airdrops of this server: in one transaction where the batch stands, else one by one.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Address } from "viem";
import { usePublicClient } from "wagmi";

import type { CampaignDetail } from "../api/client";
import { reasonOf } from "../claim/reasons";
import { isBusy, sendingWords } from "../claim/sendingWords";
import { useSending } from "../claim/useSending";
import { useWallet } from "../claim/useWallet";
import { WalletList, WrongChain } from "../claim/Wallets";
import { Amount, Hex } from "../components/Values";
import { batchAddress, batchCall, claimOf, failuresOf, gasOf, type Share } from "./batch";
import { useShares } from "./useShares";

/** What went into the transaction, and what was left out of it and why. */
interface Sent { readonly shares: readonly Share[]; readonly refused: readonly { readonly share: Share; readonly reason: string }[] }

const keyOf = ({ airdrop, leaf }: Share) => `${airdrop} ${leaf.index}`;
const Tokens = ({ share }: { share: Share }) => <Amount units={share.leaf.amount} decimals={share.decimals} symbol={share.symbol} yours />;

function Outcomes({ campaign, sent, hash }: { campaign: CampaignDetail; sent: Sent; hash: `0x${string}` }) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { data } = useQuery({
    queryKey: ["batch", campaign.chain.id, hash],
    queryFn: async () => {
      if (!client) throw new Error("The chain cannot be asked from here.");
      return failuresOf((await client.getTransactionReceipt({ hash })).logs);
    },
    enabled: client !== undefined,
    staleTime: Infinity,
  });
  if (!data) return null;
  const reasons = [...sent.shares.map((share, place) => ({ share, reason: data.get(place) })), ...sent.refused];
  return (
    <ul className="stack tight" aria-label="What became of each claim">
      {reasons.map(({ share, reason }) => (
        <li key={keyOf(share)}>{reason === undefined ? <>Claimed: <Tokens share={share} /> from {share.name}.</> : <><strong>Not claimed</strong> from {share.name}: {reason} Nothing of it moved.</>}</li>
      ))}
    </ul>
  );
}

function InOne({ campaign, shares, account }: { campaign: CampaignDetail; shares: readonly Share[]; account: Address }) {
  const wallet = useWallet(campaign);
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { sending, send } = useSending(campaign);
  const [sent, setSent] = useState<Sent | null>(null);
  const { address, chainId } = wallet;
  const begin = async (from: Address) => {
    if (!client) return;
    // Each by itself first: one that would fail is left out, and the others say how much gas they need.
    const tried = await Promise.all(shares.map((share) => client.estimateContractGas({ ...claimOf(share), account: batchAddress }).then((gas) => ({ share, gas, reason: "" }), (error: unknown) => ({ share, gas: null, reason: reasonOf(error) }))));
    const good = tried.flatMap(({ share, gas }) => (gas === null ? [] : [{ share, gas }]));
    const plan = { shares: good.map(({ share }) => share), refused: tried.filter(({ gas }) => gas === null) };
    setSent(plan);
    if (good.length > 0) await send(batchCall(plan.shares, [], gasOf(good.map(({ gas }) => gas))), from);
  };
  const button = () => {
    if (shares.length < 2) return null;
    if (!address) return <><p>Connect any wallet to send them. The tokens go to <Hex value={account} what="entitled address" />, whoever sends.</p><WalletList claiming={wallet} primary={false} /></>;
    if (chainId !== campaign.chain.id) return <WrongChain campaign={campaign} claiming={wallet} current={chainId ?? 0} />;
    return <div className="row"><button type="button" className="button" disabled={isBusy(sending)} onClick={() => void begin(address)}>Claim all {shares.length} in one transaction</button></div>;
  };
  return (
    <>
      {button()}
      <p role="status" className="soft">{sendingWords(sending, "In a block. This is what became of it:")}</p>
      {sending.step === "mined" && sent && <Outcomes campaign={campaign} sent={sent} hash={sending.hash} />}
    </>
  );
}

export function ClaimAll({ campaign, account }: { campaign: CampaignDetail; account: Address }) {
  const { data } = useShares(campaign, account);
  const [offered, setOffered] = useState(false);
  // What was offered once stays, so that the outcome can be read when nothing is left to claim.
  if (data && data.shares.length > 1 && !offered) setOffered(true);
  if (!data || !offered) return null;
  const { shares, batch } = data;
  return (
    <section className="stack" aria-labelledby="claim-all">
      <h2 id="claim-all">All that this wallet can claim</h2>
      {shares.length > 0 && (
        <ul className="results" aria-label="Shares to claim">
          {shares.map((share) => (
            <li key={keyOf(share)}><Link to={`/airdrops/${share.slug}/people/${account}/claim`}><span><strong>{share.name}</strong><small>{batch ? "or claim it by itself" : "claim it"}</small></span><Tokens share={share} /></Link></li>
          ))}
        </ul>
      )}
      {batch
        ? <><InOne campaign={campaign} shares={shares} account={account} /><p className="soft small">One transaction, and you pay its fee. Each claim stands by itself: if one cannot be paid, the others are.</p></>
        : <p className="soft">They are claimed one by one here: nobody has put the contract that sends several claims at once on {campaign.chain.name} yet. <code>tributary claim</code> with several bundles does it.</p>}
    </section>
  );
}
