// A wallet for chains on this machine: the endpoint itself holds accounts there and signs for them, so that trying a
// claim needs no installation. It exists for chain 31337 behind a loopback address alone, holds no key, and asks the
// endpoint which chain it is before every transaction.
import { createClient, http, numberToHex, ChainDisconnectedError, SwitchChainError, UnauthorizedProviderError, UnsupportedProviderMethodError, type Address, type Hex } from "viem";

const LOCAL_CHAIN = 31_337;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E%3Ccircle cx='10' cy='10' r='9' fill='%230b5f70'/%3E%3Cpath d='M5 7h10M10 7v8' stroke='white' stroke-width='2.5'/%3E%3C/svg%3E";
const INFO = { uuid: "0f6c1f0e-6a55-4b0b-9a3e-5d2f6f3c8b11", name: "Test wallet", icon: ICON, rdns: "localhost.test-wallet" };

/** Asks the person for one of the accounts; declining is a `UserRejectedRequestError`. */
export type ChooseAccount = (accounts: readonly Address[]) => Promise<Address>;

interface Request { readonly method: string; readonly params?: unknown }

/** What wallets are to a page (EIP-1193). */
export interface Provider {
  request(request: Request): Promise<unknown>;
  on(): void;
  removeListener(): void;
}

/** The endpoint to sign through; `null` where there must be no such wallet. */
export function localEndpoint(chain: { id: number; rpc_url?: string | null | undefined }): string | null {
  if (chain.id !== LOCAL_CHAIN || !chain.rpc_url || !URL.canParse(chain.rpc_url)) return null;
  const { protocol, hostname } = new URL(chain.rpc_url);
  return /^https?:$/.test(protocol) && LOOPBACK.test(hostname) ? chain.rpc_url : null;
}

export function testWallet(endpoint: string, choose: ChooseAccount): Provider {
  const client = createClient({ transport: http(endpoint, { retryCount: 0 }) });
  const ask = (request: Request) => client.request(request as never);
  let account: Address | null = null;

  const connect = async () => {
    account = await choose((await ask({ method: "eth_accounts" })) as Address[]);
    return [account];
  };
  /** Hands on what `from` signs, if that is the chosen account and the chain is the local one. */
  const signed = async (request: Request, from: Address | undefined) => {
    const id = Number((await ask({ method: "eth_chainId" })));
    if (id !== LOCAL_CHAIN) throw new ChainDisconnectedError(new Error(`The endpoint is on chain ${id}, not on ${LOCAL_CHAIN}.`));
    if (account === null || from?.toLowerCase() !== account.toLowerCase()) {
      throw new UnauthorizedProviderError(new Error("It is of an account that was not chosen."));
    }
    return ask(request);
  };
  const switchTo = (request: Request) => {
    const [{ chainId }] = request.params as [{ chainId: Hex }];
    if (Number(chainId) !== LOCAL_CHAIN) throw new SwitchChainError(new Error("The test wallet stays on its local chain."));
    return null;
  };

  const request = async (request: Request): Promise<unknown> => {
    switch (request.method) {
      case "eth_requestAccounts": return connect();
      case "eth_accounts": return account === null ? [] : [account];
      case "eth_chainId": return numberToHex(LOCAL_CHAIN);
      case "eth_sendTransaction": return signed(request, (request.params as [{ from?: Address }])[0].from);
      case "personal_sign": return signed(request, (request.params as [Hex, Address])[1]);
      case "eth_signTypedData_v4": return signed(request, (request.params as [Address, string])[0]);
      case "wallet_switchEthereumChain": return switchTo(request);
      case "wallet_revokePermissions": account = null; return null;
      default:
        if (/^eth_(?!sign)/.test(request.method)) return ask(request);
        throw new UnsupportedProviderMethodError(new Error(`The test wallet has no ${request.method}.`), { method: request.method });
    }
  };
  // Nothing changes here that the page did not ask for, so there is nothing to tell.
  return { request, on: () => undefined, removeListener: () => undefined };
}

/** Tells the page of the wallet whenever it asks (EIP-6963), until the answer is called. */
export function announce(provider: Provider): () => void {
  const tell = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info: INFO, provider }) }));
  window.addEventListener("eip6963:requestProvider", tell);
  tell();
  return () => window.removeEventListener("eip6963:requestProvider", tell);
}
