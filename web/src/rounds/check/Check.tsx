// "Check it yourself": the button, and every line.
import { useMemo } from "react";

import { published } from "../../bundle/files";
import { Command } from "../../components/Values";
import { Result } from "../../verify/Result";
import { useVerification } from "../../verify/useVerification";
import { rounds } from "../api";
import type { RoundDetail, RoundResults } from "../types";
import { IN_FILES } from "./lines";
import { verifyRound, waiting } from "./verifyRound";

const ABOUT = { bad: "Tell the guardian while the result can be challenged.", road: "from the gifts to the contract", isInFiles: (id: string) => id in IN_FILES };

export function Check({ round, results }: { round: RoundDetail; results: RoundResults }) {
  const endpoint = round.chain.rpc_url;
  const verify = useMemo(() => verifyRound(endpoint), [endpoint]);
  const { verification, run } = useVerification(verify, waiting);
  const running = verification?.running === true;
  const names = ["manifest.json", "deployment.json", ...Object.keys(results.files)];
  const fetching = `curl --fail --create-dirs -o 'out/${round.slug}/#1' '${location.origin}${rounds.file(round.slug, "")}{${names.join(",")}}'`;
  return (
    <section className="stack" aria-labelledby="check">
      <h2 id="check">Check it yourself</h2>
      <p>Your browser fetches the published inputs, shares the pool again to the last unit, builds the tree, and compares root, gifts and rules with the chain.</p>
      <div className="row"><button type="button" className="button primary" disabled={running} onClick={() => run((signal) => published(round.slug, signal, rounds.bytes))}>{running ? "Recomputing" : verification ? "Recompute again" : "Recompute now"}</button></div>
      {verification && <Result verification={verification} about={ABOUT} />}
      <h3>Without this page</h3>
      <Command what="command that fetches the bundle" text={fetching} />
      <Command what="command that verifies the bundle" text={`tributary verify out/${round.slug}${endpoint ? "" : " --rpc-url https://…"}`} />
    </section>
  );
}
