// Which contracts a file is compiled into, and which tests have to notice a change of it.

const instant = { contracts: ["src/MerkleAirdrop.sol"], tests: "test/unit/MerkleAirdrop/*" };
const both = { contracts: ["src/MerkleAirdrop.sol", "src/AttestorSet.sol"], tests: "test/unit/{MerkleAirdrop,AttestorSet}/*" };
const paying = {
  contracts: ["src/MerkleAirdrop.sol", "src/VestingAirdrop.sol"],
  tests: "test/unit/{MerkleAirdrop,VestingAirdrop}/*",
};
const kind = (name, tests) => ({ contracts: [`src/${name}.sol`], tests: `test/unit/${tests}/*` });
const overTime = (name) => ({
  contracts: [`src/${name}.sol`],
  tests: `test/{unit/${name}/*,integration/{CalledOff,CampaignReentrancy}*}`,
});
const guarded = {
  contracts: ["src/VestingAirdrop.sol", "src/RecurringAirdrop.sol"],
  tests: "test/{unit/{VestingAirdrop,RecurringAirdrop}/*,integration/CampaignReentrancy*}",
};
const delivered = {
  contracts: ["src/AirdropFactory.sol", "src/FundingRound.sol"],
  tests: "test/{unit/{AirdropFactory,FundingRound}/*,integration/Round*}",
};
const round = { contracts: ["src/FundingRound.sol"], tests: "test/{unit/FundingRound/*,integration/Round*}" };

/** Of a file: the contracts to compile and the tests to run. */
export const rooms = {
  "src/MerkleAirdrop.sol": instant,
  "src/abstract/Campaign.sol": paying,
  "src/abstract/GuardedCampaign.sol": guarded,
  "src/libraries/Bitmap.sol": instant,
  "src/libraries/Leaf.sol": instant,
  "src/libraries/TypedData.sol": both,
  "src/AttestorSet.sol": kind("AttestorSet", "{AttestorSet,MerkleAirdrop}"),
  "src/ClaimBatch.sol": kind("ClaimBatch", "ClaimBatch"),
  "src/VestingAirdrop.sol": overTime("VestingAirdrop"),
  "src/RecurringAirdrop.sol": overTime("RecurringAirdrop"),
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
  "src/libraries/Delivery.sol": delivered,
  "src/FundingRoundFactory.sol": kind("FundingRoundFactory", "FundingRoundFactory"),
};
