// What needs the round's chain stands inside of this.
import { useMemo, type ReactNode } from "react";
import { WagmiProvider } from "wagmi";

import { configFor } from "../../wagmi";
import { TestWallet } from "../../wallet/TestWallet";
import type { RoundSummary } from "../types";

export function WithRound({ round, children }: { round: Pick<RoundSummary, "chain">; children: ReactNode }) {
  const { id, name, rpc_url, explorer } = round.chain;
  const config = useMemo(() => configFor({ id, name, rpc_url, explorer }), [id, name, rpc_url, explorer]);
  return <WagmiProvider config={config} reconnectOnMount={false}>{children}<TestWallet chain={round.chain} entitled={null} /></WagmiProvider>;
}
