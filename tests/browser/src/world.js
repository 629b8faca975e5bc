// What every story stands on: a chain, a folder of airdrops, the server and a browser.
import { after, before } from 'node:test';
import { Chain } from './chain.js';
import { Folder } from './campaign.js';
import { launch } from './chromium.js';
import { requirePage } from './programs.js';
import { Visitor } from './visitor.js';
import { Wallet } from './wallet.js';

export class World {
  /** Endpoints that the page may ask besides the chain's own. */
  endpoints = [];
  #undo = [];

  /**
   * Starts everything; what was started ends with {@link end}, also when this fails half-way.
   *
   * @param make publishes and deploys what the stories need: `async (folder, chain) => campaigns`
   * @param settings of the chain
   */
  async begin(make, settings) {
    requirePage();
    this.browser = await launch();
    this.#undo.push(() => this.browser.close());
    this.chain = await Chain.start(settings);
    this.#undo.push(() => this.chain.end());
    this.folder = await Folder.make(this.chain);
    this.#undo.push(() => this.folder.remove());
    Object.assign(this, await make(this.folder, this.chain));
    this.server = await this.folder.serve();
    this.#undo.push(() => this.server.end());
  }

  async end() {
    for (const step of this.#undo.reverse()) await step();
  }

  /** A wallet that holds somebody's account. */
  walletOf(person, options) {
    return new Wallet(this.chain, this.folder.account(person), options);
  }

  /** One visit: the story is handed the page, and what nobody may see is checked at its end. */
  async visit(options, story) {
    const visitor = await Visitor.arrive(this, options);
    try {
      await story(visitor.page);
    } catch (error) {
      error.message += await visitor.lastWords();
      throw error;
    }
    await visitor.leave();
  }
}

/** The world of a file of stories: there before the first, gone after the last. */
export function world(make, settings) {
  const here = new World();
  before(() => here.begin(make, settings));
  after(() => here.end());
  return here;
}
