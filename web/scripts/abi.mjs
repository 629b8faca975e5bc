// Writes or checks src/abi/*.ts, the contracts' types, from the committed artifacts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const contracts = { MerkleAirdrop: "merkleAirdropAbi", ProjectToken: "projectTokenAbi" };
const mode = process.argv[2];
mkdirSync(join(web, "src/abi"), { recursive: true });
for (const [contract, name] of Object.entries(contracts)) {
  const { abi } = JSON.parse(readFileSync(join(web, "../contracts/artifacts", `${contract}.json`), "utf8"));
  const text = `// Made from contracts/artifacts/${contract}.json by scripts/abi.mjs.\nexport const ${name} = ${JSON.stringify(abi, null, 2)} as const;\n`;
  const file = join(web, "src/abi", `${name}.ts`);
  if (mode === "write") writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`src/abi/${name}.ts differs from the artifact; run \`npm run abi\` and commit`);
    process.exit(1);
  }
}
