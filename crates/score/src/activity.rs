//! The preset `opendigger-activity`: `OpenDigger`'s activity index.
//!
//! Source: X-lab2017/open-digger `src/metrics/indices.ts`. For each repository, month (UTC) and actor:
//! `sqrt(Σ weight(kind) × count(kind))`; an actor's activity is the sum over months and repositories.
//! Here the square root is taken of integers and rounded down to a micro-point, then multiplied by the
//! repository's weight and rounded down again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tributary_model::{AccountKind, ContributionKind, Identity, Month, RepoId, Window};

use crate::{Evidence, Exclusion, Points, Weight};

/// The preset's name in rules and files.
pub const OPENDIGGER_ACTIVITY: &str = "opendigger-activity";

const MILLION: u128 = 1_000_000;

/// How much one contribution of each kind weighs under the square root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
    /// The weight of a kind. A pull request that was closed without a merge never counts.
    #[must_use]
    pub const fn of(&self, kind: ContributionKind) -> Weight {
        match kind {
            ContributionKind::Commit => self.commits,
            ContributionKind::PullRequestOpened => self.pull_requests_opened,
            ContributionKind::PullRequestMerged => self.pull_requests_merged,
            ContributionKind::PullRequestClosed => Weight::ZERO,
            ContributionKind::Review => self.reviews,
            ContributionKind::ReviewComment => self.review_comments,
            ContributionKind::IssueOpened => self.issues_opened,
            ContributionKind::IssueComment => self.issue_comments,
        }
    }
}

/// What one person did in one repository in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthScore {
    /// Where.
    pub repo: RepoId,
    /// When.
    pub month: Month,
    /// How many contributions of each kind.
    pub counts: BTreeMap<ContributionKind, u64>,
    /// What they are worth.
    pub score: Points,
}

/// One person's score with everything that adds up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonScore {
    /// Who.
    pub identity: Identity,
    /// The login when last seen; for showing only.
    pub login: Option<String>,
    /// What kind of account; `None` for e-mails and deleted accounts.
    pub kind: Option<AccountKind>,
    /// The sum of the months, or zero for who is never paid.
    pub score: Points,
    /// By repository and month.
    pub months: Vec<MonthScore>,
    /// Why the score is zero although there are months.
    pub excluded: Option<Exclusion>,
}

/// Everybody, highest score first, equal scores by identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// The name of the rule.
    pub preset: String,
    /// The unit of every score.
    pub unit: String,
    /// The sum of all scores.
    pub total: Points,
    /// Everybody who occurs in the evidence.
    pub people: Vec<PersonScore>,
}

/// Scores the evidence inside `window`. A repository that is missing from `repositories` weighs 1.
#[must_use]
pub fn score_activity(
    evidence: &Evidence,
    window: Window,
    weights: &ActivityWeights,
    repositories: &BTreeMap<RepoId, Weight>,
) -> Scores {
    let mut people: Vec<PersonScore> = count(evidence, window)
        .into_iter()
        .map(|(identity, months)| person(evidence, identity, months, weights, repositories))
        .collect();
    people.sort_by(|a, b| b.score.cmp(&a.score).then(a.identity.cmp(&b.identity)));
    let total = Points(people.iter().map(|person| person.score.0).sum());
    Scores { preset: OPENDIGGER_ACTIVITY.to_owned(), unit: "micro-points".to_owned(), total, people }
}

type Counts = BTreeMap<ContributionKind, u64>;
type Months = BTreeMap<(RepoId, Month), Counts>;

fn count(evidence: &Evidence, window: Window) -> BTreeMap<Identity, Months> {
    let mut counted: BTreeMap<Identity, Months> = BTreeMap::new();
    for contribution in evidence.contributions.iter().filter(|c| window.contains(c.at)) {
        let place = (contribution.repo, contribution.at.month());
        let months = counted.entry(contribution.author).or_default();
        *months.entry(place).or_default().entry(contribution.kind).or_default() += 1;
    }
    counted
}

fn person(
    evidence: &Evidence,
    identity: Identity,
    months: Months,
    weights: &ActivityWeights,
    repositories: &BTreeMap<RepoId, Weight>,
) -> PersonScore {
    let months: Vec<MonthScore> = months
        .into_iter()
        .map(|((repo, month), counts)| {
            let weight = repositories.get(&repo).copied().unwrap_or(Weight::ONE);
            let score = month_score(&counts, weights, weight);
            MonthScore { repo, month, counts, score }
        })
        .collect();
    let account = evidence.account(identity);
    let excluded = Exclusion::of(identity, account);
    let sum: u128 = months.iter().map(|month| month.score.0).sum();
    PersonScore {
        identity,
        login: account.map(|account| account.login.clone()),
        kind: account.map(|account| account.kind),
        score: Points(if excluded.is_some() { 0 } else { sum }),
        months,
        excluded,
    }
}

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
    use tributary_model::{Account, Contribution, GithubId, Timestamp};

    fn contribution(kind: ContributionKind, author: u64, key: &str, at: &str) -> Contribution {
        Contribution {
            repo: RepoId(1),
            kind,
            key: key.into(),
            author: Identity::Github(GithubId(author)),
            at: at.parse().unwrap(),
            number: Some(1),
            additions: None,
            deletions: None,
            changed_files: None,
        }
    }

    fn window() -> Window {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        Window::new(at("2025-01-01"), at("2026-01-01")).unwrap()
    }

    fn account(id: u64, kind: AccountKind) -> Account {
        Account { id: GithubId(id), login: format!("login-{id}"), kind }
    }

    fn sample() -> Evidence {
        use ContributionKind::{IssueComment, PullRequestMerged, PullRequestOpened};
        let mut evidence = Evidence {
            repositories: vec![],
            accounts: vec![account(1, AccountKind::User), account(2, AccountKind::Bot)],
            contributions: vec![
                contribution(PullRequestOpened, 1, "a", "2025-03-01"),
                contribution(PullRequestMerged, 1, "a", "2025-03-31T23:59:59Z"),
                contribution(IssueComment, 1, "b", "2025-04-01"),
                contribution(IssueComment, 1, "c", "2026-01-01"),
                contribution(PullRequestOpened, 2, "d", "2025-05-01"),
            ],
        };
        evidence.normalise();
        evidence
    }

    #[test]
    fn months_are_square_roots_and_add_up() {
        let scores = score_activity(&sample(), window(), &ActivityWeights::default(), &BTreeMap::new());
        let person = &scores.people[0];
        // √(4.0679 + 2.0339) = 2.470182…, √0.5252 = 0.724706…
        let months: Vec<u128> = person.months.iter().map(|month| month.score.0).collect();
        assert_eq!(months, [2_470_182, 724_706]);
        assert_eq!(person.score, Points(3_194_888));
        assert_eq!(scores.total, person.score);
    }

    #[test]
    fn a_bot_is_listed_with_its_reason_and_scores_nothing() {
        let scores = score_activity(&sample(), window(), &ActivityWeights::default(), &BTreeMap::new());
        let bot = &scores.people[1];
        assert_eq!((bot.score, bot.excluded), (Points(0), Some(Exclusion::Bot)));
        assert_eq!(bot.months.len(), 1);
    }

    #[test]
    fn a_repository_weight_scales_its_months() {
        let half: Weight = "0.5".parse().unwrap();
        let weights = BTreeMap::from([(RepoId(1), half)]);
        let scores = score_activity(&sample(), window(), &ActivityWeights::default(), &weights);
        assert_eq!(scores.people[0].score, Points(1_235_091 + 362_353));
    }

    #[test]
    fn the_published_weights_are_the_default() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/vectors/scoring.json")).unwrap();
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

    proptest::proptest! {
        #[test]
        fn the_order_of_the_evidence_does_not_matter(seed in proptest::collection::vec(0_usize..5, 0..40)) {
            let straight = sample();
            let mut shuffled = straight.clone();
            for step in seed { shuffled.contributions.rotate_left(step); shuffled.contributions.swap(0, step); }
            let weights = ActivityWeights::default();
            proptest::prop_assert_eq!(
                score_activity(&straight, window(), &weights, &BTreeMap::new()),
                score_activity(&shuffled, window(), &weights, &BTreeMap::new())
            );
        }
    }
}
