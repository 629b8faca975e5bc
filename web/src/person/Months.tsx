// The ledger behind an amount: each month opens to its arithmetic and to the work itself.
import { ChevronRight } from "lucide-react";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { Meter } from "../components/Values";
import { counted, grouped, kindName, micro, monthName, part, points } from "../format";
import { arithmetic, type Arithmetic } from "./month";
import { Work } from "./Work";

type Month = PersonDetail["months"][number];
type Contribution = PersonDetail["contributions"][number];

function Sum({ sums, published }: { sums: Arithmetic; published: bigint }) {
  return (
    <table className="sum">
      <thead><tr><th scope="col">Counted</th><th scope="col" className="number">×</th><th scope="col" className="number">weight</th><th scope="col" className="number">=</th></tr></thead>
      <tbody>
        {sums.lines.map((line) => (
          <tr key={line.kind} className={line.weight === 0n ? "none" : ""}>
            <td>{kindName(line.kind)}</td><td className="number">{grouped(line.count)}</td><td className="number">{micro(line.weight)}</td><td className="number">{micro(line.product)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr><td colSpan={3}>Square root of the sum, √{micro(sums.sum)}</td><td className="number">{micro(sums.root)}</td></tr>
        {sums.repository !== 1_000_000n && <tr><td colSpan={3}>× weight of the repository, {micro(sums.repository)}</td><td className="number">{micro(sums.points)}</td></tr>}
        <tr><td colSpan={3}>{sums.points === published ? "Points" : <span className="wrong">Points as published; the rule gives {micro(sums.points)}</span>}</td><td className="number">{micro(published)}</td></tr>
      </tfoot>
    </table>
  );
}

function Entry({ month, campaign, work, most }: { month: Month; campaign: CampaignDetail; work: readonly Contribution[]; most: bigint }) {
  const name = campaign.repositories.find(({ id }) => id === month.repo)?.name ?? `repository ${month.repo}`;
  const score = BigInt(month.score);
  return (
    <li>
      <details className="fold">
        <summary>
          <ChevronRight className="turn" aria-hidden />
          <span>{monthName(month.month)}</span>
          <span className="what"><strong>{name}</strong>{Object.entries(month.counts).map(([kind, count]) => counted(kind, count)).join(", ")}</span>
          <span className="bar-cell"><Meter ppm={part(score, most)} /></span>
          <span className="figures points">{points(score)}</span>
        </summary>
        <div className={month.root ? "inside with-sum" : "inside"}>{month.root && <Sum sums={arithmetic(month, campaign)} published={score} />}<Work list={work} /></div>
      </details>
    </li>
  );
}

/** `2025-03` of `2025-03-09T…`: months are months of UTC. */
const monthOf = (at: string) => at.slice(0, 7);

export function Months({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const months = [...person.months].sort((a, b) => b.month.localeCompare(a.month) || Number(BigInt(b.score) > BigInt(a.score)) * 2 - 1);
  const most = months.reduce((max, { score }) => (BigInt(score) > max ? BigInt(score) : max), 1n);
  return (
    <ul className="months" aria-label="Points by month">
      {months.map((month) => (
        <Entry key={`${month.repo} ${month.month}`} month={month} campaign={campaign} most={most} work={person.contributions.filter((one) => one.repo === month.repo && monthOf(one.at) === month.month)} />
      ))}
    </ul>
  );
}
