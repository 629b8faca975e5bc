/**
 * A GitHub App with one installation: made up anew for each simulator, so that no key is kept anywhere. Its tokens
 * are good until they end or are revoked.
 */
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { json, message } from './answers.js';

const ID = '4711';
const INSTALLATION = 51_000_017;
const HOUR = 3600;
/** GitHub refuses what is signed for longer. */
const LONGEST = 600;

const seconds = () => Math.floor(Date.now() / 1000);
const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

export class App {
  constructor() {
    this.tokens = new Map();
    this.lifetime = HOUR;
  }

  /** Made when first asked for: an RSA key takes a while. */
  get keys() {
    this.pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.pair;
  }

  describe() {
    return { id: ID, installation: INSTALLATION, private_key: this.keys.privateKey.export({ type: 'pkcs1', format: 'pem' }) };
  }

  /** @param {number} lifetime of tokens that are made from now on, in seconds */
  shorten(lifetime) {
    this.lifetime = lifetime;
  }

  /** @returns {string|null} what is wrong with a JSON Web Token */
  complaint(token) {
    const [header, claims, signature] = token.split('.');
    try {
      const { iat, exp, iss } = read(claims);
      if (read(header).alg !== 'RS256' || String(iss) !== ID) return 'A JSON web token could not be decoded';
      if (exp <= seconds() || iat > seconds() || exp - seconds() > LONGEST) return "'Expiration time' claim ('exp') is too far in the future";
      const verify = createVerify('RSA-SHA256').update(`${header}.${claims}`);
      return verify.verify(this.keys.publicKey, signature, 'base64url') ? null : 'A JSON web token could not be decoded';
    } catch {
      return 'A JSON web token could not be decoded';
    }
  }

  /** `POST /app/installations/{id}/access_tokens` */
  answer(path, token) {
    const wrong = this.complaint(token ?? '');
    if (wrong !== null) return message(401, wrong);
    if (path !== `/app/installations/${INSTALLATION}/access_tokens`) return message(404, 'Not Found');
    const made = `ghs_${String(this.tokens.size + 1).padStart(36, '0')}`;
    const end = seconds() + this.lifetime;
    this.tokens.set(made, end);
    return json(201, {
      token: made, expires_at: new Date(end * 1000).toISOString().replace('.000Z', 'Z'), permissions: { contents: 'read', issues: 'read', metadata: 'read', pull_requests: 'read' },
      repository_selection: 'all',
    });
  }

  /** An installation's token that ended, or was never made. */
  refuses(token) {
    return token.startsWith('ghs_') && (this.tokens.get(token) ?? 0) <= seconds();
  }
}
