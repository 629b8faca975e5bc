import { CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle } from "lucide-react";

import type { CheckLine } from "../bundle/verify";

const ICONS = { pass: CircleCheck, fail: CircleX, skipped: CircleMinus, running: LoaderCircle, waiting: CircleDashed };
const WORDS = { pass: "Holds", fail: "Does not hold", skipped: "Not checked", running: "Checking", waiting: "Waits" };

/** One line a check; the state is a word as well as a colour. */
export function Checks({ checks, brief = false }: { checks: readonly CheckLine[]; brief?: boolean }) {
  return (
    <ul className={brief ? "checks brief" : "checks"}>
      {checks.map((check) => {
        const Icon = ICONS[check.status];
        return (
          <li key={check.id} className={check.status} data-check={check.id}>
            <Icon aria-label={WORDS[check.status]} role="img" className={check.status === "running" ? "spin" : ""} />
            <span className="title">{check.title}</span>
            {!brief && check.detail !== "" && <span className="detail">{check.detail}</span>}
          </li>
        );
      })}
    </ul>
  );
}
