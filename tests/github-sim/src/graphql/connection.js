/**
 * Pages of a list. A cursor names the place of an item in the order (its sort key and id), so that pages stay
 * right when items are added; a commit history's cursor names the tip it started from and a position, as GitHub's does.
 */
import { Kind } from 'graphql';
import { Refusal } from './refusal.js';

const LIMIT = 100;
const PREFIX = 'cursor:v2:';

const encode = (place) => Buffer.from(PREFIX + JSON.stringify(place)).toString('base64');

function decode(cursor) {
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  if (!text.startsWith(PREFIX)) throw invalid(cursor);
  try {
    return JSON.parse(text.slice(PREFIX.length));
  } catch {
    throw invalid(cursor);
  }
}

export const invalid = (cursor) => new Refusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);

/** Whether the query asks this connection for items and not for `totalCount` alone. */
function asksForItems(info) {
  const look = (set) => set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return ['nodes', 'edges', 'pageInfo'].includes(selection.name.value);
    return look(selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value].selectionSet : selection.selectionSet);
  });
  return info.fieldNodes.some((node) => look(node.selectionSet));
}

/** Refuses what GitHub refuses about `first` and `last`. */
export function checkBounds({ first, last }, info) {
  const connection = `\`${info.fieldName}\` connection`;
  if (first == null && last == null) {
    if (!asksForItems(info)) return;
    throw new Refusal('MISSING_PAGINATION_BOUNDARIES', `You must provide a \`first\` or \`last\` value to properly paginate the ${connection}.`);
  }
  if (first != null && last != null) {
    throw new Refusal('INVALID_PAGINATION_BOUNDARIES', `Passing both \`first\` and \`last\` values to paginate the ${connection} is not supported.`);
  }
  const [name, value] = first != null ? ['first', first] : ['last', last];
  if (value < 0) throw new Refusal('INVALID_PAGINATION_BOUNDARIES', `\`${name}\` on the ${connection} cannot be less than zero.`);
  if (value > LIMIT) {
    throw new Refusal('EXCESSIVE_PAGINATION', `Requesting ${value} records on the ${connection} exceeds the \`${name}\` limit of ${LIMIT} records.`);
  }
}

function assemble(items, from, to, cursorOf) {
  const nodes = items.slice(from, to);
  const edges = nodes.map((node, n) => ({ node, cursor: () => cursorOf(node, from + n) }));
  return {
    totalCount: items.length, nodes, edges,
    pageInfo: {
      hasNextPage: to < items.length, hasPreviousPage: from > 0 && nodes.length > 0,
      startCursor: edges[0]?.cursor() ?? null, endCursor: edges.at(-1)?.cursor() ?? null,
    },
  };
}

function cut({ first, last }, low, high) {
  if (first != null) return [low, Math.min(high, low + first)];
  if (last != null) return [Math.max(low, high - last), high];
  return [low, low];
}

/**
 * @template T
 * @param {T[]} items in any order
 * @param {(item: T) => (number|string)[]} placeOf the sort key, ending in something unique
 * @param {'ASC'|'DESC'} direction
 */
export function page(items, args, info, placeOf, direction = 'ASC') {
  checkBounds(args, info);
  const sign = direction === 'ASC' ? 1 : -1;
  const compare = (a, b) => {
    for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return a[n] < b[n] ? -sign : sign;
    return 0;
  };
  const placed = items.map((item) => ({ item, place: placeOf(item) })).sort((a, b) => compare(a.place, b.place));
  let low = 0;
  let high = placed.length;
  if (args.after != null) {
    const after = decode(args.after);
    low = placed.findIndex(({ place }) => compare(place, after) > 0);
    if (low < 0) low = high;
  }
  if (args.before != null) {
    const before = decode(args.before);
    const found = placed.findIndex(({ place }) => compare(place, before) >= 0);
    if (found >= 0) high = Math.max(low, found);
  }
  const [from, to] = cut(args, low, high);
  return assemble(placed.map(({ item }) => item), from, to, (_, position) => encode(placed[position].place));
}

/** A page of a list whose order is its own. */
export function pageInOrder(items, args, info) {
  const positions = new Map(items.map((item, position) => [item, position]));
  return page(items, args, info, (item) => [positions.get(item)]);
}

/** A page of commits; the cursor pins the tip, so commits pushed meanwhile do not shift the pages. */
export function pageOfHistory(commits, tip, args, info) {
  checkBounds(args, info);
  const position = (cursor, otherwise) => {
    if (cursor == null) return otherwise;
    const match = /^([0-9a-f]{40}) (\d+)$/.exec(cursor);
    if (match === null || match[1] !== tip.oid) throw invalid(cursor);
    return Number(match[2]);
  };
  const low = Math.min(position(args.after, -1) + 1, commits.length);
  const high = Math.max(low, Math.min(position(args.before, commits.length), commits.length));
  const [from, to] = cut(args, low, high);
  return assemble(commits, from, to, (_, n) => `${tip.oid} ${n}`);
}
