// The API, typed by its own document. Every failure is an `ApiProblem` with words for people.
import { visible } from "../format";
import type { components } from "./schema.gen";

export type Schemas = components["schemas"];
export type CampaignSummary = Schemas["CampaignSummary"];
export type CampaignDetail = Schemas["CampaignDetail"];
export type PersonDetail = Schemas["PersonDetail"];
export type Leaderboard = Schemas["Leaderboard"];
export type Activity = Schemas["Activity"];
export type SearchResults = Schemas["SearchResults"];

export class ApiProblem extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The part of what was sent that is wrong, where it is one. */
  readonly field: string | null;
  constructor(status: number, message: string, field: string | null = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

export const isMissing = (error: unknown) => error instanceof ApiProblem && error.status === 404;

/** What the server refused it will refuse again; unless it only asked to slow down. */
export function worthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status === 429 || error.status >= 500;
}

interface Request extends RequestInit { readonly headers?: Record<string, string> }

async function answerOf(path: string, { headers, ...init }: Request): Promise<Response> {
  try {
    return await fetch(path, { ...init, headers: { accept: "application/json", ...headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiProblem(0, "The server does not answer. Check your connection and try again.");
  }
}

/** Names and texts come from anybody: what would move or hide the words beside it is shown as what it is. */
const read = async (answer: Response): Promise<unknown> => JSON.parse(await answer.text(), (_, value: unknown) => (typeof value === "string" ? visible(value) : value));

async function json<T>(path: string, init: Request): Promise<T> {
  const answer = await answerOf(path, init);
  if (!answer.ok) {
    const problem = (await read(answer).catch(() => null)) as Schemas["Problem"] | null;
    throw new ApiProblem(answer.status, problem?.detail ?? `The server answered ${answer.status}.`, problem?.field ?? null);
  }
  return (await read(answer)) as T;
}

export const get = <T>(path: string, signal: AbortSignal) => json<T>(path, { signal });
const sent = <T>(method: "POST" | "PUT", path: string, body: unknown) => json<T>(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
export const post = <T>(path: string, body: unknown) => sent<T>("POST", path, body);
export const put = <T>(path: string, body: unknown) => sent<T>("PUT", path, body);

/** The bytes of a published file. */
export async function bytesOf(path: string, name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await answerOf(path, { signal });
  if (!answer.ok) throw new ApiProblem(answer.status, `\`${name}\`: the server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

export const campaign = (slug: string) => `/api/v1/campaigns/${encodeURIComponent(slug)}`;
const file = (slug: string, name: string) => `/api/v1/bundles/${encodeURIComponent(slug)}/${name.split("/").map(encodeURIComponent).join("/")}`;

export const PAGE = 50;

export const api = {
  campaigns: (signal: AbortSignal) => get<Schemas["CampaignList"]>("/api/v1/campaigns", signal),
  campaign: (slug: string, signal: AbortSignal) => get<CampaignDetail>(campaign(slug), signal),
  leaderboard: (slug: string, offset: number, q: string, signal: AbortSignal) =>
    get<Leaderboard>(`${campaign(slug)}/leaderboard?limit=${PAGE}&offset=${offset}${q === "" ? "" : `&q=${encodeURIComponent(q)}`}`, signal),
  activity: (slug: string, signal: AbortSignal) => get<Activity>(`${campaign(slug)}/activity`, signal),
  person: (slug: string, who: string, signal: AbortSignal) => get<PersonDetail>(`${campaign(slug)}/people/${encodeURIComponent(who)}`, signal),
  appeals: (slug: string, who: string, signal: AbortSignal) => get<Schemas["AppealList"]>(`${campaign(slug)}/people/${encodeURIComponent(who)}/appeals`, signal),
  appeal: (slug: string, appeal: Schemas["AppealRequest"]) => post<Schemas["Appeal"]>(`${campaign(slug)}/appeals`, appeal),
  proofs: (slug: string, address: string, signal: AbortSignal) => get<Schemas["Proofs"]>(`${campaign(slug)}/proofs/${address}`, signal),
  claim: (slug: string, index: number, signal: AbortSignal) => get<Schemas["ClaimStatus"]>(`${campaign(slug)}/claims/${index}`, signal),
  verify: (slug: string, signal: AbortSignal) => get<Schemas["VerifyReport"]>(`${campaign(slug)}/verify`, signal),
  search: (q: string, signal: AbortSignal) => get<SearchResults>(`/api/v1/search?q=${encodeURIComponent(q)}`, signal),
  /** The address of a published file. */
  file,
  /** The bytes of a published file. */
  bytes: (slug: string, name: string, signal: AbortSignal) => bytesOf(file(slug, name), name, signal),
};
