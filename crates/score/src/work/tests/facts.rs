//! Gates that ask what GitHub tells of a pull request: branch, files, owner, who merged it, what it is alike.

use tributary_model::{Approval, Association, GithubId, Identity, PullRequest};

use super::*;
use crate::testing::{at, file, merges, pull};

/// 2 + 0.2 × √100.
const WORTH: u128 = 4_000_000;

fn one(pull: PullRequest) -> Evidence {
    merges(vec![pull], vec![])
}

#[test]
fn a_merge_into_a_branch_of_ones_own_pays_nothing() {
    let beside = one(PullRequest { base: "farm".into(), ..pull(1, 1, "2025-03-04") });
    let open = WorkRules { default_branch_only: false, ..rules() };
    assert_eq!(with_and_without(&beside, 1, open), (0, WORTH));
    assert_eq!(gates(&score_all(&beside, &rules()), 1), [Gate::OtherBranch]);
    assert_eq!(score_of(&score_all(&one(pull(1, 1, "2025-03-04")), &rules()), 1), WORTH);
    let mut unknown = beside;
    unknown.repositories[0].default_branch = None;
    assert_eq!(score_of(&score_all(&unknown, &rules()), 1), WORTH);
}

#[test]
fn who_is_paid_is_changed_by_maintainers_only() {
    let changes = vec![file(".github/FUNDING.yml", 60, 40)];
    let stranger = PullRequest { changes, ..pull(1, 1, "2025-03-04") };
    let open = WorkRules { maintainer_files: vec![], ..rules() };
    assert_eq!(with_and_without(&one(stranger.clone()), 1, open), (0, WORTH));
    assert_eq!(gates(&score_all(&one(stranger.clone()), &rules()), 1), [Gate::MaintainerFile]);
    let member = PullRequest { association: Association::Member, ..stranger };
    assert_eq!(score_of(&score_all(&one(member), &rules()), 1), WORTH);
}

#[test]
fn a_repository_of_ones_own_pays_its_owner_nothing_and_others_as_always() {
    let review = on(2, contribution(Review, 1, "r", "2025-03-03"));
    let mut own = merges(vec![pull(1, 1, "2025-03-04"), pull(2, 2, "2025-03-04")], vec![review]);
    own.repositories[0].owner = Some(GithubId(1));
    let open = WorkRules { refuse_own_repository: false, ..rules() };
    assert_eq!(with_and_without(&own, 1, open), (0, WORTH + 1_000_000));
    let scores = score_all(&own, &rules());
    assert_eq!(gates(&scores, 1), [Gate::OwnRepository; 2]);
    assert_eq!(score_of(&scores, 2), WORTH);
}

/// Merged by its author, and approved by these at these times.
fn self_merged(approvals: &[(u64, &str)]) -> Evidence {
    let mut fact = pull(1, 1, "2025-03-04");
    fact.merge.as_mut().unwrap().by = who(1);
    fact.approvals = approvals.iter().map(|(by, time)| Approval { at: at(time), by: who(*by) }).collect();
    let mut evidence = one(fact);
    evidence.accounts.push(crate::testing::account(50, tributary_model::AccountKind::Bot));
    evidence.normalise();
    evidence
}

#[test]
fn merging_ones_own_pull_request_pays_nothing_without_anothers_approval() {
    let open = WorkRules { self_merge: Weight::ONE, ..rules() };
    let alone = self_merged(&[]);
    assert_eq!(with_and_without(&alone, 1, open), (0, WORTH));
    assert_eq!(gates(&score_all(&alone, &rules()), 1), [Gate::SelfMerge]);
    for (approvals, worth) in [
        (&[(91, "2025-03-04")][..], WORTH),
        (&[(91, "2025-03-05")], 0),
        (&[(1, "2025-03-03")], 0),
        (&[(50, "2025-03-03")], 0),
    ] {
        assert_eq!(score_of(&score_all(&self_merged(approvals), &rules()), 1), worth, "{approvals:?}");
    }
}

#[test]
fn a_self_merge_may_keep_a_part_and_says_so() {
    let half = WorkRules { self_merge: Weight::from_millionths(500_000), ..rules() };
    let scores = score_all(&self_merged(&[]), &half);
    let line = &scores.people.iter().find(|person| person.identity == who(1)).unwrap().contributions[0];
    assert_eq!((line.points, line.gates.clone()), (Points(WORTH / 2), vec![Gate::SelfMerge]));
    assert_eq!(line.factors[0].name, FactorName::SelfMerge);
}

#[test]
fn another_account_of_the_author_is_the_author_when_it_merges_or_approves() {
    let mut fact = pull(1, 1, "2025-03-04");
    fact.merge.as_mut().unwrap().by = who(2);
    fact.approvals = vec![Approval { at: at("2025-03-01"), by: who(2) }];
    let evidence = one(fact);
    let joins =
        crate::Joins::new(&[crate::Join { into: who(1), identities: vec![who(2)], reason: None }]).unwrap();
    let joined = Inputs { joins: &joins, ..Inputs::new(&evidence, window()) };
    assert_eq!(score_of(&score_all(&evidence, &rules()), 1), WORTH);
    assert_eq!(score_of(&score_inputs(&joined, &rules()), 1), 0);
    assert_eq!(joins.of(Identity::Github(GithubId(2))), who(1));
}

/// The same patch as number 1, but for `more` lines, as number 2 of repository `repo` by `author` on `time`.
fn alike(more: u32, repo: u64, author: u64, time: &str) -> Evidence {
    let mut copy = PullRequest { changes: vec![file("src/f1.rs", 60 + more, 40)], ..pull(2, author, time) };
    copy.repo = RepoId(repo);
    merges(vec![pull(1, 1, "2025-03-04"), copy], vec![])
}

#[test]
fn nearly_the_same_patch_pays_once() {
    let open = WorkRules { duplicate: Weight::ZERO, ..rules() };
    let copied = alike(3, 1, 2, "2025-03-20");
    assert_eq!(with_and_without(&copied, 2, open), (0, 2_000_000 + 2_029_778));
    let scores = score_all(&copied, &rules());
    assert_eq!((gates(&scores, 2), score_of(&scores, 1)), (vec![Gate::Duplicate], WORTH));
    let copy = scores.people.iter().find(|person| person.identity == who(2)).unwrap();
    assert_eq!(copy.contributions[0].repeats, Some(PullRef { repo: RepoId(1), number: 1 }));
}

/// Patches of one file: number 4 repeats 1; number 3 repeats 2 and is no candidate.
pub(super) fn four_patches() -> Evidence {
    let change = |number, day: u32, lines| PullRequest {
        changes: vec![file("src/f1.rs", lines, 40)],
        ..pull(number, u64::from(number), &format!("2025-03-{day:02}"))
    };
    merges(vec![change(1, 4, 60), change(2, 5, 900), change(3, 6, 900), change(4, 7, 60)], vec![])
}

#[test]
fn of_each_file_only_the_last_candidates_are_compared() {
    let evidence = four_patches();
    let last = |duplicate_candidates| {
        gates(&score_all(&evidence, &WorkRules { duplicate_candidates, ..rules() }), 4)
    };
    assert_eq!(last(2), [Gate::Duplicate]);
    assert_eq!(last(1), []);
}

#[test]
fn what_is_alike_by_chance_pays() {
    let pays = |evidence: &Evidence, id: u64| score_of(&score_all(evidence, &rules()), id) > 0;
    // 100 of 106 lines; a month later; the same names in another repository.
    assert!(pays(&alike(6, 1, 2, "2025-03-20"), 2));
    assert!(pays(&alike(3, 1, 2, "2025-04-04"), 2));
    assert!(pays(&alike(3, 2, 2, "2025-03-20"), 2));
    // The same person's patch in another repository is one patch.
    assert_eq!(gates(&score_all(&alike(3, 2, 1, "2025-03-20"), &rules()), 1), [Gate::Duplicate]);
    // Nine lines of one file are not enough to tell.
    let small = |number, author, time| PullRequest {
        changes: vec![file("src/a.rs", 6, 3)],
        ..pull(number, author, time)
    };
    let fixes = merges(vec![small(1, 1, "2025-03-04"), small(2, 2, "2025-03-05")], vec![]);
    assert!(pays(&fixes, 2));
}

#[test]
fn a_copy_of_what_did_not_count_is_no_copy() {
    let mut evidence = alike(3, 1, 2, "2025-03-20");
    evidence.pull_requests[0].base = "farm".into();
    assert_eq!(gates(&score_all(&evidence, &rules()), 2), []);
}

#[test]
fn the_heaviest_files_lead_to_a_copy_that_has_others_beside() {
    let with = |number, more: u32, time| PullRequest {
        changes: vec![file("a.rs", 400, 90), file("b.rs", 10, 0), file(&format!("c{more}.rs"), 5, 0)],
        ..pull(number, 1, time)
    };
    let evidence = merges(vec![with(1, 1, "2025-03-04"), with(2, 2, "2025-03-05")], vec![]);
    // 500 of 510.
    assert_eq!(gates(&score_all(&evidence, &rules()), 1), [Gate::Duplicate]);
}
