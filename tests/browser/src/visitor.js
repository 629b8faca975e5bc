// Somebody at the page. What nobody may ever see is checked when the visit ends: an error on the console, a request
// to anybody but the page's own server and the chain.
import assert from 'node:assert/strict';

/** The browser itself notes what the server answers with 404. */
export const MISSING = /Failed to load resource: the server responded with a status of 404/;

export class Visitor {
  #context;
  #faults = [];
  #tolerated;

  /**
   * Opens an empty page.
   *
   * @param options.wallets those that the browser has
   * @param options.tolerates what the story itself breaks, and so what the console may say
   * @param options.context more for the browser: size, colours, scripts
   */
  static async arrive(world, { wallets = [], tolerates = [], context = {} } = {}) {
    const visitor = new Visitor();
    const settings = { baseURL: world.server.url, locale: 'en-GB', timezoneId: 'UTC', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' };
    visitor.#context = await world.browser.newContext({ ...settings, ...context });
    visitor.#context.setDefaultTimeout(30_000);
    visitor.#tolerated = tolerates;
    const allowed = new Set([world.server.url, world.chain.url, ...world.endpoints].map((url) => new URL(url).origin));
    visitor.#context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && !allowed.has(origin)) visitor.#faults.push(`asked ${request.url()}`);
    });
    visitor.#context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) visitor.#faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    visitor.#context.on('weberror', (error) => visitor.#faults.push(`uncaught: ${error.error().message}`));
    for (const wallet of wallets) await wallet.install(visitor.#context);
    visitor.page = await visitor.#context.newPage();
    return visitor;
  }

  /** Ends the visit; a fault that the story did not announce fails it. */
  async leave() {
    await this.#context.close();
    const unexpected = this.#faults.filter((fault) => !this.#tolerated.some((pattern) => pattern.test(fault)));
    assert.deepEqual(unexpected, [], 'the page kept quiet and kept to itself');
  }

  /** Ends the visit of a story that has failed already, and answers what stood on the page then. */
  async lastWords() {
    const text = await this.page.locator('body').innerText({ timeout: 1_000 }).catch(() => 'nothing');
    const address = this.page.url();
    await this.#context.close();
    return `\n\nOn ${address} stood:\n${text}\n\nFaults so far: ${JSON.stringify(this.#faults)}`;
  }
}
