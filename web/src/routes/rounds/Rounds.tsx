import { useTitle } from "../../components/Feedback";
import { RoundList } from "../../rounds/RoundList";

export function Rounds() {
  useTitle("Funding rounds");
  return (
    <div className="stack-wide">
      <section className="stack">
        <h1>Funding rounds</h1>
        <p className="lede">Your gift goes straight to a project. A pool is shared on top, by how many people give, not by how much.</p>
      </section>
      <RoundList />
    </div>
  );
}
