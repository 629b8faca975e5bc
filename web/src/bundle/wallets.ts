// `wallets.csv` as published: `github_id,address`, one a line, sorted by id; an e-mail stands as `email:<hash>`.
import { getAddress, isAddress, type Address } from "viem";

/** Addresses by identity. */
export function readWallets(text: string): Map<string, Address> {
  const [header, ...rows] = text.split("\n").filter((row) => row !== "");
  if (header !== "github_id,address") throw new Error(`the first line of \`wallets.csv\` is \`${header ?? ""}\``);
  const wallets = new Map<string, Address>();
  const taken = new Set<Address>();
  for (const row of rows) {
    const [id = "", address = "", more] = row.split(",");
    const identity = /^\d+$/.test(id) ? `github:${id}` : id;
    if (!/^(github:\d+|email:[0-9a-f]{64})$/.test(identity) || !isAddress(address) || more !== undefined) throw new Error(`\`${row}\` in \`wallets.csv\` is not a wallet`);
    if (wallets.has(identity) || taken.has(getAddress(address))) throw new Error(`\`${row}\` in \`wallets.csv\` stands twice`);
    taken.add(getAddress(address));
    wallets.set(identity, getAddress(address));
  }
  return wallets;
}
