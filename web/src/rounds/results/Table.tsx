// The numbers, and behind each the receipt in words.
import { Fragment, useState } from "react";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";

import { Amount, Meter } from "../../components/Values";
import { columnTokens, grouped, part } from "../../format";
import type { Receipt, RoundDetail, RoundResults } from "../types";
import { receiptWords } from "../words";

type Row = RoundResults["matches"][number];

export function ReceiptWords({ receipt, round }: { receipt: Receipt; round: Pick<RoundDetail, "token"> }) {
  return <ul className="stack tight receipt">{receiptWords(receipt, round.token).map((words) => <li key={words}>{words}</li>)}</ul>;
}

function Match({ row, round, most }: { row: Row; round: RoundDetail; most: bigint }) {
  const [open, setOpen] = useState(false);
  const { token } = round;
  return (
    <Fragment>
      <tr>
        <th scope="row"><Link to={`/r/${round.slug}/p/${row.project}`}>{row.name}</Link></th>
        <td className="number">{grouped(row.receipt?.donors ?? 0)}</td>
        <td className="number wide">{columnTokens(BigInt(row.receipt?.received ?? 0), token.decimals)}</td>
        <td className="number"><Amount units={BigInt(row.match)} decimals={token.decimals} symbol={token.symbol} /></td>
        <td className="share-bar wide"><Meter ppm={part(BigInt(row.match), most)} /></td>
        <td>{row.receipt && <button type="button" className="icon-button" aria-expanded={open} aria-label={`Receipt of ${row.name}`} onClick={() => setOpen(!open)}><ChevronRight aria-hidden className={open ? "turned" : ""} /></button>}</td>
      </tr>
      {open && row.receipt && <tr><td colSpan={6}><ReceiptWords receipt={row.receipt} round={round} /></td></tr>}
    </Fragment>
  );
}

export function ResultsTable({ results, round }: { results: RoundResults; round: RoundDetail }) {
  const most = BigInt(results.matches[0]?.match ?? "1");
  return (
    <div className="scroll" role="region" aria-label="Matches" tabIndex={0}>
      <table className="ledger">
        <thead><tr><th scope="col">Project</th><th scope="col" className="number">Donors</th><th scope="col" className="number wide">Given</th><th scope="col" className="number">Match</th><th scope="col" className="wide"><span className="soft">Share</span></th><th scope="col"><span className="soft">Why</span></th></tr></thead>
        <tbody>{results.matches.map((row) => <Match key={row.project} row={row} round={round} most={most} />)}</tbody>
      </table>
    </div>
  );
}
