// The same way for a GitHub account: what proves it, and what sends the claim, from a terminal.
import type { Hex } from "viem";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { claimantOf } from "../bundle/claimant";
import { bundleOf, DownloadProof, endpoint, fetching, Fold } from "../claim/WithoutUs";
import { Command } from "../components/Values";
import { leafAmount } from "../recurring/leaf";

interface WithoutUsProps { readonly campaign: CampaignDetail; readonly person: PersonDetail; readonly index: number; readonly proof: readonly Hex[] | null }

export function WithoutUs({ campaign, person, index, proof }: WithoutUsProps) {
  const airdrop = campaign.deployment?.airdrop;
  if (!airdrop || !proof) return null;
  const { slug, chain } = campaign;
  const { identity } = person;
  const bundle = bundleOf(campaign);
  return (
    <Fold>
      <p>The proof says what your share is. Keep it. Beside it the contract wants the word of those who confirm GitHub accounts, which no page can give.</p>
      <DownloadProof name={`${slug}-${index}.json`} json={{ chain_id: chain.id, airdrop, index, identity, amount: leafAmount(person), proof }} />
      <p>From the command line: fetch the four files that it reads.</p>
      <Command what="command that fetches the files" text={fetching(campaign, claimantOf(identity))} />
      <p>Show that the account is yours to a server of theirs, this one or another: here by an SSH key; <code>--gist</code> and <code>--device</code> are the other ways. Put in the wallet that shall be paid. What you prove is published, as it is on this page.</p>
      <Command what="command that proves the account" text={`tributary prove ${bundle} --server ${location.origin} --who ${identity.replace("github:", "")} --wallet 0x… --ssh-key ~/.ssh/id_ed25519 --json > binding.json`} />
      <p>Send the claim with any key that has a little of the chain's coin. Nothing of the server is needed for it any more, and the tokens go to the wallet that you named.</p>
      <Command what="command that claims" text={`tributary claim ${bundle} --attestation binding.json${endpoint(campaign)} --keystore key.json`} />
      <p className="soft small">Is every server gone? Those who confirm can do it by hand: ask <code>tributary attest</code> of them, and claim with the file that it prints.</p>
    </Fold>
  );
}
