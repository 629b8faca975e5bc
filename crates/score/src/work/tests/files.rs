//! Which files count, and as what.

use tributary_model::{ChangeKind, CommitPaths, LinguistAttribute, PathAttribute, PathChange, PullRequest};

use super::*;
use crate::{
    KindWeights, PathKind, PathRule,
    testing::{file, merges, pull},
};

fn touching(changes: Vec<PathChange>) -> Evidence {
    merges(vec![PullRequest { changes, ..pull(1, 1, "2025-03-04") }], vec![])
}

fn points(changes: Vec<PathChange>) -> u128 {
    score_of(&score_all(&touching(changes), &rules()), 1)
}

#[test]
fn vendored_and_generated_files_are_left_out() {
    let vendored = || vec![file("vendor/a.c", 2_000, 500), file("Cargo.lock", 100, 0)];
    let scores = score_all(&touching(vendored()), &rules());
    assert_eq!((score_of(&scores, 1), gates(&scores, 1)), (0, vec![Gate::LeftOut]));
    // 100 lines beside count as if they were alone.
    assert_eq!(points([vendored(), vec![file("src/a.c", 60, 40)]].concat()), 4_000_000);
    let all = PathRule { pattern: "**".parse().unwrap(), kind: PathKind::Code };
    let open = WorkRules { paths: vec![all], ..rules() };
    assert_eq!(with_and_without(&touching(vendored()), 1, open), (0, 12_000_000));
}

#[test]
fn white_space_and_renames_are_left_out() {
    let spaces = PathChange { whitespace: 100, ..file("src/a.c", 60, 40) };
    let renamed = PathChange { change: ChangeKind::Renamed, ..file("src/b.c", 0, 0) };
    let scores = score_all(&touching(vec![spaces.clone(), renamed.clone()]), &rules());
    assert_eq!((score_of(&scores, 1), gates(&scores, 1)), (0, vec![Gate::LeftOut]));
    assert_eq!(points(vec![spaces, renamed, file("src/c.c", 1, 0)]), 2_200_000);
    let partly = PathChange { whitespace: 64, ..file("src/a.c", 60, 40) };
    assert_eq!(points(vec![partly]), 2_000_000 + 1_200_000);
}

#[test]
fn a_file_without_lines_is_a_file() {
    let binary = PathChange { additions: None, deletions: None, ..file("src/logo.png", 0, 0) };
    assert_eq!(points(vec![binary]), 2_000_000);
}

#[test]
fn kinds_weigh_by_lines() {
    assert_eq!(points(vec![file("docs/a.md", 100, 0)]), 2_000_000);
    // (300 × 1 + 100 × 0.5) / 400 = 0.875, times 2 + 0.2 × 20.
    assert_eq!(points(vec![file("src/a.c", 300, 0), file("docs/a.md", 100, 0)]), 5_250_000);
    let kinds = KindWeights { docs: Weight::ONE, ..KindWeights::default() };
    let scores = score_all(&touching(vec![file("docs/a.md", 100, 0)]), &WorkRules { kinds, ..rules() });
    assert_eq!(score_of(&scores, 1), 4_000_000);
}

#[test]
fn a_repository_says_what_its_files_are_unless_the_rules_do_not_ask() {
    let mut evidence = touching(vec![file("proto/a.c", 60, 40)]);
    evidence.repositories[0].attributes = vec![PathAttribute {
        pattern: "proto/**".into(),
        attribute: LinguistAttribute::Generated,
        value: true,
    }];
    let open = WorkRules { use_attributes: false, ..rules() };
    assert_eq!(with_and_without(&evidence, 1, open), (0, 4_000_000));
}

#[test]
fn the_files_of_the_merge_commit_are_those_of_a_clone_where_there_is_one() {
    let mut fact = pull(1, 1, "2025-03-04");
    fact.merge.as_mut().unwrap().commit = Some("c0ffee".into());
    let mut evidence = merges(vec![fact], vec![]);
    let told = |changes| vec![CommitPaths { repo: RepoId(1), oid: "c0ffee".into(), changes }];
    evidence.commits = told(vec![PathChange { whitespace: 99, ..file("src/f1.rs", 60, 40) }]);
    assert_eq!(score_of(&score_all(&evidence, &rules()), 1), 2_200_000);
    evidence.commits = told(vec![]);
    assert_eq!(score_of(&score_all(&evidence, &rules()), 1), 4_000_000);
}

#[test]
fn commits_have_files_too() {
    let commit = Contribution {
        additions: Some(100.into()),
        deletions: Some(0.into()),
        number: None,
        ..contribution(Commit, 1, "abc", "2025-03-04")
    };
    let counted = WorkRules { commit: Weight::ONE, ..rules() };
    let mut evidence = evidence(vec![commit]);
    let told =
        |path| vec![CommitPaths { repo: RepoId(1), oid: "abc".into(), changes: vec![file(path, 100, 0)] }];
    assert_eq!(score_of(&score_all(&evidence, &counted), 1), 3_000_000);
    evidence.commits = told("docs/a.md");
    assert_eq!(score_of(&score_all(&evidence, &counted), 1), 1_500_000);
    evidence.commits = told("vendor/a.c");
    assert_eq!(gates(&score_all(&evidence, &counted), 1), [Gate::LeftOut]);
}
