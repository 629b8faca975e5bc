// The part of the road that needs no chain.
import { sha256 } from "../../bundle/bundle";
import { breathe } from "../../bundle/verify";
import { grouped } from "../../format";
import type { InputsFile, MatchesFile, RoundBundle } from "./files";
import type { InFilesId } from "./lines";
import { compareMatches, inputsOf, rootOf } from "./recount";

async function files({ manifest, bytes }: RoundBundle): Promise<string> {
  const names = Object.keys(manifest.files);
  for (const name of names) {
    const stated = manifest.files[name];
    const found = await bytes(name);
    if (stated?.bytes !== found.length || stated.sha256 !== await sha256(found)) throw new Error(`\`${name}\` is not the file of the manifest`);
  }
  return `${grouped(names.length)} files`;
}

async function rules({ manifest, bytes }: RoundBundle): Promise<string> {
  const hash = await sha256(await bytes("rules.json"));
  if (hash !== manifest.rules_hash) throw new Error(`\`rules.json\` has SHA-256 ${hash}, the manifest says ${manifest.rules_hash}`);
  return hash;
}

async function inputHash({ manifest, bytes, json }: RoundBundle): Promise<string> {
  const hash = await sha256(await bytes("inputs.json"));
  if (hash !== manifest.input_hash) throw new Error(`\`inputs.json\` has SHA-256 ${hash}, the manifest says ${manifest.input_hash}`);
  const { chain_id, round, block, pool, files } = await json<InputsFile>("inputs.json");
  for (const [name, stated] of Object.entries(files)) {
    const found = await sha256(await bytes(name));
    if (found !== stated) throw new Error(`\`${name}\` is not the input that was committed to`);
  }
  const same = chain_id === manifest.chain_id && round === manifest.round && block.hash === manifest.block.hash && pool === manifest.pool;
  if (!same) throw new Error("chain, round, block or pool differ from the manifest");
  return `${grouped(Object.keys(files).length)} inputs, cut at block ${grouped(block.number)}`;
}

async function matches(bundle: RoundBundle): Promise<string> {
  const { pool } = await bundle.json<InputsFile>("inputs.json");
  const found = await inputsOf(bundle);
  await breathe();
  return compareMatches(found, await bundle.json<MatchesFile>("matches.json"), BigInt(pool));
}

async function root({ manifest, json }: RoundBundle): Promise<string> {
  const found = rootOf(await json<MatchesFile>("matches.json"));
  if (found.root !== manifest.root) throw new Error(`the matches lead to ${found.root}, the manifest says ${manifest.root}`);
  if (found.total.toString() !== manifest.total) throw new Error(`the leaves sum to ${found.total} units, the manifest says ${manifest.total}`);
  return `${found.root} with ${grouped(found.leaves)} leaves`;
}

export const inFilesChecks: Record<InFilesId, (bundle: RoundBundle) => Promise<string>> = { files, rules, input_hash: inputHash, matches, root };
