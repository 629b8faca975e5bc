/** The state of a running simulator: the world, budgets, faults, and the log of requests. */
import { createServer } from 'node:http';
import { App } from './app.js';
import { Budget } from './budget.js';
import { Faults } from './faults.js';
import { listener } from './http.js';
import { Holdings } from './identity/holdings.js';
import { Oauth } from './identity/oauth.js';
import { createWorld } from './world/world.js';

const HOUR = 3600;

export class Simulator {
  /**
   * @param {{seed: number, scale: string, faults: string, graphqlLimit: number, coreLimit: number, resetSeconds: number}} options
   */
  constructor(options) {
    this.options = options;
    this.reset();
  }

  /** Back to the first moment: same world, same faults, full budgets, empty log. */
  reset() {
    const { seed, scale, faults, graphqlLimit, coreLimit, resetSeconds } = this.options;
    this.world = createWorld({ seed, scale });
    this.faults = new Faults({ seed, preset: faults });
    this.sizes = { graphqlLimit, coreLimit, resetSeconds };
    this.budgets = new Map();
    this.anonymous = new Budget({ resource: 'core', limit: 60, window: HOUR });
    this.app = new App();
    this.holdings = new Holdings(this.world);
    this.oauth = new Oauth(this.world);
    this.requests = [];
  }

  /** @param {string|null} token each stands for a user of its own */
  budgetsOf(token) {
    if (token === null) return { graphql: this.anonymous, core: this.anonymous };
    if (!this.budgets.has(token)) {
      const { graphqlLimit, coreLimit, resetSeconds: window } = this.sizes;
      const budget = (resource, limit) => new Budget({ resource, limit, window });
      this.budgets.set(token, { graphql: budget('graphql', graphqlLimit), core: budget('core', coreLimit) });
    }
    return this.budgets.get(token);
  }

  /** @returns {Promise<{url: string, close: () => Promise<void>}>} */
  async listen(port, host = '127.0.0.1') {
    const answer = listener(this);
    const server = createServer((request, response) => {
      answer(request, response).catch((error) => {
        process.stderr.write(`${error.stack}\n`);
        response.destroy();
      });
    });
    // Longer than clients keep idle connections: only a fault drops one.
    server.keepAliveTimeout = 120_000;
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    const close = () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    return { url: `http://${host}:${server.address().port}`, close };
  }
}
