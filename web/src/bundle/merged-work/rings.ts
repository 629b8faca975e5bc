// Rings of people who review one another: favourites that lead back to their start.
import { compareIdentities } from "../score";

/** `reviewer author` along a ring. `share` is at least half a million millionths; `fewest` reviews make a favourite. */
export function rings(reviews: readonly { reviewer: string; author: string }[], share: bigint, fewest: number): Set<string> {
  const given = new Map<string, Map<string, number>>();
  for (const { reviewer, author } of reviews) {
    const authors = given.get(reviewer) ?? new Map<string, number>();
    given.set(reviewer, authors.set(author, (authors.get(author) ?? 0) + 1));
  }
  const favourites = new Map<string, string>();
  for (const reviewer of [...given.keys()].sort(compareIdentities)) {
    const found = favourite(given.get(reviewer) ?? new Map<string, number>(), share, fewest);
    if (found !== null) favourites.set(reviewer, found);
  }
  const found = new Set<string>();
  const seen = new Map<string, string>();
  for (const start of favourites.keys()) {
    const path: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.set(at, start);
      path.push(at);
      at = favourites.get(at);
    }
    if (at === undefined || seen.get(at) !== start) continue;
    const ring = path.slice(path.indexOf(at));
    // A ring of all reviewers is none: where there is nobody else, nobody else is disadvantaged.
    if (ring.length < given.size) for (const member of ring) found.add(`${member} ${favourites.get(member) ?? ""}`);
  }
  return found;
}

function favourite(authors: ReadonlyMap<string, number>, share: bigint, fewest: number): string | null {
  let [best, most, all] = [null as string | null, 0, 0];
  for (const [author, count] of authors) {
    all += count;
    if (count > most || (count === most && best !== null && compareIdentities(author, best) < 0)) [best, most] = [author, count];
  }
  return most >= fewest && BigInt(most) * 1_000_000n > BigInt(all) * share ? best : null;
}
