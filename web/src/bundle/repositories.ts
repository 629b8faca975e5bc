// The repositories that the manifest lists, against the rules that named them.
import type { ListedRepository } from "./manifest";
import { millionths } from "./score";
import { need, table, text, type Table } from "./table";

const MILLION = 1_000_000n;

/** An entry of `[[repositories]]`, as the manifest names it. */
export interface Entry {
  readonly source: string;
  readonly weight: bigint;
  /** Does it stand for many? Which ones, GitHub alone can confirm. */
  readonly isMany: boolean;
  /** Does its list state weights of its own? */
  readonly hasOwnWeights: boolean;
}

/** `[kinds]`. */
export interface Kinds {
  readonly only: readonly string[] | null;
  readonly weights: ReadonlyMap<string, bigint>;
}

export function readEntry(entry: Table): Entry {
  const weight = millionths(text(entry.weight) ?? "1");
  const many = ["organisation", "glob", "topic", "file"].find((key) => entry[key] !== undefined);
  const word = entry.github === undefined ? "git" : "github";
  const key = many ?? word;
  const source = `${key}:${need(entry[key], key)}${many === undefined ? "" : limits(entry, many)}`;
  return { source, weight, isMany: many !== undefined, hasOwnWeights: many === "file" };
}

/** All that decides what an entry stands for, as the program writes it. */
function limits(entry: Table, many: string): string {
  const excluded = (entry.exclude ?? []) as string[];
  return [
    many === "topic" ? ` (at most ${text(entry.limit) ?? "100"})` : "",
    entry.forks === true ? " with forks" : "",
    entry.archived === true ? " with archived" : "",
    excluded.length > 0 ? ` without ${excluded.join(", ")}` : "",
  ].join("");
}

export function readKinds(kinds: unknown): Kinds | null {
  if (kinds === undefined) return null;
  const { only, weights } = table(kinds, "kinds");
  const stated = Object.entries((weights ?? {}) as Table).map(([kind, weight]) => [kind, millionths(need(weight, `kinds.weights.${kind}`))] as const);
  return { only: (only as string[] | undefined) ?? null, weights: new Map(stated) };
}

/** The factor on the scores from a repository: its entry's times its kind's, rounded down. */
export function factorOf({ weight, kind }: ListedRepository): bigint {
  const own = millionths(weight);
  return kind === undefined ? own : (own * millionths(kind.weight)) / MILLION;
}

/** Refuses a list that does not follow from the entries, in their order, and from the kinds. */
export function checkListed(listed: readonly ListedRepository[], entries: readonly Entry[], kinds: Kinds | null): void {
  let place = 0;
  let follows = true;
  for (const entry of entries) {
    const has = (one: ListedRepository | undefined) => one?.source === entry.source && (entry.hasOwnWeights || millionths(one.weight) === entry.weight);
    if (entry.isMany) {
      for (; listed[place]?.source === entry.source; place += 1) follows &&= has(listed[place]);
    } else {
      follows &&= has(listed[place]);
      place += 1;
    }
  }
  if (!follows || place !== listed.length) throw new Error("the manifest lists other repositories or weights than the rules");
  const other = listed.find(({ kind }) => (kind === undefined) !== (kinds === null) || (kind && kinds && millionths(kind.weight) !== weightOf(kinds, kind.found.kind)));
  if (other) throw new Error(`the kind of \`${other.name}\` in the manifest does not have the weight of the rules' \`[kinds]\``);
}

const weightOf = ({ only, weights }: Kinds, kind: string) => (only !== null && !only.includes(kind) ? 0n : (weights.get(kind) ?? MILLION));
