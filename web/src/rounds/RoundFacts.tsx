// Is it real: the pool and its transactions, the time that is left, and the rules in plain words.
import { Amount, Hex, Meter, When } from "../components/Values";
import { grouped, part, percent } from "../format";
import type { RoundDetail } from "./types";
import { Account, Transaction } from "./wallet/Steps";
import { ahead, clockOf, giving, isOver, left, listsWords, people } from "./words";

function Pool({ round }: { round: RoundDetail }) {
  const { token, pool, goal, is_funded, deposits } = round;
  const [first] = deposits;
  const reached = part(BigInt(pool), BigInt(goal));
  return (
    <div>
      <dt>Pool</dt>
      <dd>
        <Amount units={BigInt(pool)} decimals={token.decimals} symbol={token.symbol} />
        {is_funded
          ? <small>Funded: the contract holds the goal{deposits.length === 1 && first ? <>, by <Transaction round={round} hash={first.tx} /></> : deposits.length > 1 ? <>, by {grouped(deposits.length)} deposits</> : null}.</small>
          : <small><Meter ppm={reached} />Not funded yet: {percent(reached)} of the goal of <Amount units={BigInt(goal)} decimals={token.decimals} symbol={token.symbol} />.</small>}
      </dd>
    </div>
  );
}

function Time({ round }: { round: RoundDetail }) {
  const { windows } = round;
  const now = clockOf(round);
  const next = ahead(windows, now);
  if (giving(round, now) === "open") return <div><dt>Time to give</dt><dd>{left(windows.donations_end, now)}<small>Until <When iso={windows.donations_end} away={false} /></small></dd></div>;
  if (!isOver(round.state) && next) return <div><dt>{next.words}</dt><dd>{left(next.at, now).replace(" left", "")}<small>On <When iso={next.at} away={false} /></small></dd></div>;
  return <div><dt>Gifts</dt><dd>Closed<small>On <When iso={windows.donations_end} away={false} /></small></dd></div>;
}

export function RoundFacts({ round }: { round: RoundDetail }) {
  const { token } = round;
  return (
    <dl className="facts">
      <Pool round={round} />
      <Time round={round} />
      <div><dt>Given so far</dt><dd><Amount units={BigInt(round.given)} decimals={token.decimals} symbol={token.symbol} /><small>{people(round.donations, "gift")} of {people(round.donors, "donor")}, straight to the projects</small></dd></div>
      <div><dt>Projects</dt><dd>{grouped(round.projects)}<small>accepted by {round.roles.threshold} of {people(round.roles.reviewers.length, "reviewer")}</small></dd></div>
    </dl>
  );
}

export function RoundRules({ round }: { round: RoundDetail }) {
  return (
    <section className="stack" aria-labelledby="rules">
      <h2 id="rules">How the pool is shared</h2>
      <ol className="rules">{round.rule.words.map((words) => <li key={words}><span>{words}</span></li>)}</ol>
    </section>
  );
}

/** What says how far each donor counts: fixed on the chain, or replaced there for all to see. */
function Lists({ round }: { round: RoundDetail }) {
  const last = round.lists.at(-1);
  if (!last) return null;
  return <><dt>Lists of donors</dt><dd>SHA-256 <Hex value={last.lists_hash} what="hash of the lists" />, <Transaction round={round} hash={last.tx} />: {listsWords(last)}</dd></>;
}

export function RoundTrust({ round }: { round: RoundDetail }) {
  const { roles, deposits, windows, token } = round;
  const days = (seconds: number) => people(Math.round(seconds / 86_400), "day");
  return (
    <section className="stack" aria-labelledby="trust">
      <h2 id="trust">Who can do what</h2>
      <dl className="pairs">
        <dt>Contract</dt><dd>{round.address ? <>{<Account round={round} address={round.address} what="contract address" />} on {round.chain.name}</> : "not deployed yet"}</dd>
        <dt>Owner</dt><dd><Account round={round} address={roles.owner} what="owner's address" />: proposes the result, may call the round off until a result stands</dd>
        <dt>Guardian</dt><dd><Account round={round} address={roles.guardian} what="guardian's address" />: may reject a result for {days(windows.challenge_seconds)}, with a reason</dd>
        <dt>Reviewers</dt><dd>{roles.reviewers.map((reviewer) => <span key={reviewer}><Account round={round} address={reviewer} what="reviewer's address" /> </span>)}</dd>
        <dt>Rules</dt><dd>SHA-256 <Hex value={round.rules_hash} what="hash of the rules" />, fixed in the contract</dd>
        <Lists round={round} />
        {deposits.map((deposit) => <div className="contents" key={deposit.number}><dt>Deposit {deposit.number + 1}</dt><dd><Amount units={BigInt(deposit.amount)} decimals={token.decimals} symbol={token.symbol} /> by <Account round={round} address={deposit.funder} what="funder's address" />, <Transaction round={round} hash={deposit.tx} /></dd></div>)}
      </dl>
      <p className="small soft">Nobody can take the pool elsewhere: it pays the projects, or goes back to who put it in.</p>
    </section>
  );
}
