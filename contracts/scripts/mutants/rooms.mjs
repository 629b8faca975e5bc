// Which contracts a file is compiled into, and which tests have to notice a change of it.

const instant = { contracts: ["src/MerkleAirdrop.sol"], tests: "test/unit/MerkleAirdrop/*" };
const both = { contracts: ["src/MerkleAirdrop.sol", "src/AttestorSet.sol"], tests: "test/unit/{MerkleAirdrop,AttestorSet}/*" };
const paying = {
  contracts: ["src/MerkleAirdrop.sol", "src/VestingAirdrop.sol"],
  tests: "test/unit/{MerkleAirdrop,VestingAirdrop}/*",
};
const kind = (name, tests) => ({ contracts: [`src/${name}.sol`], tests: `test/unit/${tests}/*` });
const round = { contracts: ["src/FundingRound.sol"], tests: "test/{unit/FundingRound/*,integration/Round*}" };

/** Of a file: the contracts to compile and the tests to run. */
export const rooms = {
  "src/MerkleAirdrop.sol": instant,
  "src/abstract/Campaign.sol": paying,
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
  "src/FundingRound.sol": round,
  "src/abstract/Applications.sol": round,
  "src/abstract/Donations.sol": round,
  "src/abstract/MatchingPool.sol": round,
  "src/abstract/Round.sol": round,
  "src/libraries/Ballot.sol": round,
  "src/libraries/Stretch.sol": round,
  "src/FundingRoundFactory.sol": kind("FundingRoundFactory", "FundingRoundFactory"),
};
