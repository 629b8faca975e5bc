// A chain of its own: anvil on a free port, with accounts that it signs for.
import { setTimeout as sleep } from 'node:timers/promises';
import { Background, anvil } from './programs.js';

/** 2026-02-10, inside the usual claim window. */
export const CLAIMABLE_AT = 1_770_681_600;

/** Not the 31337 of every local chain, for which the page brings a wallet of its own. */
const CHAIN_ID = 31_338;

/** The key of anvil's first account, which deploys and owns. */
export const DEPLOYER_KEY = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

/** The tenth account, which has no part in any campaign, and its key. */
export const STRANGER = {
  account: '0xa0ee7a142d267c1f36714e4a8f75612f20a79720',
  key: '2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6',
};

const SELECTORS = { balanceOf: '0x70a08231', transfer: '0xa9059cbb', endsAt: '0x0a09284a' };
const word = (value) => BigInt(value).toString(16).padStart(64, '0');
const hex = (value) => `0x${BigInt(value).toString(16)}`;

/** What an endpoint answers instead of a result. */
export class RpcError extends Error {
  constructor(method, { code, message, data }) {
    super(`${method}: ${message}`);
    Object.assign(this, { code, data });
  }
}

export class Chain {
  #process;

  /** Starts one; `timestamp` is where its clock stands. */
  static async start({ id = CHAIN_ID, timestamp = CLAIMABLE_AT } = {}) {
    const chain = new Chain();
    chain.id = id;
    const listening = /Listening on (\S+)/;
    const words = ['--port', '0', '--chain-id', String(id), '--accounts', '40', '--timestamp', String(timestamp)];
    const [address, process] = await Background.start(anvil(), words, {}, (text) => listening.exec(text)?.[1]);
    chain.#process = process;
    chain.url = `http://${address}`;
    chain.accounts = await chain.rpc('eth_accounts');
    return chain;
  }

  async rpc(method, params = []) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { result, error } = await answer.json();
    if (error) throw new RpcError(method, error);
    return result;
  }

  /** Base units that an account has. */
  async balance(token, account) {
    return BigInt(await this.rpc('eth_call', [{ to: token, data: SELECTORS.balanceOf + word(account) }, 'latest']));
  }

  /** The second in which the newest block was mined. */
  async now() {
    return Number((await this.rpc('eth_getBlockByNumber', ['latest', false])).timestamp);
  }

  /** The first second in which a contract takes no claims. */
  async endOf(contract) {
    return Number(await this.rpc('eth_call', [{ to: contract, data: SELECTORS.endsAt }, 'latest']));
  }

  /** Moves tokens out of any account, its own consent or not. */
  async take(token, from, to, units) {
    await this.rpc('anvil_impersonateAccount', [from]);
    await this.rpc('anvil_setBalance', [from, hex(10n ** 18n)]);
    const data = SELECTORS.transfer + word(to) + word(units);
    await this.succeed(await this.rpc('eth_sendTransaction', [{ from, to: token, data }]));
    await this.rpc('anvil_stopImpersonatingAccount', [from]);
  }

  /** The receipt of a transaction that must have been mined and have succeeded. */
  async succeed(hash) {
    let receipt = null;
    // A machine that is busy mines a little later than it answers.
    for (let tries = 0; tries < 100 && receipt === null; tries += 1) {
      if (tries > 0) await sleep(50);
      receipt = await this.rpc('eth_getTransactionReceipt', [hash]);
    }
    if (receipt?.status !== '0x1') throw new Error(`transaction ${hash} did not succeed: ${JSON.stringify(receipt)}`);
    return receipt;
  }

  /** Mines one block at a later second. */
  async moveTo(timestamp) {
    await this.rpc('evm_setNextBlockTimestamp', [timestamp]);
    await this.rpc('evm_mine');
  }

  /** Runs a part of a story while nothing is mined unless the part does it with {@link mine}. */
  async withoutMining(part) {
    await this.rpc('evm_setAutomine', [false]);
    try {
      return await part();
    } finally {
      await this.rpc('evm_setAutomine', [true]);
      await this.mine();
    }
  }

  async mine() {
    await this.rpc('evm_mine');
  }

  async end() {
    await this.#process.end();
  }
}
