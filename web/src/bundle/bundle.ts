// One bundle, its manifest read; every other file is read when a check asks for it.
import type { Hex } from "viem";

import type { BundleFiles } from "./files";
import type { Manifest } from "./manifest";

export interface Bundle {
  readonly manifest: Manifest;
  /** SHA-256 of `manifest.json`: what the contract keeps. */
  readonly hash: Hex;
  bytes(name: string): Promise<Uint8Array<ArrayBuffer>>;
  text(name: string): Promise<string>;
  json<T>(name: string): Promise<T>;
}

const FORMAT = "tributary-bundle-v1";

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Hex> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `0x${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Numbers of clones are above 2^53: they lose their last digits, in every file alike, so that they still match. */
function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`\`${name}\` is not JSON`);
  }
}

export async function openBundle(files: BundleFiles): Promise<Bundle> {
  const bytes = (name: string) => files.read(name);
  const text = async (name: string) => new TextDecoder().decode(await bytes(name));
  const raw = await bytes("manifest.json");
  const manifest = parse("manifest.json", new TextDecoder().decode(raw)) as Manifest;
  if (manifest.format !== FORMAT) throw new Error(`\`manifest.json\` is not of the format \`${FORMAT}\``);
  return { manifest, hash: await sha256(raw), bytes, text, json: async <T>(name: string) => parse(name, await text(name)) as T };
}
