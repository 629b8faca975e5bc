// What somebody writes to the maintainer before an airdrop is deployed: what can be sent, and what is wrong with the rest.
import { ApiProblem, type CampaignDetail, type PersonDetail, type Schemas } from "../api/client";
import { counted, dateUtc, kindName } from "../format";

type Contribution = PersonDetail["contributions"][number];
type Appeal = Schemas["Appeal"];

export interface Draft {
  readonly kind: Schemas["AppealKind"];
  /** Which of the contributions it is about, by its place in the receipt; empty for the whole share. */
  readonly about: string;
  readonly reason: string;
  readonly url: string;
}
export const EMPTY: Draft = { kind: "appeal", about: "", reason: "", url: "" };

export type Field = "kind" | "contribution" | "reason" | "url";
export type Wrong = Readonly<Partial<Record<Field, string>>>;

/** Characters of a reason, as the server counts them. */
export const MOST = 1000;
const BEGINNINGS = ["https://github.com/", "https://gist.github.com/"];

/** A field of many lines may break them; what is sent is one line. */
export const plain = (text: string) => text.replace(/\s+/gu, " ").trim();
export const lengthOf = (text: string) => Array.from(plain(text)).length;

/** What the server would refuse, said before it is asked. */
export function wrongIn({ reason, url }: Draft): Wrong {
  const [count, link] = [lengthOf(reason), url.trim()];
  return {
    ...(count === 0 && { reason: "Say in a sentence or two what the maintainer should know." }),
    ...(count > MOST && { reason: `That is ${count - MOST} ${count - MOST === 1 ? "character" : "characters"} too long.` }),
    ...(link !== "" && !BEGINNINGS.some((one) => link.startsWith(one) && link.length > one.length) && { url: "This must be an address that begins with https://github.com/ or https://gist.github.com/. Leave it empty if there is none." }),
  };
}

const repositoryOf = ({ repo }: Contribution, { repositories }: Pick<CampaignDetail, "repositories">) => repositories.find(({ id }) => id === repo)?.name;

/** What is sent. An opt-out is always about the whole share. */
export function requestOf(draft: Draft, person: Pick<PersonDetail, "identity" | "contributions">, campaign: Pick<CampaignDetail, "repositories">): Schemas["AppealRequest"] {
  const one = draft.kind === "opt_out" || draft.about === "" ? undefined : person.contributions[Number(draft.about)];
  const repository = one && repositoryOf(one, campaign);
  return {
    who: person.identity,
    kind: draft.kind,
    reason: plain(draft.reason),
    ...(one && repository !== undefined && { contribution: { repository, kind: one.kind, key: one.key } }),
    ...(draft.url.trim() !== "" && { url: draft.url.trim() }),
  };
}

/** A contribution as it stands in a list to choose from. */
export function optionOf(one: Contribution, campaign: Pick<CampaignDetail, "repositories">): string {
  const number = one.number === null ? "" : ` #${one.number}`;
  return `${kindName(one.kind)}${number}, ${repositoryOf(one, campaign) ?? "a repository"}, ${dateUtc(one.at)}`;
}

const FIELDS: readonly string[] = ["kind", "contribution", "reason", "url"] satisfies Field[];
const isField = (field: string | null): field is Field => field !== null && FIELDS.includes(field);

/** Where a refusal belongs: beside a field, or above the button. */
export function refusalOf(error: Error): { readonly wrong: Wrong; readonly whole: string | null } {
  if (error instanceof ApiProblem && isField(error.field)) return { wrong: { [error.field]: error.message }, whole: null };
  return { wrong: {}, whole: error.message };
}

export const ASKS: Record<Draft["kind"], string> = { opt_out: "Leave me out", appeal: "Look again" };

/** `1 appeal is waiting`; `null` when none is. */
export function waitingOf(appeals: readonly Appeal[]): string | null {
  const count = appeals.filter(({ state }) => state === "waiting").length;
  return count === 0 ? null : `${counted("appeal", count)} ${count === 1 ? "is" : "are"} waiting`;
}

/** Nobody speaks for deleted accounts and programs, and who is not paid cannot be left out. */
export function kindsFor({ identity, excluded }: Pick<PersonDetail, "identity" | "excluded">): readonly Draft["kind"][] {
  if (!/^(github|email):/.test(identity)) return [];
  return excluded === null ? ["appeal", "opt_out"] : ["appeal"];
}
