//! Windows, shares and movements; attacks have tests of their own.

use std::num::NonZeroU32;

use proptest::prelude::*;
use tributary_model::{Amount, Contribution, ContributionKind, Timestamp};

use super::*;
use crate::{
    WorkRules,
    testing::{at, contribution, merges, on, pull, who, window},
};

/// A rule set that owns its parts.
pub(super) struct Owned {
    pub(super) score: ScoreRules,
    pub(super) policy: Policy,
    pub(super) allocation: AllocationRules,
    pub(super) repositories: BTreeMap<RepoId, Weight>,
    pub(super) joins: Joins,
    pub(super) overrides: Overrides,
}

impl Owned {
    /// `merged-work`, proportional, a pool of a billion units.
    pub(super) fn new() -> Self {
        Self::with(ScoreRules::MergedWork(WorkRules::default()))
    }

    pub(super) fn with(score: ScoreRules) -> Self {
        let allocation = AllocationRules { pool: Amount::from(1_000_000_000), cap: None, minimum: None };
        let (repositories, joins, overrides) = (BTreeMap::new(), Joins::none(), Overrides::none());
        Self { score, policy: Policy::Proportional, allocation, repositories, joins, overrides }
    }

    pub(super) fn set(&self) -> RuleSet<'_> {
        RuleSet {
            score: &self.score,
            allocation: self.allocation,
            policy: &self.policy,
            repositories: &self.repositories,
            joins: &self.joins,
            overrides: &self.overrides,
            flags: FlagRules::default(),
        }
    }
}

pub(super) fn size(contributions: u32, accounts: u32) -> AttackSize {
    let number = |number| NonZeroU32::new(number).unwrap();
    AttackSize { contributions: number(contributions), accounts: number(accounts) }
}

pub(super) fn days(from: &str, until: &str) -> Window {
    Window::new(at(from), at(until)).unwrap()
}

/// June 2025: person 1 merges one pull request, person 2 two, and so on to person 6; 7 and 8 review them in turn.
pub(super) fn june() -> Evidence {
    let mut pulls = Vec::new();
    let mut reviews = Vec::new();
    for author in 1..=6_u64 {
        for turn in 0..author {
            let number = u32::try_from(pulls.len()).unwrap() + 1;
            let merged = Timestamp::from_unix(at("2025-06-02").unix() + i64::from(number) * 86_400).unwrap();
            pulls.push(pull(number, author, &merged.to_string()));
            let before = Timestamp::from_unix(merged.unix() - 3_600).unwrap().to_string();
            let review = contribution(ContributionKind::Review, 7 + turn % 2, &format!("r{number}"), &before);
            reviews.push(on(number, review));
        }
    }
    merges(pulls, reviews)
}

fn trial(evidence: &Evidence, window: Window) -> Trial {
    Trial::run(evidence, window, &Owned::new().set(), size(5, 2))
}

fn shares(trial: &Trial) -> Vec<(u64, u64)> {
    let share = |standing: &Standing| (standing.identity.github().unwrap().0, standing.share.millionths());
    trial.standings.iter().map(share).collect()
}

#[test]
fn a_window_is_shared_as_if_it_were_the_airdrops() {
    let evidence = june();
    let trial = trial(&evidence, days("2025-06-01", "2025-07-01"));
    // 21 pull requests of 4 points, one point for each review: 105 points.
    let worth = |points: u64| points * 1_000_000 / 105;
    assert_eq!(shares(&trial)[0], (6, worth(24)));
    assert_eq!(
        trial.standings.iter().map(|standing| standing.rank).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7, 8]
    );
    assert_eq!(trial.standings[0].amount, Amount::from(228_571_429));
    let concentration = trial.concentration.unwrap();
    assert_eq!((concentration.people, concentration.half), (8, 3));
    assert_eq!(concentration.top_10, Weight::ONE);
    // 24, 20, 16, 12, 12, 9, 8, 4: of the two in the middle the smaller, with a unit left over.
    assert_eq!(concentration.median.millionths(), worth(12) + 1);
}

#[test]
fn what_happens_outside_of_a_window_is_not_looked_at() {
    let window = days("2025-06-01", "2025-06-10");
    let mut inside = june();
    inside.contributions.retain(|contribution| window.contains(contribution.at));
    assert_eq!(trial(&june(), window), trial(&inside, window));
    assert_ne!(shares(&trial(&june(), window)), shares(&trial(&june(), days("2025-06-01", "2025-07-01"))));
}

#[test]
fn a_window_in_which_nobody_earned_anything_says_so_and_is_not_attacked() {
    let trial = trial(&june(), days("2025-01-01", "2025-02-01"));
    assert_eq!((trial.standings, trial.attacks, trial.concentration), (vec![], vec![], None));
    let reason = "nobody has a score above 0; widen the window, add repositories or change the weights";
    assert_eq!(trial.unshared.as_deref(), Some(reason));
}

#[test]
fn a_window_that_repeats_moves_nothing() {
    let found = trial(&june(), days("2025-06-01", "2025-07-01")).standings;
    let movement = Movement::between(&found, &found).unwrap();
    let still = Movement { moved: Weight::ZERO, stayed: 8, top: 8, gains: vec![], losses: vec![] };
    assert_eq!(movement, still);
    assert_eq!(Movement::between(&found, &[]), None);
}

#[test]
fn what_one_gains_others_lose() {
    let standing = |id, share| Standing {
        rank: 1,
        identity: who(id),
        login: None,
        points: crate::Points(0),
        amount: Amount::ZERO,
        share: Weight::from_millionths(share),
    };
    let before = [standing(1, 600_000), standing(2, 400_000)];
    let after = [standing(3, 700_000), standing(2, 300_000)];
    let movement = Movement::between(&before, &after).unwrap();
    assert_eq!((movement.moved.millionths(), movement.stayed, movement.top), (700_000, 1, 2));
    let who_of = |shifts: &[Shift]| -> Vec<u64> {
        shifts.iter().map(|shift| shift.identity.github().unwrap().0).collect()
    };
    assert_eq!((who_of(&movement.gains), who_of(&movement.losses)), (vec![3], vec![1, 2]));
    assert_eq!((movement.gains[0].rank_before, movement.losses[0].rank_after), (None, None));
}

#[test]
fn a_half_life_ends_where_the_window_ends() {
    let rules = Owned::with(ScoreRules::MergedWork(WorkRules { half_life_days: 10, ..WorkRules::default() }));
    let evidence = merges(vec![pull(1, 1, "2025-06-11")], vec![]);
    let points = |until| {
        let trial = Trial::run(&evidence, days("2025-06-01", until), &rules.set(), size(5, 2));
        trial.standings[0].points.0
    };
    assert_eq!([points("2025-06-21"), points("2025-07-01")], [2_000_000, 1_000_000]);
}

prop_compose! {
    fn any_work()(
        pulls in proptest::collection::vec((1_u64..7, 0_i64..60), 0..30),
        reviews in proptest::collection::vec((1_u64..7, 0_usize..30), 0..40),
    ) -> Evidence {
        let day = |day: i64| Timestamp::from_unix(at("2025-06-01").unix() + day * 86_400).unwrap();
        let found: Vec<_> =
            (1..).zip(&pulls).map(|(number, (author, on))| pull(number, *author, &day(*on).to_string())).collect();
        let review = |(place, (reviewer, target)): (usize, &(u64, usize))| -> Option<Contribution> {
            let (_, merged) = pulls.get(*target)?;
            let time = Timestamp::from_unix(day(*merged).unix() - 60)?.to_string();
            let number = u32::try_from(*target + 1).ok()?;
            Some(on(number, contribution(ContributionKind::Review, *reviewer, &format!("r{place}"), &time)))
        };
        let reviews = reviews.iter().enumerate().filter_map(review).collect();
        merges(found, reviews)
    }
}

pub(super) fn any_evidence() -> impl Strategy<Value = Evidence> {
    any_work()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_of_a_window_sum_to_one_or_to_nothing(evidence in any_work(), until in 1_i64..80) {
        let from = at("2025-05-20");
        let until = Timestamp::from_unix(from.unix() + until * 86_400).unwrap();
        let trial = trial(&evidence, Window::new(from, until).unwrap());
        let sum: u64 = trial.standings.iter().map(|standing| standing.share.millionths()).sum();
        prop_assert_eq!(sum, if trial.unshared.is_some() { 0 } else { 1_000_000 });
        let amounts: Amount = trial.standings.iter().map(|standing| standing.amount).sum();
        prop_assert_eq!(amounts, Amount::from(if trial.unshared.is_some() { 0 } else { 1_000_000_000 }));
    }

    #[test]
    fn the_order_of_the_evidence_does_not_matter(evidence in any_work(), turn in 0_usize..50) {
        let mut turned = evidence.clone();
        let count = turned.contributions.len().max(1);
        turned.contributions.rotate_left(turn % count);
        turned.pull_requests.reverse();
        turned.accounts.reverse();
        prop_assert_eq!(trial(&turned, window()), trial(&evidence, window()));
    }
}
