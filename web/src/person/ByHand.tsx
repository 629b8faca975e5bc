// What a maintainer decided or was told about a person, each with its published reason.
import type { PersonDetail } from "../api/client";
import { points } from "../format";
import { FLAGS } from "./words";

type Adjustment = PersonDetail["adjustments"][number];

/** `× 0.5`, `+ 2.00`. */
function changeOf({ factor, plus, minus }: Adjustment): string {
  if (factor !== null) return `× ${factor}`;
  return plus === null ? `− ${points(BigInt(minus ?? "0"))}` : `+ ${points(BigInt(plus))}`;
}

/** What an adjustment is about: the whole score, or one contribution by its key. */
const aboutOf = ({ contribution }: Adjustment) => (contribution === null ? "The whole score" : `Contribution ${contribution.slice(0, 12)}`);

function Adjustments({ list }: { list: readonly Adjustment[] }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Changes by hand">
      <table className="changes">
        <thead><tr><th scope="col">What, and why</th><th scope="col" className="number">Change</th><th scope="col" className="number">Points after</th></tr></thead>
        <tbody>
          {list.map((one, place) => (
            <tr key={place}><td>{aboutOf(one)}<span className="reason">“{one.reason}”</span></td><td className="number">{changeOf(one)}</td><td className="number">{points(BigInt(one.after))}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function ByHand({ person }: { person: PersonDetail }) {
  const { adjustments, flags, reason } = person;
  if (adjustments.length === 0 && flags.length === 0 && reason === null) return null;
  return (
    <section className="stack" aria-labelledby="by-hand">
      <h3 id="by-hand">What the maintainer decided</h3>
      {reason !== null && <p className="notice">{person.excluded === "override" ? "Left out" : "Paid after all"}, with this reason: “{reason}”</p>}
      {adjustments.length > 0 && <Adjustments list={adjustments} />}
      {flags.length > 0 && <p className="soft small">Pointed out by the rules: {flags.map((flag) => FLAGS[flag]).join("; ")}. That changes no score; whether it means anything is for the maintainer to judge.</p>}
    </section>
  );
}
