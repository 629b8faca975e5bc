/** A chain for the demo: anvil, as contracts/package.json pins it. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure, begin } from './processes.mjs';

const PACKAGES = fileURLToPath(new URL('../../contracts/node_modules/@foundry-rs/', import.meta.url));
/** The first four bytes of keccak256("balanceOf(address)"). */
const BALANCE_OF = '0x70a08231';

/** The program itself: npm's starter would leave it running when it is killed. */
function anvil() {
  const packages = existsSync(PACKAGES) ? readdirSync(PACKAGES) : [];
  return packages.map((name) => `${PACKAGES}${name}/bin/anvil`).find((path) => existsSync(path)) ?? 'anvil';
}

async function request(url, method, params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result, error } = await answer.json();
  if (error) throw new Failure(`the chain refused ${method}: ${error.message}`);
  return result;
}

/** Starts one on a free port. */
export async function startChain() {
  const listening = /Listening on (\S+)/;
  const { first } = begin(anvil(), ['--port', '0'], {}, (text) => listening.test(text));
  const url = `http://${listening.exec(await first)[1]}`;
  const rpc = (method, params = []) => request(url, method, params);
  return {
    url,
    rpc,
    /** Base units that an account has. */
    async balance(token, account) {
      const data = BALANCE_OF + account.slice(2).toLowerCase().padStart(64, '0');
      return BigInt(await rpc('eth_call', [{ to: token, data }, 'latest']));
    },
  };
}
