// Values of `rules.toml` as they are written there.

export type Table = Record<string, unknown>;

export const table = (value: unknown, key: string): Table => {
  if (typeof value !== "object" || value === null) throw new Error(`\`rules.toml\` has no [${key}]`);
  return value as Table;
};
/** A value as the rules write it; `null` where there is none. */
export const text = (value: unknown): string | null => (typeof value === "string" ? value : typeof value === "number" || typeof value === "bigint" ? value.toString() : null);
export const need = (value: unknown, key: string): string => {
  const found = text(value);
  if (found === null) throw new Error(`\`rules.toml\` has no ${key}`);
  return found;
};
