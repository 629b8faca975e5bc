import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Link, useParams } from "react-router";

import { api, type CampaignDetail } from "../api/client";
import { Failure, Skeleton, useTitle } from "../components/Feedback";
import { Lorenz } from "../components/Lorenz";
import { River } from "../components/River";
import { State } from "../components/State";
import { Amount, Hex, When } from "../components/Values";
import { grouped, percent, personName, points } from "../format";

const PAGE = 50;

function Facts({ campaign }: { campaign: CampaignDetail }) {
  const { token, funding, chain } = campaign;
  const amount = (units: string) => <Amount units={BigInt(units)} decimals={token.decimals} symbol={token.symbol} />;
  return (
    <dl className="facts">
      <div><dt>Pool</dt><dd>{amount(campaign.pool)}<small>{grouped(campaign.claimants + campaign.unlinked)} people</small></dd></div>
      <div>
        <dt>Claimed</dt>
        <dd>{campaign.claimed_total == null ? "—" : amount(campaign.claimed_total)}<small>{grouped(campaign.claimed_count ?? 0)} of {grouped(campaign.claimants)} with a wallet</small></dd>
      </div>
      <div>
        <dt>Funded</dt>
        <dd>{funding ? (funding.funded ? "Yes" : "No") : "Not yet"}<small>{funding ? <>in <Hex value={funding.tx} what="transaction" href={chain.explorer ? `${chain.explorer}/tx/${funding.tx}` : null} /></> : "the contract is not there"}</small></dd>
      </div>
      <div><dt>Claims</dt><dd className="small"><When iso={campaign.claim.start} /> to <When iso={campaign.claim.end} /></dd></div>
    </dl>
  );
}

function Ledger({ campaign }: { campaign: CampaignDetail }) {
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const q = useDeferredValue(text.trim());
  const { data, error } = useQuery({
    queryKey: ["leaderboard", campaign.slug, offset, q],
    queryFn: ({ signal }) => api.leaderboard(campaign.slug, offset, q, signal),
    placeholderData: keepPreviousData,
  });
  const { token } = campaign;
  return (
    <section className="stack" aria-labelledby="ledger">
      <div className="row">
        <h2 id="ledger">Everybody</h2>
        <input className="field" type="search" aria-label="Find a person in this list" placeholder="Find a person" value={text} onChange={(event) => { setText(event.target.value); setOffset(0); }} />
      </div>
      {error && <p role="alert">{error.message}</p>}
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="ledger">
        <table>
          <thead><tr><th scope="col" className="number">Rank</th><th scope="col">Who</th><th scope="col" className="number">Points</th><th scope="col" className="number">Amount</th><th scope="col" className="number">Share</th><th scope="col">Wallet</th></tr></thead>
          <tbody>
            {data?.people.map((person) => (
              <tr key={person.identity}>
                <td className="number">{person.rank}</td>
                <td><Link to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(person.identity)}`}>{personName(person)}</Link>{person.excluded && <span className="soft small"> not paid: {person.excluded}</span>}</td>
                <td className="number">{points(BigInt(person.score))}</td>
                <td className="number"><Amount units={BigInt(person.amount)} decimals={token.decimals} symbol={token.symbol} /></td>
                <td className="number">{percent(person.share_ppm)}</td>
                <td>{person.address ? <Hex value={person.address} what={`address of ${personName(person)}`} /> : <span className="soft">{person.excluded ? "—" : "none yet"}</span>}{person.claimed && <span className="soft small"> claimed</span>}</td>
              </tr>
            ))}
            {data?.people.length === 0 && <tr><td colSpan={6}>Nobody here is called “{q}”. Clear the field to see everybody.</td></tr>}
          </tbody>
        </table>
      </div>
      {data && data.total > PAGE && (
        <div className="row">
          <button type="button" className="button" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>Before</button>
          <span className="soft">{offset + 1} to {Math.min(offset + PAGE, data.total)} of {grouped(data.total)}</span>
          <button type="button" className="button" disabled={offset + PAGE >= data.total} onClick={() => setOffset(offset + PAGE)}>After</button>
        </div>
      )}
    </section>
  );
}

function Rules({ campaign }: { campaign: CampaignDetail }) {
  return (
    <section className="stack" aria-labelledby="rules">
      <h2 id="rules">How it was shared</h2>
      <ul className="stack">{campaign.rules.sentences.map((sentence) => <li key={sentence} className="notice">{sentence}</li>)}</ul>
      <p className="soft small">
        Counted: {campaign.repositories.map((repository, place) => (
          <span key={repository.id}>{place > 0 && ", "}{repository.url ? <a href={repository.url} rel="noreferrer">{repository.name}</a> : repository.name}{repository.weight === "1" ? "" : ` (× ${repository.weight})`}</span>
        ))}, from <When iso={campaign.window.from} /> to <When iso={campaign.window.until} />.
      </p>
    </section>
  );
}

function Proofs({ campaign }: { campaign: CampaignDetail }) {
  const { deployment, chain } = campaign;
  const link = (kind: string, value: string) => (chain.explorer ? `${chain.explorer}/${kind}/${value}` : null);
  return (
    <section className="stack" aria-labelledby="real">
      <h2 id="real">Is this real?</h2>
      <p>Do not believe this page. The list, the evidence and the rules are published; recompute them and compare with the contract.</p>
      <div className="row"><Link className="button" to={`/airdrops/${campaign.slug}/verify`}>Verify it in this browser</Link></div>
      <dl className="stack small">
        {deployment && <div className="row"><dt className="soft">Contract</dt><dd><Hex value={deployment.airdrop} what="contract address" href={link("address", deployment.airdrop)} /> on {chain.name}</dd></div>}
        {campaign.owner && <div className="row"><dt className="soft">Owner</dt><dd><Hex value={campaign.owner} what="owner address" /> may take back what is left after the end, and nothing else</dd></div>}
        <div className="row"><dt className="soft">Merkle root</dt><dd><Hex value={campaign.root} what="Merkle root" /></dd></div>
        <div className="row"><dt className="soft">Bundle hash</dt><dd><Hex value={campaign.bundle_hash} what="bundle hash" /></dd></div>
      </dl>
      <details>
        <summary>The same from a command line</summary>
        <pre>tributary verify out/{campaign.slug}</pre>
      </details>
    </section>
  );
}

export function Airdrop() {
  const { slug = "" } = useParams();
  const campaign = useQuery({ queryKey: ["campaign", slug], queryFn: ({ signal }) => api.campaign(slug, signal), refetchInterval: 15_000 });
  const activity = useQuery({ queryKey: ["activity", slug], queryFn: ({ signal }) => api.activity(slug, signal) });
  useTitle(campaign.data?.name ?? "Airdrop");
  if (campaign.error) return <Failure error={campaign.error} retry={() => void campaign.refetch()} />;
  if (!campaign.data) return <Skeleton blocks={3} />;
  const { data } = campaign;
  return (
    <div className="stack-wide">
      <section className="stack">
        <div className="row"><State state={data.state} />{data.maintainer && <span className="soft small">launched by <a href={data.maintainer} rel="noreferrer">{new URL(data.maintainer).host}</a></span>}</div>
        <h1>{data.name}</h1>
        {data.description && <p className="soft">{data.description}</p>}
        <Facts campaign={data} />
      </section>
      <section className="stack" aria-labelledby="river">
        <h2 id="river">From work to shares</h2>
        {activity.data && <River activity={activity.data} decimals={data.token.decimals} symbol={data.token.symbol} />}
        {!activity.data && !activity.error && <div className="skeleton block" />}
        {activity.error && <p role="alert">{activity.error.message}</p>}
      </section>
      <div className="two"><Rules campaign={data} /><Proofs campaign={data} /></div>
      <Ledger campaign={data} />
      <section className="stack" aria-labelledby="spread">
        <h2 id="spread">How evenly it is spread</h2>
        <Lorenz concentration={data.concentration} />
      </section>
    </div>
  );
}
