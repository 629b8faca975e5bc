// Walks the road of `tributary verify` again in the browser, telling each line as it is made.
import { BaseError, createPublicClient, http, HttpRequestError, TimeoutError } from "viem";

import { openBundle, type Bundle } from "./bundle";
import { made, NotChecked, OFFLINE, ON_CHAIN, titleOf, type Check, type CheckId, type OfflineId, type OnChainId } from "./check";
import type { BundleFiles } from "./files";
import type { DeploymentFile, Manifest } from "./manifest";
import { linesOf, offlineChecks } from "./offline";
import { look, onChainChecks, type Target } from "./onchain";
import { parseRules } from "./rules";

export interface CheckLine { readonly id: string; readonly title: string; readonly status: Check["status"] | "running" | "waiting"; readonly detail: string }

const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];
export const ROAD: readonly CheckId[] = [...keys<OfflineId>(OFFLINE), ...keys<OnChainId>(ON_CHAIN)];
export const waiting = (): CheckLine[] => ROAD.map((id) => ({ id, title: titleOf(id), status: "waiting", detail: "" }));

/** Time for the page to show a line before the next one keeps the processor busy. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

export async function verifyBundle(files: BundleFiles, tell: (line: CheckLine) => void): Promise<Bundle> {
  const bundle = await openBundle(files);
  const make = async (id: CheckId, run: () => Promise<string> | string) => {
    tell({ id, title: titleOf(id), status: "running", detail: "" });
    await breathe();
    tell(await made(id, run));
  };
  for (const id of await linesOf(bundle)) await make(id, () => offlineChecks[id](bundle));
  const target = await reach(bundle).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  for (const id of keys<OnChainId>(ON_CHAIN)) {
    if (isAsked[id]?.(bundle.manifest) === false) continue;
    await make(id, () => {
      if (target instanceof Error) throw new NotChecked(target.message);
      return Promise.resolve(onChainChecks[id](target)).catch(unanswered);
    });
  }
  return bundle;
}

const isNewToken = ({ token }: Manifest) => token.address === null;

/** Lines that only some airdrops have: a token that existed before has its maker's code and terms. */
const isAsked: Partial<Record<OnChainId, (manifest: Manifest) => boolean>> = {
  schedule: ({ claim }) => claim.vesting !== undefined,
  delay: ({ claim }) => claim.recurring !== undefined,
  guardian: ({ claim }) => claim.recurring !== undefined,
  epoch: ({ claim }) => claim.recurring !== undefined,
  before: (manifest) => "standing.json" in manifest.files,
  attestors_code: ({ claim }) => claim.identity !== undefined,
  attestors_terms: ({ claim }) => claim.identity !== undefined,
  token_code: isNewToken,
  token_terms: isNewToken,
};

/** An endpoint that falls silent says nothing about the contract. */
export function unanswered(error: unknown): never {
  if (error instanceof BaseError && error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError)) throw new NotChecked("the endpoint stopped answering; try again");
  throw error;
}

async function reach(bundle: Bundle): Promise<Target> {
  const deployment = await bundle.json<DeploymentFile>("deployment.json").catch(() => null);
  if (deployment === null) throw new Error("the bundle has no `deployment.json`: it is not deployed yet");
  const { endpoint } = parseRules(await bundle.text("rules.toml"), bundle.manifest.chain_id);
  if (endpoint === null) throw new Error("the rules name no public endpoint; `tributary verify` asks one of yours");
  const client = createPublicClient({ transport: http(endpoint, { retryCount: 1 }) });
  try {
    return { bundle, deployment, client, seen: await look(client, deployment) };
  } catch {
    throw new Error(`${new URL(endpoint).host} does not answer, or this page may not ask it; \`tributary verify\` asks one of yours`);
  }
}
