// @vitest-environment node
import { ContractFunctionRevertedError, encodeErrorResult, InsufficientFundsError, pad, UnsupportedProviderMethodError, UserRejectedRequestError } from "viem";
import { describe, expect, it } from "vitest";

import { merkleAirdropAbi } from "../src/abi/merkleAirdropAbi";
import { isRejection, reasonOf } from "../src/claim/reasons";

const OTHER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
type Encoded = Parameters<typeof encodeErrorResult<typeof merkleAirdropAbi>>[0];
const refused = (error: Omit<Encoded, "abi">) =>
  new ContractFunctionRevertedError({ abi: merkleAirdropAbi, functionName: "claim", data: encodeErrorResult({ abi: merkleAirdropAbi, ...error }) });

describe("the reason of a failure", () => {
  it.each([
    [{ errorName: "AlreadyClaimed", args: [7n] }, "This share was claimed in the meantime. It cannot be paid twice."],
    [{ errorName: "NotStarted", args: [1n, 1_767_225_600n] }, "Claims open on 1 Jan 2026 UTC."],
    [{ errorName: "Ended", args: [1n, 1_767_225_600n] }, "Claims ended on 1 Jan 2026 UTC."],
    [{ errorName: "InvalidProof", args: [7n, pad(OTHER), 5n] }, "The contract does not accept the proof: it was made for another account, amount or airdrop."],
    [{ errorName: "InvalidRecipient", args: [OTHER] }, "The contract does not pay to that address. Choose another one."],
    [{ errorName: "InvalidSignature", args: [OTHER] }, "The signature is not this account's, or was made for another share, airdrop or chain. Sign again."],
    [{ errorName: "InvalidNonce", args: [0n, 1n] }, "This signature was taken back, or is not valid yet. Sign again."],
    [{ errorName: "NotYetValid", args: [1n, 1_767_225_600n] }, "The signature is valid from 1 Jan 2026 UTC."],
    [{ errorName: "Expired", args: [1_767_225_601n, 1_767_225_600n] }, "The signature was valid until 1 Jan 2026 UTC. Sign again."],
    [{ errorName: "NoAttestors" }, "This airdrop pays wallets alone. Link a wallet to your account to get a share."],
    [{ errorName: "NotAnIdentity", args: [pad(OTHER)] }, "This share belongs to a wallet, which claims it by itself."],
    [{ errorName: "TransferFailed" }, "The token would not pay. The contract may hold too little of it; tell the maintainer."],
    [{ errorName: "NotOwner", args: [OTHER, OTHER] }, `The contract says NotOwner(${OTHER}, ${OTHER}).`],
  ] as [Omit<Encoded, "abi">, string][])("is in words: %o", (error, words) => {
    expect(reasonOf(refused(error))).toBe(words);
  });

  it("says who pays the fee when the account cannot", () => {
    expect(reasonOf(new InsufficientFundsError())).toContain("cannot pay the network's fee");
  });

  it("says what a wallet does not offer", () => {
    expect(reasonOf(new UnsupportedProviderMethodError(new Error("wallet_watchAsset")))).toContain("does not offer that");
  });

  it("knows a no from a failure", () => {
    expect(isRejection(new UserRejectedRequestError(new Error("no")))).toBe(true);
    expect(isRejection({ code: 4001 })).toBe(true);
    expect(isRejection({ code: 4900 })).toBe(false);
    expect(isRejection(new InsufficientFundsError())).toBe(false);
  });
});
