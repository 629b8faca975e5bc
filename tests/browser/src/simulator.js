// The simulated GitHub, as somebody's account and as the OAuth app's home.
import { startGithub } from './github.js';

export class Github {
  #process;

  /** Starts one on a free port. */
  static async start() {
    const github = new Github();
    [github.url, github.#process] = await startGithub();
    return github;
  }

  async ask(route, body) {
    const options = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/_sim/${route}`, options);
    if (!answer.ok) throw new Error(`the simulator refused ${route}: ${await answer.text()}`);
    return answer.json();
  }

  /** What the server needs to ask it, and to have people sign in there. */
  async settings() {
    const { client_id: id, client_secret: secret } = await this.ask('oauth');
    return { TRIBUTARY_GITHUB_URL: this.url, TRIBUTARY_GITHUB_WEB_URL: this.url, TRIBUTARY_GITHUB_CLIENT_ID: id, TRIBUTARY_GITHUB_CLIENT_SECRET: secret };
  }

  /** Where people are sent back to. */
  callback(server) {
    return this.ask('oauth', { redirect_uris: [`${server}/api/v1/oauth/github/callback`] });
  }

  end() {
    return this.#process.end();
  }
}
