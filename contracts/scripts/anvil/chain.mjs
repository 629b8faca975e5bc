// A chain (the pinned anvil) that lives as long as it is used, and transactions to it.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";

const require = createRequire(import.meta.url);

/** The first second of every chain (Unix time). */
export const START = 1_800_000_000n;

/** Starts a chain, and ends it whatever happens. */
export async function withChain(hardfork, use) {
  const cpu = arch === "x64" ? "amd64" : arch;
  const binary = require.resolve(`@foundry-rs/anvil-${platform}-${cpu}/bin/${platform === "win32" ? "anvil.exe" : "anvil"}`);
  const anvil = spawn(binary, ["--port", "0", "--hardfork", hardfork, "--timestamp", String(START)]);
  try {
    const url = await new Promise((resolve, reject) => {
      let text = "";
      anvil.stdout.on("data", (data) => {
        text += data;
        const [, place] = /Listening on (\S+)/.exec(text) ?? [];
        if (place !== undefined) resolve(`http://${place}`);
      });
      anvil.on("error", reject);
      anvil.on("exit", () => reject(new Error(`anvil ended: ${text}`)));
    });
    await use(await connect(url), hardfork);
  } finally {
    anvil.kill();
  }
}

/** Sends transactions from an account of the chain; each is mined by itself and has to succeed. */
async function connect(url) {
  const ask = async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = await answer.json();
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const [sender] = await ask("eth_accounts", []);
  const send = async (to, data) => {
    const sent = await ask("eth_sendTransaction", [{ from: sender, to, data: `0x${data}`, gas: "0x989680" }]);
    // A transaction is answered before its block is made.
    let receipt = null;
    while (receipt === null) receipt = await ask("eth_getTransactionReceipt", [sent]);
    if (receipt.status !== "0x1") throw new Error(`transaction ${sent} failed: ${JSON.stringify(receipt)}`);
    return receipt;
  };
  const create = async (data) => (await send(undefined, data)).contractAddress;
  return { sender, send, create };
}
