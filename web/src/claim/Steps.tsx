import { STEPS } from "./claimState";

/** Where you are on the way, in words for those who do not see the bars. */
export function Steps({ at }: { at: number }) {
  return (
    <ol className="steps" aria-label="Steps of the claim">
      {STEPS.map((step, place) => (
        <li key={step} className={place < at ? "past" : ""} {...(place === at ? { "aria-current": "step" as const } : {})}><span>{place + 1}. </span>{step}</li>
      ))}
    </ol>
  );
}
