//! Issues that a merged pull request closed.

use tributary_model::{IssueRef, PullRequest};

use super::*;
use crate::testing::{merges, pull};
use ContributionKind::IssueOpened;

fn closing(number: u32, author: u64, time: &str) -> PullRequest {
    PullRequest { closes: vec![IssueRef { repo: RepoId(1), number: 9 }], ..pull(number, author, time) }
}

fn issue(author: u64) -> Contribution {
    on(9, contribution(IssueOpened, author, "i", "2025-03-01"))
}

#[test]
fn an_issue_counts_once_a_merge_closed_it_and_otherwise_is_not_looked_at() {
    let closed = merges(vec![closing(1, 1, "2025-03-04"), closing(2, 1, "2025-03-05")], vec![issue(2)]);
    let scores = score_all(&closed, &rules());
    assert_eq!((score_of(&scores, 2), gates(&scores, 2)), (1_000_000, vec![]));
    let open = merges(vec![pull(1, 1, "2025-03-04")], vec![issue(2)]);
    let scores = score_all(&open, &rules());
    let person = scores.people.iter().find(|person| person.identity == who(2)).unwrap();
    assert_eq!((person.score, person.contributions.len()), (Points(0), 0));
}

#[test]
fn an_issue_for_ones_own_pull_request_pays_nothing() {
    let farm = merges(vec![closing(1, 1, "2025-03-04")], vec![issue(1)]);
    let open = WorkRules { refuse_own_issue: false, ..rules() };
    assert_eq!(with_and_without(&farm, 1, open), (4_000_000, 5_000_000));
    assert_eq!(gates(&score_all(&farm, &rules()), 1), [Gate::OwnIssue]);
}

#[test]
fn the_first_pull_request_that_counts_closed_it() {
    let beside = PullRequest { base: "farm".into(), ..closing(1, 2, "2025-03-03") };
    let both = merges(vec![beside.clone(), closing(2, 1, "2025-03-04")], vec![issue(2)]);
    assert_eq!(score_of(&score_all(&both, &rules()), 2), 1_000_000);
    let alone = merges(vec![beside], vec![issue(3)]);
    let scores = score_all(&alone, &rules());
    assert_eq!((score_of(&scores, 3), gates(&scores, 3)), (0, vec![Gate::OtherBranch]));
}
