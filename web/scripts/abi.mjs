// Writes or checks src/abi/*.ts, the contracts' types and code, from the committed artifacts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keccak256 } from "viem";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const contracts = ["MerkleAirdrop", "AirdropFactory", "ProjectToken", "AttestorSet", "VestingAirdrop", "VestingFactory", "RecurringAirdrop", "RecurringFactory", "ClaimBatch", "FundingRound"];
const artifact = (contract) => JSON.parse(readFileSync(join(web, "../contracts/artifacts", `${contract}.json`), "utf8"));
/** A type by its name, `MerkleAirdrop` to `merkleAirdrop`. */
const camel = (name) => name.charAt(0).toLowerCase() + name.slice(1);

function files() {
  const abis = contracts.map((contract) => [
    `${camel(contract)}Abi.ts`,
    `// Made from contracts/artifacts/${contract}.json by scripts/abi.mjs.\nexport const ${camel(contract)}Abi = ${JSON.stringify(artifact(contract).abi, null, 2)} as const;\n`,
  ]);
  const codes = contracts.map((contract) => {
    const { deployedBytecode, immutables } = artifact(contract);
    return `export const ${camel(contract)}Code: Code = {\n  code: "${deployedBytecode.object}",\n  immutables: ${JSON.stringify(immutables ?? {})},\n};\n`;
  });
  const head = "// Made from contracts/artifacts/*.json by scripts/abi.mjs.\n\n/** What runs at an address, and where in it stands what differs from campaign to campaign. */\nexport interface Code { readonly code: `0x${string}`; readonly immutables: Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>> }\n\n";
  // What contracts are made from, for addresses that are known before anything is there.
  const hash = (contract) => `\n/** ${contract}'s creation code takes no arguments, so its hash is all that its address needs. */\nexport const ${camel(contract)}CreationHash = "${keccak256(artifact(contract).bytecode.object)}" as const;\n`;
  const creations = `${["AirdropFactory", "VestingFactory", "RecurringFactory", "ClaimBatch"].map(hash).join("")}\n/** AttestorSet's creation code, without its arguments. */\nexport const attestorSetCreation = "${artifact("AttestorSet").bytecode.object}" as const;\n`;
  return [...abis, ["code.ts", head + codes.join("\n") + creations]];
}

const mode = process.argv[2];
if (mode !== "write" && mode !== "check") {
  console.error("usage: node scripts/abi.mjs write|check");
  process.exit(2);
}
mkdirSync(join(web, "src/abi"), { recursive: true });
for (const [name, text] of files()) {
  const file = join(web, "src/abi", name);
  if (mode === "write") writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`src/abi/${name} differs from the artifacts; run \`npm run abi\` and commit`);
    process.exit(1);
  }
}
