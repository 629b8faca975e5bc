// The arithmetic of one month, line by line, as the published rule has it.
import type { CampaignDetail, PersonDetail } from "../api/client";
import { isqrt, millionths } from "../bundle/score";

type Month = PersonDetail["months"][number];

export interface Line { readonly kind: string; readonly count: number; readonly weight: bigint; readonly product: bigint }

/** Every figure in millionths. */
export interface Arithmetic {
  readonly lines: readonly Line[];
  readonly sum: bigint;
  readonly root: bigint;
  readonly repository: bigint;
  readonly points: bigint;
}

const MILLION = 1_000_000n;

export function arithmetic(month: Month, campaign: Pick<CampaignDetail, "rules" | "repositories">): Arithmetic {
  const weights: Record<string, string> = campaign.rules.weights;
  const lines = Object.entries(month.counts)
    .map(([kind, count]): Line => {
      const weight = millionths(weights[kind] ?? "0");
      return { kind, count, weight, product: weight * BigInt(count) };
    })
    .sort((a, b) => (a.product === b.product ? 0 : a.product > b.product ? -1 : 1));
  const sum = lines.reduce((total, line) => total + line.product, 0n);
  const root = isqrt(sum * MILLION);
  const repository = millionths(campaign.repositories.find(({ id }) => id === month.repo)?.weight ?? "1");
  return { lines, sum, root, repository, points: (root * repository) / MILLION };
}
