// The form itself. What was written stays until it has arrived.
import { useRef, useState, type ReactNode, type SubmitEvent } from "react";

import type { CampaignDetail, PersonDetail } from "../api/client";
import { useAppeal } from "../api/queries";
import { grouped } from "../format";
import { ASKS, EMPTY, lengthOf, MOST, optionOf, refusalOf, requestOf, wrongIn, type Draft, type Field, type Wrong } from "./appealState";

const HINTS: Record<Draft["kind"], string> = {
  appeal: "Work is missing, counted for another account, or counted for too much or too little.",
  opt_out: "The share goes to the others, and the list says that you asked for it.",
};

/** A label, what it means, the field, and what is wrong with it. */
function Labelled({ field, label, hint, wrong, children }: { field: Field; label: string; hint: ReactNode; wrong: Wrong; children: ReactNode }) {
  return (
    <div className="labelled">
      <label htmlFor={`appeal-${field}`}>{label}</label>
      <p id={`appeal-${field}-hint`} className="soft small">{hint}</p>
      {children}
      {wrong[field] && <p id={`appeal-${field}-wrong`} className="wrong small">{wrong[field]}</p>}
    </div>
  );
}

/** Ties a field to its words, also for who does not see them. */
const tied = (field: Field, wrong: Wrong) => ({
  id: `appeal-${field}`,
  name: field,
  "aria-invalid": wrong[field] !== undefined,
  "aria-describedby": `appeal-${field}-hint${wrong[field] ? ` appeal-${field}-wrong` : ""}`,
});

function Kinds({ kinds, kind, wrong, choose }: { kinds: readonly Draft["kind"][]; kind: Draft["kind"]; wrong: Wrong; choose: (kind: Draft["kind"]) => void }) {
  return (
    <fieldset className="choices">
      <legend>What do you ask for?</legend>
      {kinds.map((one) => (
        <label key={one}>
          <input type="radio" name="kind" value={one} checked={one === kind} onChange={() => choose(one)} />
          <span>{ASKS[one]}<span className="soft small">{HINTS[one]}</span></span>
        </label>
      ))}
      {wrong.kind && <p className="wrong small">{wrong.kind}</p>}
    </fieldset>
  );
}

interface FormProps { person: PersonDetail; campaign: CampaignDetail; kinds: readonly Draft["kind"][] }

export function AppealForm({ person, campaign, kinds }: FormProps) {
  const [draft, setDraft] = useState(EMPTY);
  const [own, setOwn] = useState<Wrong>({});
  const form = useRef<HTMLFormElement>(null);
  const { mutate, isPending, isSuccess, error, reset } = useAppeal(campaign.slug, person.identity);
  const refusal = error ? refusalOf(error) : { wrong: {}, whole: null };
  const wrong: Wrong = { ...refusal.wrong, ...own };
  const change = (part: Partial<Draft>) => { reset(); setOwn({}); setDraft({ ...draft, ...part }); };
  const lead = (found: Wrong) => form.current?.querySelector<HTMLElement>(`[name="${Object.keys(found)[0] ?? ""}"]`)?.focus();
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const found = wrongIn(draft);
    reset();
    setOwn(found);
    if (Object.keys(found).length > 0) return lead(found);
    mutate(requestOf(draft, person, campaign), { onSuccess: () => setDraft(EMPTY), onError: (refused) => lead(refusalOf(refused).wrong) });
  };
  return (
    <form ref={form} className="appeal" aria-label="Write to the maintainer" noValidate onSubmit={send}>
      <Kinds kinds={kinds} kind={draft.kind} wrong={wrong} choose={(kind) => change({ kind })} />
      {draft.kind === "appeal" && person.contributions.length > 0 && (
        <Labelled field="contribution" label="About which work?" hint="Leave it at the whole share if something is missing." wrong={wrong}>
          <select className="field" {...tied("contribution", wrong)} value={draft.about} onChange={({ target }) => change({ about: target.value })}>
            <option value="">The whole share</option>
            {person.contributions.map((one, place) => <option key={place} value={place}>{optionOf(one, campaign)}</option>)}
          </select>
        </Labelled>
      )}
      <Labelled field="reason" label="Why?" hint={`Only the maintainer reads it. ${grouped(lengthOf(draft.reason))} of ${grouped(MOST)} characters.`} wrong={wrong}>
        <textarea className="field" rows={4} {...tied("reason", wrong)} value={draft.reason} onChange={({ target }) => change({ reason: target.value })} />
      </Labelled>
      <Labelled field="url" label="Where did you say so? (optional)" hint="An issue, a comment or a gist under your own account on GitHub. Only the maintainer sees it." wrong={wrong}>
        <input className="field" type="url" inputMode="url" autoComplete="off" placeholder="https://github.com/…" {...tied("url", wrong)} value={draft.url} onChange={({ target }) => change({ url: target.value })} />
      </Labelled>
      {refusal.whole !== null && <div role="alert" className="error-box"><p>{refusal.whole}</p><p>What you wrote is still here.</p></div>}
      <div className="row">
        <button type="submit" className="button" disabled={isPending}>{isPending ? "Sending" : "Send to the maintainer"}</button>
        <span role="status" className="soft">{isSuccess && "Sent. The answer will stand above."}</span>
      </div>
    </form>
  );
}
