//! Each gate has an attack that pays without it and does not with it.

mod attribution;
mod facts;
mod files;
mod golden;
mod issues;
mod laws;
mod limits;
mod reverts;

use std::collections::BTreeMap;

use tributary_model::{Contribution, ContributionKind, RepoId};

use super::*;
use crate::{
    Evidence, FactorName, Inputs, ScoreRules,
    testing::{assert_sums, contribution, evidence, on, score_of, vectors, who, window},
};
use ContributionKind::{
    Commit, IssueComment, PullRequestClosed, PullRequestMerged, PullRequestOpened, Review,
};

/// Merged, with so many changed lines.
fn merged(number: u32, author: u64, lines: u32, time: &str) -> Contribution {
    let merged = on(number, contribution(PullRequestMerged, author, &format!("p{number}"), time));
    Contribution { additions: Some(lines.into()), deletions: Some(0.into()), ..merged }
}

fn review(number: u32, reviewer: u64, key: &str, time: &str) -> Contribution {
    on(number, contribution(Review, reviewer, key, time))
}

fn score(contributions: Vec<Contribution>, rules: &WorkRules) -> Scores {
    score_all(&evidence(contributions), rules)
}

fn score_all(evidence: &Evidence, rules: &WorkRules) -> Scores {
    score_inputs(&Inputs::new(evidence, window()), rules)
}

fn score_inputs(inputs: &Inputs<'_>, rules: &WorkRules) -> Scores {
    let scores = ScoreRules::MergedWork(rules.clone()).score(inputs);
    assert_sums(&scores);
    scores
}

/// Somebody's score, where there is a gate and where there is none.
fn with_and_without(evidence: &Evidence, id: u64, without: WorkRules) -> (u128, u128) {
    (score_of(&score_all(evidence, &rules()), id), score_of(&score_all(evidence, &without), id))
}

fn gates(scores: &Scores, id: u64) -> Vec<Gate> {
    let person = scores.people.iter().find(|person| person.identity == who(id)).unwrap();
    person.contributions.iter().flat_map(|line| line.gates.clone()).collect()
}

fn rules() -> WorkRules {
    WorkRules::default()
}

#[test]
fn size_is_concave_and_capped() {
    let points = |lines| score_of(&score(vec![merged(1, 1, lines, "2025-03-04")], &rules()), 1);
    // 2 + 0.2 × √lines
    assert_eq!([0, 1, 2, 100, 2_500].map(points), [2_000_000, 2_200_000, 2_282_842, 4_000_000, 12_000_000]);
    assert_eq!([2_501, u32::MAX].map(points), [12_000_000, 12_000_000]);
}

#[test]
fn lines_say_what_a_contribution_is_worth_and_why() {
    let weights = BTreeMap::from([(RepoId(1), Weight::from_millionths(500_000))]);
    let half = WorkRules { half_life_days: 10, ..rules() };
    let work = evidence(vec![merged(1, 1, 100, "2025-12-22")]);
    let scores = score_inputs(&Inputs { repositories: &weights, ..Inputs::new(&work, window()) }, &half);
    let line = &scores.people[0].contributions[0];
    let factors: Vec<(FactorName, u64)> =
        line.factors.iter().map(|factor| (factor.name, factor.value.millionths())).collect();
    assert_eq!(line.base, Some(Points(4_000_000)));
    assert_eq!(factors, [(FactorName::Age, 500_000), (FactorName::Repository, 500_000)]);
    assert_eq!((line.points, scores.people[0].score), (Points(1_000_000), Points(1_000_000)));
}

#[test]
fn only_what_was_merged_counts() {
    let opened =
        |number: u32| on(number, contribution(PullRequestOpened, 1, &format!("p{number}"), "2025-03-04"));
    let closed = on(2, contribution(PullRequestClosed, 1, "p2", "2025-03-05"));
    let farm = vec![opened(1), opened(2), closed, opened(3), merged(3, 1, 0, "2025-03-06")];
    let scores = score(farm.clone(), &rules());
    assert_eq!(score_of(&scores, 1), 2_000_000);
    assert_eq!(gates(&scores, 1), [Gate::Unmerged, Gate::ClosedUnmerged]);
    let open = WorkRules { unmerged: Weight::ONE, ..rules() };
    assert_eq!(score_of(&score(farm, &open), 1), 4_000_000);
}

#[test]
fn a_part_in_what_was_not_merged_inside_the_window_pays_nothing() {
    let part = Contribution {
        additions: Some(100.into()),
        ..on(1, contribution(ContributionKind::PullRequestCoAuthored, 2, "p1", "2025-03-06"))
    };
    let opened = on(1, contribution(PullRequestOpened, 1, "p1", "2025-03-04"));
    let scores = score(vec![opened.clone(), part.clone()], &rules());
    assert_eq!((score_of(&scores, 2), gates(&scores, 2)), (0, vec![Gate::Unmerged]));
    let scores = score(vec![opened, part, merged(1, 1, 100, "2025-03-06")], &rules());
    assert_eq!((score_of(&scores, 2), gates(&scores, 2)), (2_000_000, vec![]));
}

#[test]
fn reviewing_oneself_pays_nothing() {
    let farm = vec![merged(1, 1, 0, "2025-03-06"), review(1, 1, "r", "2025-03-05")];
    let scores = score(farm.clone(), &rules());
    assert_eq!((score_of(&scores, 1), gates(&scores, 1)), (2_000_000, vec![Gate::SelfReview]));
    let open = WorkRules { refuse_self_review: false, ..rules() };
    assert_eq!(score_of(&score(farm, &open), 1), 3_000_000);
}

#[test]
fn where_self_reviews_count_nobody_is_a_ring_alone() {
    let own = |number: u32| {
        [merged(number, 1, 0, "2025-03-06"), review(number, 1, &format!("r{number}"), "2025-03-05")]
    };
    let mut farm: Vec<Contribution> = (1..=3).flat_map(own).collect();
    farm.push(review(1, 2, "other", "2025-03-05"));
    let open = WorkRules { refuse_self_review: false, ..rules() };
    assert_eq!(score_of(&score(farm, &open), 1), 9_000_000);
}

#[test]
fn one_review_before_the_merge_counts() {
    let scores = score(
        vec![
            merged(1, 1, 0, "2025-03-06"),
            review(1, 2, "a", "2025-03-04"),
            review(1, 2, "b", "2025-03-05"),
            review(1, 3, "c", "2025-03-07"),
            review(9, 3, "d", "2025-03-07"),
        ],
        &rules(),
    );
    assert_eq!((score_of(&scores, 2), gates(&scores, 2)), (1_000_000, vec![Gate::RepeatedReview]));
    assert_eq!((score_of(&scores, 3), gates(&scores, 3)), (0, vec![Gate::AfterMerge, Gate::Unmerged]));
}

#[test]
fn a_week_has_a_cap_and_the_last_is_cut_first() {
    let days = ["2025-03-02", "2025-03-03", "2025-03-04", "2025-03-08", "2025-03-09"];
    let farm: Vec<Contribution> =
        (1..).zip(days).map(|(number, day)| merged(number, 1, 2_500, day)).collect();
    let scores = score(farm.clone(), &rules());
    // 12 + 12 + 12 + 4 in the first week, 12 in the next.
    assert_eq!((score_of(&scores, 1), gates(&scores, 1)), (52_000_000, vec![Gate::WeeklyCap]));
    let weeks: Vec<u128> = scores.people[0].weeks.iter().map(|week| week.score.0).collect();
    assert_eq!(weeks, [40_000_000, 12_000_000]);
    let open = WorkRules { weekly_cap: Weight::ZERO, ..rules() };
    assert_eq!(score_of(&score(farm, &open), 1), 60_000_000);
}

#[test]
fn a_farm_of_rejected_pull_requests_is_worth_its_ratio() {
    let closed =
        |number: u32| on(number, contribution(PullRequestClosed, 1, &format!("p{number}"), "2025-03-05"));
    let farm = vec![merged(1, 1, 0, "2025-03-06"), closed(2), closed(3), closed(4)];
    let scores = score(farm.clone(), &rules());
    assert_eq!((score_of(&scores, 1), gates(&scores, 1)), (500_000, vec![Gate::MergeRatio]));
    let open = WorkRules { merge_ratio: Weight::ZERO, ..rules() };
    assert_eq!(score_of(&score(farm[..].to_vec(), &open), 1), 2_000_000);
    assert_eq!(score_of(&score(farm[..3].to_vec(), &rules()), 1), 2_000_000);
}

#[test]
fn a_ring_of_reviewers_pays_its_members_nothing() {
    let ring = |number: u32| {
        let (author, reviewer) = if number.is_multiple_of(2) { (1, 2) } else { (2, 1) };
        [
            merged(number, author, 0, "2025-03-06"),
            review(number, reviewer, &format!("r{number}"), "2025-03-05"),
        ]
    };
    let mut farm: Vec<Contribution> = (1..=6).flat_map(ring).collect();
    farm.push(review(1, 3, "honest", "2025-03-05"));
    let without = WorkRules { weekly_cap: Weight::ZERO, ..rules() };
    let scores = score(farm.clone(), &without);
    assert_eq!((score_of(&scores, 1), score_of(&scores, 3)), (6_000_000, 1_000_000));
    assert_eq!(gates(&scores, 1), [Gate::ReviewRing; 3]);
    let open = WorkRules { review_ring: Weight::ZERO, ..without };
    assert_eq!(score_of(&score(farm, &open), 1), 9_000_000);
}

#[test]
fn commits_count_where_the_rules_say_so() {
    let commit = Contribution {
        additions: Some(60.into()),
        deletions: Some(40.into()),
        number: None,
        ..contribution(Commit, 1, "abc", "2025-03-04")
    };
    let counted = WorkRules { commit: Weight::ONE, ..rules() };
    assert_eq!(score_of(&score(vec![commit.clone()], &rules()), 1), 0);
    assert_eq!(score_of(&score(vec![commit], &counted), 1), 3_000_000);
}

#[test]
fn talk_is_listed_with_a_score_of_zero() {
    let scores = score(vec![contribution(IssueComment, 1, "c", "2025-03-04")], &rules());
    assert_eq!((score_of(&scores, 1), scores.people[0].contributions.len()), (0, 0));
}

#[test]
fn the_documented_defaults_are_the_ones_in_force() {
    let stated = &vectors()["merged_work"]["defaults"];
    assert_eq!(serde_json::to_value(rules()).unwrap(), *stated);
}
