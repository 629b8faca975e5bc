import { useQuery, keepPreviousData } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Link } from "react-router";

import { api, type CampaignSummary, type SearchResults } from "../api/client";
import { Empty, Failure, Skeleton, useTitle } from "../components/Feedback";
import { State } from "../components/State";
import { Amount } from "../components/Values";
import { grouped, personName, shortHex } from "../format";

function Found({ results }: { results: SearchResults }) {
  if (results.results.length === 0) {
    return (
      <ul className="results"><li className="none">
        <span>Nobody called “{results.query}” has a share in an airdrop here.</span>
        <span className="soft small">Try your GitHub login, your numeric id or your whole address.</span>
      </li></ul>
    );
  }
  return (
    <ul className="results">
      {results.results.map((one) => {
        const { campaign } = one;
        return (
          <li key={`${campaign.slug} ${one.identity}`}>
            <Link to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(one.identity)}`}>
              <span><strong>{personName(one)}</strong> <span className="soft">{one.address ? shortHex(one.address) : "no wallet yet"} · {campaign.name}</span></span>
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
  const q = useDeferredValue(text.trim());
  const { data, error } = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api.search(q, signal),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="search">
      <label htmlFor="search">Is there something for you?</label>
      <input id="search" type="search" autoComplete="off" spellCheck={false} placeholder="GitHub login or address" value={text} onChange={(event) => setText(event.target.value)} />
      <div aria-live="polite">
        {q !== "" && data && <Found results={data} />}
        {q !== "" && error && <p className="soft small">{error.message}</p>}
      </div>
    </div>
  );
}

function Card({ campaign }: { campaign: CampaignSummary }) {
  const { token } = campaign;
  return (
    <li>
      <Link to={`/airdrops/${campaign.slug}`}>
        <div>
          <h3>{campaign.name}</h3>
          <p className="soft">{campaign.description || `${grouped(campaign.claimants + campaign.unlinked)} people`}</p>
        </div>
        <div className="row">
          <Amount units={BigInt(campaign.pool)} decimals={token.decimals} symbol={token.symbol} />
          <State state={campaign.state} />
        </div>
      </Link>
    </li>
  );
}

export function Home() {
  useTitle("");
  const { data, error, refetch } = useQuery({ queryKey: ["campaigns"], queryFn: ({ signal }) => api.campaigns(signal) });
  return (
    <div className="stack-wide">
      <section className="hero">
        <h1>Your work made this. Here is your share.</h1>
        <p>Tributary shares tokens among the people who build open-source AI. Each amount leads back to the pull requests behind it.</p>
        <Search />
      </section>
      <section className="stack" aria-labelledby="airdrops">
        <h2 id="airdrops">Airdrops</h2>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton blocks={1} />}
        {data?.campaigns.length === 0 && (
          <Empty title="There is no airdrop here yet">A maintainer starts one with <code>tributary init</code>.</Empty>
        )}
        {data && data.campaigns.length > 0 && <ul className="cards">{data.campaigns.map((campaign) => <Card key={campaign.slug} campaign={campaign} />)}</ul>}
      </section>
    </div>
  );
}
