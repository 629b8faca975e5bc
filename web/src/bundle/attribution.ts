// Who is credited with what inside the window, and who is never paid.
import { agentOf } from "./agents";
import { compare, type Evidence } from "./evidence";
import { byIdentity, compareIdentities, unix, type AccountLine, type Contribution } from "./score";

/** What scores are computed from, beside the preset's constants. Moments in seconds, weights in millionths. */
export interface Inputs {
  readonly evidence: Evidence;
  readonly window: { readonly from: number; readonly until: number };
  readonly repositories: ReadonlyMap<number, bigint>;
}

/** A contribution of the window with who is credited. `place` is its place in the order of the evidence. */
export interface Credited { readonly place: number; readonly contribution: Contribution; readonly person: string }

export type Exclusion = "bot" | "agent" | "organization" | "mannequin" | "ghost";

export interface Attributed {
  readonly inputs: Inputs;
  /** In order of the evidence. */
  readonly lines: readonly Credited[];
  /** Everybody who is credited with something, in order. */
  readonly people: readonly string[];
  /** Why somebody is counted and not paid. */
  excluded(person: string): Exclusion | null;
}

export const pullKey = (repo: number, number: number): string => `${repo} ${number}`;

/** A contribution's pull request, by key. */
export const pullOf = ({ repo, number }: Contribution): string | null => (number === null || number === undefined ? null : pullKey(repo, number));

function kindOf(identity: string, accounts: ReadonlyMap<string, AccountLine>): Exclusion | null {
  if (identity === "ghost") return "ghost";
  if (agentOf(identity) !== null) return "agent";
  const kind = accounts.get(identity)?.kind ?? "user";
  return kind === "user" ? null : (kind as Exclusion);
}

export function attribute(inputs: Inputs): Attributed {
  const accounts = byIdentity(inputs.evidence.accounts);
  const lines = inWindow(inputs);
  const people = [...new Set(lines.map(({ person }) => person))].sort(compareIdentities);
  return { inputs, lines, people, excluded: (person) => kindOf(person, accounts) };
}

function inWindow({ evidence, window }: Inputs): Credited[] {
  return [...evidence.contributions].sort(compare).flatMap((contribution, place) => {
    const at = unix(contribution.at);
    return at >= window.from && at < window.until ? [{ place, contribution, person: contribution.author }] : [];
  });
}
