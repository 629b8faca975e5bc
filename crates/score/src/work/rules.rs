//! The constants of `merged-work`.

use serde::{Deserialize, Serialize};

use crate::{KindWeights, PathRule, Weight};

/// What merged work is worth, and what does not count. A weight, share or number of 0 switches its line off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one line of a file that people write")]
pub struct WorkRules {
    /// Points for a merged pull request, before its size.
    pub pull_request: Weight,
    /// Points for a pull request that was opened in the window and not merged in it. 0: merged only.
    pub unmerged: Weight,
    /// Points for a commit on the default branch, before its size.
    pub commit: Weight,
    /// Points for the first review of somebody's pull request before it was merged.
    pub review: Weight,
    /// Points for an issue that a merged pull request closed.
    pub issue: Weight,
    /// Points for the square root of the changed lines.
    pub size: Weight,
    /// Changed lines above this count as this many.
    pub size_cap: u32,
    /// What changed lines of each kind are worth beside those of code.
    pub kinds: KindWeights,
    /// What files are, before `.gitattributes` and the built-in table are asked; the first that matches.
    pub paths: Vec<PathRule>,
    /// Does the repository's `.gitattributes` say what files are?
    pub use_attributes: bool,
    /// Factor on work that an AI agent took part in.
    pub agent: Weight,
    /// After so many days before the window's end, work is worth half. 0: it keeps its worth.
    pub half_life_days: u32,
    /// The most that one person gets for one week. 0: no cap.
    pub weekly_cap: Weight,
    /// Whoever has a smaller share of their closed pull requests merged gets that share of each one's value.
    pub merge_ratio: Weight,
    /// So many closed pull requests make a ratio.
    pub merge_ratio_from: u32,
    /// Whoever gives one author more than this share of their reviews may be in a ring; at least 0.5, or 0.
    pub review_ring: Weight,
    /// So many reviews of one author make a ring possible.
    pub review_ring_from: u32,
    /// Does a review of one's own pull request count as nothing?
    pub refuse_self_review: bool,
    /// Do pull requests count only if they were merged into the default branch?
    pub default_branch_only: bool,
    /// What a pull request keeps whose author merged it without another's approval. 1: all.
    pub self_merge: Weight,
    /// Does what somebody does in a repository of their own count as nothing?
    pub refuse_own_repository: bool,
    /// Do a pull request that was reverted, and its revert, count as nothing?
    pub refuse_reverted: bool,
    /// From this likeness to an earlier pull request on, one counts as nothing. 0: never.
    pub duplicate: Weight,
    /// So many days apart two pull requests are compared.
    pub duplicate_days: u32,
    /// So many changed lines make a pull request comparable.
    pub duplicate_from: u32,
    /// Of each file, so many earlier pull requests are looked at, the last one first.
    pub duplicate_candidates: u32,
    /// Does an issue that one's own pull request closed count as nothing?
    pub refuse_own_issue: bool,
    /// Points held back for each of a person's pull requests that is still open.
    pub open_pull_request: Weight,
    /// So many of them hold nothing back.
    pub open_free: u32,
    /// Files that only a maintainer may touch.
    pub maintainer_files: Vec<String>,
}

impl WorkRules {
    /// The same prices with every gate open, to see what the gates keep away.
    pub(crate) fn without_gates(&self) -> Self {
        Self {
            unmerged: self.pull_request,
            weekly_cap: Weight::ZERO,
            merge_ratio: Weight::ZERO,
            review_ring: Weight::ZERO,
            refuse_self_review: false,
            default_branch_only: false,
            self_merge: Weight::ONE,
            refuse_own_repository: false,
            refuse_reverted: false,
            duplicate: Weight::ZERO,
            refuse_own_issue: false,
            open_pull_request: Weight::ZERO,
            maintainer_files: Vec::new(),
            ..self.clone()
        }
    }
}

/// Where repositories, and we, say who is paid.
const MAINTAINER_FILES: [&str; 7] = [
    "FUNDING.yml",
    ".github/FUNDING.yml",
    "FUNDING.json",
    "airdrop.toml",
    "overrides.toml",
    "wallets.csv",
    ".gitattributes",
];

impl Default for WorkRules {
    fn default() -> Self {
        Self {
            pull_request: Weight::from_millionths(2_000_000),
            unmerged: Weight::ZERO,
            commit: Weight::ZERO,
            review: Weight::ONE,
            issue: Weight::ONE,
            size: Weight::from_millionths(200_000),
            size_cap: 2_500,
            kinds: KindWeights::default(),
            paths: Vec::new(),
            use_attributes: true,
            agent: Weight::ONE,
            half_life_days: 0,
            weekly_cap: Weight::from_millionths(40_000_000),
            merge_ratio: Weight::from_millionths(500_000),
            merge_ratio_from: 4,
            review_ring: Weight::from_millionths(500_000),
            review_ring_from: 3,
            refuse_self_review: true,
            default_branch_only: true,
            self_merge: Weight::ZERO,
            refuse_own_repository: true,
            refuse_reverted: true,
            duplicate: Weight::from_millionths(950_000),
            duplicate_days: 30,
            duplicate_from: 20,
            duplicate_candidates: 200,
            refuse_own_issue: true,
            open_pull_request: Weight::ONE,
            open_free: 3,
            maintainer_files: MAINTAINER_FILES.map(str::to_owned).to_vec(),
        }
    }
}
