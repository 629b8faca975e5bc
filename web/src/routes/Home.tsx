import { GitPullRequest, ScanSearch, Waves } from "lucide-react";
import { Link } from "react-router";
import { useState } from "react";

import type { CampaignSummary, SearchResults } from "../api/client";
import { useCampaigns, useSearch } from "../api/queries";
import { Confluence } from "../components/Confluence";
import { Empty, PartFailure, useTitle } from "../components/Feedback";
import { SearchField } from "../components/SearchField";
import { State } from "../components/State";
import { Amount, Meter, When } from "../components/Values";
import { RoundList } from "../rounds/RoundList";
import { useSettled } from "../components/useSettled";
import { grouped, part, percent, personName, shortHex } from "../format";

function Found({ results }: { results: SearchResults }) {
  if (results.results.length === 0) {
    return (
      <div className="results"><div className="none">
        <span>Nobody called “{results.query}” has a share here.</span>
        <small>Try your GitHub login, your numeric id, or your whole address.</small>
      </div></div>
    );
  }
  return (
    <ul className="results" aria-label="Shares found">
      {results.results.map((one) => {
        const { campaign } = one;
        return (
          <li key={`${campaign.slug} ${one.identity}`}>
            <Link to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(one.identity)}`}>
              <span><strong>{personName(one)}</strong><small>{campaign.name} on {campaign.chain_name} · {one.address ? shortHex(one.address) : one.index === null ? "no wallet yet" : "claims by GitHub account"}</small></span>
              <Amount units={BigInt(one.amount)} decimals={campaign.token.decimals} symbol={campaign.token.symbol} yours />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Search() {
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), 120);
  const { data, error, refetch } = useSearch(q);
  return (
    <SearchField text={text} setText={setText}>
      {q !== "" && error && <PartFailure error={error} retry={() => void refetch()} />}
      {q !== "" && !error && data && <Found results={data} />}
    </SearchField>
  );
}

/** What a visitor wants to know of the time: when it opens, or when it ends. */
function Moment({ campaign }: { campaign: CampaignSummary }) {
  switch (campaign.state) {
    case "ended": return <>Ended <When iso={campaign.claim.ends_at} /></>;
    case "not_started": case "not_deployed": return <>Opens <When iso={campaign.claim.start} /></>;
    default: return <>Until <When iso={campaign.claim.ends_at} /></>;
  }
}

function Airdrop({ campaign }: { campaign: CampaignSummary }) {
  const { token } = campaign;
  const claimed = campaign.claimed_total === null ? null : part(BigInt(campaign.claimed_total), BigInt(campaign.total));
  return (
    <li>
      <Link to={`/airdrops/${campaign.slug}`}>
        <span className="stack tight"><h3>{campaign.name}</h3>{campaign.description !== "" && <span className="soft">{campaign.description}</span>}</span>
        <span className="stack tight">
          <span className="pool"><Amount units={BigInt(campaign.pool)} decimals={token.decimals} symbol={token.symbol} /></span>
          <span className="small soft">for {grouped(campaign.claimants + campaign.unlinked)} people, on {campaign.chain_name}</span>
        </span>
        <span className="stack tight">
          <State state={campaign.state} />
          <span className="small soft"><Moment campaign={campaign} /></span>
          {claimed !== null && claimed > 0 && <span className="small soft"><Meter ppm={claimed} />{percent(claimed)} claimed</span>}
        </span>
      </Link>
    </li>
  );
}

const ORDER = ["open", "not_started", "not_funded", "unknown", "not_deployed", "ended"];
const byState = (a: CampaignSummary, b: CampaignSummary) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name, "en");

function Airdrops() {
  const { data, error, refetch } = useCampaigns();
  return (
    <section className="stack" aria-labelledby="airdrops">
      <h2 id="airdrops">Airdrops</h2>
      {error && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="stack" role="status" aria-label="Loading"><div className="skeleton title" /><div className="skeleton line" /><div className="skeleton title" /></div>}
      {data?.campaigns.length === 0 && <Empty title="There is no airdrop here yet">A maintainer starts one with <code>tributary init</code>; it appears here once it is published.</Empty>}
      {data && data.campaigns.length > 0 && <ul className="drops">{[...data.campaigns].sort(byState).map((campaign) => <Airdrop key={campaign.slug} campaign={campaign} />)}</ul>}
    </section>
  );
}

function How() {
  return (
    <section className="stack" aria-labelledby="how">
      <h2 id="how">How it works</h2>
      <ol className="how">
        <li><GitPullRequest aria-hidden /><h3>Work is read</h3><p className="soft">Commits, pull requests, reviews and issues of a repository, from GitHub or a clone. Each is published, with its link.</p></li>
        <li><Waves aria-hidden /><h3>A pool is shared</h3><p className="soft">Published rules turn the work into points and points into amounts, to the last unit. The contract holds the sum.</p></li>
        <li><ScanSearch aria-hidden /><h3>You check, then claim</h3><p className="soft">See why your amount is what it is, and recompute it if you like. Then take it to a wallet of yours; a GitHub account is enough where the airdrop says so.</p></li>
      </ol>
    </section>
  );
}

export function Home() {
  useTitle("");
  return (
    <div className="stack-wide">
      <section className="hero">
        <div className="words">
          <h1>Your work made this. Here is your share.</h1>
          <p className="lede">Tributary shares tokens among the people who build open-source AI. Every amount leads back to the work behind it.</p>
          <Search />
          <Confluence tall={false} />
        </div>
        <Confluence tall />
      </section>
      <Airdrops />
      <RoundList only />
      <How />
    </div>
  );
}
