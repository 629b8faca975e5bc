// The way to claim when this site is gone: the proof, and the one command.
import { ChevronRight, Download } from "lucide-react";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { shardOf } from "../bundle/claimant";
import { Command } from "../components/Values";
import type { Proven } from "./useProof";

export function WithoutUs({ campaign, person, proven }: { campaign: CampaignDetail; person: PersonDetail; proven: Proven | null }) {
  const airdrop = campaign.deployment?.airdrop;
  if (!airdrop || !person.address || !proven) return null;
  const { slug, chain } = campaign;
  const { leaf, account, proof } = proven;
  const json = JSON.stringify({ chain_id: chain.id, airdrop, index: Number(leaf.index), account, amount: leaf.amount.toString(), proof }, null, 2);
  const shard = shardOf(leaf.claimant);
  const fetching = `curl --fail --create-dirs -o 'out/${slug}/#1' '${location.origin}/api/v1/bundles/${slug}/{manifest.json,deployment.json,rules.toml,${shard}}'`;
  return (
    <details className="fold">
      <summary><ChevronRight className="turn" aria-hidden />Claim without this site</summary>
      <div className="stack way">
        <p>The proof is all that is needed. Keep it, and nobody's page has to be there when you claim.</p>
        <div className="row"><a className="button" download={`${slug}-${person.index ?? 0}.json`} href={`data:application/json,${encodeURIComponent(json)}`}><Download aria-hidden />Download the proof</a></div>
        <p>Or claim from the command line. Fetch the four files that it reads, then claim; your key comes from a keystore file, and the tokens go to this account.</p>
        <Command what="command that fetches the files" text={fetching} />
        <Command what="command that claims" text={`tributary claim out/${slug} --account ${account}${chain.rpc_url ? "" : " --rpc-url https://…"} --keystore key.json`} />
      </div>
    </details>
  );
}
