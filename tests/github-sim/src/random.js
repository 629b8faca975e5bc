/**
 * A seeded generator (mulberry32). Everything synthetic comes from here, so that one seed gives one world.
 */
export class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = (seed * 0x9e3779b1) >>> 0;
  }

  /** @returns {number} in [0, 1) */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [low, high], both included. */
  int(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /** @template T @param {readonly T[]} items @returns {T} */
  pick(items) {
    return items[Math.floor(this.next() * items.length)];
  }

  /** An item near the front is likelier: a few people do most of the work. */
  pickSkewed(items) {
    return items[Math.floor(this.next() ** 2.2 * items.length)];
  }

  /** @param {number} digits */
  hex(digits) {
    let text = '';
    while (text.length < digits) text += Math.floor(this.next() * 4294967296).toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}
