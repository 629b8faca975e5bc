// A wallet stays connected for as long as the visit lasts, whatever else on the page changes.
import { act, cleanup, render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { afterEach, expect, it } from "vitest";
import { useConnect, useConnection, useConnectors, WagmiProvider, type Config } from "wagmi";

import { announce, type Provider } from "../src/wallet/testWallet";
import { configFor } from "../src/wagmi";

const ADA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const ANSWERS: Record<string, unknown> = { eth_requestAccounts: [ADA], eth_accounts: [ADA], eth_chainId: "0x7a69", wallet_requestPermissions: [] };
const provider: Provider = { request: ({ method }) => Promise.resolve(ANSWERS[method] ?? null), on: () => undefined, removeListener: () => undefined };

function Wallet() {
  const [wallet] = useConnectors();
  const { address } = useConnection();
  const { mutate } = useConnect();
  return wallet ? <button type="button" onClick={() => mutate({ connector: wallet })}>{address ?? "Connect"}</button> : null;
}

function Page({ config, client, figure }: { config: Config; client: QueryClient; figure: number }) {
  return (
    <QueryClientProvider client={client}>
      <WagmiProvider config={config} reconnectOnMount={false}><p>{figure}</p><Wallet /></WagmiProvider>
    </QueryClientProvider>
  );
}
afterEach(cleanup);

it("is not forgotten when a figure of the page changes", async () => {
  const config = configFor({ id: 31_337, name: "Local chain", rpc_url: "http://127.0.0.1:8545", explorer: null });
  const client = new QueryClient();
  const { rerender } = render(<Page config={config} client={client} figure={1} />);
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  const takeBack = announce(provider);
  const button = await screen.findByRole("button", { name: "Connect" });
  act(() => button.click());
  await screen.findByRole("button", { name: ADA });
  rerender(<Page config={config} client={client} figure={2} />);
  screen.getByText("2");
  screen.getByRole("button", { name: ADA });
  expect(config.state.connections.size).toBe(1);
  takeBack();
});
