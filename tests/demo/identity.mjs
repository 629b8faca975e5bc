/** Somebody with a GitHub account, no wallet before the drop and no ether: proves the account, and a sponsor pays the gas. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, output, say } from './processes.mjs';

const POST = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function request(url, options) {
  const answer = await fetch(url, options);
  const body = await answer.json();
  if (!answer.ok) throw new Failure(`${url}: ${body.detail ?? body.title ?? answer.status}`);
  return body;
}

/** What the server needs to ask for consent at the simulated GitHub. */
export async function consentSettings(github) {
  const app = await request(`${github}/_sim/oauth`);
  return {
    TRIBUTARY_GITHUB_URL: github, TRIBUTARY_GITHUB_WEB_URL: github,
    TRIBUTARY_GITHUB_CLIENT_ID: app.client_id, TRIBUTARY_GITHUB_CLIENT_SECRET: app.client_secret,
  };
}

/** Where GitHub sends people back to, as the app's settings have it. */
export const registerCallback = (github, server) => request(`${github}/_sim/oauth`, POST({ redirect_uris: [`${server}/api/v1/oauth/github/callback`] }));

/** An address that nobody has used. */
export const freshWallet = () => `0x${randomBytes(20).toString('hex')}`;

/** Makes a key as everybody does, and has the simulated GitHub publish it for the account. Gives the private key's file. */
export async function publishKey(folder, github, identity) {
  const keys = join(folder, 'keys');
  mkdirSync(keys, { recursive: true });
  const file = join(keys, 'id_ed25519');
  output('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file], {});
  const id = Number(identity.slice('github:'.length));
  await request(`${github}/_sim/keys`, POST({ id, keys: [readFileSync(`${file}.pub`, 'utf8').trim()] }));
  return file;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 250));

/** Waits until the attestor has said whose wallet it is: a server that has just begun looks at its chain first. */
async function attested(server, identity) {
  const binding = `${server}/api/v1/campaigns/demo/bindings/${identity}`;
  for (let tries = 0; tries < 120; tries += 1) {
    const { ready } = await request(binding);
    if (ready) return;
    await pause();
  }
  throw new Failure('the attestor has said nothing');
}

/** Asks the sponsor to send the claim, and waits until it is mined. */
export async function relay(server, identity) {
  await attested(server, identity);
  const relays = `${server}/api/v1/campaigns/demo/relays`;
  let state = await request(relays, POST({ kind: 'identity', who: identity }));
  for (let tries = 0; state.state !== 'mined'; tries += 1) {
    if (state.state === 'failed' || tries > 240) throw new Failure(`the sponsor did not send the claim: ${state.failure ?? state.state}`);
    await pause();
    state = await request(`${relays}/${state.id}`);
  }
  say('The sponsor has sent the claim');
  console.log(`transaction  ${state.tx_hash}\ngas          ${state.sponsored_gas}, paid by the sponsor`);
}
