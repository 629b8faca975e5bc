// The files of pull requests and commits: which of them count, as what, and how many lines.
import type { Inputs } from "../attribution";
import type { PathChange } from "../evidence";
import { attributesOf, kindOfPath, type Attributes } from "../paths/kind";
import type { Pull } from "./pulls";
import type { WorkRules } from "./rules";

/** A file that counts; one without lines has one. */
export interface Touched { readonly path: string; readonly additions: number; readonly deletions: number }

/** What files are worth together. */
export interface Measure {
  /** Changed lines that count. */
  readonly lines: number;
  /** The mean weight of their kinds, in millionths. */
  readonly kind: bigint;
  readonly touched: readonly Touched[];
}

export interface Files {
  /** The files of a commit, where a clone told any. */
  ofCommit(repo: number, oid: string): readonly PathChange[] | null;
  /** `null` without files. */
  measure(repo: number, changes: readonly PathChange[]): Measure | null;
}

export function filesOf({ evidence }: Inputs, rules: WorkRules): Files {
  const commits = new Map(evidence.commits.map(({ repo, oid, changes }) => [`${repo} ${oid}`, changes]));
  const attributes = new Map<number, (path: string) => Attributes>();
  for (const repository of evidence.repositories) {
    if (rules.useAttributes) attributes.set(repository.id, attributesOf(repository.attributes ?? []));
  }
  return {
    ofCommit: (repo, oid) => {
      const changes = commits.get(`${repo} ${oid}`) ?? [];
      return changes.length === 0 ? null : changes;
    },
    measure: (repo, changes) => (changes.length === 0 ? null : measure(changes, rules, attributes.get(repo) ?? (() => ({})))),
  };
}

function measure(changes: readonly PathChange[], rules: WorkRules, attributes: (path: string) => Attributes): Measure {
  let [lines, weights, weighted] = [0, 0n, 0n];
  const touched: Touched[] = [];
  for (const change of changes) {
    const kind = kindOfPath(change.path, rules.paths, attributes(change.path));
    const changed = Math.max(told(change) - (change.whitespace ?? 0), 0);
    if (kind === "left_out" || isOut(change, changed)) continue;
    const weight = BigInt(Math.max(changed, 1));
    lines += changed;
    weights += weight;
    weighted += weight * rules.kinds[kind];
    touched.push(touchedBy(change));
  }
  return { lines, kind: weights === 0n ? 0n : weighted / weights, touched };
}

const told = ({ additions, deletions }: PathChange) => (additions ?? 0) + (deletions ?? 0);

/** Renamed or copied and nothing else, or white space alone. */
const isOut = (change: PathChange, changed: number) => changed === 0 && (change.change === "renamed" || change.change === "copied" || told(change) > 0);

const touchedBy = ({ path, additions, deletions }: PathChange): Touched => ({ path, additions: additions || deletions ? additions ?? 0 : 1, deletions: deletions ?? 0 });

const MAINTAINERS = ["owner", "member", "collaborator"];

/** Measures every merged pull request and names the gates that its files do not pass. */
export function measureAll(pulls: readonly Pull[], files: Files, rules: WorkRules): void {
  for (const pull of pulls) {
    const { fact, repo, gates } = pull;
    if (!fact) continue;
    const changes = (fact.merge?.commit === undefined ? null : files.ofCommit(repo, fact.merge.commit)) ?? fact.changes ?? [];
    pull.measure = files.measure(repo, changes);
    if (pull.measure?.touched.length === 0) gates.add("left_out");
    if (!MAINTAINERS.includes(fact.association) && changes.some(({ path }) => rules.maintainerFiles.includes(path))) gates.add("maintainer_file");
  }
}
