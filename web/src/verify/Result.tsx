// The verdict in a sentence, then every line behind it.
import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";

import { OFFLINE } from "../bundle/check";
import { Checks } from "../components/Checks";
import type { Verification } from "./useVerification";

interface Verdict { tone: "pass" | "fail" | "running"; title: string; words: string }

/** What is said about an airdrop's bundle; a round's says something else. */
const OF_AIRDROP = { bad: "Do not claim before you know why.", road: "from the evidence to the contract", isInFiles: (id: string) => id in OFFLINE };

function verdictOf({ lines, running, failure }: Verification, { bad, road }: typeof OF_AIRDROP): Verdict {
  const failed = lines.filter(({ status }) => status === "fail").length;
  const skipped = lines.filter(({ status }) => status === "skipped").length;
  const done = lines.filter(({ status }) => status !== "waiting" && status !== "running").length;
  if (failure !== null) return { tone: "fail", title: "This is not a bundle that can be checked", words: failure };
  if (failed > 0) return { tone: "fail", title: `${failed} ${failed === 1 ? "check does" : "checks do"} not hold`, words: `${bad} The red lines say what differs; nothing moved.` };
  if (running) return { tone: "running", title: "Recomputing in this browser", words: `${done} of ${lines.length} checks made.` };
  if (skipped > 0) return { tone: "pass", title: "What could be checked holds", words: `${lines.length - skipped} checks hold; ${skipped} could not be made here, and each says why.` };
  return { tone: "pass", title: "Every check holds", words: `All ${lines.length} checks, ${road}, made by your browser.` };
}

const ICONS = { pass: CircleCheck, fail: CircleX, running: LoaderCircle };

export function Result({ verification, about = OF_AIRDROP }: { verification: Verification; about?: typeof OF_AIRDROP }) {
  const { tone, title, words } = verdictOf(verification, about);
  const Icon = ICONS[tone];
  const inFiles = about.isInFiles;
  const { lines } = verification;
  return (
    <section className="stack" aria-labelledby="result">
      <div className={`verdict ${tone}`} role="status">
        <Icon aria-hidden className={tone === "running" ? "spin" : ""} />
        <div><h2 id="result">{title}</h2><p>{words}</p></div>
      </div>
      {verification.failure === null && (
        <div className="two">
          <div className="stack tight"><h3>In the files</h3><Checks checks={lines.filter(({ id }) => inFiles(id))} /></div>
          <div className="stack tight"><h3>On the chain</h3><Checks checks={lines.filter(({ id }) => !inFiles(id))} /></div>
        </div>
      )}
    </section>
  );
}
