// `wallets.csv` as published: `github_id,address`, one a line, sorted by id.
import { getAddress, isAddress, type Address } from "viem";

/** Addresses by identity. */
export function readWallets(text: string): Map<string, Address> {
  const [header, ...rows] = text.split("\n").filter((row) => row !== "");
  if (header !== "github_id,address") throw new Error(`the first line of \`wallets.csv\` is \`${header ?? ""}\``);
  const wallets = new Map<string, Address>();
  const taken = new Set<Address>();
  for (const row of rows) {
    const [id = "", address = "", more] = row.split(",");
    if (!/^\d+$/.test(id) || !isAddress(address) || more !== undefined) throw new Error(`\`${row}\` in \`wallets.csv\` is not a wallet`);
    if (wallets.has(`github:${id}`) || taken.has(getAddress(address))) throw new Error(`\`${row}\` in \`wallets.csv\` stands twice`);
    taken.add(getAddress(address));
    wallets.set(`github:${id}`, getAddress(address));
  }
  return wallets;
}
