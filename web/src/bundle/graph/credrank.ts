// The preset `sourcecred-credrank`: SourceCred's CredRank with weekly cred.
import { pullKey, type Attributed, type Credited } from "../attribution";
import { KINDS } from "../evidence";
import { unix, type PersonScore } from "../score";
import { tally, type Entry } from "../tally";
import { weekOf, weekStart } from "../week";
import { solve, type CredEdge, type CredGraph } from "./chain";
import { plainLine } from "./openrank";
import { apportion, ofWeight, toMicro } from "./real";

const MILLION = 1_000_000n;

/** Millionths. */
export interface CredrankRules {
  readonly mergedPullRequest: bigint;
  readonly review: bigint;
  readonly authors: bigint;
  readonly isAuthoredBy: bigint;
  readonly hasParent: bigint;
  readonly hasChild: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly gammaForward: bigint;
  readonly gammaBackward: bigint;
}

export function scoreCredrank(attributed: Attributed, rules: CredrankRules): PersonScore[] {
  const { graph, scored, made, firstWeek } = graphOf(attributed, rules);
  const cred = solve(graph, { alpha: ofWeight(rules.alpha), beta: ofWeight(rules.beta), gammaForward: ofWeight(rules.gammaForward), gammaBackward: ofWeight(rules.gammaBackward) });
  const weeks = new Map<string, Map<number, bigint>>();
  const entries: Entry[] = [];
  scored.forEach((person, place) => {
    if (!cred) return;
    const own = made[place] ?? [];
    const earned = (cred.weeks[place] ?? []).map(toMicro);
    const points = apportion(earned.reduce((sum, one) => sum + one, 0n), own.map(({ edge }) => cred.back[edge] ?? 0));
    own.forEach(({ line }, index) => entries.push({ line, score: plainLine(attributed, line, points[index] ?? 0n) }));
    if (points.some((one) => one > 0n)) weeks.set(person, new Map(earned.map((one, week) => [firstWeek + week, one])));
  });
  return tally(attributed, entries.sort((a, b) => a.line.place - b.line.place), weeks);
}

interface Built {
  readonly graph: CredGraph;
  readonly scored: readonly string[];
  /** By scored person: what they made, with the edge to it. */
  readonly made: readonly { readonly line: Credited; readonly edge: number }[][];
  readonly firstWeek: number;
}

/** What the evidence knows of an issue or a pull request. */
interface Thread { readonly repo: number; readonly number: number; opened?: Credited; merged?: Credited; closed?: Credited }

const PIECES = ["commit", "review", "review_comment", "issue_comment"];
const isPiece = ({ contribution: { kind } }: Credited) => PIECES.includes(kind);
const pieceKey = ({ contribution: { repo, kind, key } }: Credited) => `${repo} ${kind} ${key}`;

function threadsOf(lines: readonly Credited[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const line of lines) {
    const { repo, number, kind } = line.contribution;
    if (number === null || number === undefined) continue;
    const thread = threads.get(pullKey(repo, number)) ?? { repo, number };
    threads.set(pullKey(repo, number), thread);
    if (kind === "pull_request_opened" || kind === "issue_opened") thread.opened = line;
    if (kind === "pull_request_merged") thread.merged = line;
    if (kind === "pull_request_closed") thread.closed = line;
  }
  return [...threads.values()].sort((a, b) => a.repo - b.repo || a.number - b.number);
}

/** Places of base nodes: repositories, threads, pieces, then whoever is not scored. */
function nodesOf(lines: readonly Credited[], threads: readonly Thread[], others: readonly string[]): Map<string, number> {
  const pieces = lines.filter(isPiece).map((line) => line.contribution).sort((a, b) => a.repo - b.repo || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const names = [
    ...[...new Set(lines.map(({ contribution: { repo } }) => repo))].sort((a, b) => a - b).map((repo) => `repository ${repo}`),
    ...threads.map(({ repo, number }) => `thread ${pullKey(repo, number)}`),
    ...new Set(pieces.map(({ repo, kind, key }) => `piece ${repo} ${kind} ${key}`)),
    ...others,
  ];
  return new Map(names.map((name, place) => [name, place]));
}

function graphOf(attributed: Attributed, rules: CredrankRules): Built {
  const { lines, people, isPayable, inputs: { repositories } } = attributed;
  const threads = threadsOf(lines);
  const scored = people.filter(isPayable);
  const nodes = nodesOf(lines, threads, people.filter((person) => !isPayable(person)));
  const node = (name: string) => nodes.get(name) ?? 0;
  const mints = new Array<number>(nodes.size).fill(0);
  const weight = (repo: number) => ofWeight(repositories.get(repo) ?? MILLION);
  for (const { repo, number, merged } of threads) if (merged) mints[node(`thread ${pullKey(repo, number)}`)] = ofWeight(rules.mergedPullRequest) * weight(repo);
  for (const line of lines) if (line.contribution.kind === "review") mints[node(`piece ${pieceKey(line)}`)] = ofWeight(rules.review) * weight(line.contribution.repo);
  const places = new Map(scored.map((person, place) => [person, place]));
  const made: { line: Credited; edge: number }[][] = scored.map(() => []);
  const edges: CredEdge[] = [];
  const belongs = (part: number, whole: number, moment: number) => edges.push({ src: { base: part }, dst: { base: whole }, moment, forward: ofWeight(rules.hasParent), backward: ofWeight(rules.hasChild) });
  const authored = (line: Credited, base: number, moment: number) => {
    // A deleted account has no node, as in the original.
    if (line.person === "ghost") return;
    const person = places.get(line.person);
    if (person !== undefined) made[person]?.push({ line, edge: edges.length });
    edges.push({ src: person === undefined ? { base: node(line.person) } : { person }, dst: { base }, moment, forward: ofWeight(rules.authors), backward: ofWeight(rules.isAuthoredBy) });
  };
  for (const { repo, number, opened, merged, closed } of threads) {
    const [own, maker] = [node(`thread ${pullKey(repo, number)}`), merged ?? opened ?? closed];
    const first = opened ?? maker;
    const moment = first ? unix(first.contribution.at) : 0;
    belongs(own, node(`repository ${repo}`), moment);
    if (maker) authored(maker, own, moment);
  }
  for (const line of lines.filter(isPiece)) {
    const { repo, number, at } = line.contribution;
    const own = node(`piece ${pieceKey(line)}`);
    if (number !== null && number !== undefined) belongs(own, node(`thread ${pullKey(repo, number)}`), unix(at));
    authored(line, own, unix(at));
  }
  const weeks = lines.map(({ contribution: { at } }) => weekOf(unix(at)));
  const firstWeek = weeks.reduce((least, week) => Math.min(least, week), Infinity);
  const count = lines.length === 0 ? 0 : weeks.reduce((most, week) => Math.max(most, week), -Infinity) - firstWeek + 1;
  return { graph: { mints, people: scored.length, starts: Array.from({ length: count }, (_, week) => weekStart(firstWeek + week)), edges }, scored, made, firstWeek };
}
