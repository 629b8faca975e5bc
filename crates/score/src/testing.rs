//! Evidence for the tests of this crate.

use tributary_model::{
    Account, AccountKind, Contribution, ContributionKind, GithubId, Identity, RepoId, Timestamp, Window,
};

use crate::{Evidence, Scores};

pub(crate) fn who(id: u64) -> Identity {
    Identity::Github(GithubId(id))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// On number 1 of repository 1.
pub(crate) fn contribution(kind: ContributionKind, author: u64, key: &str, time: &str) -> Contribution {
    Contribution {
        repo: RepoId(1),
        kind,
        key: key.into(),
        author: who(author),
        at: at(time),
        number: Some(1),
        additions: None,
        deletions: None,
        changed_files: None,
    }
}

/// The same on another number.
pub(crate) fn on(number: u32, contribution: Contribution) -> Contribution {
    Contribution { number: Some(number), ..contribution }
}

/// The year 2025.
pub(crate) fn window() -> Window {
    Window::new(at("2025-01-01"), at("2026-01-01")).unwrap()
}

pub(crate) fn account(id: u64, kind: AccountKind) -> Account {
    Account { id: GithubId(id), login: format!("login-{id}"), kind, created_at: None }
}

/// Evidence with an account for everybody, all of them people.
pub(crate) fn evidence(contributions: Vec<Contribution>) -> Evidence {
    let ids = contributions.iter().filter_map(|contribution| Some(contribution.author.github()?.0));
    let accounts = ids.map(|id| account(id, AccountKind::User)).collect();
    let mut evidence = Evidence { accounts, contributions, ..Evidence::default() };
    evidence.normalise();
    evidence
}

/// Somebody's score.
pub(crate) fn score_of(scores: &Scores, id: u64) -> u128 {
    scores.people.iter().find(|person| person.identity == who(id)).unwrap().score.0
}

/// Each person's months, weeks and lines sum to the score.
pub(crate) fn assert_sums(scores: &Scores) {
    for person in scores.people.iter().filter(|person| person.excluded.is_none()) {
        let months: u128 = person.months.iter().map(|month| month.score.0).sum();
        let lines: u128 = person.contributions.iter().map(|line| line.points.0).sum();
        assert_eq!((months, lines), (person.score.0, person.score.0), "{}", person.identity);
        if !person.weeks.is_empty() {
            assert_eq!(person.weeks.iter().map(|week| week.score.0).sum::<u128>(), person.score.0);
        }
    }
}

/// The golden vectors.
pub(crate) fn vectors() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../tests/vectors/scoring.json")).unwrap()
}
