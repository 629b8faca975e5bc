/**
 * Ids as GitHub makes them: numeric ids that grow with time and cross 2^31 in the middle of the history,
 * and opaque node ids (a type prefix and base64 of a MessagePack array).
 */

const PREFIX = {
  User: 'U', Bot: 'BOT', Mannequin: 'M', Organization: 'O', Repository: 'R', Ref: 'REF', Commit: 'C', Tree: 'T', Blob: 'B', RepositoryTopic: 'RT', Label: 'LA',
  PullRequest: 'PR', PullRequestReview: 'PRR', PullRequestReviewComment: 'PRRC', PullRequestReviewThread: 'PRRT',
  PullRequestCommit: 'PURC', Issue: 'I', IssueComment: 'IC', Gist: 'G',
};

/** @param {number} value */
function packInteger(value) {
  if (value < 0x100000000) {
    const bytes = Buffer.alloc(5);
    bytes[0] = 0xce;
    bytes.writeUInt32BE(value, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xcf;
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

/** @param {string} value */
function packString(value) {
  const text = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.from([0xda, text.length >> 8, text.length & 0xff]), text]);
}

/**
 * @param {keyof typeof PREFIX} type
 * @param {...(number|string)} parts ids from the outermost owner inwards
 */
export function nodeId(type, ...parts) {
  const head = Buffer.from([0x91 + parts.length, 0]);
  const body = parts.map((part) => (typeof part === 'number' ? packInteger(part) : packString(part)));
  return `${PREFIX[type]}_${Buffer.concat([head, ...body]).toString('base64url')}`;
}

const TWO_TO_31 = 2 ** 31;
const MEAN_STEP = 40_000;

/** Numeric ids of one kind. The middle one of `expected` ids falls on 2^31. */
export class IdSequence {
  /** @param {import('../random.js').Random} random @param {number} expected */
  constructor(random, expected) {
    this.random = random;
    this.step = Math.min(MEAN_STEP, Math.floor(TWO_TO_31 / expected));
    this.last = TWO_TO_31 - Math.floor((expected / 2) * this.step);
  }

  next() {
    this.last += this.random.int(1, 2 * this.step);
    return this.last;
  }
}
