// One round in the middle of its gifts, for the tests of its pages.
import type { ProjectDetail, RoundDetail, RoundProject } from "../../src/rounds/types";

export const ADA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
export const BEN = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
export const ROUND = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
export const DAI = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";
export const COIN = "0x0000000000000000000000000000000000000000";
export const TX = `0x${"ab".repeat(32)}` as const;
export const HASH = `0x${"cd".repeat(32)}` as const;
const ONE = 10n ** 18n;
export const whole = (n: number) => (BigInt(n) * ONE).toString();

const DAY = 86_400_000;
export const NOW = Date.now();
const at = (days: number) => new Date(NOW + days * DAY).toISOString().replace(/\.\d+Z/, "Z");

const dai = { address: DAI, symbol: "DAI", decimals: 18 };
export const round: RoundDetail = {
  slug: "spring", name: "Spring round", description: "For small models.",
  chain: { id: 31_337, name: "Local chain", rpc_url: null, explorer: null },
  address: ROUND, token: dai, pool: whole(1_000), goal: whole(1_000), is_funded: true, state: "donations",
  windows: { applications_start: at(-20), applications_end: at(-10), review_end: at(5), donations_start: at(-8), donations_end: at(6), challenge_seconds: 259_200, claims_seconds: 7_776_000, deadline: at(60) },
  projects: 2, donors: 3, donations: 4, given: whole(70),
  roles: { owner: ADA, guardian: BEN, reviewers: [ADA], threshold: 1 },
  rule: { name: "quadratic", mode: null, cap: null, minimum: "0", words: ["The square of the sum of roots of what donors give, less what they give."] },
  rules_hash: HASH,
  tokens: [{ address: COIN, symbol: "ETH", decimals: 18, price: "3000" }, { ...dai, price: "1" }],
  deposits: [{ number: 0, funder: BEN, amount: whole(1_000), refunded: "0", tx: TX }],
  lists: [], tally: null, rejected: [], airdrop: null,
  next: { what: "donations end", when: at(6) },
  now: at(0),
};

export const trees: RoundProject = {
  number: 1, applicant: ADA, payout: "0x90F79bf6EB2c4f870365E785982E1f101E93b906", revision: 1, verdict: "accepted",
  repositories: [{ id: 10, full_name: "ada-example/trees", kind: "model" }], name: "Trees", summary: "Small language models that fit on a phone.", url: "https://trees.example.org",
  proved: true, reviews: [{ reviewer: ADA, verdict: "accepted", reason: "Good work", reason_hash: HASH }],
  given: whole(50), donors: 2, gifts: 2, estimate: { least: whole(40), most: whole(90) }, match: null,
};
export const leaves: RoundProject = { ...trees, number: 2, name: "Leaves", summary: "A data set.", repositories: [{ id: 11, full_name: null, kind: null }], proved: null, reviews: [] };
export const waiting: RoundProject = { ...leaves, number: 3, name: "Roots", verdict: "waiting", applicant: BEN };

export const detail: ProjectDetail = {
  ...trees, description: "First.\n\nSecond.", metadata_hash: HASH,
  history: [{ revision: 1, payout: trees.payout, metadata_hash: HASH, at: at(-12) }],
  people: [{ id: 101, login: "ada-example", score: "12500000" }],
  donations: [{ project: 1, donor: BEN, amount: whole(25), token: DAI, value: whole(25), tx: TX, time: at(-1) }],
  receipt: null,
};
