// Which identities are one person, by the rules and by a maintainer's decisions, never by name.

/** Several identities that are one person. */
export interface Join { readonly into: string; readonly identities: readonly string[] }

/** Who an identity is. */
export type Joins = (identity: string) => string;

/** Refuses what contradicts itself. */
export function joinsOf(joins: readonly Join[]): Joins {
  const all = new Map<string, string>();
  for (const { into, identities } of joins) {
    for (const identity of identities) {
      if (identity === into) continue;
      const first = all.get(identity);
      if (first !== undefined && first !== into) throw new Error(`\`${identity}\` is joined to \`${first}\` and to \`${into}\``);
      all.set(identity, into);
    }
  }
  for (const [identity, into] of all) {
    const next = all.get(into);
    if (next !== undefined) throw new Error(`\`${identity}\` is joined to \`${into}\`, which is joined to \`${next}\``);
  }
  return (identity) => all.get(identity) ?? identity;
}
