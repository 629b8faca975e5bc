/**
 * Rate limits as GitHub counts them: a budget of points for each resource, renewed at a reset time, and blocks
 * that a fault imposes. The only part that reads the clock, since clients wait by it.
 */

const seconds = () => Date.now() / 1000;

export class Budget {
  /** @param {{resource: 'core'|'graphql', limit: number, window: number}} options `window` in seconds */
  constructor({ resource, limit, window }) {
    Object.assign(this, { resource, limit, window, used: 0, reset: 0, retryAt: 0 });
    this.renew();
  }

  renew() {
    if (this.reset > seconds()) return;
    this.used = 0;
    this.reset = Math.ceil(seconds() + this.window);
  }

  get remaining() {
    return Math.max(0, this.limit - this.used);
  }

  /** @param {number} points */
  charge(points) {
    this.renew();
    this.used += points;
    return this;
  }

  /** @returns {'primary'|'secondary'|null} what a request made now would run into */
  blocked() {
    this.renew();
    if (this.retryAt > seconds()) return 'secondary';
    return this.remaining === 0 ? 'primary' : null;
  }

  /** Uses the budget up until a reset `wait` seconds ahead. */
  exhaust(wait) {
    this.used = this.limit;
    this.reset = Math.ceil(seconds() + wait);
  }

  /** The secondary limit: nothing is answered for `wait` seconds. */
  pause(wait) {
    this.retryAt = seconds() + wait;
  }

  /** Whole seconds a client must wait after a secondary limit. */
  get retryAfter() {
    return Math.max(1, Math.ceil(this.retryAt - seconds()));
  }

  headers() {
    this.renew();
    return {
      'x-ratelimit-limit': String(this.limit), 'x-ratelimit-remaining': String(this.remaining), 'x-ratelimit-used': String(this.used),
      'x-ratelimit-reset': String(this.reset), 'x-ratelimit-resource': this.resource,
    };
  }

  snapshot() {
    this.renew();
    return { limit: this.limit, used: this.used, remaining: this.remaining, reset: this.reset };
  }
}
