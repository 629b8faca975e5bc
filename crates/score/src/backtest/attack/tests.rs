//! Each attack pays without the gates and less, or nothing, with them; where it does not, that is what a backtest is for.

use proptest::prelude::*;
use tributary_model::AccountKind;

use super::*;
use crate::{
    Policy, Weight, WorkRules,
    backtest::{
        Trial,
        tests::{Owned, any_evidence, days, june, size},
    },
    testing::{account, contribution, evidence, who, window},
};

fn under(attack: Attack, rules: &Owned, size: AttackSize) -> AttackReport {
    let trial = Trial::run(&june(), days("2025-06-01", "2025-07-01"), &rules.set(), size);
    trial.attacks.into_iter().find(|report| report.attack == attack).unwrap()
}

fn points(report: &AttackReport) -> (u128, u128) {
    (report.earned.points.0, report.without_gates.as_ref().unwrap().points.0)
}

#[test]
fn many_tiny_pull_requests_fill_the_weeks_and_get_no_further() {
    let report = under(Attack::TinyPullRequests, &Owned::new(), size(200, 2));
    // 200 × 2.2 without a cap; 40 in each of the four whole weeks from a Sunday, 2025-06-01, and 29 for two days more.
    assert_eq!(report.without_gates.as_ref().unwrap().points.0, 440_000_000);
    assert!(
        report.earned.points.0 < 190_000_000
            && report.earned.share < report.without_gates.as_ref().unwrap().share
    );
    assert!(report.gates[&Gate::WeeklyCap] >= report.stopped && report.stopped > 100);
    assert_eq!(report.median_points.map(|points| points.0), Some(4_000_000));
}

#[test]
fn few_tiny_pull_requests_pass_every_gate() {
    let report = under(Attack::TinyPullRequests, &Owned::new(), size(10, 2));
    assert_eq!(points(&report), (22_000_000, 22_000_000));
    assert_eq!((report.stopped, report.lines, report.accounts), (0, 10, 1));
    assert_eq!(report.points_each.map(|points| points.0), Some(2_200_000));
    // 22 of 127 points, and a unit left over; the median of the others has 12.
    assert_eq!(report.earned.share.millionths(), 173_229);
    assert_eq!(report.earned.medians.map(Weight::millionths), Some(1_833_333));
    assert_eq!(report.earned.rank, Some(2));
}

#[test]
fn the_same_patch_again_and_again_is_paid_once() {
    let report = under(Attack::Copies, &Owned::new(), size(10, 2));
    let (with, without) = points(&report);
    assert_eq!(with, 4_000_000);
    assert!(without > 40_000_000, "{without}");
    assert_eq!((report.stopped, &report.gates), (9, &BTreeMap::from([(Gate::Duplicate, 9)])));
}

#[test]
fn what_nobody_merges_pays_nothing() {
    let report = under(Attack::Unmerged, &Owned::new(), size(10, 2));
    let (with, without) = points(&report);
    assert_eq!((with, report.earned.share, report.earned.rank), (0, Weight::ZERO, None));
    assert!(without >= 20_000_000, "{without}");
    assert_eq!((report.stopped, report.gates[&Gate::Unmerged]), (10, 10));
}

#[test]
fn merging_ones_own_pays_nothing() {
    let report = under(Attack::SelfMerge, &Owned::new(), size(10, 2));
    assert_eq!(points(&report), (0, 22_000_000));
    assert_eq!((report.stopped, &report.gates), (10, &BTreeMap::from([(Gate::SelfMerge, 10)])));
}

#[test]
fn a_ring_is_paid_for_no_review() {
    let report = under(Attack::ReviewRing, &Owned::new(), size(12, 3));
    assert_eq!(points(&report), (12 * 2_200_000, 12 * 3_200_000));
    assert_eq!((report.stopped, &report.gates), (12, &BTreeMap::from([(Gate::ReviewRing, 12)])));
}

#[test]
fn two_who_approve_one_another_are_a_ring_and_three_spread_their_reviews() {
    let two = under(Attack::ReviewClique, &Owned::new(), size(12, 2));
    assert_eq!(points(&two), (12 * 2_200_000, 12 * 3_200_000));
    // Nobody of three gives one author more than half: the weakness that the backtest shows.
    let three = under(Attack::ReviewClique, &Owned::new(), size(12, 3));
    assert_eq!(points(&three), (12 * 4_200_000, 12 * 4_200_000));
    assert_eq!(three.gates, BTreeMap::new());
}

#[test]
fn splitting_gains_by_square_roots_and_nothing_in_proportion() {
    let plain = under(Attack::SplitIdentities, &Owned::new(), size(5, 3));
    assert_eq!(plain.earned.alone.map(|alone| alone.share), Some(plain.earned.share));
    let roots = Owned { policy: Policy::SquareRoot, ..Owned::new() };
    let split = under(Attack::SplitIdentities, &roots, size(5, 3));
    assert!(split.earned.share > split.earned.alone.unwrap().share);
    assert_eq!(split.accounts, 3);
    assert_eq!(split.points_each, None);
}

#[test]
fn splitting_gets_around_the_weeks_cap() {
    let low = WorkRules { weekly_cap: Weight::from_millionths(10_000_000), ..WorkRules::default() };
    let report = under(Attack::SplitIdentities, &Owned::with(ScoreRules::MergedWork(low)), size(5, 3));
    assert!(report.earned.points > report.earned.alone.unwrap().points);
    let without = report.without_gates.unwrap();
    assert_eq!(without.points, without.alone.unwrap().points);
}

#[test]
fn presets_without_gates_are_attacked_too() {
    let rules = Owned::with(ScoreRules::Activity(crate::ActivityWeights::default()));
    let report = under(Attack::Unmerged, &rules, size(10, 2));
    assert!(report.earned.share > Weight::ZERO);
    assert_eq!((report.without_gates, report.gates), (None, BTreeMap::new()));
}

#[test]
fn commits_alone_are_attacked_by_commits() {
    let commit = |id: u64, key: &str| tributary_model::Contribution {
        number: None,
        additions: Some(10.into()),
        deletions: Some(0.into()),
        ..contribution(ContributionKind::Commit, id, key, "2025-06-10")
    };
    let evidence = evidence(vec![commit(1, "a"), commit(2, "b"), commit(2, "c")]);
    let rules = WorkRules { commit: Weight::ONE, ..WorkRules::default() };
    let rules = Owned::with(ScoreRules::MergedWork(rules));
    let trial = Trial::run(&evidence, days("2025-06-01", "2025-07-01"), &rules.set(), size(10, 2));
    let attacks: Vec<Attack> = trial.attacks.iter().map(|report| report.attack).collect();
    assert_eq!(attacks, [Attack::TinyPullRequests, Attack::Copies, Attack::SplitIdentities]);
    assert_eq!(trial.attacks[0].earned.points.0, 12_000_000);
}

fn staged(evidence: &Evidence, rules: &Owned, attack: Attack) -> Option<Staged> {
    let set = rules.set();
    let target = Target::find(&Attacks::on(evidence, window(), &set, size(8, 3)))?;
    Some(forge::stage(evidence, &target, attack, size(8, 3)))
}

#[test]
fn attackers_take_no_account_number_or_key_that_occurs() {
    let mut evidence = june();
    evidence.accounts.push(account(i64::MAX.unsigned_abs(), AccountKind::User));
    evidence.contributions[0].number = Some(u32::MAX);
    evidence.normalise();
    let staged = staged(&evidence, &Owned::new(), Attack::ReviewClique).unwrap();
    let known: Vec<Identity> = evidence.accounts.iter().map(|account| Identity::Github(account.id)).collect();
    assert!(staged.attackers.iter().all(|attacker| !known.contains(attacker)));
    assert_eq!(staged.attackers[0], who(i64::MAX.unsigned_abs() - 1));
    let numbers: Vec<u32> = evidence.contributions.iter().filter_map(|one| one.number).collect();
    let forged = staged.evidence.contributions.iter().filter(|one| staged.attackers.contains(&one.author));
    let forged: Vec<_> = forged.collect();
    // Opened, merged and reviewed twice, eight times.
    assert_eq!(forged.len(), 8 * 4);
    assert!(forged.iter().all(|one| !numbers.contains(&one.number.unwrap())));
    assert!(forged.iter().all(|one| one.key.starts_with("forged-")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn forged_work_changes_nobodys_points_but_through_gates(evidence in any_evidence(), which in 0_usize..6) {
        let rules = Owned::new();
        let Some(staged) = staged(&evidence, &rules, Attack::ALL[which]) else { return Ok(()) };
        let points = |score: &ScoreRules, evidence: &Evidence| -> BTreeMap<Identity, u128> {
            let set = rules.set().without_gates(score);
            let people = score.score(&set.inputs(evidence, window(), Detail::Totals)).people;
            let honest = people.into_iter().filter(|person| !staged.attackers.contains(&person.identity));
            honest.map(|person| (person.identity, person.score.0)).collect()
        };
        let open = rules.score.without_gates().unwrap();
        prop_assert_eq!(points(&open, &staged.evidence), points(&open, &evidence));
        let (before, after) = (points(&rules.score, &evidence), points(&rules.score, &staged.evidence));
        prop_assert_eq!(before.len(), after.len());
        prop_assert!(before.iter().all(|(identity, points)| after[identity] <= *points));
    }
}
