// Everybody, with what they did in points and what they get.
import { useState } from "react";
import { Link } from "react-router";

import { PAGE, type CampaignDetail, type Leaderboard } from "../api/client";
import { useLeaderboard } from "../api/queries";
import { PartFailure } from "../components/Feedback";
import { useSettled } from "../components/useSettled";
import { Hex, Meter } from "../components/Values";
import { columnTokens, exactTokens, grouped, percent, personName, points } from "../format";

type Person = Leaderboard["people"][number];

const EXCLUDED = { bot: "machine account, not paid", agent: "AI agent, not paid", organization: "organisation, not paid", mannequin: "placeholder, not paid", ghost: "deleted account, not paid", override: "left out by the maintainer" };

function Standing({ person }: { person: Person }) {
  if (person.excluded) return <span className="tag">{EXCLUDED[person.excluded]}</span>;
  if (person.claimed) return <span className="tag claimed">claimed</span>;
  if (person.note === "below_minimum") return <span className="tag">below the minimum</span>;
  if (person.address === null && person.index !== null) return <span className="tag">claims by GitHub account</span>;
  return person.address === null && BigInt(person.amount) > 0n ? <span className="tag">no wallet yet</span> : null;
}

function Row({ person, campaign, most }: { person: Person; campaign: CampaignDetail; most: number }) {
  const { token } = campaign;
  const units = BigInt(person.amount);
  return (
    <tr>
      <td className="number rank">{person.rank}</td>
      <td>
        <Link to={`/airdrops/${campaign.slug}/people/${encodeURIComponent(person.identity)}`}>{personName(person)}</Link> <Standing person={person} />
        <span className="tag under">{percent(person.share_ppm)} · {points(BigInt(person.score))} points</span>
      </td>
      <td className="number wide">{points(BigInt(person.score))}</td>
      <td className="wide share-bar"><Meter ppm={most === 0 ? 0 : Math.floor((person.share_ppm / most) * 1_000_000)} /><span className="small soft">{percent(person.share_ppm)}</span></td>
      <td className="number" title={`${exactTokens(units, token.decimals)} ${token.symbol}`}>{columnTokens(units, token.decimals)}</td>
      <td className="wide">{person.address ? <Hex value={person.address} what={`address of ${personName(person)}`} /> : <span className="soft">—</span>}</td>
    </tr>
  );
}

function Pager({ total, offset, go }: { total: number; offset: number; go: (offset: number) => void }) {
  if (total <= PAGE) return null;
  return (
    <nav className="pager" aria-label="Pages of the ledger">
      <button type="button" className="button" disabled={offset === 0} onClick={() => go(offset - PAGE)}>Higher</button>
      <span className="small soft">{grouped(offset + 1)} to {grouped(Math.min(offset + PAGE, total))} of {grouped(total)}</span>
      <button type="button" className="button" disabled={offset + PAGE >= total} onClick={() => go(offset + PAGE)}>Lower</button>
    </nav>
  );
}

export function Ledger({ campaign, most }: { campaign: CampaignDetail; most: number }) {
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const q = useSettled(text.trim(), 120);
  const { data, error, refetch } = useLeaderboard(campaign.slug, offset, q);
  return (
    <section className="stack" aria-labelledby="ledger">
      <div className="between">
        <h2 id="ledger">Everybody in it</h2>
        <input className="field find" type="search" aria-label="Find a person in this list" placeholder="Find a person" autoCapitalize="none" spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); setOffset(0); }} />
      </div>
      {error && <PartFailure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="skeleton block" role="status" aria-label="Loading the ledger" />}
      {data && data.people.length === 0 && <p className="notice">{q === "" ? "Nobody is listed: the evidence has no work inside the window." : `Nobody here is called “${q}”. Clear the field to see everybody.`}</p>}
      {data && data.people.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label="Ledger">
          <table className="ledger">
            <thead><tr><th scope="col" className="number rank">#</th><th scope="col">Who</th><th scope="col" className="number wide">Points</th><th scope="col" className="wide">Share</th><th scope="col" className="number">{campaign.token.symbol}</th><th scope="col" className="wide">Wallet</th></tr></thead>
            <tbody>{data.people.map((person) => <Row key={person.identity} person={person} campaign={campaign} most={most} />)}</tbody>
          </table>
        </div>
      )}
      {data && <Pager total={data.total} offset={offset} go={setOffset} />}
    </section>
  );
}
