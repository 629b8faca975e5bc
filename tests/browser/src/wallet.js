// A wallet as an extension brings it: announced by EIP-6963, signing through the chain's own unlocked accounts, and
// doing what the story tells it to do next.
import { RpcError } from './chain.js';

const ICON = 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E';

const hex = (number) => `0x${number.toString(16)}`;

/** EIP-1193's answers that are no results. */
const refusal = (code, message) => Object.assign(new Error(message), { code });

/** Runs in the page before anything else: the provider, and its announcement whenever the page asks. */
function announce({ binding, info }) {
  const listeners = new Map();
  const on = (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]);
  const off = (event, listener) => listeners.set(event, (listeners.get(event) ?? []).filter((one) => one !== listener));
  const provider = {
    on, removeListener: off, addListener: on, off,
    request: async ({ method, params }) => {
      const { result, error, events } = await window[binding](method, params ?? []);
      for (const [event, value] of events) for (const listener of listeners.get(event) ?? []) listener(value);
      if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return result;
    },
  };
  const tell = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  window.addEventListener('eip6963:requestProvider', tell);
  tell();
}

export class Wallet {
  #chain;
  #next = new Map();
  #events = [];

  /**
   * @param chain where it sends to
   * @param account whose key it holds
   * @param options the chain that it is on, and the chains that it knows
   */
  constructor(chain, account, { chainId = chain.id, knows = [chainId, chain.id] } = {}) {
    this.#chain = chain;
    this.account = account;
    this.chainId = chainId;
    this.knows = new Set(knows);
    /** Every request that a person would have seen: `[method, params]`. */
    this.asked = [];
    /** Hashes of what it sent. */
    this.sent = [];
  }

  /** Puts it into every page of a context. */
  async install(context, name = 'River Wallet') {
    const binding = `wallet${Math.random().toString(36).slice(2)}`;
    const info = { uuid: crypto.randomUUID(), name, icon: ICON, rdns: `org.example.${name.toLowerCase().replace(/\W/g, '')}` };
    await context.exposeFunction(binding, (method, params) => this.#answer(method, params));
    await context.addInitScript(announce, { binding, info });
  }

  /** The next request of this kind is answered by `answer(params)`. */
  next(method, answer) {
    this.#next.set(method, answer);
  }

  /** The person says no to the next request of this kind. */
  rejectNext(method) {
    this.next(method, () => {
      throw refusal(4001, 'User rejected the request.');
    });
  }

  /** What was asked with a method, the parameters alone. */
  askedFor(method) {
    return this.asked.filter(([one]) => one === method).map(([, params]) => params);
  }

  async #answer(method, params) {
    this.asked.push([method, params]);
    try {
      const programmed = this.#next.get(method);
      this.#next.delete(method);
      const result = await (programmed ? programmed(params) : this.#request(method, params));
      return { result: result ?? null, events: this.#events.splice(0) };
    } catch (error) {
      if (error.code === undefined) throw error;
      return { error: { code: error.code, message: error.message, data: error.data }, events: this.#events.splice(0) };
    }
  }

  async #request(method, params) {
    switch (method) {
      case 'eth_requestAccounts': case 'eth_accounts': return [this.account];
      case 'wallet_requestPermissions': case 'wallet_getPermissions': return [{ parentCapability: 'eth_accounts' }];
      case 'wallet_revokePermissions': return null;
      case 'eth_chainId': return hex(this.chainId);
      case 'wallet_switchEthereumChain': return this.#switchTo(Number(params[0].chainId));
      case 'wallet_addEthereumChain': this.knows.add(Number(params[0].chainId)); return this.#switchTo(Number(params[0].chainId));
      case 'wallet_watchAsset': return true;
      case 'eth_sendTransaction': return this.send(params[0]);
      default:
        if (method.startsWith('wallet_')) throw refusal(4200, `The wallet does not support ${method}.`);
        return this.#onChain(method, params);
    }
  }

  #switchTo(chainId) {
    if (!this.knows.has(chainId)) throw refusal(4902, 'Unrecognized chain ID.');
    if (this.chainId !== chainId) this.#events.push(['chainChanged', hex(chainId)]);
    this.chainId = chainId;
    return null;
  }

  /** Signs and sends, as the person who holds the account would. */
  async send(transaction) {
    if (this.chainId !== this.#chain.id) throw refusal(4901, 'The wallet is on another chain.');
    const hash = await this.#onChain('eth_sendTransaction', [transaction]);
    this.sent.push(hash);
    return hash;
  }

  /** Speeds up what it sent and is not mined yet: the same once more, for a higher price. */
  async speedUp(hash) {
    const { to, input } = await this.#chain.rpc('eth_getTransactionByHash', [hash]);
    return this.#replace(hash, { to, data: input });
  }

  /** Cancels what it sent and is not mined yet: nothing to oneself, for a higher price. */
  async cancel(hash) {
    return this.#replace(hash, { to: this.account });
  }

  async #replace(hash, { to, data = '0x' }) {
    const { nonce, gas, maxFeePerGas, gasPrice } = await this.#chain.rpc('eth_getTransactionByHash', [hash]);
    const price = hex(2n * BigInt(maxFeePerGas ?? gasPrice));
    return this.send({ from: this.account, to, data, nonce, gas, maxFeePerGas: price, maxPriorityFeePerGas: price });
  }

  async #onChain(method, params) {
    try {
      return await this.#chain.rpc(method, params);
    } catch (error) {
      if (error instanceof RpcError) throw refusal(error.code, error.message);
      throw error;
    }
  }
}
