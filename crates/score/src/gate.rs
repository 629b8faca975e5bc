//! Why a contribution counts less than it could, or not at all.

use serde::{Deserialize, Serialize};

/// What a contribution did not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The pull request was not merged inside the window.
    Unmerged,
    /// The pull request was closed without a merge.
    ClosedUnmerged,
    /// The pull request was merged into a branch that is not the default one.
    OtherBranch,
    /// Somebody who does not maintain the repository touched a file that says who is paid.
    MaintainerFile,
    /// All its files are vendored, generated, renamed or differ in white space alone.
    LeftOut,
    /// The repository belongs to the person.
    OwnRepository,
    /// Its author merged it, and nobody else approved.
    SelfMerge,
    /// A later pull request took it back.
    Reverted,
    /// It took back another pull request.
    Revert,
    /// It is nearly the same as an earlier pull request.
    Duplicate,
    /// A review of one's own pull request.
    SelfReview,
    /// The review came after the merge.
    AfterMerge,
    /// The same person's second or later review of the same pull request.
    RepeatedReview,
    /// The review stays inside a ring of people who review one another.
    ReviewRing,
    /// The person's own pull request closed the issue.
    OwnIssue,
    /// Too many of the person's pull requests were closed without a merge.
    MergeRatio,
    /// The person's week was already full.
    WeeklyCap,
    /// Held back for pull requests that are still open.
    OpenCollateral,
}

impl Gate {
    /// Every gate, in the order in which lines list them.
    pub const ALL: [Self; 18] = [
        Self::Unmerged,
        Self::ClosedUnmerged,
        Self::OtherBranch,
        Self::MaintainerFile,
        Self::LeftOut,
        Self::OwnRepository,
        Self::SelfMerge,
        Self::Reverted,
        Self::Revert,
        Self::Duplicate,
        Self::SelfReview,
        Self::AfterMerge,
        Self::RepeatedReview,
        Self::ReviewRing,
        Self::OwnIssue,
        Self::MergeRatio,
        Self::WeeklyCap,
        Self::OpenCollateral,
    ];

    const fn bit(self) -> u32 {
        1 << (self as u8)
    }
}

/// A set of gates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gates(u32);

impl Gates {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) const fn of(gates: &[Gate]) -> Self {
        let (mut set, mut place) = (0, 0);
        while place < gates.len() {
            set |= gates[place].bit();
            place += 1;
        }
        Self(set)
    }

    pub(crate) fn add(&mut self, gate: Gate) {
        self.0 |= gate.bit();
    }

    pub(crate) fn add_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) const fn has(self, gate: Gate) -> bool {
        self.0 & gate.bit() != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in the other set too.
    pub(crate) const fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other set.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// In their order.
    pub(crate) fn list(self) -> Vec<Gate> {
        if self.is_empty() {
            Vec::new()
        } else {
            Gate::ALL.into_iter().filter(|gate| self.has(*gate)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_its_gates_in_their_order() {
        let mut set = Gates::of(&[Gate::WeeklyCap, Gate::Reverted]);
        set.add(Gate::Unmerged);
        assert_eq!(set.list(), [Gate::Unmerged, Gate::Reverted, Gate::WeeklyCap]);
        assert_eq!(set.among(Gates::of(&[Gate::Reverted, Gate::Duplicate])).list(), [Gate::Reverted]);
        assert!(Gate::ALL.is_sorted());
    }
}
