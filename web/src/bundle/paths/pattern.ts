// Patterns as `.gitattributes` writes them (git's `wildmatch.c`), on bytes, in time proportional to pattern × path: they
// come from whoever writes a repository's `.gitattributes`.

type Token =
  | { readonly is: "byte"; readonly byte: number }
  /** `?`: any byte but a slash. */
  | { readonly is: "any" }
  /** `[…]`, never a slash. */
  | { readonly is: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  /** `*`: any number of bytes that are no slash. */
  | { readonly is: "star" }
  /** `**`: anything. */
  | { readonly is: "everything" }
  /** The two tokens behind it may be left out: `**` and a slash are nothing, or anything and a slash. */
  | { readonly is: "perhaps" };

export type Matches = (path: string) => boolean;

const encoder = new TextEncoder();
const code = (character: string) => character.charCodeAt(0);
const SLASH = code("/");
const STAR = code("*");

/** Reads a pattern; `null` for what is none. A pattern without a slash is matched against the file's own name. */
export function patternOf(text: string): Matches | null {
  if (text === "" || text.startsWith("!")) return null;
  const tokens = text.endsWith("/") ? null : tokensOf(encoder.encode(text.startsWith("/") ? text.slice(1) : text));
  if (tokens === null) return () => false;
  const ofName = !text.includes("/");
  return (path) => run(tokens, encoder.encode(ofName ? path.slice(path.lastIndexOf("/") + 1) : path));
}

/** `null` for a pattern that git finds malformed, which matches nothing. */
function tokensOf(pattern: Uint8Array): Token[] | null {
  const tokens: Token[] = [];
  for (let place = 0; place < pattern.length;) {
    const byte = pattern[place++] ?? 0;
    if (byte === code("\\")) {
      const escaped = pattern[place++];
      if (escaped === undefined) return null;
      tokens.push({ is: "byte", byte: escaped });
    } else if (byte === code("?")) {
      tokens.push({ is: "any" });
    } else if (byte === code("[")) {
      const found = classOf(pattern, place);
      if (found === null) return null;
      tokens.push(found.token);
      place = found.end;
    } else if (byte === STAR) {
      const begins = tokens.length === 0 || isSlash(tokens.at(-1));
      const many = pattern[place] === STAR;
      while (pattern[place] === STAR) place += 1;
      if (many && begins && place === pattern.length) tokens.push({ is: "everything" });
      else if (many && begins && pattern[place] === SLASH) {
        tokens.push({ is: "perhaps" }, { is: "everything" }, { is: "byte", byte: SLASH });
        place += 1;
      } else tokens.push({ is: "star" });
    } else {
      tokens.push({ is: "byte", byte });
    }
  }
  return tokens;
}

const isSlash = (token: Token | undefined) => token?.is === "byte" && token.byte === SLASH;

const NAMED: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alnum: [[48, 57], [65, 90], [97, 122]],
  alpha: [[65, 90], [97, 122]],
  blank: [[32, 32], [9, 9]],
  cntrl: [[0, 31], [127, 127]],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]],
  space: [[9, 13], [32, 32]],
  upper: [[65, 90]],
  xdigit: [[48, 57], [65, 70], [97, 102]],
};

/** What stands behind `[`, with where it ends. */
function classOf(pattern: Uint8Array, begin: number): { token: Token; end: number } | null {
  const negated = pattern[begin] === code("!") || pattern[begin] === code("^");
  const ranges: (readonly [number, number])[] = [];
  let place = negated ? begin + 1 : begin;
  const member = (): number | null => {
    const byte = pattern[place++];
    return (byte === code("\\") ? pattern[place++] : byte) ?? null;
  };
  for (let first = true; ; first = false) {
    const byte = pattern[place];
    if (byte === undefined) return null;
    if (byte === code("]") && !first) return { token: { is: "class", negated, ranges }, end: place + 1 };
    if (byte === code("[") && pattern[place + 1] === code(":")) {
      const end = pattern.indexOf(code("]"), place + 1);
      if (end < 0) return null;
      const name = String.fromCharCode(...pattern.slice(place + 2, end));
      if (name.endsWith(":")) {
        const named = NAMED[name.slice(0, -1)];
        if (!named) return null;
        ranges.push(...named);
        place = end + 1;
        continue;
      }
    }
    const low = member();
    if (low === null) return null;
    if (pattern[place] === code("-") && pattern[place + 1] !== undefined && pattern[place + 1] !== code("]")) {
      place += 1;
      const high = member();
      if (high === null) return null;
      ranges.push([low, high]);
    } else ranges.push([low, low]);
  }
}

/** Walks all ways through the tokens at once: `at[i]` says that the tokens before `i` match what was read. */
function run(tokens: readonly Token[], subject: Uint8Array): boolean {
  let at = leaveOut(tokens, [true]);
  for (const byte of subject) {
    const next: boolean[] = [];
    tokens.forEach((token, place) => {
      if (!at[place]) return;
      if (token.is === "everything" || (token.is === "star" && byte !== SLASH)) next[place] = true;
      else if (reads(token, byte)) next[place + 1] = true;
    });
    at = leaveOut(tokens, next);
  }
  return at[tokens.length] === true;
}

function reads(token: Token, byte: number): boolean {
  switch (token.is) {
    case "byte": return token.byte === byte;
    case "any": return byte !== SLASH;
    case "class": return byte !== SLASH && token.ranges.some(([low, high]) => low <= byte && byte <= high) !== token.negated;
    default: return false;
  }
}

/** What may be nothing is passed without reading. */
function leaveOut(tokens: readonly Token[], at: boolean[]): boolean[] {
  tokens.forEach((token, place) => {
    if (!at[place]) return;
    if (token.is === "star" || token.is === "everything") at[place + 1] = true;
    if (token.is === "perhaps") at[place + 1] = at[place + 3] = true;
  });
  return at;
}
