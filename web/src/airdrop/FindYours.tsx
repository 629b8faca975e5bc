// From the airdrop to one's own share, without reading through everybody's.
import { useState } from "react";
import { Link } from "react-router";

import type { CampaignDetail, Leaderboard } from "../api/client";
import { useLeaderboard } from "../api/queries";
import { PartFailure } from "../components/Feedback";
import { SearchField } from "../components/SearchField";
import { useSettled } from "../components/useSettled";
import { Amount } from "../components/Values";
import { grouped, personName, shortHex } from "../format";

type Person = Leaderboard["people"][number];

/** More than these are looked up in the list of everybody. */
const MOST = 5;

function howPaid({ excluded, claimed, address, index }: Person): string {
  if (excluded) return "not paid";
  if (claimed) return "claimed";
  if (address) return `paid to ${shortHex(address)}`;
  return index === null ? "no wallet yet" : "claims by GitHub account";
}

function Found({ campaign, q, data }: { campaign: CampaignDetail; q: string; data: Leaderboard }) {
  const { slug, token } = campaign;
  if (data.people.length === 0) {
    return (
      <div className="results"><div className="none">
        <span>Nobody called “{q}” has a share in this airdrop.</span>
        <small>Try your GitHub login, your numeric id, or your whole address. Other airdrops are searched on the <Link to="/">first page</Link>.</small>
      </div></div>
    );
  }
  return (
    <>
      <ul className="results" aria-label="Shares found">
        {data.people.slice(0, MOST).map((person) => (
          <li key={person.identity}>
            <Link to={`/airdrops/${slug}/people/${encodeURIComponent(person.identity)}`}>
              <span><strong>{personName(person)}</strong><small>{howPaid(person)}</small></span>
              <Amount units={BigInt(person.amount)} decimals={token.decimals} symbol={token.symbol} yours />
            </Link>
          </li>
        ))}
      </ul>
      {data.total > MOST && <p className="small soft">And {grouped(data.total - MOST)} more. Write more of the name.</p>}
    </>
  );
}

export function FindYours({ campaign }: { campaign: CampaignDetail }) {
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), 120);
  const { data, error, refetch } = useLeaderboard(campaign.slug, 0, q);
  return (
    <SearchField text={text} setText={setText}>
      {q !== "" && error && <PartFailure error={error} retry={() => void refetch()} />}
      {q !== "" && !error && data && <Found campaign={campaign} q={q} data={data} />}
    </SearchField>
  );
}
