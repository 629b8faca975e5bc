// What a leaf is worth, was paid and would be paid now. That of a recurring airdrop grows from list to list.
import type { Address, PublicClient } from "viem";

import { merkleAirdropAbi } from "../abi/merkleAirdropAbi";
import { recurringAirdropAbi } from "../abi/recurringAirdropAbi";
import type { CampaignDetail, PersonDetail } from "../api/client";
import { useClaimStatus } from "../api/queries";

/** All that the person was ever allotted. */
export const leafAmount = ({ amount, cumulative }: Pick<PersonDetail, "amount" | "cumulative">): string => cumulative ?? amount;

/** Are claims by another list than this one? */
export const waits = ({ claim: { recurring } }: CampaignDetail): boolean => recurring?.stage === "pending" || recurring?.stage === "superseded";

/** What a recurring airdrop has paid of a leaf so far. */
export const readPaid = (client: Pick<PublicClient, "readContract">, airdrop: Address, index: bigint): Promise<bigint> =>
  client.readContract({ address: airdrop, abi: recurringAirdropAbi, functionName: "paid", args: [index] });

/** Was all of it paid? */
export async function isSpent(client: PublicClient, campaign: CampaignDetail, airdrop: Address, index: number, worth: bigint): Promise<boolean> {
  if (campaign.claim.recurring === null) return client.readContract({ address: airdrop, abi: merkleAirdropAbi, functionName: "isClaimed", args: [BigInt(index)] });
  return (await readPaid(client, airdrop, BigInt(index))) >= worth;
}

/** What was paid of it so far; zero until it is known. */
export function usePaid(campaign: CampaignDetail, person: PersonDetail): bigint {
  const { data } = useClaimStatus(campaign.slug, campaign.claim.recurring === null || campaign.deployment === null ? null : person.index);
  return BigInt(data?.amount ?? "0");
}

/** What a claim would pay now: what the leaf is worth, less what was paid before. */
export function useDue(campaign: CampaignDetail, person: PersonDetail): bigint {
  const [worth, paid] = [BigInt(leafAmount(person)), usePaid(campaign, person)];
  return paid < worth ? worth - paid : worth;
}
