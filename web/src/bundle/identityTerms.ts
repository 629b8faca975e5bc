// `[claim.identity]`: who says which wallet a GitHub account is paid to, and what happens when they change.
import { getAddress, type Address } from "viem";

import type { ManifestIdentity } from "./manifest";
import { need, text, type Table } from "./table";

export interface IdentityTerms {
  /** In the order in which the contract takes them. */
  readonly attestors: readonly Address[];
  readonly threshold: number;
  /** Who may let these claims rest; `null` for nobody. */
  readonly guardian: Address | null;
  /** Seconds between the announcement of other attestors and their first word. */
  readonly delay: number;
}

const DAY = 86_400;
const DEFAULT_DELAY = "2 days";

const ascending = (attestors: readonly string[]) => attestors.map((one) => getAddress(one)).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

/** `2 days` to `7 days`, in seconds. */
function delayOf(written: string): number {
  const days = Number(/^([2-7]) days$/.exec(written)?.[1]);
  if (Number.isNaN(days)) throw new Error(`\`claim.identity.delay\` is \`${written}\`; it can be \`2 days\` to \`7 days\``);
  return days * DAY;
}

export function readIdentity({ attestors, threshold, guardian, delay }: Table): IdentityTerms {
  return {
    attestors: ascending(Array.isArray(attestors) ? attestors.map((one) => need(one, "claim.identity.attestors")) : []),
    threshold: Number(text(threshold) ?? "1"),
    guardian: guardian === undefined ? null : getAddress(need(guardian, "claim.identity.guardian")),
    delay: delayOf(text(delay) ?? DEFAULT_DELAY),
  };
}

/** As they stand there: the manifest has them in order already. */
export const ofManifest = ({ attestors, threshold, guardian, delay_seconds }: ManifestIdentity): IdentityTerms =>
  ({ attestors: attestors.map((one) => getAddress(one)), threshold, guardian: guardian ? getAddress(guardian) : null, delay: delay_seconds });

/** The same words for the same terms. */
export const inWords = ({ attestors, threshold, guardian, delay }: IdentityTerms): string =>
  `${threshold} of ${attestors.join(", ")}; guardian ${guardian ?? "nobody"}; delay ${delay} seconds`;
