//! Evidence for the tests of this crate.

use tributary_model::{
    Account, AccountKind, Approval, Association, Contribution, ContributionKind, GithubId, Identity, Merge,
    PathChange, PullRequest, RepoId, Repository, Timestamp, Window,
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

/// Repository `id`, whose default branch is `main`.
pub(crate) fn repository(id: u64) -> Repository {
    Repository {
        id: RepoId(id),
        name: format!("river/r{id}").parse().unwrap(),
        url: None,
        default_branch: Some("main".into()),
        owner: None,
        attributes: Vec::new(),
    }
}

/// What GitHub tells of a merged pull request of repository 1: merged by 90 at `time`, 100 lines of a file of its own.
pub(crate) fn pull(number: u32, author: u64, time: &str) -> PullRequest {
    PullRequest {
        repo: RepoId(1),
        number,
        author: who(author),
        association: Association::Contributor,
        base: "main".into(),
        merge: Some(Merge { at: at(time), by: who(90), commit: None }),
        approvals: vec![Approval { at: at("2025-01-01"), by: who(91) }],
        commit_authors: vec![who(author)],
        assigners: Vec::new(),
        closes: Vec::new(),
        reverts: None,
        reverts_commit: None,
        changes: vec![file(&format!("src/f{number}.rs"), 60, 40)],
    }
}

pub(crate) fn file(path: &str, additions: u32, deletions: u32) -> PathChange {
    PathChange {
        path: path.into(),
        change: tributary_model::ChangeKind::Modified,
        additions: Some(additions),
        deletions: Some(deletions),
        whitespace: 0,
    }
}

/// The merge of a pull request, by its facts.
pub(crate) fn merge_of(pull: &PullRequest) -> Contribution {
    let lines = |count: fn(&PathChange) -> Option<u32>| {
        Some(pull.changes.iter().filter_map(count).sum::<u32>().into())
    };
    Contribution {
        repo: pull.repo,
        kind: ContributionKind::PullRequestMerged,
        key: format!("p{}", pull.number).into(),
        author: pull.author,
        at: pull.merge.as_ref().unwrap().at,
        number: Some(pull.number),
        additions: lines(|change| change.additions),
        deletions: lines(|change| change.deletions),
        changed_files: None,
    }
}

/// Evidence of repositories 1 and 2 with merged pull requests, what is told of them, and more contributions.
pub(crate) fn merges(pulls: Vec<PullRequest>, more: Vec<Contribution>) -> Evidence {
    let mut contributions: Vec<Contribution> = pulls.iter().map(merge_of).collect();
    contributions.extend(more);
    let mut evidence = evidence(contributions);
    evidence.repositories = vec![repository(1), repository(2)];
    evidence.accounts.extend([90, 91].map(|id| account(id, AccountKind::User)));
    evidence.pull_requests = pulls;
    evidence.normalise();
    evidence
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
        let sum = person.adjustments.first().map_or(person.score.0, |first| first.before.0);
        assert_eq!((months, lines), (sum, sum), "{}", person.identity);
        if !person.weeks.is_empty() {
            assert_eq!(person.weeks.iter().map(|week| week.score.0).sum::<u128>(), sum);
        }
        let steps = person.adjustments.windows(2);
        assert!(steps.clone().all(|pair| pair[0].after == pair[1].before), "{}", person.identity);
        assert_eq!(person.adjustments.last().map_or(sum, |last| last.after.0), person.score.0);
    }
}

/// The golden vectors.
pub(crate) fn vectors() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../tests/vectors/scoring.json")).unwrap()
}
