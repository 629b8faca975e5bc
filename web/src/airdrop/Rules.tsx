// How the pool was shared, in the words of the rules.
import type { CampaignDetail } from "../api/client";
import { api } from "../api/client";
import { withDates } from "../format";

export function Rules({ campaign }: { campaign: CampaignDetail }) {
  return (
    <section className="stack" aria-labelledby="rules">
      <h2 id="rules">How it was shared</h2>
      <ol className="rules">{campaign.rules.sentences.map((sentence) => <li key={sentence}>{withDates(sentence)}</li>)}</ol>
      <p className="soft small">
        Counted: {campaign.repositories.map((repository, place) => (
          <span key={repository.id}>{place > 0 && ", "}{repository.url ? <a href={repository.url} rel="noreferrer">{repository.name}</a> : repository.name}</span>
        ))}. The rules as they were run: <a href={api.file(campaign.slug, "rules.toml")}>rules.toml</a>.
      </p>
    </section>
  );
}
