//! A pool shared in proportion to dues, to the last base unit. What dues are is the policy's business.
//!
//! Rule: a person's share is `pool × due / total`. Nobody gets more than the cap; what that leaves is shared
//! among the others in proportion to their dues, again and again until nobody is above. Whoever's share then lies
//! below the minimum is left out, the lowest dues first and equal dues together, and the pool is shared anew
//! among the rest. Shares are rounded down and the units left over go one each to the largest remainders
//! (Hamilton's method); equal remainders go to the higher due, then to the lower identity. When everybody is at the
//! cap and some of the pool is left, nothing is shared.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tributary_model::{Amount, Identity, U256, U512};

use crate::{Exclusion, Points};

/// What a policy finds that somebody should get, in any unit: only proportions count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due(pub U256);

impl From<Points> for Due {
    /// In proportion to the score.
    fn from(score: Points) -> Self {
        Self(U256::from(score.0))
    }
}

/// Pool and limits, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationRules {
    /// What is shared.
    pub pool: Amount,
    /// The most that one person gets.
    pub cap: Option<Amount>,
    /// Shares below this are left out.
    pub minimum: Option<Amount>,
}

/// What a limit did to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The share was cut to the cap.
    Capped,
    /// The share was below the minimum and went to the others.
    BelowMinimum,
}

/// One person's part of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// Who.
    pub identity: Identity,
    /// The due that it follows from.
    pub due: Due,
    /// Base units.
    pub amount: Amount,
    /// What a limit did.
    pub note: Option<Note>,
}

/// Why a pool cannot be shared exactly as the rules say.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AllocationError {
    /// There is nothing to share.
    #[error("the pool is 0; set `allocation.pool`")]
    EmptyPool,
    /// Nobody to share it with.
    #[error("nobody has a score above 0; widen the window, add repositories or change the weights")]
    NobodyScored,
    /// Everybody is at the cap and some of the pool is left.
    #[error(
        "with a cap of {cap} units, {people} people can hold {placeable} units and the pool is {pool}; raise the cap or lower the pool"
    )]
    CapTooLow {
        /// The cap.
        cap: Amount,
        /// How many share.
        people: usize,
        /// The most they can hold together.
        placeable: Amount,
        /// The pool.
        pool: Amount,
    },
    /// Not even the highest dues reach the minimum.
    #[error("no share reaches the minimum of {minimum} units; the largest would be {largest}")]
    MinimumTooHigh {
        /// The minimum.
        minimum: Amount,
        /// The largest share there can be.
        largest: Amount,
    },
    /// Nobody earned anything in the intervals that the policy looks at.
    #[error("nobody has a score in the last {0} intervals; raise `allocation.intervals`")]
    NobodyInIntervals(NonZeroU32),
    /// Nobody reaches the lowest tier.
    #[error("nobody reaches the lowest tier of {} points; lower `allocation.tiers`", .0.format())]
    NobodyInTiers(Points),
    /// The recipient is not among the people of the evidence.
    #[error("`{0}` does not occur in the evidence; `allocation.recipient` must be somebody who does")]
    UnknownRecipient(Identity),
    /// The recipient is counted and never paid.
    #[error("`{identity}` is never paid ({reason:?}); name somebody else in `allocation.recipient`")]
    ExcludedRecipient {
        /// The recipient.
        identity: Identity,
        /// Why it is never paid.
        reason: Exclusion,
    },
    /// Scores or amounts that no arithmetic of 256 bits can hold.
    #[error("the dues do not fit in 256 bits; lower the weights or the amounts")]
    DuesTooLarge,
    /// One identity stands twice in the scores.
    #[error("`{0}` stands twice in the scores")]
    Double(Identity),
}

/// Shares the pool. The answer has everybody of `dues`, highest due first and equal dues by identity;
/// its amounts sum to the pool.
///
/// # Errors
/// See [`AllocationError`]; nothing is shared then.
pub fn allocate(
    dues: &[(Identity, Due)],
    rules: &AllocationRules,
) -> Result<Vec<Allocated>, AllocationError> {
    let mut order = dues.to_vec();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    refuse_doubles(&order)?;
    let positive = order.iter().take_while(|(_, due)| !due.0.is_zero()).count();
    if rules.pool.is_zero() {
        return Err(AllocationError::EmptyPool);
    }
    if positive == 0 {
        return Err(AllocationError::NobodyScored);
    }
    if order.iter().try_fold(U256::ZERO, |sum, (_, due)| sum.checked_add(due.0)).is_none() {
        return Err(AllocationError::DuesTooLarge);
    }
    let kept = reach_minimum(&order[..positive], rules)?;
    let (amounts, capped) = place(&order[..kept], rules)?;
    let people = order.into_iter().enumerate().map(|(place, (identity, due))| Allocated {
        identity,
        due,
        amount: amounts.get(place).map_or(Amount::ZERO, |units| Amount::new(*units)),
        note: note(place, capped, kept, positive),
    });
    Ok(people.collect())
}

fn note(place: usize, capped: usize, kept: usize, positive: usize) -> Option<Note> {
    if place < capped {
        Some(Note::Capped)
    } else if (kept..positive).contains(&place) {
        Some(Note::BelowMinimum)
    } else {
        None
    }
}

fn refuse_doubles(order: &[(Identity, Due)]) -> Result<(), AllocationError> {
    let mut identities: Vec<Identity> = order.iter().map(|(identity, _)| *identity).collect();
    identities.sort_unstable();
    match identities.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(AllocationError::Double(pair[0])),
        None => Ok(()),
    }
}

/// How many of the highest dues share, so that the lowest share among them reaches the minimum. Fewer people
/// never get less each, so the answer is found by bisection over the ends of groups of equal dues.
fn reach_minimum(order: &[(Identity, Due)], rules: &AllocationRules) -> Result<usize, AllocationError> {
    let Some(minimum) = rules.minimum else { return Ok(order.len()) };
    let ends: Vec<usize> = (1..=order.len())
        .filter(|end| order.get(*end).is_none_or(|next| next.1 != order[end - 1].1))
        .collect();
    let reaches = |end: usize| lowest_share(&order[..end], rules) >= minimum.units();
    let fitting = ends.partition_point(|end| reaches(*end));
    match fitting.checked_sub(1) {
        Some(last) => Ok(ends[last]),
        None => Err(AllocationError::MinimumTooHigh {
            minimum,
            largest: Amount::new(lowest_share(&order[..ends[0]], rules)),
        }),
    }
}

/// The share of the last of `order` after the cap, rounded down.
fn lowest_share(order: &[(Identity, Due)], rules: &AllocationRules) -> U256 {
    let split = split(order, rules);
    match (order.last(), rules.cap) {
        (Some(_), Some(cap)) if split.capped == order.len() => cap.units(),
        (Some((_, due)), _) => floor_share(split.rest, *due, split.total).0,
        (None, _) => U256::ZERO,
    }
}

struct Split {
    /// How many of the highest dues get the cap.
    capped: usize,
    /// What is left of the pool for the others.
    rest: U256,
    /// The sum of the others' dues.
    total: U256,
}

/// Who is at the cap: always a run of the highest dues.
fn split(order: &[(Identity, Due)], rules: &AllocationRules) -> Split {
    let mut split =
        Split { capped: 0, rest: rules.pool.units(), total: order.iter().map(|(_, due)| due.0).sum() };
    let Some(cap) = rules.cap.map(Amount::units) else { return split };
    for (_, due) in order {
        // rest × due / total > cap, without dividing.
        let above = U512::from(split.rest) * U512::from(due.0) > U512::from(cap) * U512::from(split.total);
        if !above {
            break;
        }
        split.capped += 1;
        split.rest -= cap;
        split.total -= due.0;
    }
    split
}

fn floor_share(rest: U256, due: Due, total: U256) -> (U256, U512) {
    let (share, remainder) = (U512::from(rest) * U512::from(due.0)).div_rem(U512::from(total));
    (share.to(), remainder)
}

fn place(order: &[(Identity, Due)], rules: &AllocationRules) -> Result<(Vec<U256>, usize), AllocationError> {
    let split = split(order, rules);
    let cap = rules.cap.map_or(U256::ZERO, Amount::units);
    if split.capped == order.len() && !split.rest.is_zero() {
        return Err(AllocationError::CapTooLow {
            cap: Amount::new(cap),
            people: order.len(),
            placeable: Amount::new(rules.pool.units() - split.rest),
            pool: rules.pool,
        });
    }
    let mut amounts = vec![cap; split.capped];
    let mut remainders = Vec::with_capacity(order.len() - split.capped);
    let mut left = split.rest;
    for (place, (_, due)) in order.iter().enumerate().skip(split.capped) {
        let (share, remainder) = floor_share(split.rest, *due, split.total);
        left -= share;
        amounts.push(share);
        remainders.push((remainder, place));
    }
    // Places are already by due, then identity: the stated tie-break.
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, place) in remainders {
        if left.is_zero() {
            break;
        }
        amounts[place] += U256::ONE;
        left -= U256::ONE;
    }
    Ok((amounts, split.capped))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tributary_model::GithubId;

    use super::*;

    fn person(id: u64, score: u128) -> (Identity, Due) {
        (Identity::Github(GithubId(id)), Points(score).into())
    }

    fn rules(pool: u64, cap: Option<u64>, minimum: Option<u64>) -> AllocationRules {
        AllocationRules { pool: pool.into(), cap: cap.map(Amount::from), minimum: minimum.map(Amount::from) }
    }

    fn amounts(scores: &[(Identity, Due)], rules: &AllocationRules) -> Vec<u64> {
        let shared = allocate(scores, rules).unwrap();
        shared.iter().map(|part| part.amount.units().to::<u64>()).collect()
    }

    #[test]
    fn units_left_over_go_to_the_largest_remainders() {
        let scores = [person(1, 5), person(2, 3), person(3, 1)];
        // 100 × 5/9 = 55.55…, 33.33…, 11.11…
        assert_eq!(amounts(&scores, &rules(100, None, None)), [56, 33, 11]);
    }

    #[test]
    fn equal_remainders_go_to_the_lower_identity() {
        let scores = [person(9, 1), person(2, 1), person(5, 1)];
        let shared = allocate(&scores, &rules(5, None, None)).unwrap();
        let order: Vec<String> =
            shared.iter().map(|part| format!("{} {}", part.identity, part.amount)).collect();
        assert_eq!(order, ["github:2 2", "github:5 2", "github:9 1"]);
    }

    #[test]
    fn what_a_cap_leaves_is_shared_again() {
        let scores = [person(1, 80), person(2, 15), person(3, 5)];
        // 1 is cut to 40; 60 shared 15:5 gives 45 and 15; 2 is cut to 40 as well.
        assert_eq!(amounts(&scores, &rules(100, Some(40), None)), [40, 40, 20]);
    }

    #[test]
    fn a_share_below_the_minimum_goes_to_the_others() {
        let scores = [person(1, 60), person(2, 30), person(3, 10)];
        let shared = allocate(&scores, &rules(100, None, Some(11))).unwrap();
        let parts: Vec<u64> = shared.iter().map(|part| part.amount.units().to()).collect();
        assert_eq!(parts, [67, 33, 0]);
        assert_eq!(shared[2].note, Some(Note::BelowMinimum));
    }

    #[test]
    fn rules_that_cannot_hold_are_refused() {
        let two = [person(1, 3), person(2, 1)];
        assert_eq!(allocate(&two, &rules(0, None, None)), Err(AllocationError::EmptyPool));
        assert_eq!(allocate(&[person(1, 0)], &rules(1, None, None)), Err(AllocationError::NobodyScored));
        let doubled = [person(1, 3), person(1, 1)];
        assert_eq!(allocate(&doubled, &rules(1, None, None)), Err(AllocationError::Double(person(1, 3).0)));
        assert_eq!(
            allocate(&two, &rules(100, Some(49), None)),
            Err(AllocationError::CapTooLow {
                cap: 49.into(),
                people: 2,
                placeable: 98.into(),
                pool: 100.into()
            })
        );
        assert_eq!(
            allocate(&two, &rules(100, None, Some(101))),
            Err(AllocationError::MinimumTooHigh { minimum: 101.into(), largest: 100.into() })
        );
    }

    #[test]
    fn the_largest_pool_and_scores_do_not_overflow() {
        let scores = [person(1, u128::MAX / 2), person(2, u128::MAX / 2)];
        let whole = AllocationRules { pool: Amount::new(U256::MAX), cap: None, minimum: None };
        let shared = allocate(&scores, &whole).unwrap();
        assert_eq!(shared[0].amount.checked_add(shared[1].amount).unwrap(), whole.pool);
    }

    #[test]
    fn dues_beyond_the_arithmetic_are_refused() {
        let whole = |id| (Identity::Github(GithubId(id)), Due(U256::MAX));
        assert_eq!(
            allocate(&[whole(1), whole(2)], &rules(1, None, None)),
            Err(AllocationError::DuesTooLarge)
        );
        assert_eq!(amounts(&[whole(1)], &rules(7, None, None)), [7]);
    }

    prop_compose! {
        fn any_scores()(scores in proptest::collection::vec(0_u64..1_000_000, 1..60)) -> Vec<(Identity, Due)> {
            (0_u64..).zip(scores).map(|(id, score)| person(id, score.into())).collect()
        }
    }

    proptest! {
        #[test]
        fn the_pool_is_conserved_and_the_limits_hold(
            scores in any_scores(), pool in 1_u64..u64::MAX, cap in proptest::option::of(1_u64..u64::MAX),
            minimum in proptest::option::of(1_u64..1_000_000_000),
        ) {
            let rules = rules(pool, cap, minimum);
            if let Ok(shared) = allocate(&scores, &rules) {
                let sum: Amount = shared.iter().map(|part| part.amount).sum();
                prop_assert_eq!(sum, rules.pool);
                for part in &shared {
                    prop_assert!(rules.cap.is_none_or(|cap| part.amount <= cap));
                    prop_assert!(part.amount.is_zero() || rules.minimum.is_none_or(|min| part.amount >= min));
                }
            }
        }

        #[test]
        fn the_order_of_the_scores_does_not_matter(scores in any_scores(), pool in 1_u64..u64::MAX, turn in 0_usize..60) {
            let mut turned = scores.clone();
            turned.rotate_left(turn % scores.len());
            turned.reverse();
            let rules = rules(pool, None, None);
            prop_assert_eq!(allocate(&scores, &rules), allocate(&turned, &rules));
        }

        #[test]
        fn a_higher_score_never_gets_less(scores in any_scores(), pool in 1_u64..u64::MAX, cap in proptest::option::of(1_u64..u64::MAX)) {
            if let Ok(shared) = allocate(&scores, &rules(pool, cap, None)) {
                prop_assert!(shared.windows(2).all(|pair| pair[0].amount >= pair[1].amount));
            }
        }
    }
}
