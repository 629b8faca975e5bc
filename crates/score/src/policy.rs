//! Distribution policies: from scores to dues. Integers only.
//!
//! Sources: sourcecred/sourcecred `core/ledger/policies/{immediate,recent,balanced,special}.js`. The original splits
//! with floats and in the order of its list; here the dues are integers and [`crate::allocate`] places every unit.

use std::{collections::BTreeMap, num::NonZeroU32};

use tributary_model::{Amount, Identity, Timestamp, U256, U512};

use crate::{AllocationError, Due, Interval, PersonScore, Points, Scores, Weight, week::Place};

const MILLION: u64 = 1_000_000;
/// Digits that `recent` and `square-root` keep below a micro-point.
const FINE: u64 = 1_000_000_000_000;

/// How scores become dues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// In proportion to the score.
    Proportional,
    /// The same for everybody with a score.
    Equal,
    /// In proportion to the square root of the score.
    SquareRoot,
    /// In proportion to the weight of the highest tier that the score reaches. In order of `from`, lowest first.
    Tiers(Vec<Tier>),
    /// In proportion to the score of the last intervals.
    Immediate {
        /// How many.
        intervals: NonZeroU32,
    },
    /// In proportion to the score, where each interval counts less than the next: `acc × (1 − discount) + score`.
    Recent {
        /// 0 (all the same) to 1 (the last interval only).
        discount: Weight,
    },
    /// In proportion to what somebody is behind a lifetime share of everything ever paid:
    /// `max(0, (paid in total + pool) × score / total score − paid)`.
    Balanced {
        /// What people were paid before, in base units.
        paid: BTreeMap<Identity, Amount>,
    },
    /// Everything to one person.
    Special {
        /// Who.
        recipient: Identity,
    },
}

/// Where the intervals of scores end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The first moment that no longer counts. The interval before it is the last one, finished or not.
    pub until: Timestamp,
    /// The preset's interval.
    pub interval: Interval,
}

/// A step of the policy [`Policy::Tiers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tier {
    /// The lowest score in it.
    pub from: Points,
    /// What everybody in it is due, whatever the score.
    pub weight: Weight,
}

impl Policy {
    /// The name in rules and files.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Proportional => "proportional",
            Self::Equal => "equal",
            Self::SquareRoot => "square-root",
            Self::Tiers(_) => "tiers",
            Self::Immediate { .. } => "immediate",
            Self::Recent { .. } => "recent",
            Self::Balanced { .. } => "balanced",
            Self::Special { .. } => "special",
        }
    }

    /// What everybody is due of `pool`, in the order of the scores. Who is never paid is due nothing.
    ///
    /// # Errors
    /// See [`AllocationError`].
    pub fn dues(
        &self,
        scores: &Scores,
        pool: Amount,
        horizon: Horizon,
    ) -> Result<Vec<(Identity, Due)>, AllocationError> {
        let mut dues = Vec::with_capacity(scores.people.len());
        for person in &scores.people {
            let due = match person.excluded {
                Some(_) => Due::default(),
                None => self.due(person, scores.total, pool, horizon)?,
            };
            dues.push((person.identity, due));
        }
        if dues.iter().all(|(_, due)| due.0.is_zero()) { Err(self.nobody(scores)) } else { Ok(dues) }
    }

    fn due(
        &self,
        person: &PersonScore,
        total: Points,
        pool: Amount,
        horizon: Horizon,
    ) -> Result<Due, AllocationError> {
        let score = person.score;
        match self {
            Self::Proportional => Ok(score.into()),
            Self::Equal => Ok(Due(U256::from(u8::from(score.0 > 0)))),
            Self::SquareRoot => square_root(score),
            Self::Tiers(tiers) => Ok(Due(U256::from(tier(tiers, score).millionths()))),
            Self::Immediate { intervals } => Ok(immediate(&timeline(person, horizon), horizon, *intervals)),
            Self::Recent { discount } => recent(&timeline(person, horizon), horizon, *discount),
            Self::Balanced { paid } => balanced(person, total, paid, pool),
            Self::Special { recipient } => Ok(Due(U256::from(u8::from(person.identity == *recipient)))),
        }
    }

    /// Why nobody is due anything.
    fn nobody(&self, scores: &Scores) -> AllocationError {
        match self {
            Self::Special { recipient } => {
                let found = scores.people.iter().find(|person| person.identity == *recipient);
                match found.and_then(|person| person.excluded) {
                    Some(reason) => AllocationError::ExcludedRecipient { identity: *recipient, reason },
                    None => AllocationError::UnknownRecipient(*recipient),
                }
            }
            Self::Immediate { intervals } if scores.total.0 > 0 => {
                AllocationError::NobodyInIntervals(*intervals)
            }
            Self::Tiers(tiers) if scores.total.0 > 0 => {
                AllocationError::NobodyInTiers(tiers.first().map_or_else(Points::default, |tier| tier.from))
            }
            _ => AllocationError::NobodyScored,
        }
    }
}

/// The weight of the highest tier that a score reaches; nothing for a score of 0.
fn tier(tiers: &[Tier], score: Points) -> Weight {
    let reached = tiers.iter().filter(|tier| score.0 > 0 && tier.from <= score).max_by_key(|tier| tier.from);
    reached.map_or(Weight::ZERO, |tier| tier.weight)
}

type Timeline = BTreeMap<Place, u128>;

/// A person's score by interval. What was adjusted by hand changes all intervals in proportion, rounded down.
fn timeline(person: &PersonScore, horizon: Horizon) -> Timeline {
    let mut timeline = told(person, horizon);
    if let (Some(first), Some(last)) = (person.adjustments.first(), person.adjustments.last()) {
        let wide = |points: Points| U256::from(points.0);
        for score in timeline.values_mut() {
            let scaled = U256::from(*score) * wide(last.after) / wide(first.before).max(U256::ONE);
            *score = u128::try_from(scaled).unwrap_or(u128::MAX);
        }
    }
    timeline
}

fn told(person: &PersonScore, horizon: Horizon) -> Timeline {
    let weeks = person.weeks.iter().map(|week| (Place::of_week(week.week), week.score));
    let months = person.months.iter().map(|month| (Place::of_month(month.month), month.score));
    let mut timeline = Timeline::new();
    let mut add = |(place, score): (Place, Points)| *timeline.entry(place).or_default() += score.0;
    match horizon.interval {
        Interval::Week => weeks.for_each(&mut add),
        Interval::Month => months.for_each(&mut add),
    }
    timeline
}

impl Horizon {
    /// The last interval.
    fn last(self) -> Place {
        let moment = Timestamp::from_unix(self.until.unix() - 1).unwrap_or(self.until);
        Place::of(moment, self.interval)
    }
}

/// `⌊√(score × 10¹²)⌋`.
fn square_root(score: Points) -> Result<Due, AllocationError> {
    let fine = score.0.checked_mul(u128::from(FINE)).ok_or(AllocationError::DuesTooLarge)?;
    Ok(Due(U256::from(fine.isqrt())))
}

fn immediate(timeline: &Timeline, horizon: Horizon, intervals: NonZeroU32) -> Due {
    let Place(last) = horizon.last();
    let first = Place(last - i64::from(intervals.get()) + 1);
    Due(timeline.range(first..=Place(last)).map(|(_, score)| U256::from(*score)).sum())
}

/// `acc × (1 − discount) + score` over the intervals, each product rounded down to 10⁻¹² of a micro-point.
fn recent(timeline: &Timeline, horizon: Horizon, discount: Weight) -> Result<Due, AllocationError> {
    let kept = U512::from(MILLION.saturating_sub(discount.millionths()));
    let Some((Place(first), _)) = timeline.first_key_value() else { return Ok(Due::default()) };
    let mut acc = U512::ZERO;
    for place in *first..=horizon.last().0 {
        let score = timeline.get(&Place(place)).copied().unwrap_or_default();
        acc = acc * kept / U512::from(MILLION) + U512::from(score) * U512::from(FINE);
    }
    narrow(acc)
}

/// Times the total score, so that nothing is rounded.
fn balanced(
    person: &PersonScore,
    total: Points,
    paid: &BTreeMap<Identity, Amount>,
    pool: Amount,
) -> Result<Due, AllocationError> {
    let wide = |amount: Amount| U512::from(amount.units());
    let supply: U512 = paid.values().copied().map(wide).sum::<U512>() + wide(pool);
    let due = supply.checked_mul(U512::from(person.score.0)).ok_or(AllocationError::DuesTooLarge)?;
    let had = wide(paid.get(&person.identity).copied().unwrap_or(Amount::ZERO)) * U512::from(total.0);
    narrow(due.saturating_sub(had))
}

fn narrow(wide: U512) -> Result<Due, AllocationError> {
    U256::checked_from_limbs_slice(wide.as_limbs()).map(Due).ok_or(AllocationError::DuesTooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tributary_model::{Month, RepoId};

    use super::*;
    use crate::{
        Allocated, AllocationRules, Exclusion, MonthScore, Preset, Week, WeekScore, allocate,
        testing::{at, vectors, who},
    };

    fn horizon() -> Horizon {
        Horizon { until: at("2026-01-04"), interval: Interval::Week }
    }

    /// Somebody with so much in each of the last weeks before 2026-01-04, the newest last.
    fn person(id: u64, weeks: &[u128]) -> PersonScore {
        let count = i64::try_from(weeks.len()).unwrap();
        let week = |place: i64| {
            let seconds = at("2026-01-04").unix() - (count - place) * 7 * 24 * 60 * 60;
            Week::of(Timestamp::from_unix(seconds).unwrap())
        };
        let score: u128 = weeks.iter().sum();
        let month = Month { year: 2025, month: 12 };
        let counts = BTreeMap::new();
        PersonScore {
            identity: who(id),
            login: None,
            kind: None,
            score: Points(score),
            months: vec![MonthScore { repo: RepoId(1), month, counts, score: Points(score) }],
            weeks: (0..).zip(weeks).map(|(i, s)| WeekScore { week: week(i), score: Points(*s) }).collect(),
            contributions: vec![],
            adjustments: vec![],
            agent_points: Points(0),
            flags: vec![],
            excluded: None,
            reason: None,
        }
    }

    fn share(
        policy: &Policy,
        people: Vec<PersonScore>,
        pool: u64,
    ) -> Result<Vec<Allocated>, AllocationError> {
        let scores = Scores::of(Preset::MergedWork, people);
        let dues = policy.dues(&scores, pool.into(), horizon())?;
        allocate(&dues, &AllocationRules { pool: pool.into(), cap: None, minimum: None })
    }

    /// Amounts by id, in the order of ids.
    fn amounts(policy: &Policy, people: Vec<PersonScore>, pool: u64) -> Vec<u64> {
        let mut shared = share(policy, people, pool).unwrap();
        shared.sort_by_key(|part| part.identity);
        shared.iter().map(|part| part.amount.units().to()).collect()
    }

    fn three() -> Vec<PersonScore> {
        vec![person(1, &[100, 0, 0]), person(2, &[0, 30, 70]), person(3, &[0, 0, 0])]
    }

    fn intervals(count: u32) -> NonZeroU32 {
        NonZeroU32::new(count).unwrap()
    }

    #[test]
    fn immediate_looks_at_the_last_intervals_only() {
        let policy = |count| Policy::Immediate { intervals: intervals(count) };
        assert_eq!(amounts(&policy(1), three(), 70), [0, 70, 0]);
        assert_eq!(amounts(&policy(3), three(), 70), [35, 35, 0]);
        let early = vec![person(1, &[100, 0]), person(2, &[100, 0])];
        assert_eq!(share(&policy(1), early, 70), Err(AllocationError::NobodyInIntervals(intervals(1))));
    }

    #[test]
    fn recent_discounts_what_is_older() {
        let policy = |discount: &str| Policy::Recent { discount: discount.parse().unwrap() };
        // 100 × 0.5² = 25 against 30 × 0.5 + 70 = 85.
        assert_eq!(amounts(&policy("0.5"), three(), 110), [25, 85, 0]);
        assert_eq!(amounts(&policy("0"), three(), 110), [55, 55, 0]);
        assert_eq!(amounts(&policy("1"), three(), 110), [0, 110, 0]);
    }

    #[test]
    fn balanced_makes_up_for_what_was_paid_before() {
        let paid = |one: u64| Policy::Balanced { paid: BTreeMap::from([(who(1), one.into())]) };
        // (50 + 100) / 2 = 75 each: 25 and 75 are missing.
        assert_eq!(amounts(&paid(50), three(), 100), [25, 75, 0]);
        // (300 + 100) / 2 = 200: 1 had more, so all of it goes to 2.
        assert_eq!(amounts(&paid(300), three(), 100), [0, 100, 0]);
    }

    #[test]
    fn equal_square_root_and_tiers_flatten() {
        let people = || vec![person(1, &[4_000_000]), person(2, &[1_000_000]), person(3, &[0])];
        assert_eq!(amounts(&Policy::Equal, people(), 101), [51, 50, 0]);
        assert_eq!(amounts(&Policy::SquareRoot, people(), 300), [200, 100, 0]);
        let tier = |from: u128, weight: &str| Tier { from: Points(from), weight: weight.parse().unwrap() };
        let tiers = Policy::Tiers(vec![tier(0, "1"), tier(4_000_000, "3")]);
        assert_eq!(amounts(&tiers, people(), 100), [75, 25, 0]);
        let high = Policy::Tiers(vec![tier(5_000_000, "1")]);
        assert_eq!(share(&high, people(), 1), Err(AllocationError::NobodyInTiers(Points(5_000_000))));
    }

    #[test]
    fn special_pays_one_person_who_occurs_and_can_be_paid() {
        let policy = |id| Policy::Special { recipient: who(id) };
        assert_eq!(amounts(&policy(3), three(), 7), [0, 0, 7]);
        assert_eq!(share(&policy(4), three(), 7), Err(AllocationError::UnknownRecipient(who(4))));
        let mut people = three();
        people[2].excluded = Some(Exclusion::Bot);
        assert_eq!(
            share(&policy(3), people, 7),
            Err(AllocationError::ExcludedRecipient { identity: who(3), reason: Exclusion::Bot })
        );
    }

    #[test]
    fn months_are_the_intervals_of_presets_without_weeks() {
        let scores = Scores::of(Preset::Openrank, three());
        let horizon = Horizon { until: at("2026-01-01"), interval: Interval::Month };
        let dues = Policy::Immediate { intervals: intervals(1) }.dues(&scores, 1.into(), horizon).unwrap();
        let hundred = Due(U256::from(100_u8));
        assert_eq!(dues, [(who(1), hundred), (who(2), hundred), (who(3), Due::default())]);
    }

    /// SourceCred's own cases, on the cred of its second test graph in micro-points.
    #[test]
    fn the_published_splits_come_out() {
        let vectors = vectors();
        let published = &vectors["grain_policies"]["published"];
        let micro = |value: &serde_json::Value| crate::real::to_micro(value.as_f64().unwrap());
        let cred = published["cred_by_week"].as_array().unwrap();
        let weeks: Vec<Vec<u128>> =
            cred.iter().map(|w| w.as_array().unwrap().iter().map(micro).collect()).collect();
        let cases = published["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 5);
        for case in cases {
            let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
            let paid =
                case["paid"].as_array().into_iter().flatten().map(|units| units.as_u64().unwrap().into());
            let policy = match text("policy").as_str() {
                "RECENT" => Policy::Recent { discount: text("discount").parse().unwrap() },
                "BALANCED" => Policy::Balanced { paid: [who(1), who(2)].into_iter().zip(paid).collect() },
                other => panic!("{other}"),
            };
            // A look-back leaves the weeks before out of sight.
            let from =
                case["lookback"].as_u64().map_or(0, |count| weeks[0].len() - usize::try_from(count).unwrap());
            let people = vec![person(1, &weeks[0][from..]), person(2, &weeks[1][from..])];
            let ours = amounts(&policy, people, case["budget"].as_u64().unwrap());
            let theirs = case["receipts"].as_array().unwrap().iter().map(|units| units.as_u64().unwrap());
            // The original rounds a target to whole units before it splits; a unit of difference is that rounding.
            let slack = u64::from(text("policy") == "BALANCED");
            assert!(
                ours.iter().zip(theirs).all(|(ours, theirs)| ours.abs_diff(theirs) <= slack),
                "{case} {ours:?}"
            );
        }
    }

    fn any_policy() -> impl Strategy<Value = Policy> {
        let tier = |(from, weight): (u64, u64)| Tier {
            from: Points(from.into()),
            weight: Weight::from_millionths(weight),
        };
        prop_oneof![
            Just(Policy::Proportional),
            Just(Policy::Equal),
            Just(Policy::SquareRoot),
            proptest::collection::vec((0_u64..2_000, 1_u64..9_000_000), 1..5).prop_map(move |mut steps| {
                steps.sort_unstable();
                Policy::Tiers(steps.into_iter().map(tier).collect())
            }),
            (1_u32..6).prop_map(|count| Policy::Immediate { intervals: intervals(count) }),
            (0_u64..=1_000_000)
                .prop_map(|discount| Policy::Recent { discount: Weight::from_millionths(discount) }),
            proptest::collection::btree_map(0_u64..12, 0_u64..1_000_000, 0..8).prop_map(|paid| {
                Policy::Balanced {
                    paid: paid.into_iter().map(|(id, units)| (who(id), units.into())).collect(),
                }
            }),
            (0_u64..12).prop_map(|id| Policy::Special { recipient: who(id) }),
        ]
    }

    proptest! {
        #[test]
        fn every_policy_places_every_unit_in_any_order_within_the_limits(
            policy in any_policy(), weeks in proptest::collection::vec(proptest::collection::vec(0_u128..1_000, 4), 1..12),
            pool in 1_u64..u64::MAX, cap in proptest::option::of(1_u64..u64::MAX),
            minimum in proptest::option::of(1_u64..u64::MAX / 8), turn in 0_usize..12,
        ) {
            let people: Vec<PersonScore> = (0..).zip(&weeks).map(|(id, weeks)| person(id, weeks)).collect();
            let rules = AllocationRules { pool: pool.into(), cap: cap.map(Amount::from), minimum: minimum.map(Amount::from) };
            let share = |people: Vec<PersonScore>| {
                let scores = Scores::of(Preset::MergedWork, people);
                allocate(&policy.dues(&scores, rules.pool, horizon())?, &rules)
            };
            let mut turned = people.clone();
            turned.rotate_left(turn % people.len());
            let shared = share(people);
            prop_assert_eq!(&shared, &share(turned));
            if let Ok(shared) = shared {
                let sum: Amount = shared.iter().map(|part| part.amount).sum();
                prop_assert_eq!(sum, rules.pool);
                for part in &shared {
                    prop_assert!(rules.cap.is_none_or(|cap| part.amount <= cap));
                    prop_assert!(part.amount.is_zero() || rules.minimum.is_none_or(|min| part.amount >= min));
                    prop_assert!(!part.due.0.is_zero() || part.amount.is_zero());
                }
            }
        }
    }
}
