// The form. What was written stays until it stands on the chain.
import type { ReactNode } from "react";

import { grouped } from "../../format";
import { MOST, type Draft, type Field, type Wrong } from "./draft";

interface FormProps { draft: Draft; wrong: Wrong; change: (part: Partial<Draft>) => void; disabled: boolean }

function Labelled({ field, label, hint, wrong, children }: { field: Field; label: string; hint: ReactNode; wrong: string | undefined; children: ReactNode }) {
  return (
    <div className="labelled">
      <label htmlFor={`apply-${field}`}>{label}</label>
      <p id={`apply-${field}-hint`} className="soft small">{hint}</p>
      {children}
      {wrong !== undefined && <p id={`apply-${field}-wrong`} className="wrong small">{wrong}</p>}
    </div>
  );
}

export function ApplyForm({ draft, wrong, change, disabled }: FormProps) {
  // Nobody is told that an empty field is wrong before they came to it.
  const shown = (field: Field) => (draft[field].trim() === "" ? undefined : wrong[field]);
  const tied = (field: Field) => ({
    id: `apply-${field}`, className: field === "payout" ? "field hex" : "field", value: draft[field], disabled,
    "aria-invalid": shown(field) !== undefined,
    "aria-describedby": `apply-${field}-hint${shown(field) === undefined ? "" : ` apply-${field}-wrong`}`,
    onChange: ({ target }: { target: { value: string } }) => change({ [field]: target.value }),
  });
  const room = (field: keyof typeof MOST) => `${grouped(Array.from(draft[field].trim()).length)} of ${grouped(MOST[field])} characters.`;
  return (
    <form className="appeal" aria-label="Application" noValidate onSubmit={(event) => event.preventDefault()}>
      <Labelled field="name" label="Name" hint="What people call it." wrong={shown("name")}><input {...tied("name")} autoComplete="off" /></Labelled>
      <Labelled field="summary" label="In one sentence" hint={`Stands in the list of projects. ${room("summary")}`} wrong={shown("summary")}><input {...tied("summary")} autoComplete="off" /></Labelled>
      <Labelled field="description" label="What it is, and what the money is for" hint={`Plain text; an empty line begins a new paragraph. ${room("description")}`} wrong={shown("description")}><textarea rows={7} {...tied("description")} /></Labelled>
      <Labelled field="url" label="Page (optional)" hint="Where people read more." wrong={shown("url")}><input type="url" inputMode="url" autoComplete="off" placeholder="https://…" {...tied("url")} /></Labelled>
      <Labelled field="repositories" label="Repositories" hint="One a line, such as ada-example/trees. You need to be able to commit to each." wrong={shown("repositories")}><textarea rows={3} spellCheck={false} autoCapitalize="none" {...tied("repositories")} /></Labelled>
      <Labelled field="payout" label="Where gifts and the match go" hint="An address that the project holds, on this chain. A wallet or a Safe." wrong={shown("payout")}><input spellCheck={false} autoComplete="off" placeholder="0x…" {...tied("payout")} /></Labelled>
    </form>
  );
}
