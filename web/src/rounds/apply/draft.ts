// What an applicant writes, what is wrong with it, and what is published of it.
import { getAddress, isAddress, isAddressEqual, sha256, stringToBytes, zeroAddress, type Address, type Hex } from "viem";

import type { Description, ProjectDetail } from "../types";

export interface Draft {
  readonly name: string; readonly summary: string; readonly description: string; readonly url: string;
  readonly payout: string;
  /** Full names or addresses on GitHub, one a line. */
  readonly repositories: string;
}
export const EMPTY: Draft = { name: "", summary: "", description: "", url: "", payout: "", repositories: "" };
export type Field = keyof Draft;
export type Wrong = Readonly<Partial<Record<Field, string>>>;

/** Characters, as the server counts them. */
export const MOST: Record<"name" | "summary" | "description" | "url", number> = { name: 80, summary: 300, description: 10_000, url: 200 };
/** As many as the contract takes. */
export const MOST_REPOSITORIES = 32;

const lengthOf = (text: string) => Array.from(text.trim()).length;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/;

/** `owner/name` of each line; addresses are cut to it. */
export function repositoriesOf(text: string): string[] {
  const lines = text.split(/[\s,]+/u).map((line) => line.replace(/^https:\/\/github\.com\//, "").replace(/(\.git)?\/?$/, ""));
  return [...new Map(lines.filter((line) => line !== "").map((line) => [line.toLowerCase(), line])).values()];
}

function wrongPayout(text: string, round: string | null): string | null {
  const payout = text.trim();
  if (!isAddress(payout)) return "This is not an address: 0x and 40 digits, in the capitals its owner shows.";
  if (isAddressEqual(payout, zeroAddress)) return "Nobody holds this address: gifts would be lost.";
  return round !== null && isAddressEqual(payout, getAddress(round)) ? "This is the round itself, which pays nothing to itself." : null;
}

function wrongRepositories(text: string): string | null {
  const names = repositoriesOf(text);
  if (names.length === 0) return "Name at least one repository, such as ada-example/trees.";
  if (names.length > MOST_REPOSITORIES) return `The round takes ${MOST_REPOSITORIES} repositories at most.`;
  const odd = names.find((name) => !NAME.test(name));
  return odd === undefined ? null : `“${odd}” is not an owner and a name, such as ada-example/trees.`;
}

/** What the server or the contract would refuse, said before they are asked. */
export function wrongIn(draft: Draft, round: string | null): Wrong {
  const wrong: Partial<Record<Field, string>> = {};
  for (const field of ["name", "summary", "description", "url"] as const) {
    const over = lengthOf(draft[field]) - MOST[field];
    if (over > 0) wrong[field] = `That is ${over} ${over === 1 ? "character" : "characters"} too long.`;
  }
  if (draft.name.trim() === "") wrong.name = "What is the project called?";
  if (draft.summary.trim() === "") wrong.summary = "Say in one sentence what it is.";
  if (draft.url.trim() !== "" && !/^https:\/\/[^\s/]+\.[^\s/]+/.test(draft.url.trim())) wrong.url = "This must be an address that begins with https://. Leave it empty if there is none.";
  const [payout, repositories] = [wrongPayout(draft.payout, round), wrongRepositories(draft.repositories)];
  return { ...wrong, ...(payout !== null && { payout }), ...(repositories !== null && { repositories }) };
}

/** What is published; `names` as GitHub writes them, in the order of their ids. */
export const descriptionOf = (draft: Draft, names: readonly string[]): Description => ({
  name: draft.name.trim(), summary: draft.summary.trim(), description: draft.description.trim(), url: draft.url.trim() === "" ? null : draft.url.trim(), repositories: [...names],
});

/** SHA-256 of the published bytes: the fields in the order of the alphabet, without spaces. */
export function metadataHash({ name, summary, description, url, repositories }: Description): Hex {
  return sha256(stringToBytes(JSON.stringify({ description, name, repositories, summary, url })));
}

/** The file that says in a repository where the project is paid: who can write to it speaks for the project. */
export const fundingFile = (round: string, payout: string): string => `${JSON.stringify({ tributary: { [round]: { payout } } }, null, 2)}\n`;

/** An application as it stands, to be edited. */
export const draftOf = (project: ProjectDetail): Draft => ({
  name: project.name, summary: project.summary, description: project.description, url: project.url ?? "", payout: project.payout,
  repositories: project.repositories.flatMap(({ full_name }) => full_name ?? []).join("\n"),
});

/** Ids in ascending order, as the contract takes them. */
export interface Subject { readonly repositories: readonly bigint[]; readonly payout: Address; readonly metadataHash: Hex }

const keyOf = (slug: string, project: number | null) => `apply:${slug}:${project ?? "new"}`;

/** What stands in a browser's storage may be anybody's. */
export function readDraft(text: string | null): Draft | null {
  try {
    const value = JSON.parse(text ?? "null") as Record<string, unknown> | null;
    if (value === null) return null;
    const read = (field: Field) => (typeof value[field] === "string" ? value[field].slice(0, 10_000) : "");
    return { name: read("name"), summary: read("summary"), description: read("description"), url: read("url"), payout: read("payout"), repositories: read("repositories") };
  } catch {
    return null;
  }
}

/** Committing the file takes a while, so a draft outlives a reload. Some browsers keep nothing. */
export const keptDraft = (slug: string, project: number | null): Draft | null => { try { return readDraft(localStorage.getItem(keyOf(slug, project))); } catch { return null; } };
export function keepDraft(slug: string, project: number | null, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(keyOf(slug, project));
    else localStorage.setItem(keyOf(slug, project), JSON.stringify(draft));
  } catch {
    // Nothing depends on it but a reload.
  }
}
