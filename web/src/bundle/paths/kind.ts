// What a file is: code, tests, docs and so on, or something to leave out. The rules' own patterns come first, then what the
// repository's `.gitattributes` says, then the built-in table, which the program reads too.
import table from "../../../../crates/score/src/paths/table.json";
import type { PathAttribute } from "../evidence";
import { patternOf, type Matches } from "./pattern";

export const PATH_KINDS = ["code", "tests", "docs", "examples", "data_sets", "model_cards", "left_out"] as const;
export type PathKind = (typeof PATH_KINDS)[number];
/** What the files are that a pattern matches. */
export interface PathRule { readonly matches: Matches; readonly kind: PathKind }
/** What `.gitattributes` says of one path, by attribute. */
export type Attributes = Partial<Record<PathAttribute["attribute"], boolean>>;

const KIND_OF: Readonly<Record<string, PathKind>> = { vendored: "left_out", generated: "left_out", documentation: "docs", tests: "tests", examples: "examples", model_cards: "model_cards", data_sets: "data_sets" };

interface Rule { readonly is: string; readonly folders: ReadonlySet<string>; readonly isNamed: (name: string) => boolean }

/** A name with at most one `*`. */
function named(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.filter((name) => !name.includes("*")));
  const around = names.filter((name) => name.includes("*")).map((name) => name.split("*") as [string, string]);
  return (name) => exact.has(name) || around.some(([start, end]) => name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end));
}

const RULES = table.rules.map(({ is, folders, names }): Rule => ({ is, folders: new Set(folders), isNamed: named(names) }));

/** Says of a path what lines of one repository's `.gitattributes` say: the last that matches, for each attribute. */
export function attributesOf(lines: readonly PathAttribute[]): (path: string) => Attributes {
  const read = lines.flatMap(({ pattern, attribute, value }) => {
    const matches = patternOf(pattern);
    return matches === null ? [] : [{ matches, attribute, value }];
  }).reverse();
  return (path) => {
    const found: Attributes = {};
    for (const { matches, attribute, value } of read) {
      if (!(attribute in found) && matches(path)) found[attribute] = value;
    }
    return found;
  };
}

export function kindOfPath(path: string, own: readonly PathRule[], attributes: Attributes): PathKind {
  const rule = own.find(({ matches }) => matches(path));
  if (rule) return rule.kind;
  if (attributes.vendored || attributes.generated) return "left_out";
  if (attributes.documentation) return "docs";
  const folders = path.split("/");
  const name = folders.pop() ?? path;
  const found = RULES.find(({ is, folders: known, isNamed }) => attributes[is as PathAttribute["attribute"]] !== false && (folders.some((folder) => known.has(folder)) || isNamed(name)));
  return (found && KIND_OF[found.is]) ?? "code";
}
