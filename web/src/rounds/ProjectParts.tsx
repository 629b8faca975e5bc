// Who builds it, who gave, and what was said of each revision.
import { Empty } from "../components/Feedback";
import { Hex, When } from "../components/Values";
import { grouped, points } from "../format";
import { sameAddress } from "./give/cart";
import type { ProjectDetail, RoundDetail } from "./types";
import { Account, Transaction } from "./wallet/Steps";
import { tokens, VERDICTS } from "./words";

export function ProjectPeople({ project }: { project: ProjectDetail }) {
  return (
    <section className="stack" aria-labelledby="people">
      <h2 id="people">Who builds it</h2>
      {project.people.length === 0 && <Empty title="Its work was not read yet">Scores appear here once this server indexes one of its repositories.</Empty>}
      {project.people.length > 0 && (
        <table>
          <thead><tr><th scope="col">Person</th><th scope="col" className="number">Points</th></tr></thead>
          <tbody>{project.people.map(({ id, login, score }) => <tr key={id}><th scope="row">{login ? <a href={`https://github.com/${login}`} rel="noreferrer nofollow">{login}</a> : `account ${id}`}</th><td className="number">{points(BigInt(score))}</td></tr>)}</tbody>
        </table>
      )}
    </section>
  );
}

const SHOWN = 20;

export function ProjectDonors({ round, project }: { round: RoundDetail; project: ProjectDetail }) {
  const { donations } = project;
  const amount = ({ token, amount }: ProjectDetail["donations"][number]) => {
    const found = round.tokens.find(({ address }) => sameAddress(address, token));
    return found ? tokens(amount, found, 4) : amount;
  };
  return (
    <section className="stack" aria-labelledby="donors">
      <h2 id="donors">Who gave</h2>
      {donations.length === 0 && <Empty title="Nobody gave yet">The first donor makes the second one count.</Empty>}
      {donations.length > 0 && (
        <table>
          <thead><tr><th scope="col">Donor</th><th scope="col" className="number">Gift</th><th scope="col">Transaction</th></tr></thead>
          <tbody>{donations.slice(0, SHOWN).map((gift, place) => <tr key={place}><th scope="row"><Account round={round} address={gift.donor} what="donor's address" /></th><td className="number">{amount(gift)}</td><td><Transaction round={round} hash={gift.tx} /></td></tr>)}</tbody>
        </table>
      )}
      {donations.length > SHOWN && <p className="small soft">and {grouped(donations.length - SHOWN)} more gifts.</p>}
    </section>
  );
}

export function ProjectHistory({ project }: { project: ProjectDetail }) {
  return (
    <section className="stack" aria-labelledby="history">
      <h2 id="history">What reviewers said</h2>
      {project.reviews.length === 0 && <p className="soft">Nobody has reviewed revision {project.revision} yet.</p>}
      {project.reviews.length > 0 && <ul className="stack">{project.reviews.map((review) => <li key={review.reviewer} className="stack tight"><span><strong>{VERDICTS[review.verdict]}</strong> by <Hex value={review.reviewer} what="reviewer's address" /></span><span className="soft">{review.reason ?? "Their reason is not published here."}</span></li>)}</ul>}
      <table>
        <thead><tr><th scope="col">Revision</th><th scope="col">On</th><th scope="col">Description</th></tr></thead>
        <tbody>{[...project.history].reverse().map(({ revision, at, metadata_hash }) => <tr key={revision}><th scope="row">{revision}</th><td><When iso={at} away={false} /></td><td><Hex value={metadata_hash} what="hash of the description" /></td></tr>)}</tbody>
      </table>
    </section>
  );
}
