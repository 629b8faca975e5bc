// The verdict in a sentence, then every line behind it.
import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";

import { OFFLINE } from "../bundle/check";
import { Checks } from "../components/Checks";
import type { Verification } from "./useVerification";

interface Verdict { tone: "pass" | "fail" | "running"; title: string; words: string }

function verdictOf({ lines, running, failure }: Verification): Verdict {
  const failed = lines.filter(({ status }) => status === "fail").length;
  const skipped = lines.filter(({ status }) => status === "skipped").length;
  const done = lines.filter(({ status }) => status !== "waiting" && status !== "running").length;
  if (failure !== null) return { tone: "fail", title: "This is not a bundle that can be checked", words: failure };
  if (failed > 0) return { tone: "fail", title: `${failed} ${failed === 1 ? "check does" : "checks do"} not hold`, words: "Do not claim before you know why. The red lines say what differs; nothing moved." };
  if (running) return { tone: "running", title: "Recomputing in this browser", words: `${done} of ${lines.length} checks made.` };
  if (skipped > 0) return { tone: "pass", title: "What could be checked holds", words: `${lines.length - skipped} checks hold; ${skipped} could not be made here, and each says why.` };
  return { tone: "pass", title: "Every check holds", words: `All ${lines.length} checks, from the evidence to the contract, made by your browser.` };
}

const ICONS = { pass: CircleCheck, fail: CircleX, running: LoaderCircle };

export function Result({ verification }: { verification: Verification }) {
  const { tone, title, words } = verdictOf(verification);
  const Icon = ICONS[tone];
  const inFiles = (id: string) => id in OFFLINE;
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
