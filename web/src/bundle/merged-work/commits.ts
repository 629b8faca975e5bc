// Commits on the default branch: their files, who made them together, and whether an AI agent did.
import { agentOf } from "../agents";
import type { Attributed, Credited } from "../attribution";
import type { Contribution } from "../score";
import type { Files, Measure } from "./files";

export interface Commit {
  readonly measure: Measure | null;
  /** How many are credited who can be paid; 1 for a commit whose authors cannot. */
  readonly makers: number;
  readonly agent: string | null;
}

const keyOf = ({ repo, key }: Contribution) => `${repo} ${key}`;

/** What is known of the commit of a contribution. */
export function commitsOf(attributed: Attributed, files: Files): (contribution: Contribution) => Commit | null {
  const lines = new Map<string, Credited[]>();
  for (const line of attributed.lines) {
    if (line.contribution.kind !== "commit") continue;
    const key = keyOf(line.contribution);
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  const commits = new Map([...lines].map(([key, same]): [string, Commit] => {
    const { repo, key: oid } = (same[0] as Credited).contribution;
    const changes = files.ofCommit(repo, oid);
    const makers = same.filter(({ person }) => attributed.excluded(person) === null).length;
    const agent = same.map(({ person }) => agentOf(person)).find((one) => one !== null) ?? null;
    return [key, { measure: changes && files.measure(repo, changes), makers: Math.max(makers, 1), agent }];
  }));
  return (contribution) => commits.get(keyOf(contribution)) ?? null;
}
