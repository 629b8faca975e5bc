// Waiting, failing, and finding nothing.
import { VisuallyHidden } from "@radix-ui/react-visually-hidden";
import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";

import { isMissing } from "../api/client";

export function useTitle(title: string) {
  useEffect(() => { document.title = title === "" ? "Tributary" : `${title} · Tributary`; }, [title]);
}

/** Shaped like the content that is on its way. */
export function Skeleton({ blocks = 2 }: { blocks?: number }) {
  return (
    <div className="stack-wide" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      <div className="stack"><div className="skeleton title" /><div className="skeleton line" /></div>
      {Array.from({ length: blocks }, (_, place) => <div key={place} className="skeleton block" />)}
    </div>
  );
}

/** A whole page that cannot be shown: what happened, what it means for your money, and the way out. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const missing = isMissing(error);
  const title = missing ? "There is nothing here" : "This did not load";
  useTitle(title);
  return (
    <section className="stack" role="alert">
      <h1>{title}</h1>
      <p>{error.message}</p>
      {!missing && <p className="soft">Looking at a page moves nothing: your tokens are as they were.</p>}
      <div className="row">
        {!missing && retry && <button type="button" className="button primary" onClick={retry}>Try again</button>}
        <Link className="button" to="/">Go to the start</Link>
      </div>
    </section>
  );
}

/** A part of a page that cannot be shown. */
export function PartFailure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div className="error-box" role="alert">
      <p>{error.message}</p>
      <div className="row"><button type="button" className="button" onClick={retry}>Try again</button></div>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return <div className="notice stack tight"><h3>{title}</h3><div className="soft">{children}</div></div>;
}
