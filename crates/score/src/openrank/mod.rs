//! The preset `openrank`: `OpenDigger`'s community OpenRank, month by month in each repository.
//!
//! Source: X-lab2017/open-digger `src/cron/tasks/communityOpenrank.ts`. People, issues and pull requests of one month
//! are nodes; a person and a thread are joined both ways by the person's activity in it; the repository is a node that
//! everything gives a little to and that gives it back evenly. A node starts with what it had in one of the three
//! months before, attenuated, or with 1; a merged pull request starts with more.
//!
//! It refuses to guess what the evidence does not hold: who closed an issue or a pull request, and a language model's
//! judgement of their quality (`value_multiplier`, 1 here).

mod month;
mod rank;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::{ContributionKind, Identity, RepoId};

use self::month::{History, MonthGraph};
use crate::{
    ContributionScore, Preset, Scores, Weight,
    attribution::{Attributed, Credited, index},
    real::apportion,
    tally::{Entry, Tally},
    week::Place,
};

const MILLION: u128 = 1_000_000;

/// How activity is weighed and how value flows. The defaults are the published ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenrankRules {
    /// Activity of opening an issue.
    pub issues_opened: Weight,
    /// Activity of a comment in a conversation.
    pub issue_comments: Weight,
    /// Activity of a comment on a line of a pull request.
    pub review_comments: Weight,
    /// Activity of opening a pull request.
    pub pull_requests_opened: Weight,
    /// Activity of a merge, credited to the pull request's author.
    pub pull_requests_merged: Weight,
    /// How much of its own value a node keeps, 0 to 1.
    pub retention: Weight,
    /// The part of a node's value that goes to its repository, 0 to 1.
    pub background: Weight,
    /// Factor on the own value of a pull request that was merged in the month.
    pub merge_factor: Weight,
    /// Factor on a value for each month without activity, 0 to 1.
    pub attenuation: Weight,
}

impl Default for OpenrankRules {
    fn default() -> Self {
        Self {
            issues_opened: Weight::from_millionths(22_235_000),
            issue_comments: Weight::from_millionths(5_252_000),
            review_comments: Weight::from_millionths(7_427_000),
            pull_requests_opened: Weight::from_millionths(40_679_000),
            pull_requests_merged: Weight::from_millionths(14_695_000),
            retention: Weight::from_millionths(150_000),
            background: Weight::from_millionths(50_000),
            merge_factor: Weight::from_millionths(1_500_000),
            attenuation: Weight::from_millionths(850_000),
        }
    }
}

impl OpenrankRules {
    /// The activity of a kind.
    const fn activity(&self, kind: ContributionKind) -> Weight {
        match kind {
            ContributionKind::IssueOpened => self.issues_opened,
            ContributionKind::IssueComment => self.issue_comments,
            ContributionKind::ReviewComment => self.review_comments,
            ContributionKind::PullRequestOpened => self.pull_requests_opened,
            ContributionKind::PullRequestMerged => self.pull_requests_merged,
            ContributionKind::Commit
            | ContributionKind::PullRequestClosed
            | ContributionKind::PullRequestCoAuthored
            | ContributionKind::Review => Weight::ZERO,
        }
    }

    /// Does it count, and is there somebody who made it?
    fn counts(&self, attributed: &Attributed<'_>, line: &Credited<'_>) -> bool {
        self.activity(line.contribution.kind) > Weight::ZERO
            && line.contribution.number.is_some()
            && attributed.people[index(line.person)].identity != Identity::Ghost
    }
}

/// Scores what is credited. A person's value in a month is rounded to a micro-point, multiplied with the repository's
/// weight and rounded down; the month's lines share it in proportion to the value that flowed through each.
pub(crate) fn score_openrank(attributed: &Attributed<'_>, rules: &OpenrankRules) -> Scores {
    let mut months: BTreeMap<(RepoId, Place), Vec<Credited<'_>>> = BTreeMap::new();
    for line in attributed.contributions().filter(|line| rules.counts(attributed, line)) {
        let place = Place::of_month(line.contribution.at.month());
        months.entry((line.contribution.repo, place)).or_default().push(line);
    }
    let mut entries = Vec::new();
    let mut history = History::default();
    for ((repo, month), lines) in months {
        history.enter(repo);
        let graph = MonthGraph::of(&lines, rules);
        let values = graph.values(rules, month, &mut history);
        let weight = attributed.inputs.weight(repo);
        for (person, made) in graph.people() {
            let points = values.points(person) * u128::from(weight.millionths()) / MILLION;
            let flows: Vec<f64> = made.iter().map(|made| values.flow(made)).collect();
            entries.extend(
                made.iter()
                    .zip(apportion(points, &flows))
                    .map(|(made, points)| Entry::plain(made.place, points)),
            );
        }
    }
    let line = |entry: &Entry| ContributionScore::plain(attributed.contribution(entry.place), entry.points);
    let agent = |entry: &Entry| attributed.agent(entry.place);
    Tally { attributed, preset: Preset::Openrank, entries, weeks: Vec::new(), line, agent }.scores()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Evidence, Inputs, ScoreRules,
        testing::{assert_sums, contribution, evidence, on, score_of, vectors, window},
    };
    use ContributionKind::{
        IssueComment, IssueOpened, PullRequestClosed, PullRequestMerged, PullRequestOpened,
    };

    fn score(evidence: &Evidence) -> Scores {
        ScoreRules::Openrank(OpenrankRules::default()).score(&Inputs::new(evidence, window()))
    }

    fn sample() -> Evidence {
        evidence(vec![
            contribution(PullRequestOpened, 1, "a", "2025-03-04"),
            contribution(PullRequestMerged, 1, "a", "2025-03-14"),
            contribution(IssueComment, 2, "b", "2025-03-13"),
            on(2, contribution(IssueOpened, 3, "c", "2025-03-05")),
            on(2, contribution(IssueComment, 1, "d", "2025-04-05")),
        ])
    }

    #[test]
    fn one_person_one_issue_is_solved_by_hand() {
        // With own values 1 of the person and the repository and `own` of the thread:
        // p = 0.15 + 0.85 (0.95 t + b/2), t = 0.15 own + 0.85 (0.95 p + b/2), b = 0.15 + 0.85 × 0.05 (p + t).
        let person = |own: f64| {
            let b = (0.15 + 0.0425 * (0.15 + 0.15 * own) / 0.1925) / (1.0 - 0.0425 * 0.85 / 0.1925);
            let sum = (0.15 + 0.15 * own + 0.85 * b) / 0.1925;
            crate::real::to_micro((sum - 0.15 * (own - 1.0) / 1.8075) / 2.0)
        };
        for (kind, own) in [(IssueOpened, 1.0), (PullRequestOpened, 1.0), (PullRequestMerged, 1.5)] {
            let alone = evidence(vec![contribution(kind, 1, "a", "2025-03-04")]);
            assert_eq!(score_of(&score(&alone), 1), person(own));
        }
    }

    #[test]
    fn months_and_lines_add_up_and_value_is_inherited() {
        let scores = score(&sample());
        assert_sums(&scores);
        let first = scores.people.iter().find(|person| person.identity == crate::testing::who(1)).unwrap();
        assert_eq!(first.months.len(), 2);
        // In April only 1 is left, and starts with the value of March rather than with 1.
        let april = evidence(vec![on(2, contribution(IssueComment, 1, "d", "2025-04-05"))]);
        assert!(first.months[1].score.0 > score_of(&score(&april), 1));
    }

    #[test]
    fn a_merge_is_worth_more_than_a_closed_pull_request() {
        let mut closed = sample();
        for contribution in &mut closed.contributions {
            if contribution.kind == PullRequestMerged {
                contribution.kind = PullRequestClosed;
            }
        }
        assert!(score_of(&score(&sample()), 1) > score_of(&score(&closed), 1));
    }

    #[test]
    fn the_published_constants_are_the_default() {
        let vectors = vectors();
        let stated = &vectors["openrank"]["community"];
        let rules = OpenrankRules::default();
        for (weight, name) in [
            (rules.issues_opened, "issue_opened"),
            (rules.issue_comments, "issue_comment"),
            (rules.review_comments, "review_comment"),
            (rules.pull_requests_opened, "pull_request_opened"),
            (rules.pull_requests_merged, "pull_request_closed"),
            (rules.retention, "retention"),
            (rules.background, "background"),
            (rules.merge_factor, "merge_factor"),
            (rules.attenuation, "attenuation"),
        ] {
            assert_eq!(weight.to_string(), stated[name].to_string(), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_order_of_the_evidence_does_not_matter(seed in proptest::collection::vec(0_usize..5, 0..20)) {
            let mut shuffled = sample();
            for step in seed { shuffled.contributions.rotate_left(step); shuffled.contributions.swap(0, step); }
            proptest::prop_assert_eq!(score(&sample()), score(&shuffled));
        }
    }
}
