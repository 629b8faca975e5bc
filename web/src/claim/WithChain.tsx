// What needs the airdrop's chain stands inside of this.
import { useMemo, type ReactNode } from "react";
import { WagmiProvider } from "wagmi";

import type { CampaignDetail } from "../api/client";
import { configFor } from "../wagmi";
import { TestWallet } from "../wallet/TestWallet";

interface WithChainProps { readonly campaign: Pick<CampaignDetail, "chain">; readonly entitled: string | null; readonly children: ReactNode }

export function WithChain({ campaign, entitled, children }: WithChainProps) {
  const { id, name, rpc_url, explorer } = campaign.chain;
  const config = useMemo(() => configFor({ id, name, rpc_url, explorer }), [id, name, rpc_url, explorer]);
  return <WagmiProvider config={config} reconnectOnMount={false}>{children}<TestWallet chain={campaign.chain} entitled={entitled} /></WagmiProvider>;
}
