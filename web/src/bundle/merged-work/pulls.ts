// The pull requests of the window: what became of them, whose they are, and what the evidence holds about them.
import { agentIn, pullKey, pullOf, type Attributed, type Credited } from "../attribution";
import type { PullRequestLine } from "../evidence";
import { unix } from "../score";
import type { Measure } from "./files";

/** What became of one inside the window; a later fate outweighs an earlier one. `unknown`: it was only talked about. */
const FATES = ["unknown", "open", "closed", "merged"] as const;
export type Fate = (typeof FATES)[number];

const FATE_OF: Readonly<Record<string, Fate>> = { pull_request_opened: "open", pull_request_closed: "closed", pull_request_merged: "merged", pull_request_co_authored: "unknown" };

export interface Pull {
  readonly key: string;
  readonly repo: number;
  readonly number: number;
  /** What GitHub tells beside who did what; `null` for old bundles. */
  readonly fact: PullRequestLine | null;
  fate: Fate;
  /** The moment of that fate in seconds. */
  at: number;
  /** Who is credited with it. */
  author: string | null;
  toldBy: number;
  coAuthors: number;
  /** Why it is worth nothing, whoever is credited. */
  readonly gates: Set<string>;
  /** The AI agent that took part in it. */
  readonly agent: string | null;
  /** What its files are worth, where they are known. */
  measure: Measure | null;
  /** The earlier pull request that it repeats. */
  repeats: Pull | null;
}

/** By key, in order of repository and number. */
export type Pulls = ReadonlyMap<string, Pull>;

export function pullsOf(attributed: Attributed): Pulls {
  const told = attributed.lines.filter(({ contribution }) => contribution.kind in FATE_OF && pullOf(contribution) !== null);
  const pulls = told.map(({ contribution: { repo, number } }): Pull => {
    const key = pullKey(repo, number ?? 0);
    const fact = attributed.pullRequests.get(key) ?? null;
    const agent = fact && agentIn(fact, attributed.inputs.joins);
    return { key, repo, number: number ?? 0, fact, fate: "unknown", at: 0, author: null, toldBy: 0, coAuthors: 0, gates: new Set(), agent, measure: null, repeats: null };
  });
  const all = new Map(pulls.sort((a, b) => a.repo - b.repo || a.number - b.number).map((pull) => [pull.key, pull]));
  for (const line of told) {
    const pull = all.get(pullOf(line.contribution) ?? "");
    if (pull) learn(pull, FATE_OF[line.contribution.kind] ?? "unknown", line);
  }
  return all;
}

/** Merged is final; an opening says nothing about what came before it. Of two that say the same, the earlier. */
function learn(pull: Pull, fate: Fate, { contribution, person, place }: Credited): void {
  if (fate === "unknown") {
    pull.coAuthors += 1;
    return;
  }
  const at = unix(contribution.at);
  const isEarlier = pull.fate === fate && (at < pull.at || (at === pull.at && place < pull.toldBy));
  if (FATES.indexOf(pull.fate) < FATES.indexOf(fate) || isEarlier) Object.assign(pull, { fate, at, author: person, toldBy: place });
}

/** Those that were merged inside the window, by time of merge, repository and number. */
export const byMerge = (pulls: Pulls): Pull[] => [...pulls.values()].filter(({ fate }) => fate === "merged").sort((a, b) => a.at - b.at);
