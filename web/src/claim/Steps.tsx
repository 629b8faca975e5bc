/** Where you are on the way, in words for those who do not see the bars. */
export function Steps({ steps, at }: { steps: readonly string[]; at: number }) {
  return (
    <ol className="steps" aria-label="Steps of the claim">
      {steps.map((step, place) => (
        <li key={step} className={place < at ? "past" : ""} {...(place === at ? { "aria-current": "step" as const } : {})}><span>{place + 1}. </span>{step}</li>
      ))}
    </ol>
  );
}
