import { Link, useParams } from "react-router";

import type { CampaignDetail } from "../api/client";
import { useCampaign, useCampaigns } from "../api/queries";
import { folder, published } from "../bundle/files";
import { verifyBundle, waiting } from "../bundle/verify";
import { Crumb } from "../components/Crumb";
import { Failure, PartFailure, Skeleton, useTitle } from "../components/Feedback";
import { Command } from "../components/Values";
import { Drop } from "../verify/Drop";
import { Result } from "../verify/Result";
import { useVerification } from "../verify/useVerification";

/** The files that the program's own check reads. */
function WithoutThisPage({ campaign }: { campaign: CampaignDetail }) {
  const { slug, files, chain } = campaign;
  const names = ["manifest.json", ...(campaign.deployment ? ["deployment.json"] : []), ...Object.keys(files)];
  const fetching = `curl --fail --create-dirs -o 'out/${slug}/#1' '${location.origin}/api/v1/bundles/${slug}/{${names.join(",")}}'`;
  return (
    <section className="stack" aria-labelledby="without">
      <h2 id="without">Without this page</h2>
      <p>The program makes the same checks on your own machine. Fetch the files, then verify them{chain.rpc_url ? "" : "; it asks an endpoint of your choice"}.</p>
      <Command what="command that fetches the bundle" text={fetching} />
      <Command what="command that verifies the bundle" text={`tributary verify out/${slug}${chain.rpc_url ? "" : " --rpc-url https://…"}`} />
    </section>
  );
}

function Served({ slug }: { slug: string }) {
  const { data, error, refetch } = useCampaign(slug);
  const { verification, run } = useVerification(verifyBundle, waiting);
  useTitle(data ? `Verify ${data.name}` : "Verify");
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton blocks={1} />;
  const running = verification?.running === true;
  return (
    <div className="stack-wide">
      <section className="stack">
        <Crumb to={`/airdrops/${slug}`}>{data.name}</Crumb>
        <h1>Check it without trusting us</h1>
        <p className="lede">Your browser fetches the published files, computes everything again from the evidence to the root, and asks the contract itself.</p>
        <div className="row"><button type="button" className="button primary" disabled={running} onClick={() => run((signal) => published(slug, signal))}>{running ? "Recomputing" : verification ? "Recompute again" : "Recompute now"}</button></div>
      </section>
      {verification && <Result verification={verification} />}
      <WithoutThisPage campaign={data} />
    </div>
  );
}

function ServedList() {
  const { data, error, refetch } = useCampaigns();
  return (
    <section className="stack" aria-labelledby="served">
      <h2 id="served">Or one that is served here</h2>
      {error && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="skeleton line" role="status" aria-label="Loading the airdrops" />}
      {data?.campaigns.length === 0 && <p className="soft">None is published here yet.</p>}
      {data && data.campaigns.length > 0 && (
        <ul className="choices">{data.campaigns.map(({ slug, name }) => <li key={slug}><Link to={`/airdrops/${slug}/verify`}>{name}</Link></li>)}</ul>
      )}
    </section>
  );
}

function Anything() {
  const { verification, run } = useVerification(verifyBundle, waiting);
  useTitle("Verify");
  return (
    <div className="stack-wide">
      <section className="stack">
        <h1>Verify an airdrop yourself</h1>
        <p className="lede">Hashes, scores, amounts, the Merkle root and every proof are computed again from the files, then compared with the contract. Green or red, line by line.</p>
      </section>
      <Drop onFiles={(files) => run(async () => folder(await files))} />
      {verification && <Result verification={verification} />}
      <ServedList />
    </div>
  );
}

export function Verify() {
  const { slug } = useParams();
  return slug ? <Served key={slug} slug={slug} /> : <Anything />;
}
