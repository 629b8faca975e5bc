// What went wrong, in words for somebody who has never read a contract.
import { BaseError, ContractFunctionRevertedError, InsufficientFundsError, UnsupportedProviderMethodError, UserRejectedRequestError } from "viem";

import { dateUtc } from "../format";

export const moment = (seconds: unknown) => dateUtc(new Date(Number(seconds) * 1000).toISOString());

/** What a kind of transaction has to say of its own about failing. */
export interface Words {
  /** The contract's own errors. */
  readonly ofContract: (name: string, args: readonly unknown[]) => string;
  /** The account cannot pay what sending costs. */
  readonly cannotPay: string;
  readonly notOffered: string;
}

function ofAirdrop(name: string, args: readonly unknown[]): string {
  switch (name) {
    case "AlreadyClaimed": return "This share was claimed in the meantime. It cannot be paid twice.";
    case "NotStarted": return `Claims open on ${moment(args[1])}.`;
    case "Ended": return `Claims ended on ${moment(args[1])}.`;
    case "InvalidProof": return "The contract does not accept the proof: it was made for another account, amount or airdrop.";
    case "InvalidRecipient": return "The contract does not pay to that address. Choose another one.";
    case "InvalidSignature": return "The signature is not this account's, or was made for another share, airdrop or chain. Sign again.";
    case "InvalidNonce": return "This signature was taken back, or is not valid yet. Sign again.";
    case "NotYetValid": return `The signature is valid from ${moment(args[1])}.`;
    case "Expired": return `The signature was valid until ${moment(args[1])}. Sign again.`;
    case "NoAttestors": return "This airdrop pays wallets alone. Link a wallet to your account to get a share.";
    case "IsFrozen": return `Claims by GitHub account rest until ${moment(args[1])}. Your share waits, and the time to claim grows by as much.`;
    case "TooFewEndorsements": case "NotAnAttestor": case "InvalidEndorsement": return "Those who confirm GitHub accounts have changed meanwhile. Load the page again for a new confirmation.";
    case "NotAnIdentity": return "This share belongs to a wallet, which claims it by itself.";
    case "TransferFailed": return "The token would not pay. The contract may hold too little of it; tell the maintainer.";
    default: return `The contract says ${name}(${args.map(String).join(", ")}).`;
  }
}

export const OF_CLAIMS: Words = {
  ofContract: ofAirdrop,
  cannotPay: "The connected account cannot pay the network's fee. Add a little of the chain's coin, or let somebody else send the claim: the tokens still go to the same address.",
  notOffered: "This wallet does not offer that. The tokens are yours all the same.",
};

export function reasonOf(error: unknown, words: Words = OF_CLAIMS): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error);
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.data) return words.ofContract(reverted.data.errorName, reverted.data.args ?? []);
  if (error.walk((cause) => cause instanceof InsufficientFundsError) || /insufficient funds/i.test(error.details)) {
    return words.cannotPay;
  }
  if (error.walk((cause) => cause instanceof UnsupportedProviderMethodError)) return words.notOffered;
  return error.shortMessage;
}

/** EIP-1193's 4001: the person said no. Some wallets say it in words alone. */
export function isRejection(error: unknown): boolean {
  if (error instanceof BaseError) return error.walk((cause) => cause instanceof UserRejectedRequestError) !== null;
  return typeof error === "object" && error !== null && "code" in error && error.code === 4001;
}
