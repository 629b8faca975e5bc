// Which contracts a file of the claim path is compiled into, and which tests have to notice a change of it.

const instant = { contracts: ["src/MerkleAirdrop.sol"], tests: "test/unit/MerkleAirdrop/*" };
const both = { contracts: ["src/MerkleAirdrop.sol", "src/AttestorSet.sol"], tests: "test/unit/{MerkleAirdrop,AttestorSet}/*" };
const kind = (name, tests) => ({ contracts: [`src/${name}.sol`], tests: `test/unit/${tests}/*` });

/** Of a file: the contracts to compile and the tests to run. */
export const rooms = {
  "src/MerkleAirdrop.sol": instant,
  "src/abstract/Campaign.sol": instant,
  "src/libraries/Bitmap.sol": instant,
  "src/libraries/Leaf.sol": instant,
  "src/libraries/TypedData.sol": both,
  "src/AttestorSet.sol": kind("AttestorSet", "{AttestorSet,MerkleAirdrop}"),
  "src/ClaimBatch.sol": kind("ClaimBatch", "ClaimBatch"),
  "src/VestingAirdrop.sol": kind("VestingAirdrop", "VestingAirdrop"),
  "src/RecurringAirdrop.sol": kind("RecurringAirdrop", "RecurringAirdrop"),
  "src/abstract/Funding.sol": kind("AirdropFactory", "AirdropFactory"),
  "src/AirdropFactory.sol": kind("AirdropFactory", "AirdropFactory"),
  "src/VestingFactory.sol": kind("VestingFactory", "VestingFactory"),
  "src/RecurringFactory.sol": kind("RecurringFactory", "RecurringFactory"),
};
