// Waiting, failing, and finding nothing.
import { VisuallyHidden } from "@radix-ui/react-visually-hidden";
import { useEffect, type ReactNode } from "react";
import { Link } from "react-router";

import { ApiProblem } from "../api/client";

export function useTitle(title: string) {
  useEffect(() => { document.title = title === "" ? "Tributary" : `${title} · Tributary`; }, [title]);
}

/** Shaped like the content that is on its way. */
export function Skeleton({ blocks = 2 }: { blocks?: number }) {
  return (
    <div className="stack-wide" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      <div className="skeleton title" />
      {Array.from({ length: blocks }, (_, i) => <div key={i} className="skeleton block" />)}
    </div>
  );
}

export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const missing = error instanceof ApiProblem && error.status === 404;
  useTitle(missing ? "Not found" : "Something failed");
  return (
    <div className="error-box" role="alert">
      <h1>{missing ? "This is not here" : "That did not work"}</h1>
      <p>{error.message}</p>
      <p>Nothing moved, and nothing of yours is affected.</p>
      <div className="row">
        {!missing && retry && <button type="button" className="button" onClick={retry}>Try again</button>}
        <Link className="button" to="/">See all airdrops</Link>
      </div>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return <div className="notice stack"><h3>{title}</h3><div className="soft">{children}</div></div>;
}
