// The same airdrop on other chains.
import { Link } from "react-router";

import type { CampaignDetail } from "../api/client";

const WORDS = new Intl.ListFormat("en", { type: "conjunction" });

/** `path` leads on from the other campaign's page. */
export function AlsoOn({ campaign, words, path = "" }: { campaign: CampaignDetail; words: string; path?: string }) {
  const { also_on: others } = campaign;
  if (others.length === 0) return null;
  const parts = WORDS.formatToParts(others.map(({ slug }) => slug));
  const nameOf = (wanted: string) => others.find(({ slug }) => slug === wanted)?.chain ?? wanted;
  return (
    <p>
      {words} {parts.map(({ type, value }) => (type === "element" ? <Link key={value} to={`/airdrops/${value}${path}`}>{nameOf(value)}</Link> : value))}.
    </p>
  );
}
