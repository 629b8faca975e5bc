// What counts: gifts summed by donor and project, after exclusions, the minimum and the coefficients.
import { root } from "./root";

export interface Gift {
  /** The person: joined wallets are one. */
  readonly donor: string;
  readonly project: string;
  /** Base units of the pool's token. */
  readonly amount: bigint;
  /** Parts of 10^-18. */
  readonly coefficient: bigint;
}

/** A gift that does not count, whatever the rule; no project stands for all. */
export interface Exclusion { readonly donor: string; readonly project: string | null }

export interface Counting {
  readonly minimum: bigint;
  /** What becomes of a donor's several gifts to one project. */
  readonly repeat: "sum" | "mean";
  readonly excluded: readonly Exclusion[];
}

export type Reason = "excluded" | "minimum" | "coefficient";

/** One project's side of the ledger. */
export interface Account {
  readonly project: string;
  /** The root of what each donor gave who counts, in units of 2^-32. */
  readonly roots: readonly bigint[];
  readonly notCounted: Readonly<Record<Reason, number>>;
  /** Everything given, counted or not. */
  readonly received: bigint;
}

interface Sum { amount: bigint; attos: bigint; gifts: bigint }

function add<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const found = map.get(key) ?? fresh();
  map.set(key, found);
  return found;
}

/** Of one donor to one project: the root, or why there is none. */
function counted({ amount, attos, gifts }: Sum, { minimum, repeat }: Counting): bigint | Reason {
  const mean = repeat === "mean";
  if ((mean ? amount / gifts : amount) < minimum) return "minimum";
  const units = mean ? attos / gifts : attos;
  return units === 0n ? "coefficient" : root(units);
}

/** In the order of the projects' names, which decides ties. */
export function ledgerOf(gifts: readonly Gift[], counting: Counting): Account[] {
  const projects = new Map<string, Map<string, Sum>>();
  for (const { donor, project, amount, coefficient } of gifts) {
    const sum = add(add(projects, project, () => new Map<string, Sum>()), donor, () => ({ amount: 0n, attos: 0n, gifts: 0n }));
    sum.amount += amount;
    sum.attos += amount * coefficient;
    sum.gifts += 1n;
  }
  const excluded = new Set(counting.excluded.map(({ donor, project }) => `${donor} ${project ?? "*"}`));
  const isExcluded = (donor: string, project: string) => excluded.has(`${donor} ${project}`) || excluded.has(`${donor} *`);
  return [...projects].map(([project, donors]): Account => {
    const notCounted: Record<Reason, number> = { excluded: 0, minimum: 0, coefficient: 0 };
    const roots: bigint[] = [];
    let received = 0n;
    for (const [donor, sum] of donors) {
      received += sum.amount;
      const outcome = isExcluded(donor, project) ? "excluded" : counted(sum, counting);
      if (typeof outcome === "bigint") roots.push(outcome);
      else notCounted[outcome] += 1;
    }
    return { project, roots, notCounted, received };
  }).sort((a, b) => (a.project < b.project ? -1 : 1));
}
