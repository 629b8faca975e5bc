// `[[chain]]`: rules for several chains, read as the campaign on one of them.
import { units } from "./sharing";
import { need, table, text, type Table } from "./table";

/** What `[[chain]]` says in place of the other tables: its key, the table, and the key there. */
const instead = [["pool", "allocation", "pool"], ["token", "token", "address"], ["decimals", "token", "decimals"], ["owner", "claim", "owner"]] as const;
const ofClaims = [["guardian", "identity"], ["attestors", "identity"], ["guardian", "recurring"]] as const;

/** The chains that rules name; `null` for `[chain]`, which is but one. */
export const sharesOf = (file: Table): readonly Table[] | null => (Array.isArray(file.chain) ? (file.chain as Table[]) : null);

/** Nothing of the announced pool is forgotten, and nothing promised twice; in the finest decimals that any chain has. */
function checkPools(file: Table, shares: readonly Table[]): void {
  const decimals = (value: unknown, otherwise: number) => (value === undefined ? otherwise : Number(text(value)));
  const usual = decimals(table(file.token, "token").decimals, 18);
  const finest = Math.max(usual, ...shares.map((share) => decimals(share.decimals, usual)));
  const pools = shares.map((share) => units(need(share.pool, "chain.pool"), finest));
  const whole = units(need(table(file.allocation, "allocation").pool, "allocation.pool"), finest);
  if (pools.reduce((sum, pool) => sum + pool, 0n) !== whole) throw new Error("the pools of the chains in `rules.toml` do not add up to `allocation.pool`");
}

/** The file as if it were written for the chain alone. */
export function onChain(file: Table, chainId: number): Table {
  const shares = sharesOf(file);
  if (shares === null) return file;
  checkPools(file, shares);
  if (new Set(shares.map(({ id }) => text(id))).size < shares.length) throw new Error("a chain's id stands twice in `rules.toml`");
  if (shares.length > 1 && table(file.allocation, "allocation").policy === "balanced") throw new Error("the policy `balanced` in `rules.toml` would make up on each chain for the same past");
  const share = shares.find(({ id }) => Number(text(id)) === chainId);
  if (share === undefined) throw new Error(`\`rules.toml\` has no [[chain]] with id ${chainId}`);
  const about = table(file.airdrop, "airdrop");
  const campaign: Table = { ...file, chain: share, airdrop: { ...about, slug: `${need(about.slug, "airdrop.slug")}-${chainId}` } };
  for (const [key, where, inside] of instead) {
    if (share[key] !== undefined) campaign[where] = { ...table(campaign[where], where), [inside]: share[key] };
  }
  // A token that exists there is not made there.
  if (share.token !== undefined) campaign.token = { ...table(campaign.token, "token"), supply: undefined };
  const claim: Table = { ...table(campaign.claim, "claim") };
  for (const [key, where] of ofClaims) {
    if (share[key] !== undefined && claim[where] !== undefined) claim[where] = { ...table(claim[where], `claim.${where}`), [key]: share[key] };
  }
  return { ...campaign, claim };
}
