// One share of a vesting airdrop: its curve, what was paid, and the payment of what is available, which anybody may send.
import { useState } from "react";
import type { Abi, Address } from "viem";

import { vestingAirdropAbi } from "../abi/vestingAirdropAbi";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { isBusy, sendingWords } from "../claim/sendingWords";
import { useSending } from "../claim/useSending";
import { useWallet } from "../claim/useWallet";
import { WalletList, WrongChain } from "../claim/Wallets";
import { Amount, Command, Hex } from "../components/Values";
import { exactTokens } from "../format";
import { Curve } from "./Curve";
import { vestingOf } from "./schedule";
import { useGrant, type Grant } from "./useGrant";

interface ReleaseProps { readonly campaign: CampaignDetail; readonly index: number; readonly grant: Grant }

/** The payment, by whichever wallet is connected. */
function Pay({ campaign, index, grant }: ReleaseProps) {
  const wallet = useWallet(campaign);
  const { sending, send } = useSending(campaign);
  const { address, chainId } = wallet;
  const { decimals, symbol } = campaign.token;
  const call = { address: campaign.deployment?.airdrop as Address, abi: vestingAirdropAbi as Abi, functionName: "release", args: [BigInt(index)] };
  const button = () => {
    if (grant.releasable === 0n) return null;
    if (!address) return <><p>{exactTokens(grant.releasable, decimals)} {symbol} can be paid out now. Connect any wallet to send the payment.</p><WalletList claiming={wallet} /></>;
    if (chainId !== campaign.chain.id) return <WrongChain campaign={campaign} claiming={wallet} current={chainId ?? 0} />;
    return <div className="row"><button type="button" className="button primary" disabled={isBusy(sending)} onClick={() => void send(call, address)}>Pay out <Amount units={grant.releasable} decimals={decimals} symbol={symbol} /></button></div>;
  };
  return <>{button()}<p role="status" className="soft">{sendingWords(sending, "Paid. The tokens are in the wallet.")}</p></>;
}

function Release(props: ReleaseProps) {
  const { campaign, grant } = props;
  return (
    <section className="stack" aria-label="Pay out">
      <Pay {...props} />
      <p className="soft small">It goes to <Hex value={grant.to} what="receiving address" />, whoever sends it and pays the fee. Without this page:</p>
      <Command what="command that pays out" text={`tributary release out/${campaign.slug} --account ${grant.to}${campaign.chain.rpc_url ? "" : " --rpc-url https://…"} --keystore key.json`} />
    </section>
  );
}

export function VestingShare({ campaign, person }: { campaign: CampaignDetail; person: PersonDetail }) {
  const [opened] = useState(() => BigInt(Math.floor(Date.now() / 1000)));
  const { data: grant } = useGrant(campaign, person.index);
  const schedule = vestingOf(campaign);
  if (schedule === null || BigInt(person.amount) === 0n) return null;
  return (
    <div className="stack">
      <Curve
        title="When it becomes yours to spend"
        schedule={grant ? { ...schedule, start: grant.start } : schedule}
        amount={BigInt(person.amount)}
        released={grant?.released ?? null}
        now={grant?.at ?? opened}
        decimals={campaign.token.decimals}
        symbol={campaign.token.symbol}
        yours
      />
      {grant && person.index !== null && <Release campaign={campaign} index={person.index} grant={grant} />}
    </div>
  );
}
