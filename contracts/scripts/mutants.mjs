// Changes one thing about the contracts at a time and runs the tests of that thing: if they still pass, they do not test
// it, and the run fails. The changes are made in a copy, so that a run that is stopped leaves nothing behind.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { forge } from "./forge.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const campaign = "src/abstract/Campaign.sol";
const instant = "test/unit/MerkleAirdrop/*";
const applications = "src/abstract/Applications.sol";
const donations = "src/abstract/Donations.sol";
const pool = "src/abstract/MatchingPool.sol";
const rounds = "test/unit/FundingRound/*";
const reentrancy = "test/integration/RoundReentrancy*";

/** File, what stands there, what shall stand there, and the tests that have to notice. */
const mutants = [
  ["src/libraries/Bitmap.sol", "isNew = bits & bit == 0;", "isNew = true;", instant],
  ["src/libraries/Bitmap.sol", "word.bits = bits | bit;", "word.bits = bit;", instant],
  ["src/libraries/Bitmap.sol", "index & 0xff)", "index & 0x7f)", instant],
  ["src/libraries/Leaf.sol", "holds := eq(node, root)", "holds := 1", instant],
  ["src/libraries/Leaf.sol", "leaf := keccak256(0x00, 0x20)", "leaf := mload(0x00)", instant],
  ["src/libraries/Leaf.sol", "return uint256(claimant) >> 160 != 0;", "return true;", instant],
  ["src/libraries/TypedData.sol", "block.chainid, campaign", "uint256(31337), campaign", instant],
  ["src/libraries/TypedData.sol", "&& recovered == signer", "", instant],
  ["src/libraries/TypedData.sol", "problem == ECDSA.RecoverError.NoError && ", "", instant],
  [campaign, "block.timestamp < claimStart", "block.timestamp <= claimStart", instant],
  [campaign, "if (block.timestamp >= end) revert Ended", "if (block.timestamp > end) revert Ended", instant],
  [campaign, "to == address(0) || ", "", instant],
  [campaign, " || to == address(this)", "", instant],
  [campaign, "block.timestamp < validAfter", "block.timestamp <= validAfter", instant],
  [campaign, "block.timestamp >= validBefore", "block.timestamp > validBefore", instant],
  [campaign, "authorization.nonce != nonce", "authorization.nonce < nonce", instant],
  [campaign, "if (!Leaf.isIdentity(identity)) revert NotAnIdentity(identity);", "", instant],
  [campaign, "IAttestorSet(attestors).check(attestation, endorsements);", "", instant],
  [campaign, "msg.sender != owner", "false", instant],
  [campaign, "block.timestamp + LOCKED_BEFORE_START >= claimStart", "block.timestamp >= claimStart", instant],
  [campaign, "++nonces[msg.sender]", "nonces[msg.sender]", instant],
  ["src/AttestorSet.sol", "attestor <= last) revert", "attestor < last) revert", "test/unit/AttestorSet/*"],
  ["src/AttestorSet.sol", "count < threshold", "count == 0", "test/unit/AttestorSet/*"],
  ["src/AttestorSet.sol", "if (!isAttestor(attestor)) revert", "if (false) revert", "test/unit/AttestorSet/*"],
  ["src/AttestorSet.sol", "block.timestamp < rotation.readyAt", "false", "test/unit/AttestorSet/*"],
  ["src/AttestorSet.sol", "running.total + until - counted", "running.total + until - block.timestamp", "test/unit/AttestorSet/*"],
  ["src/AttestorSet.sol", "block.timestamp >= end) revert", "false) revert", "test/unit/AttestorSet/*"],
  ["src/VestingAirdrop.sol", "return ledger.granted - ledger.released;", "return 0;", "test/unit/VestingAirdrop/*"],
  ["src/VestingAirdrop.sol", "elapsed < _cliff", "elapsed <= _cliff", "test/unit/VestingAirdrop/*"],
  ["src/VestingAirdrop.sol", "elapsed - elapsed % _period", "elapsed", "test/unit/VestingAirdrop/*"],
  ["src/VestingAirdrop.sol", "granted > total", "granted > total + 1", "test/unit/VestingAirdrop/*"],
  ["src/RecurringAirdrop.sol", "due = amount - before;", "due = amount;", "test/unit/RecurringAirdrop/*"],
  ["src/RecurringAirdrop.sol", "next.total - paidInTotal", "next.total - _current.total", "test/unit/RecurringAirdrop/*"],
  ["src/RecurringAirdrop.sol", "sum > _current.total", "false", "test/unit/RecurringAirdrop/*"],
  ["src/abstract/Funding.sol", "received < total", "balance < total", "test/unit/AirdropFactory/*"],
  ["src/abstract/Round.sol", "params.guardian == params.owner", "false", rounds],
  ["src/abstract/Round.sol", "w.reviewEnd <= w.donationsEnd", "true", rounds],
  ["src/abstract/Round.sol", "block.timestamp < start", "block.timestamp <= start", rounds],
  ["src/abstract/Round.sol", "block.timestamp >= end", "block.timestamp > end", rounds],
  ["src/libraries/Ballot.sol", "count.accepting & ~bit", "count.accepting", rounds],
  ["src/libraries/Ballot.sol", "count.rejecting & ~bit", "count.rejecting", rounds],
  ["src/libraries/Stretch.sol", "Math.mulDiv(sum, end, length) - Math.mulDiv(sum, start, length)", "Math.mulDiv(sum, end - start, length)", rounds],
  [applications, "revision != subject.revision", "false", rounds],
  [applications, "ballot.said(place - 1) == verdict) revert", "false) revert", rounds],
  [applications, "agreeing >= threshold", "agreeing > threshold", rounds],
  [applications, "subject.ballot = Ballot.Count(0, 0);", "", rounds],
  [applications, "subject.verdict = Verdict.None;", "", rounds],
  [applications, "msg.sender != subject.applicant", "false", rounds],
  [applications, "repositories[i] <= last", "repositories[i] < last", rounds],
  [applications, "subject.verdict == Verdict.Accepted ? subject.payout : address(0)", "subject.payout", rounds],
  [donations, "if (payout == msg.sender) return _skip(gift, Skip.GiftToSelf);", "", rounds],
  [donations, "if (gasleft() < GAS_FOR_COIN) revert TooLittleGas();", "", rounds],
  [donations, "amount, GAS_FOR_RECIPIENT)", "amount, gasleft())", rounds],
  [donations, "if (coin != msg.value) revert WrongValue(msg.value, coin);", "", rounds],
  [donations, "if (coinMoved != coin) msg.sender.safeTransferETH(coin - coinMoved);", "", rounds],
  [donations, "if (made == 0) revert NothingGiven();", "", rounds],
  [donations, "p.token == COIN || !isAllowed[p.token]", "false", rounds],
  [donations, "if (arrived > amount) arrived = amount;", "", reentrancy],
  [donations, "cart) external payable nonReentrant", "cart) external payable", reentrancy],
  [pool, "received < amount", "balance < amount", rounds],
  [pool, " - _refunded[number];", ";", rounds],
  [pool, "+ _refundedInTotal - _left", "- _left", rounds],
  [pool, "if (msg.sender != funder) revert NotFunder(msg.sender, funder);", "", rounds],
  [pool, "amount) external nonReentrant", "amount) external", reentrancy],
  [pool, "function refund(uint256 number) external nonReentrant", "function refund(uint256 number) external", reentrancy],
  ["src/FundingRound.sol", "block.timestamp > latest", "block.timestamp >= latest", rounds],
  ["src/FundingRound.sol", "next.total > pool", "next.total > pool + 1", rounds],
  ["src/FundingRound.sol", "number != tallies", "false", rounds],
  ["src/FundingRound.sol", "block.timestamp < _readyAt", "block.timestamp <= _readyAt", rounds],
  ["src/FundingRound.sol", "block.timestamp >= _readyAt", "block.timestamp > _readyAt", rounds],
  ["src/FundingRound.sol", "_end(standing.total)", "_end(0)", rounds],
  ["src/FundingRound.sol", "owner: address(this)", "owner: owner", rounds],
  ["src/FundingRound.sol", "function finalise() external nonReentrant", "function finalise() external", reentrancy],
  ["src/FundingRound.sol", " || _isRecovered", "", rounds],
  ["src/FundingRound.sol", "block.timestamp < _deadline", "block.timestamp <= _deadline", rounds],
];

const folder = mkdtempSync(join(tmpdir(), "tributary-mutants-"));
const survivors = [];
try {
  prepare();
  const chosen = mutants.filter(([file]) => process.argv[2] === undefined || file.includes(process.argv[2]));
  for (const mutant of chosen) if (!isKilled(mutant)) survivors.push(mutant);
  if (survivors.length === 0) console.log(`${chosen.length} mutants killed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const [file, before, after] of survivors) console.error(`survived: ${file}: ${before} -> ${after}`);
process.exit(survivors.length === 0 ? 0 : 1);

/** A copy of the project and of what its tests read, compiled once, so that a mutant recompiles the contracts alone. */
function prepare() {
  for (const name of ["src", "test", "scripts", "foundry.toml", "out", "cache"]) {
    cpSync(join(root, name), join(folder, "contracts", name), { recursive: true, preserveTimestamps: true });
  }
  cpSync(join(root, "../tests/vectors"), join(folder, "tests/vectors"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "contracts/node_modules"));
}

/** Passing tests answer 0; a mutant that does not compile proves nothing and is an error of this list. */
function isKilled([file, before, after, tests]) {
  const path = join(folder, "contracts", file);
  const original = readFileSync(path, "utf8");
  if (!original.includes(before)) throw new Error(`${file} does not say \`${before}\``);
  writeFileSync(path, original.replace(before, after));
  try {
    const options = { folder: join(folder, "contracts"), stdio: "ignore" };
    if (forge(["build"], options) !== 0) throw new Error(`${file}: \`${after}\` does not compile`);
    const killed = forge(["test", "--match-path", tests, "--fail-fast"], options) !== 0;
    console.log(`${killed ? "killed" : "SURVIVED"}: ${file}: ${before} -> ${after || "nothing"}`);
    return killed;
  } finally {
    writeFileSync(path, original);
  }
}
