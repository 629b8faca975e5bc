// `overrides.toml` of a bundle, and `[[people]]` of its rules: who is one person, and what was decided by hand.
import { parse } from "smol-toml";

import type { Evidence } from "./evidence";
import type { Join } from "./joins";
import type { Adjustment, Change, ContributionRef, Decision, Overrides } from "./overrides";
import { millionths } from "./score";
import { need, text, type Table } from "./table";

const tables = (value: unknown) => (value ?? []) as Table[];

export const readJoins = (value: unknown): Join[] => tables(value).map(({ into, identities }) => ({ into: need(into, "into"), identities: (identities ?? []) as string[] }));

const readDecisions = (value: unknown): Decision[] => tables(value).map(({ identity, reason }) => ({ identity: need(identity, "identity"), reason: need(reason, "reason") }));

/** The decisions of a file; the evidence says which contribution a number means. */
export function readOverrides(source: string, evidence: Evidence): Overrides {
  const file = parse(source) as Table;
  return {
    exclude: readDecisions(file.exclude),
    include: readDecisions(file.include),
    merge: readJoins(file.merge),
    adjust: tables(file.adjust).map((entry) => readAdjustment(entry, evidence)),
  };
}

function readAdjustment(entry: Table, evidence: Evidence): Adjustment {
  const reason = need(entry.reason, "reason");
  const identity = text(entry.identity);
  if (identity !== null) return { identity, change: readChange(entry), reason };
  return { contribution: contributionOf(entry, evidence), change: { factor: millionths(need(entry.factor, "factor")) }, reason };
}

/** A factor, or `+2.5` or `-2.5` points. */
function readChange({ factor, points }: Table): Change {
  if (factor !== undefined) return { factor: millionths(need(factor, "factor")) };
  const change = need(points, "points");
  const micro = millionths(change.slice(1));
  if (change.startsWith("+")) return { plus: micro };
  if (change.startsWith("-")) return { minus: micro };
  throw new Error(`\`points\` is \`${change}\`, which has no sign`);
}

function contributionOf(entry: Table, { repositories, contributions }: Evidence): ContributionRef {
  const [name, kind] = [need(entry.repository, "repository"), need(entry.kind, "kind")];
  const repository = repositories.find((known) => known.name.toLowerCase() === name.toLowerCase());
  const isIt = ({ repo, kind: own, key, number }: Evidence["contributions"][number]) => repo === repository?.id && own === kind && (entry.key === undefined ? String(number) === text(entry.number) : key === entry.key);
  const keys = new Set(contributions.filter(isIt).map(({ key }) => key));
  const [key] = keys;
  if (!repository || key === undefined || keys.size > 1) throw new Error(`\`overrides.toml\` adjusts a \`${kind}\` of \`${name}\` that the evidence does not have once`);
  return { repo: repository.id, kind, key };
}
