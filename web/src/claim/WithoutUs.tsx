// The way to claim when this site is gone: the proof, and the commands.
import { ChevronRight, Download } from "lucide-react";
import type { ReactNode } from "react";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { shardOf, type Claimant } from "../bundle/claimant";
import { Command } from "../components/Values";
import type { Proven } from "./useProof";

export const bundleOf = ({ slug }: CampaignDetail) => `out/${slug}`;

/** Fetches the four files that a claim reads, into the folder that the other commands name. */
export const fetching = ({ slug }: CampaignDetail, claimant: Claimant) =>
  `curl --fail --create-dirs -o 'out/${slug}/#1' '${location.origin}/api/v1/bundles/${slug}/{manifest.json,deployment.json,rules.toml,${shardOf(claimant)}}'`;

/** Where the rules name no endpoint, whoever sends has to. */
export const endpoint = ({ chain }: CampaignDetail) => (chain.rpc_url ? "" : " --rpc-url https://…");

export function DownloadProof({ name, json }: { name: string; json: unknown }) {
  return <div className="row"><a className="button" download={name} href={`data:application/json,${encodeURIComponent(JSON.stringify(json, null, 2))}`}><Download aria-hidden />Download the proof</a></div>;
}

export function Fold({ children }: { children: ReactNode }) {
  return (
    <details className="fold">
      <summary><ChevronRight className="turn" aria-hidden />Claim without this site</summary>
      <div className="stack way">{children}</div>
    </details>
  );
}

export function WithoutUs({ campaign, person, proven }: { campaign: CampaignDetail; person: PersonDetail; proven: Proven | null }) {
  const airdrop = campaign.deployment?.airdrop;
  if (!airdrop || !person.address || !proven) return null;
  const { slug, chain } = campaign;
  const { leaf, account, proof } = proven;
  return (
    <Fold>
      <p>The proof is all that is needed. Keep it, and nobody's page has to be there when you claim.</p>
      <DownloadProof name={`${slug}-${person.index ?? 0}.json`} json={{ chain_id: chain.id, airdrop, index: Number(leaf.index), account, amount: leaf.amount.toString(), proof }} />
      <p>Or claim from the command line. Fetch the four files that it reads, then claim; your key comes from a keystore file, and the tokens go to this account.</p>
      <Command what="command that fetches the files" text={fetching(campaign, leaf.claimant)} />
      <Command what="command that claims" text={`tributary claim ${bundleOf(campaign)} --account ${account}${endpoint(campaign)} --keystore key.json`} />
    </Fold>
  );
}
