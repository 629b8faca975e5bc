// What you can do when a share is wrong or unwanted. Before the deployment it can still change; after it nothing can.
import type { CampaignDetail, PersonDetail, Schemas } from "../api/client";
import { useAppeals } from "../api/queries";
import { PartFailure } from "../components/Feedback";
import { dateUtc } from "../format";
import { Maintainer } from "../person/Maintainer";
import { AppealForm } from "./AppealForm";
import { ASKS, kindsFor, waitingOf } from "./appealState";

type Appeal = Schemas["Appeal"];

const DECIDED = { accepted: "accepted", declined: "declined", waiting: "waits for the maintainer" };

function One({ appeal: { kind, state, received_at, decided_at, answer } }: { appeal: Appeal }) {
  return (
    <li data-state={state}>
      <span><strong>{ASKS[kind]}</strong> <span className="soft">sent {dateUtc(received_at)}</span></span>
      <span>{DECIDED[state]}{decided_at !== null && <span className="soft"> {dateUtc(decided_at)}</span>}</span>
      {answer !== null && <span className="reason">“{answer}”</span>}
    </li>
  );
}

/** What was asked in this person's name. Nobody's reasons are shown. */
function Earlier({ slug, identity }: { slug: string; identity: string }) {
  const { data, error, refetch } = useAppeals(slug, identity);
  if (error && !data) return <PartFailure error={error} retry={() => void refetch()} />;
  if (!data || data.appeals.length === 0) return null;
  const waiting = waitingOf(data.appeals);
  return (
    <section className="stack tight" aria-labelledby="earlier">
      <h3 id="earlier">What was asked so far</h3>
      {waiting !== null && <p>{waiting}.</p>}
      <ul className="appeals">{data.appeals.map((appeal) => <One key={appeal.id} appeal={appeal} />)}</ul>
    </section>
  );
}

export function Objection({ person, campaign }: { person: PersonDetail; campaign: CampaignDetail }) {
  const kinds = campaign.deployment === null ? kindsFor(person) : [];
  const open = kinds.length > 0;
  return (
    <section className="stack" aria-labelledby="object">
      <h2 id="object">{open ? "Something wrong, or not for you?" : "Is something wrong?"}</h2>
      {open
        ? <p>Until this airdrop is deployed, it can still change, and <Maintainer campaign={campaign} /> decides. Nobody logs in here, so anybody can write in your name: a link to your own words shows that it is you, and nothing changes by itself.</p>
        : <p>The evidence is what GitHub or the clone said inside the window. If work of yours is missing, or counted for another account, tell <Maintainer campaign={campaign} /> with a link to it. An airdrop that stands on the chain cannot be changed; the next one can.</p>}
      <Earlier slug={campaign.slug} identity={person.identity} />
      {open && <AppealForm person={person} campaign={campaign} kinds={kinds} />}
    </section>
  );
}
