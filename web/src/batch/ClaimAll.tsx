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
import { batchAddress, batchCall, claimOf, failuresOf, gasOf, outcomesOf, type Outcome, type Share } from "./batch";
import { useShares } from "./useShares";

/** What went into the transaction, and what was left out of it and why. */
interface Sent { readonly shares: readonly Share[]; readonly refused: readonly Outcome[] }

const keyOf = ({ airdrop, leaf }: Share) => `${airdrop} ${leaf.index}`;
const Tokens = ({ share }: { share: Share }) => <Amount units={share.due} decimals={share.decimals} symbol={share.symbol} yours />;

function Became({ share, failed }: Outcome) {
  if (failed === null) return <>Claimed: <Tokens share={share} /> from {share.name}.</>;
  const { reason, claimed } = failed;
  if (claimed) return <>Claimed by another transaction: <Tokens share={share} /> from {share.name}. Nothing more is due.</>;
  return <><strong>Not claimed</strong> from {share.name}: {reason} {claimed === null ? "The chain does not say at the moment whether it was claimed otherwise." : "Nothing of it moved."}</>;
}

const Outcomes = ({ outcomes }: { outcomes: readonly Outcome[] }) => (
  <ul className="stack tight" aria-label="What became of each claim">
    {outcomes.map((outcome) => <li key={keyOf(outcome.share)}><Became {...outcome} /></li>)}
  </ul>
);

function Mined({ campaign, sent, hash }: { campaign: CampaignDetail; sent: Sent; hash: `0x${string}` }) {
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { data } = useQuery({
    queryKey: ["batch", campaign.chain.id, hash],
    queryFn: async () => {
      if (!client) throw new Error("The chain cannot be asked from here.");
      const { logs } = await client.waitForTransactionReceipt({ hash });
      return outcomesOf(client, sent.shares, failuresOf(logs));
    },
    enabled: client !== undefined,
    staleTime: Infinity,
  });
  return data ? <Outcomes outcomes={[...data, ...sent.refused]} /> : null;
}

function InOne({ campaign, shares, account }: { campaign: CampaignDetail; shares: readonly Share[]; account: Address }) {
  const wallet = useWallet(campaign);
  const client = usePublicClient({ chainId: campaign.chain.id });
  const { sending, send } = useSending(campaign);
  const [sent, setSent] = useState<Sent | null>(null);
  const [asking, setAsking] = useState(false);
  const { address, chainId } = wallet;
  const busy = asking || isBusy(sending);
  const begin = async (from: Address) => {
    if (!client || busy) return;
    setAsking(true);
    setSent(null);
    try {
      // Each by itself first: one that would fail is left out, and the others say how much gas they need.
      const tried = await Promise.all(shares.map((share) => client.estimateContractGas({ ...claimOf(share), account: batchAddress }).then((gas) => ({ share, gas, reason: "" }), (error: unknown) => ({ share, gas: null, reason: reasonOf(error) }))));
      const good = tried.flatMap(({ share, gas }) => (gas === null ? [] : [{ share, gas }]));
      const bad = tried.filter(({ gas }) => gas === null);
      const refused = await outcomesOf(client, bad.map(({ share }) => share), new Map(bad.map(({ reason }, place) => [place, reason])));
      const plan = { shares: good.map(({ share }) => share), refused };
      setSent(plan);
      if (good.length > 0) await send(batchCall(plan.shares, [], gasOf(good.map(({ gas }) => gas))), from);
    } finally {
      setAsking(false);
    }
  };
  const button = () => {
    if (shares.length < 2) return null;
    if (!address) return <><p>Connect any wallet to send them. The tokens go to <Hex value={account} what="entitled address" />, whoever sends.</p><WalletList claiming={wallet} primary={false} /></>;
    if (chainId !== campaign.chain.id) return <WrongChain campaign={campaign} claiming={wallet} current={chainId ?? 0} />;
    return <div className="row"><button type="button" className="button" disabled={busy} onClick={() => void begin(address)}>Claim all {shares.length} in one transaction</button></div>;
  };
  const nothing = sent !== null && sent.shares.length === 0;
  const status = () => {
    if (asking && sent === null) return "Asking the contracts about each claim.";
    return nothing ? "Nothing was sent, for none of them would be paid:" : sendingWords(sending, "In a block. This is what became of it:");
  };
  return (
    <>
      {button()}
      <p role="status" className="soft">{status()}</p>
      {nothing ? <Outcomes outcomes={sent.refused} /> : sending.step === "mined" && sent && <Mined campaign={campaign} sent={sent} hash={sending.hash} />}
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
