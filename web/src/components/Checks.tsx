import { CircleCheck, CircleMinus, CircleX } from "lucide-react";

import type { Check } from "../bundle/verify";

const ICONS = { pass: CircleCheck, fail: CircleX, skipped: CircleMinus };
const WORDS = { pass: "Holds", fail: "Does not hold", skipped: "Not checked" };

export function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className="checks" aria-live="polite">
      {checks.map((check) => {
        const Icon = ICONS[check.status];
        return (
          <li key={check.id} className={check.status}>
            <Icon aria-label={WORDS[check.status]} role="img" />
            <span>{check.title}</span>
            <span className="detail">{check.detail}</span>
          </li>
        );
      })}
    </ul>
  );
}
