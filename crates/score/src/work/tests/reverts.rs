//! Reverts, reverts of reverts, and what hangs on them.

use tributary_model::{IssueRef, PullRequest};

use super::*;
use crate::testing::{file, merges, pull};

fn revert(number: u32, of: u32, author: u64, time: &str) -> PullRequest {
    let changes = vec![file("src/f1.rs", 40, 60)];
    PullRequest { reverts: Some(of), changes, ..pull(number, author, time) }
}

fn gates_of(evidence: &Evidence) -> [Vec<Gate>; 3] {
    let scores = score_all(evidence, &rules());
    [1, 2, 3].map(|id| {
        let person = scores.people.iter().find(|person| person.identity == who(id));
        person
            .map(|person| person.contributions.iter().flat_map(|line| line.gates.clone()).collect())
            .unwrap_or_default()
    })
}

#[test]
fn what_was_taken_back_pays_neither_its_author_nor_who_took_it_back() {
    let farm = merges(vec![pull(1, 1, "2025-03-04"), revert(2, 1, 2, "2025-03-05")], vec![]);
    let open = WorkRules { refuse_reverted: false, ..rules() };
    assert_eq!(with_and_without(&farm, 1, open.clone()), (0, 4_000_000));
    assert_eq!(with_and_without(&farm, 2, open), (0, 4_000_000));
    assert_eq!(gates_of(&farm), [vec![Gate::Reverted], vec![Gate::Revert], vec![]]);
}

#[test]
fn a_revert_of_a_revert_restores() {
    let pulls = vec![pull(1, 1, "2025-03-04"), revert(2, 1, 2, "2025-03-05"), revert(3, 2, 3, "2025-03-06")];
    assert_eq!(gates_of(&merges(pulls, vec![])), [vec![], vec![Gate::Reverted], vec![Gate::Revert]]);
}

#[test]
fn a_revert_has_to_come_later_into_the_same_branch_and_touch_a_file_of_it() {
    let nothing = [vec![], vec![], vec![]];
    let pair = |revert: PullRequest| merges(vec![pull(1, 1, "2025-03-04"), revert], vec![]);
    assert_eq!(gates_of(&pair(revert(2, 1, 2, "2025-03-03"))), nothing);
    let elsewhere = PullRequest { changes: vec![file("other.rs", 1, 1)], ..revert(2, 1, 2, "2025-03-05") };
    assert_eq!(gates_of(&pair(elsewhere)), nothing);
    let beside = PullRequest { base: "release".into(), ..revert(2, 1, 2, "2025-03-05") };
    assert_eq!(gates_of(&pair(beside)), [vec![], vec![Gate::OtherBranch], vec![]]);
    let unknown = PullRequest { changes: vec![], ..revert(2, 1, 2, "2025-03-05") };
    assert_eq!(gates_of(&pair(unknown)), [vec![Gate::Reverted], vec![Gate::Revert], vec![]]);
}

#[test]
fn reviews_co_authors_and_issues_go_with_a_pull_request_that_was_taken_back() {
    let mut first = pull(1, 1, "2025-03-04");
    first.closes = vec![IssueRef { repo: RepoId(1), number: 9 }];
    let more = vec![
        on(1, contribution(Review, 3, "r", "2025-03-03")),
        on(1, contribution(ContributionKind::PullRequestCoAuthored, 3, "p1", "2025-03-04")),
        on(9, contribution(ContributionKind::IssueOpened, 3, "i", "2025-03-01")),
    ];
    let evidence = merges(vec![first, revert(2, 1, 2, "2025-03-05")], more);
    assert_eq!(gates_of(&evidence)[2], [Gate::Reverted; 3]);
    let scores = score_all(&evidence, &WorkRules { refuse_reverted: false, ..rules() });
    // A review, an issue and half of 4 points.
    assert_eq!(score_of(&scores, 3), 4_000_000);
}

#[test]
fn a_revert_into_another_branch_takes_nothing_back() {
    let beside = PullRequest { base: "release".into(), ..revert(2, 1, 2, "2025-03-05") };
    // Where nothing is known of the first, its branch cannot tell them apart.
    let unknown = merges(vec![beside], vec![merged(1, 1, 100, "2025-03-04")]);
    assert_eq!(gates_of(&unknown), [vec![], vec![Gate::OtherBranch], vec![]]);
}

#[test]
fn what_was_never_merged_makes_nobodys_work_a_revert() {
    let closed = on(1, contribution(PullRequestClosed, 1, "p1", "2025-03-04"));
    let evidence = merges(vec![revert(2, 1, 2, "2025-03-05")], vec![closed]);
    assert_eq!(gates_of(&evidence), [vec![], vec![], vec![]]);
    assert_eq!(score_of(&score_all(&evidence, &rules()), 2), 4_000_000);
}
