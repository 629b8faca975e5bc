// Every small change that can be made to a Solidity file, found in its syntax tree: the operators of mutation testing.
// slither-mutate has much the same operators, but compiles the whole project through the IR for each change, which would take
// days.
import { parse } from "../syntax.mjs";

/** What stands instead of an operator, in Solidity and in assembly. */
const operators = {
  "<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="],
  "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"],
  "&": ["|"], "|": ["&"], "<<": [">>"], ">>": ["<<"],
  "+=": ["-=", "="], "-=": ["+=", "="], "++": ["--"], "--": ["++"],
};
const opcodes = {
  add: "sub", sub: "add", shl: "shr", shr: "shl", lt: "gt", gt: "lt", xor: "or", eq: "lt", and: "or",
};

/** `{ start, end, before, after, line, operator }` for each change of one thing in `text`, by bytes. */
export function mutationsOf(file, text) {
  const bytes = Buffer.from(text);
  const found = new Map();
  const cut = (start, end) => bytes.subarray(start, end).toString();
  const add = (operator, start, end, after) => {
    const before = cut(start, end);
    const lineStart = bytes.lastIndexOf("\n", start - 1) + 1;
    const line = cut(lineStart, bytes.indexOf("\n", start)).trim();
    if (before !== after) found.set(`${start}:${end}:${after}`, { file, start, end, before, after, line, operator });
  };
  walk(parse(file, text), { cut, add, returns: undefined });
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function walk(node, context) {
  if (Array.isArray(node)) return node.forEach((child) => walk(child, context));
  if (node === null || typeof node !== "object") return;
  // What an interface of another file is called, and of which type a thing is, is no behaviour.
  if (/TypeName$|^ImportDirective$|^PragmaDirective$|^StructuredDocumentation$/.test(node.nodeType ?? "")) return;
  const own = node.nodeType === "FunctionDefinition" ? { ...context, returns: node.returnParameters.parameters } : context;
  if (node.src !== undefined) visit[node.nodeType]?.(node, own, ...range(node));
  for (const child of Object.values(node)) walk(child, own);
}

/** First byte, and the byte after the last. */
function range(node) {
  const [start, length] = node.src.split(":").map(Number);
  return [start, start + length];
}

/** An operator between two operands, wherever white space stands. */
function swap(node, left, right, context) {
  const [from, to] = [range(left)[1], range(right)[0]];
  const between = context.cut(from, to);
  const at = between.indexOf(node.operator);
  const start = from + Buffer.byteLength(between.slice(0, at));
  for (const other of operators[node.operator] ?? []) context.add("operator", start, start + node.operator.length, other);
}

/** A statement ends before its semicolon, and in the head of a loop it has none. */
function remove(node, { add, cut }, start, end) {
  const next = cut(end, end + 1);
  add("statement removed", start, next === ";" ? end + 1 : end, next === ")" ? "" : "{}");
}

const visit = {
  IfStatement(node, context, start, end) {
    const [from, to] = range(node.condition);
    context.add("condition negated", from, to, `!(${context.cut(from, to)})`);
    if (!node.falseBody) remove(node, context, start, end);
  },
  Conditional(node, { add, cut }) {
    const [from, to] = range(node.condition);
    add("condition negated", from, to, `!(${cut(from, to)})`);
  },
  BinaryOperation(node, context, start, end) {
    swap(node, node.leftExpression, node.rightExpression, context);
    if (node.operator !== "&&" && node.operator !== "||") return;
    const [left, right] = [range(node.leftExpression), range(node.rightExpression)];
    const [first, second] = [context.cut(...left), context.cut(...right)];
    context.add("operand dropped", start, end, first);
    context.add("operand dropped", start, end, second);
    context.add("operator", start, end, `(${first}) ${node.operator === "&&" ? "||" : "&&"} (${second})`);
  },
  Assignment(node, context) {
    swap(node, node.leftHandSide, node.rightHandSide, context);
  },
  UnaryOperation(node, { add, cut }, start, end) {
    const text = cut(start, end);
    if (node.operator === "!") add("operator", start, end, text.slice(1));
    const [other] = operators[node.operator] ?? [];
    if (other?.length === 2) add("operator", start, end, text.replace(node.operator, other));
  },
  ExpressionStatement: remove,
  EmitStatement: remove,
  TryStatement: remove,
  Literal({ kind }, { add, cut }, start, end) {
    const text = cut(start, end);
    if (kind === "number") add("constant", start, end, `(${text} + 1)`);
    if (kind === "bool") add("constant", start, end, text === "true" ? "false" : "true");
    if (kind === "string") add("constant", start, end, `${text.slice(0, -1)}!"`);
  },
  MemberAccess({ memberName }, { add, cut }, start, end) {
    if (memberName === "max") add("constant", start, end, `(${cut(start, end)} - 1)`);
    if (memberName === "sender") add("constant", start, end, "tx.origin");
    if (memberName === "timestamp") add("constant", start, end, `(${cut(start, end)} + 1)`);
  },
  Return({ expression }, { add, cut, returns }) {
    if (!expression || returns?.length !== 1) return;
    const [start, end] = range(expression);
    const text = cut(start, end);
    const kind = returns[0].typeName.name ?? "";
    if (kind === "bool") add("return value", start, end, `!(${text})`);
    if (/^uint/.test(kind)) add("return value", start, end, `(${text}) + 1`);
    if (kind === "bytes32") add("return value", start, end, `~(${text})`);
    if (kind === "address") add("return value", start, end, `address(~uint160(${text}))`);
  },
  YulExpressionStatement(node, { add, cut }, start, end) {
    add("statement removed", start, end, "{}");
  },
  YulAssignment(node, { add, cut }, start, end) {
    add("statement removed", start, end, "{}");
  },
  YulFunctionCall({ functionName }, { add }) {
    const [start, end] = range(functionName);
    const other = opcodes[functionName.name];
    if (other !== undefined) add("operator", start, end, other);
  },
  YulLiteral({ kind }, { add, cut }, start, end) {
    if (kind === "number") add("constant", start, end, `0x${(BigInt(cut(start, end)) + 1n).toString(16)}`);
  },
};
