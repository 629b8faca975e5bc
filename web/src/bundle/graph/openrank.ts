// The preset `openrank`: OpenDigger's community OpenRank, month by month in each repository. People, issues and pull
// requests of one month are nodes; the repository is one that everything gives a little to and that gives it back evenly.
import { agentIn, pullOf, type Attributed, type Credited } from "../attribution";
import type { ContributionScore, PersonScore } from "../score";
import { tally } from "../tally";
import { monthNumber } from "../week";
import { at, rank, type RankEdge } from "./rank";
import { apportion, ofWeight, toMicro } from "./real";

const MILLION = 1_000_000n;
/** How many months a value is remembered. */
const MEMORY = 3;

/** Millionths. */
export interface OpenrankRules {
  readonly activity: Readonly<Record<string, bigint>>;
  readonly retention: bigint;
  readonly background: bigint;
  readonly mergeFactor: bigint;
  readonly attenuation: bigint;
}

/** A line of a preset that only says how much of the sum came through a contribution. */
export function plainLine({ inputs, pullRequests }: Attributed, { contribution, credit }: Credited, points: bigint): ContributionScore {
  const { repo, kind, key } = contribution;
  const isMade = ["pull_request_opened", "pull_request_merged", "pull_request_co_authored"].includes(kind);
  const pull = isMade ? pullRequests.get(pullOf(contribution) ?? "") : undefined;
  return { repo, kind, key, base: null, factors: [], points, gates: [], credit, agent: pull ? agentIn(pull, inputs.joins) : null, repeats: null };
}

export function scoreOpenrank(attributed: Attributed, rules: OpenrankRules): PersonScore[] {
  const counts = ({ contribution: { kind, number }, person }: Credited) => (rules.activity[kind] ?? 0n) > 0n && number !== null && number !== undefined && person !== "ghost";
  const months = new Map<string, Credited[]>();
  for (const line of attributed.lines.filter(counts)) {
    const month = `${line.contribution.repo} ${line.contribution.at.slice(0, 7)}`;
    months.set(month, [...(months.get(month) ?? []), line]);
  }
  const first = (lines: Credited[]) => (lines[0] as Credited).contribution;
  const order = [...months.values()].sort((a, b) => first(a).repo - first(b).repo || monthNumber(first(a).at) - monthNumber(first(b).at));
  const ranks = new Map(attributed.people.map((person, place) => [person, place]));
  const histories = new Map<number, History>();
  const points = order.flatMap((lines) => {
    const { repo, at: moment } = first(lines);
    const history = histories.get(repo) ?? new Map<string, Remembered>();
    histories.set(repo, history);
    return monthPoints(lines, monthNumber(moment), history, ranks, rules, attributed.inputs.repositories.get(repo) ?? MILLION);
  });
  const entries = points.sort((a, b) => a.line.place - b.line.place).map(({ line, points: own }) => ({ line, score: plainLine(attributed, line, own) }));
  return tally(attributed, entries, null);
}

interface Remembered { readonly month: number; readonly value: number }
/** The newest value of each node of one repository; the repository's own node is called so. */
type History = Map<string, Remembered>;
const REPOSITORY = "repository";

/** The newest value of the months before, attenuated once for each month between; 1 without one. */
function start(history: History, node: string, month: number, attenuation: number): number {
  const last = history.get(node);
  if (!last || month - last.month > MEMORY) return 1;
  let value = last.value;
  for (let age = 1; age < month - last.month; age += 1) value *= attenuation;
  return value;
}

const threadOf = ({ contribution: { number } }: Credited) => `thread ${number ?? 0}`;

/** One repository's month: everybody's value, shared by the lines in proportion to what flowed through each. */
function monthPoints(lines: readonly Credited[], month: number, history: History, ranks: ReadonlyMap<string, number>, rules: OpenrankRules, repository: bigint) {
  const amountOf = ({ contribution: { kind } }: Credited) => rules.activity[kind] ?? 0n;
  const people = [...new Set(lines.map(({ person }) => person))].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const threads = [...new Set(lines.map(({ contribution: { number } }) => number ?? 0))].sort((a, b) => a - b).map((number) => `thread ${number}`);
  const nodes = [...people, ...threads];
  const places = new Map(nodes.map((node, place) => [node, place]));
  const activity = new Map<string, bigint>();
  const joined = new Map<string, { person: string; thread: string; amount: bigint }>();
  for (const line of lines) {
    const [person, thread, amount] = [line.person, threadOf(line), amountOf(line)];
    for (const node of [person, thread]) activity.set(node, (activity.get(node) ?? 0n) + amount);
    const before = joined.get(`${person} ${thread}`)?.amount ?? 0n;
    joined.set(`${person} ${thread}`, { person, thread, amount: before + amount });
  }
  const place = (node: string) => places.get(node) ?? 0;
  const background = ofWeight(rules.background);
  const kept = 1 - background;
  const part = (amount: bigint, node: string) => (kept * Number(amount)) / Number(activity.get(node) ?? 1n);
  const ways = [...joined.values()].sort((a, b) => place(a.person) - place(b.person) || place(a.thread) - place(b.thread)).flatMap(({ person, thread, amount }): RankEdge[] => [
    { src: place(thread), dst: place(person), weight: part(amount, thread) },
    { src: place(person), dst: place(thread), weight: part(amount, person) },
  ]);
  const around = nodes.flatMap((_, node): RankEdge[] => [{ src: node, dst: nodes.length, weight: background }, { src: nodes.length, dst: node, weight: 1 / nodes.length }]);
  const merged = new Set(lines.filter(({ contribution }) => contribution.kind === "pull_request_merged").map(threadOf));
  const named = [...nodes, REPOSITORY];
  const own = (node: string) => start(history, node, month, ofWeight(rules.attenuation)) * (merged.has(node) ? ofWeight(rules.mergeFactor) : 1);
  const values = rank(named.map((node) => ({ retention: ofWeight(rules.retention), init: own(node) })), [...ways, ...around]);
  named.forEach((node, index) => history.set(node, { month, value: at(values, index) }));
  return people.flatMap((person) => {
    const made = lines.filter((line) => line.person === person);
    const points = (toMicro(at(values, place(person))) * repository) / MILLION;
    const flows = made.map((line) => at(values, place(threadOf(line))) * part(amountOf(line), threadOf(line)));
    const parts = apportion(points, flows);
    return made.map((line, index) => ({ line, points: parts[index] ?? 0n }));
  });
}
