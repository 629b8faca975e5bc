// What will happen, who is asked for what, and one button.
import { ArrowRight, Fuel, ShieldCheck, Signature } from "lucide-react";

import { exactTokens } from "../../format";
import { ConnectedAs } from "../wallet/Steps";
import { nameOf, sameAddress, totals } from "./cart";
import type { GiveProps } from "./GivePanel";
import type { Step } from "./giveState";

const count = (n: number, one: string) => `${n === 1 ? "one" : n} ${one}${n === 1 ? "" : "s"}`;

/** What the wallet will ask, in its order. */
export function askedFor(steps: readonly Step[]): string {
  const [signatures, approvals] = [steps.filter(({ kind }) => kind === "sign").length, steps.filter(({ kind }) => kind === "approve").length];
  const parts = [
    ...(approvals > 0 ? [`${count(approvals, "transaction")} that let the round take exactly this much`] : []),
    ...(signatures > 0 ? [`${count(signatures, "signature")} that ${signatures === 1 ? "lets" : "let"} the round take exactly this much, once`] : []),
    "one transaction that gives",
  ];
  return `You are asked for ${parts.join(", then ")}.`;
}

export function Review({ round, projects, lines, giving, steps }: GiveProps & { steps: readonly Step[] }) {
  const filled = lines.flatMap((line) => (line.amount === null ? [] : [line]));
  const numbers = [...new Set(filled.map(({ line }) => line.project))];
  const tokenOf = (address: string) => round.tokens.find((one) => sameAddress(one.address, address));
  const sums = totals(filled).flatMap(({ token, amount }) => {
    const found = tokenOf(token);
    return found ? [`${exactTokens(amount, found.decimals)} ${found.symbol}`] : [];
  });
  const [first] = steps;
  const token = first?.kind === "approve" ? tokenOf(first.token) : undefined;
  return (
    <>
      <ul className="promise">
        <li><ArrowRight aria-hidden /><span><strong className="figures">{sums.join(" and ")}</strong> {sums.length === 1 ? "goes" : "go"} from your account to {numbers.length === 1 ? nameOf(numbers[0] ?? 0, projects) : `${numbers.length} projects`}. The round never holds it.</span></li>
        <li><Signature aria-hidden /><span>{askedFor(steps)} Nobody may take more, or later.</span></li>
        <li><Fuel aria-hidden /><span>You pay the network's fee. Your wallet shows it before you agree.</span></li>
        <li><ShieldCheck aria-hidden /><span>A gift cannot be called back. If a project stops taking gifts meanwhile, that gift stays with you.</span></li>
      </ul>
      <div className="row">
        <button type="button" className="button primary big" onClick={() => giving.take(steps)}>{token ? `Allow ${token.symbol}` : steps.some(({ kind }) => kind === "sign") ? "Sign and give" : "Give"}</button>
      </div>
      <ConnectedAs wallet={giving.wallet} />
    </>
  );
}
