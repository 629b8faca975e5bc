// `scores.json` against evidence and rules.
import { scoreActivity } from "./activity";
import { attribute } from "./attribution";
import type { Bundle } from "./bundle";
import { readOverrides } from "./decisions";
import { readEvidence, type Evidence } from "./evidence";
import { scoreCredrank } from "./graph/credrank";
import { scoreOpenrank } from "./graph/openrank";
import { joinsOf } from "./joins";
import type { ScoredLine, ScoresFile } from "./manifest";
import { NO_OVERRIDES, type Overrides } from "./overrides";
import { factorOf } from "./repositories";
import { parseRules, type Rules } from "./rules";
import { millionths, type ContributionScore, type PersonScore } from "./score";
import { scoreWork } from "./merged-work/score";

export async function scores(bundle: Bundle): Promise<string> {
  const rules = parseRules(await bundle.text("rules.toml"), bundle.manifest.chain_id);
  const evidence = readEvidence(await bundle.text("evidence.jsonl"));
  const factors = new Map(bundle.manifest.repositories.map((repository) => [repository.id, factorOf(repository)]));
  const overrides = rules.hasOverrides ? readOverrides(await bundle.text("overrides.toml"), evidence) : NO_OVERRIDES;
  const computed = compute(evidence, rules, factors, overrides);
  const published = await bundle.json<ScoresFile>("scores.json");
  // Flags change no score, and bundles from before there were any have none.
  const isOld = evidence.pullRequests.length === 0 && published.people.every(({ flags }) => flags === undefined);
  return agree(isOld ? computed.map((person) => ({ ...person, flags: [] })) : computed, published);
}

/** Refuses published scores that are not the computed ones, line by line. */
export function agree(computed: readonly PersonScore[], published: ScoresFile): string {
  if (computed.length !== published.people.length) throw new Error(`${computed.length} people by the rules, the file has ${published.people.length}`);
  computed.forEach((person, place) => {
    const other = published.people[place];
    if (!other || lineOf(other) !== lineOf(person)) throw new Error(`${person.identity} has ${person.score} micro-points by the rules; the file has ${other?.identity ?? "nobody"} with ${other?.score ?? "0"} or other lines`);
  });
  const total = computed.reduce((sum, person) => sum + person.score, 0n);
  if (total.toString() !== published.total) throw new Error(`${total} micro-points by the rules, the file has ${published.total}`);
  return `${computed.length} people, ${total} micro-points`;
}

function compute(evidence: Evidence, { score, window, flags, people }: Rules, repositories: ReadonlyMap<number, bigint>, overrides: Overrides): PersonScore[] {
  const joins = joinsOf([...people, ...overrides.merge]);
  const attributed = attribute({ evidence, window, repositories, flags, joins, overrides });
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
  const { identity, score, months, weeks, contributions, excluded, reason, flags } = person;
  const month = (one: (typeof months)[number]) => [one.repo, one.month, one.score, ...Object.entries(one.counts).flat().sort()].join(" ");
  const week = (one: { week: string; score: bigint | string }) => `${one.week} ${one.score}`;
  const agent = ("agentPoints" in person ? person.agentPoints : person.agent_points) ?? 0n;
  const own = [identity, score, excluded ?? "", reason ?? "", agent, ...(flags ?? [])];
  return [own.join(" "), ...months.map(month).sort(), ...(weeks ?? []).map(week), ...(contributions ?? []).map(workOf), ...(person.adjustments ?? []).map(adjustmentOf)].join(";");
}

function workOf({ repo, kind, key, base, factors, points, gates, credit, agent, repeats }: ContributionScore | ScoredLine): string {
  const factor = ({ name, value }: { name: string; value: bigint | string }) => `${name} ${typeof value === "string" ? millionths(value) : value}`;
  const beside = [credit && `${credit.from} ${credit.because}`, agent, repeats && `${repeats.repo} ${repeats.number}`].map((one) => one ?? "");
  return [repo, kind, key, base, ...(factors ?? []).map(factor), points, ...(gates ?? []), ...beside].join(" ");
}

type AdjustedOne = NonNullable<Published["adjustments"]>[number] | PersonScore["adjustments"][number];

function adjustmentOf(one: AdjustedOne): string {
  const { contribution, before, after, reason } = one;
  return [howOf("change" in one ? one.change : one), contribution ? `${contribution.repo} ${contribution.kind} ${contribution.key}` : "", before, after, reason].join(" ");
}

function howOf({ factor, plus, minus }: { factor?: bigint | string; plus?: bigint | string; minus?: bigint | string }): string {
  if (factor !== undefined) return `factor ${typeof factor === "string" ? millionths(factor) : factor}`;
  return plus === undefined ? `minus ${minus ?? ""}` : `plus ${plus}`;
}
