// The wallets of this browser (EIP-6963), the one that is connected, and the chain it is on.
import type { Address } from "viem";
import { useConnect, useConnection, useConnectors, useDisconnect, useSwitchChain, useWatchAsset, type Connector } from "wagmi";

import { isRejection, reasonOf } from "./reasons";

const words = (error: Error | null, declined: string) => (error === null ? null : isRejection(error) ? declined : reasonOf(error));

/** Where a wallet is wanted: the chain, and the token that it may be told of. */
export interface Site {
  readonly chain: { readonly id: number };
  readonly token: { readonly symbol: string; readonly decimals: number };
  readonly deployment?: { readonly token: string } | null | undefined;
}

export interface Wallet {
  readonly wallets: readonly Connector[];
  readonly address: Address | undefined;
  readonly chainId: number | undefined;
  readonly connecting: string | null;
  readonly connect: (wallet: Connector) => void;
  readonly connectFailure: string | null;
  /** Forgets the account, to choose another one. */
  readonly leave: () => void;
  readonly switchChain: () => void;
  readonly switching: boolean;
  readonly switchFailure: string | null;
  readonly addToken: () => void;
  /** What the wallet said to that. */
  readonly tokenAnswer: string | null;
}

export function useWallet({ token, chain, deployment }: Site): Wallet {
  const { address, chainId } = useConnection();
  const found = useConnectors();
  const connect = useConnect();
  const disconnect = useDisconnect();
  const change = useSwitchChain();
  const watch = useWatchAsset();
  // A browser that is itself a wallet may know only the older way; it is offered when nothing was announced.
  const announced = found.filter(({ id }) => id !== "injected");
  const to = connect.variables?.connector;
  return {
    wallets: announced.length > 0 ? announced : found,
    address,
    chainId,
    connecting: connect.isPending && to && "name" in to ? to.name : null,
    connect: (wallet) => connect.mutate({ connector: wallet }),
    connectFailure: words(connect.error, "You declined in the wallet. It shared nothing, and nothing moved."),
    leave: () => { connect.reset(); change.reset(); disconnect.mutate(); },
    switchChain: () => change.mutate({ chainId: chain.id }),
    switching: change.isPending,
    switchFailure: words(change.error, "You declined in the wallet. It stayed on its chain, and nothing moved."),
    addToken: () => {
      if (deployment) watch.mutate({ type: "ERC20", options: { address: deployment.token, symbol: token.symbol, decimals: token.decimals } });
    },
    tokenAnswer: watch.data === true ? `Your wallet shows ${token.symbol} now.`
      : words(watch.error, `You declined. The tokens are yours all the same; your wallet only does not list them.`),
  };
}
