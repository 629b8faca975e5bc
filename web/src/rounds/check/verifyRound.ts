// Walks a round's road again in the browser, telling each line as it is made.
import { createPublicClient, http } from "viem";

import { madeAs, NotChecked } from "../../bundle/check";
import type { BundleFiles } from "../../bundle/files";
import { breathe, unanswered, type CheckLine } from "../../bundle/verify";
import { openRound, type DeploymentFile, type RoundBundle } from "./files";
import { inFilesChecks } from "./inFiles";
import { IN_FILES, keys, ON_CHAIN, titleOf, type LineId } from "./lines";
import { onChainChecks, type Target } from "./onChain";

export const ROAD: readonly LineId[] = [...keys(IN_FILES), ...keys(ON_CHAIN)];
export const waiting = (): CheckLine[] => ROAD.map((id) => ({ id, title: titleOf(id), status: "waiting", detail: "" }));

/** `endpoint`: where the chain is asked; `null` when nobody published one. */
export const verifyRound = (endpoint: string | null) => async (files: BundleFiles, tell: (line: CheckLine) => void): Promise<void> => {
  const bundle = await openRound(files);
  const make = async (id: LineId, run: () => Promise<string> | string) => {
    tell({ id, title: titleOf(id), status: "running", detail: "" });
    await breathe();
    tell(await madeAs(id, titleOf(id), run));
  };
  for (const id of keys(IN_FILES)) await make(id, () => inFilesChecks[id](bundle));
  const target = await reach(bundle, endpoint).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  for (const id of keys(ON_CHAIN)) {
    await make(id, () => {
      if (target instanceof Error) throw new NotChecked(target.message);
      return onChainChecks[id](target).catch(unanswered);
    });
  }
};

async function reach(bundle: RoundBundle, endpoint: string | null): Promise<Target> {
  const deployment = await bundle.json<DeploymentFile>("deployment.json");
  if (endpoint === null) throw new Error("the round names no public endpoint; `tributary verify` asks one of yours");
  const client = createPublicClient({ transport: http(endpoint, { retryCount: 1 }) });
  try {
    await client.getChainId();
    return { bundle, deployment, client };
  } catch {
    throw new Error(`${new URL(endpoint).host} does not answer, or this page may not ask it; \`tributary verify\` asks one of yours`);
  }
}
