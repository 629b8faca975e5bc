//! The presets `opendigger-activity` and `opendigger-activity-2021`: `OpenDigger`'s activity index.
//!
//! Source: X-lab2017/open-digger `src/metrics/indices.ts`. For each repository, month (UTC) and actor:
//! `sqrt(Σ weight(kind) × count(kind))`; an actor's activity is the sum over months and repositories.
//! Here the square root is taken of integers and rounded down to a micro-point, then multiplied by the
//! repository's weight and rounded down again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::ContributionKind;

use crate::{
    Detail, MonthScore, Points, Preset, Scores, Weight,
    attribution::{Attributed, index},
    tally::{Cell, adjust, cells, people},
};

const MILLION: u128 = 1_000_000;

/// How much one contribution of each kind weighs under the square root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityWeights {
    /// A comment in the conversation of an issue or pull request.
    pub issue_comments: Weight,
    /// An opened issue.
    pub issues_opened: Weight,
    /// An opened pull request.
    pub pull_requests_opened: Weight,
    /// A comment on a line of a pull request.
    pub review_comments: Weight,
    /// A merged pull request, credited to its author.
    pub pull_requests_merged: Weight,
    /// A submitted review. `OpenDigger` does not count it: 0.
    pub reviews: Weight,
    /// A commit on the default branch. `OpenDigger` does not count it: 0.
    pub commits: Weight,
}

/// Weights in the rules that differ from the preset's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActivityChanges {
    /// See [`ActivityWeights::issue_comments`].
    pub issue_comments: Option<Weight>,
    /// See [`ActivityWeights::issues_opened`].
    pub issues_opened: Option<Weight>,
    /// See [`ActivityWeights::pull_requests_opened`].
    pub pull_requests_opened: Option<Weight>,
    /// See [`ActivityWeights::review_comments`].
    pub review_comments: Option<Weight>,
    /// See [`ActivityWeights::pull_requests_merged`].
    pub pull_requests_merged: Option<Weight>,
    /// See [`ActivityWeights::reviews`].
    pub reviews: Option<Weight>,
    /// See [`ActivityWeights::commits`].
    pub commits: Option<Weight>,
}

impl Default for ActivityWeights {
    /// The published weights.
    fn default() -> Self {
        Self {
            issue_comments: Weight::from_millionths(525_200),
            issues_opened: Weight::from_millionths(2_223_500),
            pull_requests_opened: Weight::from_millionths(4_067_900),
            review_comments: Weight::from_millionths(742_700),
            pull_requests_merged: Weight::from_millionths(2_033_900),
            reviews: Weight::ZERO,
            commits: Weight::ZERO,
        }
    }
}

impl ActivityWeights {
    /// The weights that were published until 2021.
    #[must_use]
    pub const fn of_2021() -> Self {
        Self {
            issue_comments: Weight::from_millionths(1_000_000),
            issues_opened: Weight::from_millionths(2_000_000),
            pull_requests_opened: Weight::from_millionths(3_000_000),
            review_comments: Weight::from_millionths(4_000_000),
            pull_requests_merged: Weight::from_millionths(2_000_000),
            reviews: Weight::ZERO,
            commits: Weight::ZERO,
        }
    }

    /// These weights with what the rules change.
    #[must_use]
    pub fn with(self, changes: &ActivityChanges) -> Self {
        Self {
            issue_comments: changes.issue_comments.unwrap_or(self.issue_comments),
            issues_opened: changes.issues_opened.unwrap_or(self.issues_opened),
            pull_requests_opened: changes.pull_requests_opened.unwrap_or(self.pull_requests_opened),
            review_comments: changes.review_comments.unwrap_or(self.review_comments),
            pull_requests_merged: changes.pull_requests_merged.unwrap_or(self.pull_requests_merged),
            reviews: changes.reviews.unwrap_or(self.reviews),
            commits: changes.commits.unwrap_or(self.commits),
        }
    }

    /// The weight of a kind. A pull request that was closed without a merge never counts, and a merge counts for
    /// who opened the pull request alone.
    #[must_use]
    pub const fn of(&self, kind: ContributionKind) -> Weight {
        match kind {
            ContributionKind::Commit => self.commits,
            ContributionKind::PullRequestOpened => self.pull_requests_opened,
            ContributionKind::PullRequestMerged => self.pull_requests_merged,
            ContributionKind::PullRequestClosed | ContributionKind::PullRequestCoAuthored => Weight::ZERO,
            ContributionKind::Review => self.reviews,
            ContributionKind::ReviewComment => self.review_comments,
            ContributionKind::IssueOpened => self.issues_opened,
            ContributionKind::IssueComment => self.issue_comments,
        }
    }
}

/// Scores what is credited; `preset` is the name that the scores carry.
pub(crate) fn score_activity(
    attributed: &Attributed<'_>,
    preset: Preset,
    weights: &ActivityWeights,
) -> Scores {
    let mut people = people(attributed);
    for Cell { person, repo, month, counts } in cells(attributed) {
        let score = month_score(&counts, weights, attributed.inputs.weight(repo));
        let person = &mut people[index(person)];
        if person.excluded.is_none() {
            person.score.0 += score.0;
        }
        if attributed.inputs.detail == Detail::Lines {
            person.months.push(MonthScore { repo, month, counts, score });
        }
    }
    adjust(attributed, &mut people, &[]);
    Scores::of(preset, people)
}

type Counts = BTreeMap<ContributionKind, u64>;

/// `⌊ ⌊√(Σ weight × count)⌋ × repository ⌋`, both roundings to a micro-point.
fn month_score(counts: &Counts, weights: &ActivityWeights, repository: Weight) -> Points {
    let sum: u128 = counts
        .iter()
        .map(|(kind, count)| u128::from(weights.of(*kind).millionths()) * u128::from(*count))
        .sum();
    // √(sum / 10^6) points are √(sum × 10^6) micro-points.
    let root = (sum * MILLION).isqrt();
    Points(root * u128::from(repository.millionths()) / MILLION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence, Exclusion, Inputs, ScoreRules,
        testing::{account, contribution, vectors, window},
    };
    use tributary_model::{AccountKind, RepoId};

    fn score(evidence: &Evidence, repositories: &BTreeMap<RepoId, Weight>) -> Scores {
        let rules = ScoreRules::Activity(ActivityWeights::default());
        rules.score(&Inputs { repositories, ..Inputs::new(evidence, window()) })
    }

    fn sample() -> Evidence {
        use ContributionKind::{IssueComment, PullRequestMerged, PullRequestOpened};
        let mut evidence = Evidence {
            accounts: vec![account(1, AccountKind::User), account(2, AccountKind::Bot)],
            contributions: vec![
                contribution(PullRequestOpened, 1, "a", "2025-03-01"),
                contribution(PullRequestMerged, 1, "a", "2025-03-31T23:59:59Z"),
                contribution(IssueComment, 1, "b", "2025-04-01"),
                contribution(IssueComment, 1, "c", "2026-01-01"),
                contribution(PullRequestOpened, 2, "d", "2025-05-01"),
            ],
            ..Evidence::default()
        };
        evidence.normalise();
        evidence
    }

    #[test]
    fn months_are_square_roots_and_add_up() {
        let scores = score(&sample(), &BTreeMap::new());
        let person = &scores.people[0];
        // √(4.0679 + 2.0339) = 2.470182…, √0.5252 = 0.724706…
        let months: Vec<u128> = person.months.iter().map(|month| month.score.0).collect();
        assert_eq!(months, [2_470_182, 724_706]);
        assert_eq!(person.score, Points(3_194_888));
        assert_eq!(scores.total, person.score);
    }

    #[test]
    fn a_bot_is_listed_with_its_reason_and_scores_nothing() {
        let scores = score(&sample(), &BTreeMap::new());
        let bot = &scores.people[1];
        assert_eq!((bot.score, bot.excluded), (Points(0), Some(Exclusion::Bot)));
        assert_eq!(bot.months.len(), 1);
    }

    #[test]
    fn a_repository_weight_scales_its_months() {
        let half: Weight = "0.5".parse().unwrap();
        let weights = BTreeMap::from([(RepoId(1), half)]);
        let scores = score(&sample(), &weights);
        assert_eq!(scores.people[0].score, Points(1_235_091 + 362_353));
    }

    #[test]
    fn its_published_form_has_no_lines_that_other_presets_have() {
        let scores = score(&sample(), &BTreeMap::new());
        assert_eq!(
            serde_json::to_string(&scores.people[1]).unwrap(),
            r#"{"identity":"github:2","login":"login-2","kind":"bot","score":"0","months":[{"repo":1,"month":"2025-05","counts":{"pull_request_opened":1},"score":"2016903"}],"excluded":"bot"}"#
        );
    }

    #[test]
    fn the_published_weights_are_the_default() {
        let vectors = vectors();
        let rule = vectors["opendigger_activity"]["rule"].as_str().unwrap();
        let weights = ActivityWeights::default();
        for (weight, name) in [
            (weights.issue_comments, "issue_comments"),
            (weights.issues_opened, "issues_opened"),
            (weights.pull_requests_opened, "pull_requests_opened"),
            (weights.review_comments, "review_comments"),
            (weights.pull_requests_merged, "pull_requests_merged"),
        ] {
            assert!(rule.contains(&format!("{weight}*{name}")), "{name}");
        }
    }

    #[test]
    fn the_weights_of_2021_are_the_published_ones() {
        let published = &vectors()["opendigger_activity"]["weights_2021_variant"];
        let weights = ActivityWeights::of_2021();
        let named = [
            (weights.issue_comments, "issue_comments"),
            (weights.issues_opened, "issues_opened"),
            (weights.pull_requests_opened, "pull_requests_opened"),
            (weights.review_comments, "review_comments"),
            (weights.pull_requests_merged, "pull_requests_merged"),
        ];
        assert_eq!(published.as_object().unwrap().len(), named.len());
        for (weight, name) in named {
            assert_eq!(weight.to_string(), published[name].to_string(), "{name}");
        }
    }

    #[test]
    fn a_changed_weight_leaves_the_others_of_its_preset_alone() {
        let changes = ActivityChanges { commits: Some(Weight::ONE), ..ActivityChanges::default() };
        let weights = ActivityWeights::of_2021().with(&changes);
        assert_eq!(weights, ActivityWeights { commits: Weight::ONE, ..ActivityWeights::of_2021() });
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_the_evidence_does_not_matter(seed in proptest::collection::vec(0_usize..5, 0..40)) {
            let straight = sample();
            let mut shuffled = straight.clone();
            for step in seed { shuffled.contributions.rotate_left(step); shuffled.contributions.swap(0, step); }
            proptest::prop_assert_eq!(
                score(&straight, &BTreeMap::new()),
                score(&shuffled, &BTreeMap::new())
            );
        }
    }
}
