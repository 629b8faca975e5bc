// Wallets by EIP-6963, on the one chain that a campaign lives on.
import { createConfig, http, injected, unstable_connector, type Config } from "wagmi";
import { defineChain } from "viem";

import type { CampaignDetail } from "./api/client";

export function configFor(chain: CampaignDetail["chain"]): Config {
  const url = chain.rpc_url;
  const definition = defineChain({
    id: chain.id,
    name: chain.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: url === null ? [] : [url] } },
    ...(chain.explorer ? { blockExplorers: { default: { name: "Explorer", url: chain.explorer } } } : {}),
  });
  return createConfig({
    chains: [definition],
    connectors: "ethereum" in window ? [injected()] : [],
    multiInjectedProviderDiscovery: true,
    // Nobody is connected again on the next visit, so nothing is kept for it. With a storage, wagmi's provider would
    // forget the connection whenever it is rendered again without reconnecting, such as when a figure of the campaign changes.
    storage: null,
    pollingInterval: 1_500,
    transports: { [chain.id]: url === null ? unstable_connector(injected) : http(url) },
  });
}
