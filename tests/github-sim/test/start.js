/** A simulator on a free port, and the two ways to ask it. */
import { Simulator } from '../src/simulator.js';

export const HEADERS = { authorization: 'bearer test', 'user-agent': 'tributary-test', 'content-type': 'application/json' };

/** @param {import('node:test').TestContext} t closes the server when the test ends */
export async function start(t, options = {}) {
  const simulator = new Simulator({ seed: 1, scale: 'small', faults: 'none', graphqlLimit: 5000, coreLimit: 5000, resetSeconds: 3600, ...options });
  const { url, close } = await simulator.listen(0);
  t.after(close);
  const graphql = async (query, variables, headers = HEADERS) => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const rest = async (path, headers = {}) => {
    const response = await fetch(path.startsWith('http') ? path : url + path, { headers: { ...HEADERS, ...headers }, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const sim = async (path, body) => {
    const response = await fetch(`${url}/_sim/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    return response.json();
  };
  return { url, graphql, rest, sim };
}
