// The syntax tree of a Solidity file, by the pinned compiler, so that nothing in comments, names or strings is taken for code.
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");

export function parse(file, text) {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const answer = solc.compile(JSON.stringify({ language: "Solidity", sources: { [file]: { content: text } }, settings }));
  return JSON.parse(answer).sources[file].ast;
}
