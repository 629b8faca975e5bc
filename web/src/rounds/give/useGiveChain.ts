// What only the chain knows of a cart: what the account holds, what the round may take, and which projects can be given to.
import { useQuery } from "@tanstack/react-query";
import type { Address, PublicClient } from "viem";
import { usePublicClient } from "wagmi";

import { fundingRoundAbi } from "../../abi/fundingRoundAbi";
import { projectTokenAbi } from "../../abi/projectTokenAbi";
import type { RoundDetail } from "../types";
import { COIN, sameAddress, totals, type Line } from "./cart";
import type { GiveFacts, Permission, Target } from "./giveState";
import { permitDomain } from "./permit";

/** The verdict of a project that takes gifts, as the contract counts them. */
const ACCEPTED = 1;

async function permissionOf(client: PublicClient, { chain, address: round }: RoundDetail, account: Address, isContract: boolean, { token, amount }: { token: Address; amount: bigint }): Promise<Permission> {
  if (sameAddress(token, COIN)) return { token, balance: await client.getBalance({ address: account }), allowance: 0n, permits: false, viaZero: false };
  const contract = { address: token, abi: projectTokenAbi } as const;
  const spender = round as Address;
  const [balance, allowance] = await Promise.all([
    client.readContract({ ...contract, functionName: "balanceOf", args: [account] }),
    client.readContract({ ...contract, functionName: "allowance", args: [account, spender] }),
  ]);
  // A contract's account has no key that EIP-2612 could check.
  const permits = !isContract && allowance < amount && (await permitDomain(client, chain.id, token)) !== null;
  const mayRefuse = !permits && allowance > 0n && allowance < amount;
  const viaZero = mayRefuse && await client.simulateContract({ ...contract, functionName: "approve", args: [spender, amount], account }).then(() => false, () => true);
  return { token, balance, allowance, permits, viaZero };
}

async function targetOf(client: PublicClient, round: Address, project: number): Promise<Target> {
  const [, payout, , verdict] = await client.readContract({ address: round, abi: fundingRoundAbi, functionName: "project", args: [BigInt(project)] });
  return { project, payout, isAccepted: verdict === ACCEPTED };
}

/** An amount of nothing asks about the token alone, so that what is held is known while somebody types. */
export function useGiveChain(round: RoundDetail, account: Address | undefined, isHere: boolean, cart: readonly { readonly line: Line; readonly amount: bigint }[]) {
  const client = usePublicClient({ chainId: round.chain.id });
  const sums = totals(cart);
  const projects = [...new Set(cart.map(({ line }) => line.project))];
  const address = round.address as Address | null;
  return useQuery({
    queryKey: ["give", round.slug, address, account, sums.map(({ token, amount }) => `${token} ${amount}`), projects],
    queryFn: async (): Promise<NonNullable<GiveFacts["chain"]>> => {
      if (!client || !address || !account) throw new Error("The chain cannot be asked from here.");
      const code = await client.getCode({ address: account });
      // EIP-7702: an account with a key may point to code and still sign.
      const isContract = code !== undefined && !code.startsWith("0xef0100");
      const [permissions, targets] = await Promise.all([
        Promise.all(sums.map((sum) => permissionOf(client, round, account, isContract, sum))),
        Promise.all(projects.map((project) => targetOf(client, address, project))),
      ]);
      return { permissions, targets };
    },
    enabled: client !== undefined && address !== null && account !== undefined && isHere && cart.length > 0,
    refetchInterval: 12_000,
    retry: 1,
  });
}
