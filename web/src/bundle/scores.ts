// `scores.json` against evidence and rules.
import { scoreActivity } from "./activity";
import { attribute } from "./attribution";
import type { Bundle } from "./bundle";
import { readEvidence, type Evidence } from "./evidence";
import { scoreCredrank } from "./graph/credrank";
import { scoreOpenrank } from "./graph/openrank";
import type { ScoredLine, ScoresFile } from "./manifest";
import { parseRules, type Rules } from "./rules";
import { millionths, type ContributionScore, type PersonScore } from "./score";
import { scoreWork } from "./work";

export async function scores(bundle: Bundle): Promise<string> {
  const rules = parseRules(await bundle.text("rules.toml"));
  const evidence = readEvidence(await bundle.text("evidence.jsonl"));
  const factors = new Map(bundle.manifest.repositories.map(({ id, weight }) => [id, millionths(weight)]));
  const computed = compute(evidence, rules, factors);
  const published = await bundle.json<ScoresFile>("scores.json");
  if (computed.length !== published.people.length) throw new Error(`${computed.length} people by the rules, the file has ${published.people.length}`);
  computed.forEach((person, place) => {
    const other = published.people[place];
    if (!other || lineOf(other) !== lineOf(person)) throw new Error(`${person.identity} has ${person.score} micro-points by the rules; the file has ${other?.identity ?? "nobody"} with ${other?.score ?? "0"} or other lines`);
  });
  const total = computed.reduce((sum, person) => sum + person.score, 0n);
  if (total.toString() !== published.total) throw new Error(`${total} micro-points by the rules, the file has ${published.total}`);
  return `${computed.length} people, ${total} micro-points`;
}

function compute(evidence: Evidence, { score, window }: Rules, repositories: ReadonlyMap<number, bigint>): PersonScore[] {
  const attributed = attribute({ evidence, window, repositories });
  switch (score.preset) {
    case "opendigger-activity": case "opendigger-activity-2021": return scoreActivity(attributed, score.weights);
    case "merged-work": return scoreWork(attributed, score.work);
    case "openrank": return scoreOpenrank(attributed, score.openrank);
    case "sourcecred-credrank": return scoreCredrank(attributed, score.credrank);
  }
}

type Published = ScoresFile["people"][number];

/** What must agree, as one text; a month by month, week by week, contribution by contribution. */
function lineOf(person: PersonScore | Published): string {
  const { identity, score, months, weeks, contributions, excluded } = person;
  const month = (one: (typeof months)[number]) => [one.repo, one.month, one.score, ...Object.entries(one.counts).flat().sort()].join(" ");
  const week = (one: { week: string; score: bigint | string }) => `${one.week} ${one.score}`;
  return [identity, score, excluded ?? "", ...months.map(month).sort(), ...(weeks ?? []).map(week), ...(contributions ?? []).map(workOf)].join(";");
}

function workOf({ repo, kind, key, base, factors, points, gates }: ContributionScore | ScoredLine): string {
  const factor = ({ name, value }: { name: string; value: bigint | string }) => `${name} ${typeof value === "string" ? millionths(value) : value}`;
  return [repo, kind, key, base, ...(factors ?? []).map(factor), points, ...(gates ?? [])].join(" ");
}
