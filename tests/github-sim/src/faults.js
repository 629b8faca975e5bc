/**
 * What goes wrong, and when: a script of rules, each counting the requests it matches. Same script and same
 * requests, same faults.
 */
import { Random } from './random.js';

export const KINDS = [
  '502', '504', 'drop', 'rate-limited-200', 'secondary-403', 'primary-403', 'truncate-body', 'partial-errors', 'slow',
  'unauthorized', 'not-found', 'forbidden', 'blocked', 'blocked-200',
];

/**
 * @typedef {object} Rule
 * @property {'graphql'|'rest'|'any'|string} match a class of routes, or a part of the path that begins with `/`
 * @property {string} kind one of {@link KINDS}
 * @property {number} [nth] strikes the nth matching request, counted from 1
 * @property {number} [every] strikes each request whose count is a multiple of it
 * @property {number} [count] strikes this many matching requests in a row from the nth on (default 1)
 * @property {number} [minNodes] strikes only GraphQL queries that may return at least so many nodes
 * @property {string} [contains] strikes only requests whose body holds this text
 * @property {string} [token] strikes only requests with this token
 * @property {number} [seconds] how far ahead a rate limit resets, or how long a slow answer takes
 */

const FIELDS = { match: 'string', kind: 'string', contains: 'string', token: 'string', nth: 'number', every: 'number', count: 'number', minNodes: 'number', seconds: 'number' };

/** @returns {string|null} what is wrong with a rule */
function complaint(rule) {
  if (rule === null || typeof rule !== 'object') return 'a rule is an object';
  for (const [name, value] of Object.entries(rule)) {
    if (typeof value !== FIELDS[name]) return FIELDS[name] === undefined ? `unknown field \`${name}\`` : `\`${name}\` is not a ${FIELDS[name]}`;
  }
  if (!KINDS.includes(rule.kind)) return `unknown kind \`${rule.kind}\`; known: ${KINDS.join(', ')}`;
  const known = ['graphql', 'rest', 'any'].includes(rule.match) || rule.match?.startsWith('/');
  return known ? null : `unknown match \`${rule.match}\``;
}

function presets(seed) {
  const random = new Random(seed + 7919);
  let nth = 1;
  const graphql = (kind, more) => {
    nth += random.int(1, 2);
    return { match: 'graphql', nth, kind, ...more };
  };
  const normal = [
    graphql('502'), graphql('partial-errors'), graphql('rate-limited-200', { seconds: 1 }), graphql('drop'), graphql('502'), graphql('504'),
    { match: 'rest', nth: 2, kind: '502' },
  ];
  const heavy = [
    ...normal, graphql('truncate-body'), graphql('secondary-403', { seconds: 1 }), graphql('primary-403', { seconds: 1 }),
    { match: 'graphql', minNodes: 20_000, every: 1, kind: '502' }, { match: 'graphql', every: 7, kind: '502' },
    { match: 'graphql', every: 11, kind: 'drop' }, { match: 'graphql', every: 13, kind: 'partial-errors' },
    { match: 'graphql', every: 17, kind: 'truncate-body' }, { match: 'graphql', every: 5, kind: 'slow', seconds: 0.2 },
    { match: 'rest', nth: 4, kind: 'drop' }, { match: 'rest', every: 6, kind: 'primary-403', seconds: 1 },
  ];
  return { none: [], default: normal, heavy };
}

export const PRESETS = ['none', 'default', 'heavy'];

export class Faults {
  /** @param {{seed: number, preset: string}} options */
  constructor({ seed, preset }) {
    this.presets = presets(seed);
    this.set(this.presets[preset]);
  }

  /** @param {Rule[]|string} script rules, or the name of a preset */
  set(script) {
    const rules = typeof script === 'string' ? this.presets[script] : script;
    if (!Array.isArray(rules)) throw new TypeError('faults are a list of rules, `none`, `default` or `heavy`');
    const wrong = rules.map(complaint).find((text) => text !== null);
    if (wrong !== undefined) throw new TypeError(wrong);
    this.rules = rules.map((rule) => ({ ...rule, seen: 0, struck: 0 }));
  }

  /**
   * @param {{kind: 'graphql'|'rest'|'web', path: string, nodes: number, text: string, token: string|null}} request
   * @returns {Rule|null} the first rule that strikes
   */
  strike({ kind, path, nodes, text, token }) {
    let chosen = null;
    for (const rule of this.rules) {
      if (rule.match !== 'any' && rule.match !== kind && !(rule.match.startsWith('/') && path.includes(rule.match))) continue;
      if (nodes < (rule.minNodes ?? 0) || !text.includes(rule.contains ?? '')) continue;
      if (rule.token !== undefined && rule.token !== token) continue;
      rule.seen += 1;
      const due = rule.every === undefined ? inRun(rule) : rule.seen % rule.every === 0;
      if (due && chosen === null) {
        chosen = rule;
        rule.struck += 1;
      }
    }
    return chosen;
  }
}

function inRun({ seen, nth = 1, count = 1 }) {
  return seen >= nth && seen < nth + count;
}
