/** What accounts publish to prove who they are: SSH keys and gists. Empty until a test adds some. */
import { createHash } from 'node:crypto';
import { person } from '../world/people.js';
import { everybody, findPerson } from '../world/world.js';

/** A fixed moment: no clock is read. */
export const PUBLISHED = '2026-01-15T18:00:00Z';

const hexOf = (text, digits) => createHash('sha256').update(text).digest('hex').slice(0, digits);

const isText = (value) => typeof value === 'string' && value !== '';

export class Holdings {
  /** @param {object} world */
  constructor(world) {
    this.world = world;
    this.keys = new Map();
    this.gists = new Map();
    this.last = 100_000_000;
  }

  /** @returns the account with this number, if GitHub still has it */
  find(id) {
    return everybody(this.world).find((who) => who.databaseId === id && !who.deleted) ?? null;
  }

  account(id) {
    const found = this.find(id);
    if (found === null) throw new RangeError(`no account with the id \`${id}\``);
    return found;
  }

  describe() {
    return everybody(this.world).map(({ databaseId: id, login, __typename: type, deleted }) => ({ id, login, type, deleted }));
  }

  /** Somebody whom the world did not have: an account without any work. */
  add({ id, login }) {
    if (!Number.isSafeInteger(id) || id < 1) throw new TypeError(`\`${id}\` is no account number`);
    if (everybody(this.world).some((who) => who.databaseId === id)) throw new RangeError(`there is an account with the id \`${id}\``);
    const who = person('User', id, '', null);
    this.world.people.users.push(who);
    this.world.nodes.set(who.id, who);
    return this.rename({ id, login });
  }

  /** The account gets another login; the old one is free from then on. */
  rename({ id, login }) {
    const who = this.account(id);
    if (!/^[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?$/i.test(login ?? '')) throw new RangeError(`\`${login}\` is no login`);
    const holder = findPerson(this.world, login);
    if (holder !== null && holder !== who) throw new RangeError(`\`${login}\` is taken`);
    const before = who.login;
    who.login = login;
    return { id, before, login };
  }

  /** @param {{id: number, keys?: string[], signing_keys?: string[]}} added */
  addKeys({ id, keys = [], signing_keys: signing = [] }) {
    this.account(id);
    if (![...keys, ...signing].every(isText)) throw new TypeError('a key is a text');
    const held = this.keysOf(id);
    const numbered = (key) => ({ id: (this.last += 1), key });
    held.keys.push(...keys.map(numbered));
    held.signing.push(...signing.map(numbered));
    this.keys.set(id, held);
    return { id, keys: held.keys.length, signing_keys: held.signing.length };
  }

  keysOf(id) {
    return this.keys.get(id) ?? { keys: [], signing: [] };
  }

  /** @param {{owner: number|null, files: Record<string, string>, public?: boolean, truncated?: boolean}} made */
  addGist({ owner, files, public: open = true, truncated = false }) {
    if (owner !== null) this.account(owner);
    if (!Object.values(files ?? {}).every((content) => typeof content === 'string')) throw new TypeError('a file is a text');
    const content = JSON.stringify([owner, files, this.gists.size]);
    const gist = { id: hexOf(content, 32), version: hexOf(`${content}version`, 40), owner, files, public: open, truncated };
    this.gists.set(gist.id, gist);
    return { id: gist.id, version: gist.version };
  }
}
