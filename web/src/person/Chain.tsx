// From contributions to the leaf: every step, computed again by the server from the published files.
import { CircleCheck, CircleX } from "lucide-react";

import type { PersonDetail } from "../api/client";
import { STEPS } from "./words";

export function Chain({ steps }: { steps: PersonDetail["steps"] }) {
  return (
    <ol className="checks chain" aria-label="From contributions to the leaf">
      {steps.map(({ name, holds, detail }) => {
        const Icon = holds ? CircleCheck : CircleX;
        return (
          <li key={name} className={holds ? "pass" : "fail"} data-step={name}>
            <Icon aria-label={holds ? "Holds" : "Does not hold"} role="img" />
            <span className="title">{STEPS[name]}</span>
            <span className="detail">{detail}</span>
          </li>
        );
      })}
    </ol>
  );
}
