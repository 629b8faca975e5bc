import { useQuery } from "@tanstack/react-query";
import { useState, type DragEvent } from "react";
import { Link, useParams } from "react-router";
import { createPublicClient, http, type Address } from "viem";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { api, type CampaignDetail } from "../api/client";
import { compareWithChain, verifyBundle, type BundleFiles, type Check, type OnChain } from "../bundle/verify";
import { Checks } from "../components/Checks";
import { Failure, Skeleton, useTitle } from "../components/Feedback";

function published(slug: string): BundleFiles {
  return {
    read: async (name) => {
      const answer = await fetch(api.file(slug, name));
      if (!answer.ok) throw new Error(`${name}: the server answered ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

/** A folder as dropped or chosen; names are taken below the folder that has the manifest. */
function folder(files: readonly { path: string; file: File }[]): BundleFiles {
  const manifest = files.find(({ path }) => path === "manifest.json" || path.endsWith("/manifest.json"));
  const base = manifest ? manifest.path.slice(0, -"manifest.json".length) : "";
  const byName = new Map(files.map(({ path, file }) => [path.startsWith(base) ? path.slice(base.length) : path, file]));
  return {
    read: async (name) => {
      const file = byName.get(name);
      if (!file) throw new Error(`${name} is not in the folder`);
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

async function readChain(campaign: CampaignDetail): Promise<OnChain> {
  const { deployment, chain } = campaign;
  if (!deployment) throw new Error("The contract is not deployed yet.");
  if (!chain.rpc_url) throw new Error("The rules publish no endpoint; `tributary verify` asks one of yours.");
  const client = createPublicClient({ transport: http(chain.rpc_url) });
  const contract = { address: deployment.airdrop as Address, abi: merkleAirdropAbi } as const;
  const [chainId, root, total, owner, claimStart, claimEnd, bundleHash] = await Promise.all([
    client.getChainId(),
    client.readContract({ ...contract, functionName: "root" }),
    client.readContract({ ...contract, functionName: "total" }),
    client.readContract({ ...contract, functionName: "owner" }),
    client.readContract({ ...contract, functionName: "claimStart" }),
    client.readContract({ ...contract, functionName: "claimEnd" }),
    client.readContract({ ...contract, functionName: "bundleHash" }),
  ]);
  return { chainId, root, total, owner, claimStart, claimEnd, bundleHash };
}

interface Progress { checks: Check[]; running: boolean; failure: string | null }

function useVerification() {
  const [progress, setProgress] = useState<Progress | null>(null);
  const run = async (files: BundleFiles, campaign: CampaignDetail | null) => {
    setProgress({ checks: [], running: true, failure: null });
    const tell = (check: Check) => setProgress((now) => now && { ...now, checks: [...now.checks, check] });
    try {
      const bundle = await verifyBundle(files, tell);
      if (campaign) {
        try {
          compareWithChain(bundle, await readChain(campaign)).forEach(tell);
        } catch (error) {
          tell({ id: "chain", title: "The contract says the same", status: "skipped", detail: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) });
        }
      }
      setProgress((now) => now && { ...now, running: false });
    } catch (error) {
      setProgress((now) => now && { ...now, running: false, failure: error instanceof Error ? error.message : String(error) });
    }
  };
  return { progress, run };
}

function Result({ progress }: { progress: Progress }) {
  const failed = progress.checks.filter((check) => check.status === "fail").length;
  const skipped = progress.checks.filter((check) => check.status === "skipped").length;
  return (
    <section className="stack" aria-labelledby="result">
      <h2 id="result" role="status">
        {progress.running ? "Recomputing in this browser…" : failed > 0 || progress.failure ? "This does not hold" : skipped > 0 ? "What could be checked holds" : "Every check holds"}
      </h2>
      <Checks checks={progress.checks} />
      {progress.failure && <p role="alert" className="error-box">{progress.failure}</p>}
      <p className="soft small">The code of the contract and its balance are compared by <code>tributary verify</code>, which needs no page at all.</p>
    </section>
  );
}

function Drop({ onFiles }: { onFiles: (files: { path: string; file: File }[]) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void entries([...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])).then(onFiles);
  };
  return (
    <div className={over ? "drop over" : "drop"} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <h2>Drop a bundle here</h2>
      <p className="soft">The folder <code>out/…</code> that <code>tributary publish</code> wrote. It is read in this browser and sent nowhere.</p>
      <label className="button" htmlFor="bundle-files">Choose the folder</label>
      <input id="bundle-files" type="file" multiple {...{ webkitdirectory: "" }} onChange={(event) => onFiles([...(event.target.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })))} />
    </div>
  );
}

/** Everything below what was dropped. */
async function entries(roots: FileSystemEntry[]): Promise<{ path: string; file: File }[]> {
  const found = await Promise.all(roots.map(async (entry) => {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      return [{ path: entry.fullPath.replace(/^\//, ""), file }];
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const children: FileSystemEntry[] = [];
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return entries(children);
      children.push(...batch);
    }
  }));
  return found.flat();
}

function Published({ slug }: { slug: string }) {
  const campaign = useQuery({ queryKey: ["campaign", slug], queryFn: ({ signal }) => api.campaign(slug, signal) });
  const { progress, run } = useVerification();
  useTitle(campaign.data ? `Verify ${campaign.data.name}` : "Verify");
  if (campaign.error) return <Failure error={campaign.error} />;
  const { data } = campaign;
  if (!data) return <Skeleton blocks={1} />;
  return (
    <div className="stack-wide">
      <section className="stack">
        <p className="soft"><Link to={`/airdrops/${slug}`}>{data.name}</Link></p>
        <h1>Can you check this without trusting us?</h1>
        <p>Your browser fetches the published files, computes everything again from the evidence to the root, and asks the contract whether it says the same.</p>
        <div className="row"><button type="button" className="button primary" disabled={progress?.running === true} onClick={() => void run(published(slug), data)}>Recompute now</button></div>
      </section>
      {progress && <Result progress={progress} />}
      <details>
        <summary>Check it without this page</summary>
        <pre tabIndex={0}>tributary verify out/{slug}{data.chain.rpc_url ? ` --rpc-url ${data.chain.rpc_url}` : ""}</pre>
      </details>
    </div>
  );
}

function Dropped() {
  const { progress, run } = useVerification();
  useTitle("Verify");
  return (
    <div className="stack-wide">
      <section className="stack">
        <h1>Verify an airdrop yourself</h1>
        <p>Everything is computed again from the files: hashes, scores, amounts, the Merkle root and every proof.</p>
      </section>
      <Drop onFiles={(files) => void run(folder(files), null)} />
      {progress && <Result progress={progress} />}
    </div>
  );
}

export function Verify() {
  const { slug } = useParams();
  return slug ? <Published key={slug} slug={slug} /> : <Dropped />;
}
