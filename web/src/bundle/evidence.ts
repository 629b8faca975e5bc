// `evidence.jsonl`: repositories, accounts, contributions, pull requests, files of commits; each of these sorted.
import type { Manifest } from "./manifest";
import { compareIdentities, type AccountLine, type Contribution } from "./score";

/** A line of `.gitattributes` for one of Linguist's attributes. */
export interface PathAttribute { pattern: string; attribute: "generated" | "vendored" | "documentation"; value: boolean }
export interface RepositoryLine { id: number; name: string; url: string | null; default_branch?: string | null; owner?: number; attributes?: PathAttribute[] }

export interface PathChange { path: string; change?: "added" | "deleted" | "renamed" | "copied"; additions: number | null; deletions: number | null; whitespace?: number }
/** What GitHub tells of a pull request beside who did what and when. */
export interface PullRequestLine {
  repo: number; number: number; author: string; association: string; base: string;
  merge?: { at: string; by: string; commit?: string };
  approvals?: { at: string; by: string }[];
  commit_authors?: string[];
  assigners?: string[];
  closes?: { repo: number; number: number }[];
  reverts?: number;
  changes?: PathChange[];
}
export interface CommitLine { repo: number; oid: string; changes: PathChange[] }

export interface Evidence {
  readonly repositories: RepositoryLine[];
  readonly accounts: AccountLine[];
  readonly contributions: Contribution[];
  readonly pullRequests: PullRequestLine[];
  readonly commits: CommitLine[];
}

const ORDER = ["repository", "account", "contribution", "pull_request", "commit"];
export const KINDS = ["commit", "pull_request_opened", "pull_request_merged", "pull_request_co_authored", "pull_request_closed", "review", "review_comment", "issue_opened", "issue_comment"];

type Line = { type: string } & Partial<Contribution & AccountLine & RepositoryLine & PullRequestLine & CommitLine>;

/** Reads the lines; refuses kinds of lines and of work that are not known, and lines out of their section. */
export function readEvidence(text: string): Evidence {
  const evidence: Evidence = { repositories: [], accounts: [], contributions: [], pullRequests: [], commits: [] };
  let section = 0;
  text.split("\n").forEach((source, place) => {
    if (source === "") return;
    const line = JSON.parse(source) as Line;
    const type = ORDER.indexOf(line.type);
    if (type < section) throw new Error(`line ${place + 1}: \`${line.type}\` has no place here`);
    section = type;
    if (line.type === "contribution" && !KINDS.includes(line.kind ?? "")) throw new Error(`line ${place + 1}: \`${line.kind ?? ""}\` is not a kind of contribution`);
    if (type === 0) evidence.repositories.push(line as RepositoryLine);
    else if (type === 1) evidence.accounts.push(line as AccountLine);
    else if (type === 2) evidence.contributions.push(line as Contribution);
    else if (type === 3) evidence.pullRequests.push(line as PullRequestLine);
    else evidence.commits.push(line as CommitLine);
  });
  return evidence;
}

/** The published order of lines. */
export function compare(a: Contribution, b: Contribution): number {
  return a.repo - b.repo
    || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
    || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
    || compareIdentities(a.author, b.author)
    || Date.parse(a.at) - Date.parse(b.at);
}

/** Refuses what is unsorted, doubled, outside the window or outside the repositories. */
export function checkEvidence({ repositories, accounts, contributions }: Evidence, manifest: Manifest): string {
  if (contributions.some((one, place) => place > 0 && compare(contributions[place - 1] ?? one, one) >= 0)) throw new Error("the lines are not in order, or one stands twice");
  if (accounts.some((one, place) => place > 0 && (accounts[place - 1]?.id ?? 0) >= one.id)) throw new Error("an account stands twice, or out of order");
  for (const listed of manifest.repositories) {
    const known = repositories.find(({ id }) => id === listed.id);
    if (known?.name !== listed.name || known.url !== listed.url) throw new Error(`repository ${listed.id} (${listed.name}) is not in the evidence as listed`);
  }
  const [from, until] = [Date.parse(manifest.window.from), Date.parse(manifest.window.until)];
  const inside = ({ at, repo }: Contribution) => Date.parse(at) >= from && Date.parse(at) < until && manifest.repositories.some(({ id }) => id === repo);
  const stray = contributions.find((one) => !inside(one));
  if (stray) throw new Error(`\`${stray.key}\` of ${stray.author} is outside the window or the repositories`);
  return `${contributions.length} contributions by ${accounts.length} accounts`;
}
