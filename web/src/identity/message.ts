// The message that is proved, the commands that sign it, and what people paste back.
import { getAddress, isAddressEqual, type Address } from "viem";

import type { Challenge } from "../api/claims";

export interface Expected { readonly identity: string; readonly recipient: Address; readonly chainId: number; readonly airdrop: Address }

/** Does the message bind this account to this wallet in this airdrop, and say nothing else? Nobody signs another one here. */
export function fits({ message, nonce }: Pick<Challenge, "message" | "nonce">, { identity, recipient, chainId, airdrop }: Expected): boolean {
  const [, wallet, , statement, , uri, ...rest] = message.split("\n");
  const line = (start: string) => rest.filter((one) => one.startsWith(start)).map((one) => one.slice(start.length));
  return wallet === getAddress(recipient)
    && statement === `Pay the tokens of the GitHub account ${identity} in this airdrop to this wallet.`
    && uri?.startsWith("URI: ") === true
    && line("Chain ID: ").join() === String(chainId)
    && line("Nonce: ").join() === nonce
    && line("- ").join() === `urn:github:user:${identity.replace("github:", "")},eip155:${chainId}:${getAddress(airdrop)}`
    && rest.length === 8;
}

/** A text as one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A name of its own for each proof, so that nothing of an earlier one is in the way. */
export const fileOf = ({ nonce }: Pick<Challenge, "nonce">) => `tributary-${/^[0-9a-f]{8}/.exec(nonce)?.[0] ?? "message"}.txt`;

/** Writes the message into a file without a line break at its end, signs it, and shows the signature. */
export function commandsOf(challenge: Pick<Challenge, "message" | "nonce">, key: string): string {
  const file = fileOf(challenge);
  return [`printf '%s' ${quoted(challenge.message)} > ${file}`, signingOf(challenge, key), `cat ${file}.sig`].join("\n");
}

export const signingOf = (challenge: Pick<Challenge, "nonce">, key: string) => `ssh-keygen -Y sign -n tributary -f ${key} ${fileOf(challenge)}`;

const ARMOURED = /-----BEGIN SSH SIGNATURE-----[\sA-Za-z0-9+/=]+-----END SSH SIGNATURE-----/;

/** The signature in what was pasted, or what is wrong with it in words. */
export function signatureIn(pasted: string): { signature: string } | { wrong: string } {
  if (/PRIVATE KEY/.test(pasted)) return { wrong: "This is a private key. It was not sent and is gone from the box. Nobody here ever needs it; paste the signature." };
  const [signature] = ARMOURED.exec(pasted) ?? [];
  if (signature !== undefined) return { signature: `${signature}\n` };
  if (/^(ssh|ecdsa|sk)-\S+ /.test(pasted.trim())) return { wrong: "This is a public key. Paste what the last command shows, from -----BEGIN SSH SIGNATURE----- to its end." };
  return { wrong: "Paste everything from -----BEGIN SSH SIGNATURE----- to -----END SSH SIGNATURE-----." };
}

/** A gist's id, or its address. */
export function gistIn(pasted: string): string | null {
  const text = pasted.trim();
  return /^[0-9a-f]{20,40}$/.test(text) || /^https:\/\/gist\.github\.com\/[\w-]+(\/[0-9a-f]{20,40})?\/?(#.*)?$/.test(text) ? text : null;
}

/** Where GitHub asks; `null` for an address that is no page of a server. */
export function pageOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, href } = new URL(url);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && isLocal) ? href : null;
}

const GITHUB = "https://github.com";
/** The keys that GitHub publishes of somebody. */
export const keysPage = (login: string) => `${GITHUB}/${encodeURIComponent(login)}.keys`;
export const KEY_SETTINGS = `${GITHUB}/settings/keys`;
export const SESSION_SETTINGS = `${GITHUB}/settings/sessions`;
export const NEW_GIST = "https://gist.github.com/";

export const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && isAddressEqual(a as Address, b as Address);
