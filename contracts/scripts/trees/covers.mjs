// Which functions there are, and which of them a tree says it is about. A line `// covers: Contract.function, …` at the top of
// a tree names them where they are written: `Campaign.claim` is written once, for three kinds of campaign. A tree has to be
// there for every function, constructor and getter that can be called from outside, those that a contract has from a library
// (`ProjectToken.transfer`) too, and for every function of a library of ours.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "../syntax.mjs";

/** What is wrong: functions without a tree, and trees about functions that there are not, or that their tests never name. */
export function checkCovers(project, trees) {
  const contracts = readContracts(join(project, "src"));
  const all = new Set([...contracts].flatMap(([name, { functions }]) => functions.map((own) => `${name}.${own.name}`)));
  const wanted = [...contracts].flatMap(([name, contract]) => [
    ...contract.functions.filter(({ isWanted }) => isWanted).map((own) => `${name}.${own.name}`),
    ...(contract.isDeployed ? inherited(name, contracts, readAbi(project, name)) : []),
  ]);
  for (const name of wanted) all.add(name);
  const covered = new Map(trees.flatMap((tree) => tree.covers.map((name) => [name, tree])));
  return [
    ...wanted.filter((name) => !covered.has(name)).map((name) => `${name}: no tree covers it`),
    ...trees.flatMap(({ file, source, covers }) => covers.flatMap((name) => problemOf(name, file, source, all))),
  ];
}

function problemOf(name, file, source, all) {
  if (!all.has(name)) return [`${file}: it covers ${name}, and there is no such function`];
  const [, own] = name.split(".");
  // Tests deploy by the artifact, and reach what is internal by what calls it.
  const isNamed = own === "constructor" || own.startsWith("_") || new RegExp(`\\b${own}\\b`).test(source);
  return isNamed ? [] : [`${file}: it covers ${name}, and the tests beside it never name that`];
}

/** `{ functions: [{ name, isWanted }], bases, isDeployed }` of each contract and library, by its name; interfaces do nothing. */
function readContracts(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".sol"));
  const nodes = files.flatMap((file) => parse(file, readFileSync(join(folder, file), "utf8")).nodes);
  const contracts = nodes.filter((node) => node.nodeType === "ContractDefinition" && node.contractKind !== "interface");
  return new Map(contracts.map((contract) => [contract.name, readContract(contract)]));
}

function readContract({ nodes, contractKind, abstract, baseContracts }) {
  const isLibrary = contractKind === "library";
  const functions = nodes.flatMap((node) => {
    const isOpen = ["external", "public"].includes(node.visibility);
    if (node.nodeType === "VariableDeclaration") return isOpen ? [{ name: node.name, isWanted: true }] : [];
    if (node.nodeType !== "FunctionDefinition") return [];
    const isWanted = isOpen || node.kind === "constructor" || (isLibrary && node.visibility === "internal");
    return [{ name: node.name || node.kind, isWanted }];
  });
  const bases = baseContracts.map(({ baseName }) => baseName.name);
  return { functions, bases, isDeployed: !isLibrary && !abstract };
}

function readAbi(project, name) {
  const { abi } = JSON.parse(readFileSync(join(project, "artifacts", `${name}.json`), "utf8"));
  return abi.filter(({ type }) => ["function", "receive", "fallback"].includes(type)).map((entry) => entry.name ?? entry.type);
}

/** What a contract can be asked for and none of ours says: it comes from a library. */
function inherited(name, contracts, abi) {
  const ours = lineOf(name, contracts).flatMap((contract) => contract.functions.map((own) => own.name));
  return abi.filter((own) => !ours.includes(own)).map((own) => `${name}.${own}`);
}

function lineOf(name, contracts) {
  const contract = contracts.get(name);
  return contract === undefined ? [] : [contract, ...contract.bases.flatMap((base) => lineOf(base, contracts))];
}
