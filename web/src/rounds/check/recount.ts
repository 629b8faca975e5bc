// From the gifts to the matches and the root, again, in this browser.
import type { Hex } from "viem";

import { walletOf } from "../../bundle/claimant";
import { NotChecked } from "../../bundle/check";
import { treeOf } from "../../bundle/merkle";
import { quadratic, type Matching, type QuadraticRules } from "../qf/quadratic";
import type { Exclusion, Gift } from "../qf/ledger";
import { capOf, coefficientOf, decimalOf } from "../qf/rules";
import type { ApplicationLine, DonationLine, DonorLine, MatchesFile, RoundBundle, RulesFile } from "./files";

const low = (address: string) => address.toLowerCase();

export interface Inputs { readonly rules: RulesFile; readonly applications: readonly ApplicationLine[]; readonly donations: readonly DonationLine[]; readonly donors: readonly DonorLine[]; readonly prices: ReadonlyMap<string, string> }

export async function inputsOf(bundle: RoundBundle): Promise<Inputs> {
  const [rules, applications, donations, donors, prices] = await Promise.all([bundle.json<RulesFile>("rules.json"), bundle.applications(), bundle.donations(), bundle.donors(), bundle.prices()]);
  return { rules, applications, donations, donors, prices };
}

/** Base units of the pool's token for an amount, rounded down. */
export function valueOf(amount: bigint, token: string, { rules, prices }: Pick<Inputs, "rules" | "prices">): bigint {
  const [stated, price] = [rules.donations.tokens.find(({ address }) => low(address) === low(token)), prices.get(low(token))];
  if (!stated || price === undefined) throw new Error(`\`prices.csv\` has no price of ${token}`);
  return (amount * decimalOf(price, 18) * 10n ** BigInt(rules.pool.decimals)) / 10n ** BigInt(stated.decimals + 18);
}

/** Gifts to accepted projects by person, project and token: summed before they are valued, so that splitting changes nothing. */
export function countedGifts(inputs: Inputs): Gift[] {
  const { rules, applications, donations, donors } = inputs;
  const accepted = new Set(applications.filter(({ verdict }) => verdict === "accepted").map(({ project }) => project));
  const people = new Map(donors.map((line) => [low(line.donor), line]));
  const isAlone = rules.match.repeat === "mean";
  const sums = new Map<string, { donor: string; project: number; token: string; amount: bigint; coefficient: bigint }>();
  donations.forEach(({ donor, project, token, amount }, place) => {
    const line = people.get(low(donor));
    if (!line) throw new Error(`${donor} gave and has no line in \`coefficients.csv\``);
    if (!accepted.has(project)) return;
    const key = `${line.person} ${project} ${low(token)} ${isAlone ? place : ""}`;
    const sum = sums.get(key) ?? { donor: line.person, project, token, amount: 0n, coefficient: coefficientOf(line.coefficient) };
    sums.set(key, { ...sum, amount: sum.amount + amount });
  });
  return [...sums.values()].map(({ token, amount, project, ...rest }) => ({ ...rest, project: project.toString(), amount: valueOf(amount, token, inputs) })).filter(({ amount }) => amount > 0n);
}

/** A project's own people: who applied, who is paid and who reviewed it, with every wallet of theirs. */
export function ownPeople({ applications, donors }: Pick<Inputs, "applications" | "donors">): Exclusion[] {
  const people = new Map(donors.map(({ donor, person }) => [low(donor), person]));
  return applications.filter(({ verdict }) => verdict === "accepted").flatMap(({ project, applicant, payout, reviewers }) =>
    [applicant, payout, ...reviewers].flatMap((wallet) => {
      const donor = people.get(low(wallet));
      return donor === undefined ? [] : [{ donor, project: project.toString() }];
    }));
}

export function rulesOf(inputs: Inputs, pool: bigint): QuadraticRules {
  const { match } = inputs.rules;
  if (match.rule !== "quadratic" || match.mode !== null) throw new NotChecked(`this page recomputes the plain quadratic rule alone, and the round's is \`${match.mode ?? match.rule}\`; \`tributary verify\` recomputes every rule`);
  return {
    pool,
    cap: capOf(match.cap, pool),
    minimum: BigInt(match.minimum),
    saturation: match.saturation,
    contributions: match.contributions ?? "subtracted",
    repeat: match.repeat,
    excluded: ownPeople(inputs),
  };
}

/** The published matches are those that the inputs give, project by project. */
export function compareMatches(inputs: Inputs, file: MatchesFile, pool: bigint): string {
  if (BigInt(file.pool) !== pool) throw new Error(`the pool is ${pool} units by \`inputs.json\`, the file has ${file.pool}`);
  const gifts = countedGifts(inputs);
  const found: Matching = quadratic(gifts, rulesOf(inputs, pool));
  const ours = new Map(found.matches.map((match) => [Number(match.project), match]));
  const accepted = inputs.applications.filter(({ verdict }) => verdict === "accepted");
  if (accepted.length !== file.matches.length) throw new Error(`${accepted.length} projects are accepted, the file has ${file.matches.length}`);
  let index = 0;
  for (const { project, payout } of accepted) {
    const theirs = file.matches.find((one) => one.project === project.toString());
    if (!theirs) throw new Error(`project ${project} is accepted and has no match in the file`);
    const own = ours.get(project);
    const amount = own?.amount ?? 0n;
    if (BigInt(theirs.match) !== amount) throw new Error(`project ${project} gets ${amount} units by the rules, the file has ${theirs.match}`);
    if (low(theirs.payout) !== low(payout)) throw new Error(`project ${project} is paid at ${payout}, the file has ${theirs.payout}`);
    if (theirs.index !== (amount > 0n ? index : null)) throw new Error(`project ${project} has another leaf than its order gives it`);
    const receipt = file.receipts.find((one) => one.project === project.toString());
    if (own && (receipt?.raw !== own.raw || receipt.donors !== own.account.roots.length)) throw new Error(`the receipt of project ${project} is not what the gifts give: raw match ${own.raw} of ${own.account.roots.length} donors`);
    if (amount > 0n) index += 1;
  }
  if (BigInt(file.matched) !== found.matched || BigInt(file.dust) !== found.dust) throw new Error(`${found.matched} units are matched and ${found.dust} go back, the file says otherwise`);
  return `${gifts.length} gifts of ${new Set(gifts.map(({ donor }) => donor)).size} people give ${found.matched} units to ${index} projects; ${found.dust} go back`;
}

/** The root of the published matches. */
export function rootOf({ matches }: MatchesFile): { root: Hex; total: bigint; leaves: number } {
  const leaves = matches.flatMap(({ index, payout, match }) => (index === null ? [] : [{ index: BigInt(index), claimant: walletOf(payout), amount: BigInt(match) }]));
  const [root] = treeOf(leaves);
  if (root === undefined) throw new Error("nobody gets anything");
  return { root, total: leaves.reduce((sum, { amount }) => sum + amount, 0n), leaves: leaves.length };
}
