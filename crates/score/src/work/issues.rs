//! Issues that a merged pull request closed.

use tributary_model::{Contribution, RepoId};

use super::{gates::OF_PULLS, pulls::Pulls};

/// Who closed which issue, in order of issues and then of merges.
pub(super) struct Closers(Vec<Closer>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closer {
    issue: (RepoId, u32),
    /// Pull requests that count come first.
    is_refused: bool,
    merged_at: i64,
    pull: u32,
}

impl Closers {
    /// The gates of pull requests are complete.
    pub(super) fn of(pulls: &Pulls<'_>) -> Self {
        let mut closers = Vec::new();
        for (place, pull) in (0..).zip(&pulls.all).filter(|(_, pull)| pull.is_merged()) {
            for issue in pull.fact.iter().flat_map(|fact| &fact.closes) {
                closers.push(Closer {
                    issue: (issue.repo, issue.number),
                    is_refused: !pull.gates.among(OF_PULLS).is_empty(),
                    merged_at: pull.merged_at,
                    pull: place,
                });
            }
        }
        closers.sort_unstable();
        Self(closers)
    }

    /// The pull request that closed an issue: the first that counts, or else the first.
    pub(super) fn of_issue(&self, opened: &Contribution) -> Option<u32> {
        let issue = (opened.repo, opened.number?);
        let place = self.0.partition_point(|closer| closer.issue < issue);
        self.0.get(place).filter(|closer| closer.issue == issue).map(|closer| closer.pull)
    }
}
