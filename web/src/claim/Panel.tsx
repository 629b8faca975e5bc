// The frame of every state: its heading is read out when it changes, and keeps the keyboard where things happen.
import { VisuallyHidden } from "@radix-ui/react-visually-hidden";
import { useEffect, useRef, type ReactNode } from "react";

interface PanelProps { title: string; bad: boolean; busy: boolean; children: ReactNode }

export function Panel({ title, bad, busy, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(title);
  useEffect(() => {
    if (shown.current === title) return;
    shown.current = title;
    // A button that is gone leaves the keyboard nowhere. Who is elsewhere on the page stays there.
    const at = document.activeElement;
    // Nobody is taken out of a field in the middle of a word.
    if (at?.matches("input, select, textarea")) return;
    if (at === null || at === document.body || panel.current?.contains(at)) heading.current?.focus();
  }, [title]);
  return (
    <>
      <VisuallyHidden role="status" data-live>{title}</VisuallyHidden>
      <section ref={panel} className={bad ? "panel bad" : "panel"} aria-labelledby="claim-state" aria-busy={busy}>
        <h2 ref={heading} id="claim-state" tabIndex={-1}>{title}</h2>
        {children}
      </section>
    </>
  );
}
