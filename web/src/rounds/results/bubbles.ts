// Where each project's bubble lies: to the right with many donors, high with large gifts, and as large as its match. What
// the rule does can be seen: bubbles grow to the right, not upwards. Positions are for the eye; the table has the numbers.
import { part } from "../../format";

export interface Project { readonly number: number; readonly name: string; readonly donors: number; readonly given: bigint; readonly match: bigint }
export interface Bubble { readonly number: number; readonly name: string; readonly x: number; readonly y: number; readonly r: number; readonly isNamed: boolean }

export interface Frame { readonly width: number; readonly height: number }

const LARGEST = 0.13;
const SMALLEST = 3;
const NAMED = 6;

/** A root scale, so that few large ones leave room for many small ones. */
const along = (some: bigint, most: bigint) => Math.sqrt(part(some, most) / 1_000_000);
const most = (values: readonly bigint[]) => values.reduce((a, b) => (a > b ? a : b), 0n);

export const meanGift = ({ donors, given }: Pick<Project, "donors" | "given">) => (donors === 0 ? 0n : given / BigInt(donors));

/** The largest first, so that small ones lie on top of it. */
export function bubbles(projects: readonly Project[], { width, height }: Frame): Bubble[] {
  const largest = Math.min(width, height * 1.6) * LARGEST;
  const [donors, gift, match] = [most(projects.map((one) => BigInt(one.donors))), most(projects.map(meanGift)), most(projects.map((one) => one.match))];
  const sorted = [...projects].sort((a, b) => (a.match > b.match ? -1 : a.match < b.match ? 1 : a.number - b.number));
  return sorted.map((project, place) => ({
    number: project.number,
    name: project.name,
    x: largest + along(BigInt(project.donors), donors) * (width - 2 * largest),
    y: height - largest - along(meanGift(project), gift) * (height - 2 * largest),
    r: Math.max(SMALLEST, along(project.match, match) * largest),
    isNamed: place < NAMED && project.match > 0n,
  }));
}
