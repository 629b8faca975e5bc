// What every file of stories stands on: a chain, a folder of airdrops, the server and a browser.
import { after, before } from 'node:test';
import { Chain } from './chain.js';
import { Folder } from './campaign.js';
import { launch } from './chromium.js';
import { requirePage } from './programs.js';
import { Visitor } from './visitor.js';
import { Wallet } from './wallet.js';

/**
 * Sets a world up before the stories of a file and takes it down after them.
 *
 * @param make publishes and deploys what the stories need: `async (folder, chain) => campaigns`
 * @param timestamp where the chain's clock starts
 */
export function world(make, timestamp) {
  const world = { endpoints: [] };
  const undo = [];
  before(async () => {
    requirePage();
    world.browser = await launch();
    undo.push(() => world.browser.close());
    world.chain = await Chain.start(timestamp);
    undo.push(() => world.chain.end());
    world.folder = new Folder(world.chain);
    undo.push(() => world.folder.remove());
    Object.assign(world, await make(world.folder, world.chain));
    world.server = await world.folder.serve();
    undo.push(() => world.server.end());
  });
  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  /** A wallet that holds somebody's account. */
  world.walletOf = (person, options) => new Wallet(world.chain, world.folder.account(person), options);

  /** One visit: the story is handed the page, and what nobody may see is checked at its end. */
  world.visit = async (options, story) => {
    const visitor = await Visitor.arrive(world, options);
    try {
      await story(visitor.page, visitor);
    } catch (error) {
      await visitor.abandon();
      throw error;
    }
    await visitor.leave();
  };
  return world;
}
