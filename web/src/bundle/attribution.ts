// Who is credited with what, before any preset looks at it: identities that are one person are joined, an AI agent's pull
// request goes to the human who answers for it, and who wrote a pull request alone is no co-author of it.
import { agentOf } from "./agents";
import { compare, type Evidence, type PullRequestLine } from "./evidence";
import type { Joins } from "./joins";
import type { Overrides } from "./overrides";
import { byIdentity, compareIdentities, unix, type AccountLine, type Contribution } from "./score";

/** What scores are computed from, beside the preset's constants. Moments in seconds, weights in millionths. */
export interface Inputs {
  readonly evidence: Evidence;
  readonly window: { readonly from: number; readonly until: number };
  readonly repositories: ReadonlyMap<number, bigint>;
  readonly joins: Joins;
  readonly overrides: Overrides;
  readonly flags: { readonly accountAgeDays: number; readonly activeWeeks: number };
}

/** Who did what another identity is credited with, and why. */
export interface Credit { readonly from: string; readonly because: "joined" | "assigned" | "merged" | "co_authored" }

/** A contribution of the window with who is credited. `place` is its place in the order of the evidence. */
export interface Credited { readonly place: number; readonly contribution: Contribution; readonly person: string; readonly credit: Credit | null }

export type Exclusion = "bot" | "agent" | "organization" | "mannequin" | "ghost" | "override";

export interface Attributed {
  readonly inputs: Inputs;
  /** In order of the evidence. */
  readonly lines: readonly Credited[];
  /** Everybody who is credited with something, in order. */
  readonly people: readonly string[];
  readonly accounts: ReadonlyMap<string, AccountLine>;
  readonly pullRequests: ReadonlyMap<string, PullRequestLine>;
  /** Why somebody is counted and not paid, decisions included. */
  readonly excluded: (person: string) => Exclusion | null;
  /** Can this identity be paid, by what kind of account it is? A maintainer's decision moves nobody's credit. */
  readonly isPayable: (identity: string) => boolean;
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
  const { evidence, joins, overrides } = inputs;
  const accounts = byIdentity(evidence.accounts);
  const pullRequests = new Map(evidence.pullRequests.map((pull) => [pullKey(pull.repo, pull.number), pull]));
  const isPayable = (identity: string) => kindOf(joins(identity), accounts) === null;
  const decided = (list: Overrides["exclude"], person: string) => list.some(({ identity }) => joins(identity) === person);
  const excluded = (person: string): Exclusion | null => {
    if (decided(overrides.exclude, person)) return "override";
    const kind = kindOf(person, accounts);
    return kind !== null && kind !== "ghost" && kind !== "agent" && decided(overrides.include, person) ? null : kind;
  };
  let lines = inWindow(inputs).map((line) => joined(line, joins)).map((line) => answered(line, joins, isPayable, pullRequests));
  lines = withoutCoAuthors(withoutDoubles(lines), isPayable);
  const people = [...new Set(lines.map(({ person }) => person))].sort(compareIdentities);
  return { inputs, lines, people, accounts, pullRequests, excluded, isPayable };
}

function inWindow({ evidence, window }: Inputs): Credited[] {
  return [...evidence.contributions].sort(compare).flatMap((contribution, place) => {
    const at = unix(contribution.at);
    return at >= window.from && at < window.until ? [{ place, contribution, person: contribution.author, credit: null }] : [];
  });
}

function joined(line: Credited, joins: Joins): Credited {
  const person = joins(line.person);
  return person === line.person ? line : { ...line, person, credit: { from: line.person, because: "joined" } };
}

const OF_PULLS = ["pull_request_opened", "pull_request_merged", "pull_request_closed"];

/** An agent's pull request goes to the human who answers for it. */
function answered(line: Credited, joins: Joins, isPayable: (identity: string) => boolean, pullRequests: ReadonlyMap<string, PullRequestLine>): Credited {
  const { contribution, person } = line;
  if (agentOf(person) === null || !OF_PULLS.includes(contribution.kind)) return line;
  const pull = pullRequests.get(pullOf(contribution) ?? "");
  if (pull?.author !== contribution.author) return line;
  const human = accountable(pull, joins, isPayable);
  return human === null ? line : { ...line, person: human.person, credit: { from: contribution.author, because: human.because } };
}

/** The first who assigned it, else who merged it, else the first author of its commits who is a person or an e-mail. */
function accountable({ assigners, merge, commit_authors }: PullRequestLine, joins: Joins, isPayable: (identity: string) => boolean): { person: string; because: Credit["because"] } | null {
  const account = (identity: string) => isPayable(identity) && joins(identity).startsWith("github:");
  const assigned = (assigners ?? []).find(account);
  if (assigned !== undefined) return { person: joins(assigned), because: "assigned" };
  if (merge && account(merge.by)) return { person: joins(merge.by), because: "merged" };
  const author = (commit_authors ?? []).find(isPayable);
  return author === undefined ? null : { person: joins(author), because: "co_authored" };
}

/** Two identities that are one person made a commit once. */
function withoutDoubles(lines: readonly Credited[]): Credited[] {
  const met = new Set<string>();
  return lines.filter(({ contribution: { repo, kind, key }, person }) => {
    const line = `${repo} ${kind} ${key} ${person}`;
    if (met.has(line)) return false;
    met.add(line);
    return true;
  });
}

/** The author of a pull request is no co-author of it, and neither is who can never be paid. */
function withoutCoAuthors(lines: readonly Credited[], isPayable: (identity: string) => boolean): Credited[] {
  const authors = new Map(lines.filter(({ contribution }) => contribution.kind === "pull_request_merged").map(({ contribution, person }) => [pullOf(contribution), person]));
  return lines.filter(({ contribution, person }) => {
    const pull = pullOf(contribution);
    return contribution.kind !== "pull_request_co_authored" || pull === null || (authors.get(pull) !== person && isPayable(person));
  });
}

/** The agent that took part in a pull request as its author or in its commits. */
export function agentIn({ author, commit_authors }: PullRequestLine, joins: Joins): string | null {
  for (const one of [author, ...(commit_authors ?? [])]) {
    const agent = agentOf(joins(one));
    if (agent !== null) return agent;
  }
  return null;
}
