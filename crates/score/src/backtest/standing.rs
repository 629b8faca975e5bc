//! Who would have got how much of the pool.

use std::collections::BTreeMap;

use serde::Serialize;
use tributary_model::{Amount, Identity, U256, U512, Window};

use super::RuleSet;
use crate::{
    Allocated, AllocationError, AllocationRules, Due, Horizon, PersonScore, Points, Policy, Scores, Weight,
    allocate,
};

const MILLION: u64 = 1_000_000;

/// One person's place in a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// From 1, by amount; equal amounts by due, then by identity.
    pub rank: usize,
    /// Who.
    pub identity: Identity,
    /// The login when last seen; for showing only.
    pub login: Option<String>,
    /// The score.
    pub points: Points,
    /// Base units of the pool.
    pub amount: Amount,
    /// The part of the pool; those of a window sum to 1.
    pub share: Weight,
}

/// How unevenly a pool is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Concentration {
    /// How many have a part.
    pub people: usize,
    /// The largest part.
    pub top_1: Weight,
    /// The ten largest together.
    pub top_10: Weight,
    /// The fewest people who hold half of the pool together.
    pub half: usize,
    /// The part of who stands in the middle; of two, the smaller.
    pub median: Weight,
}

impl Concentration {
    /// `None` where nobody has a part.
    pub(super) fn of(standings: &[Standing]) -> Option<Self> {
        let total: U512 = standings.iter().map(|standing| U512::from(standing.amount.units())).sum();
        let mut sum = U512::ZERO;
        let half = standings.iter().take_while(|standing| {
            let short = sum * U512::from(2_u8) < total;
            sum += U512::from(standing.amount.units());
            short
        });
        Some(Self {
            half: half.count(),
            people: standings.len(),
            top_1: standings.first()?.share,
            top_10: sum_of(standings.iter().take(10)),
            median: median(standings)?.share,
        })
    }
}

/// Who stands in the middle; of two, the one with less.
pub(super) fn median(standings: &[Standing]) -> Option<&Standing> {
    standings.get(standings.len() / 2)
}

pub(super) fn sum_of<'s>(standings: impl Iterator<Item = &'s Standing>) -> Weight {
    Weight::from_millionths(standings.map(|standing| standing.share.millionths()).sum())
}

/// `part / whole`, rounded down; as much as a weight can hold for more, and 0 of nothing.
pub(super) fn ratio(part: U256, whole: U256) -> Weight {
    if whole.is_zero() {
        return Weight::ZERO;
    }
    let ratio = U512::from(part) * U512::from(MILLION) / U512::from(whole);
    Weight::from_millionths(u64::try_from(ratio).unwrap_or(Weight::MAX).min(Weight::MAX))
}

/// Does the policy look at intervals, which sums alone do not tell?
pub(super) const fn needs_lines(policy: &Policy) -> bool {
    matches!(policy, Policy::Immediate { .. } | Policy::Recent { .. })
}

/// Shares the pool by a window's scores.
pub(super) fn share(
    scores: &Scores,
    rules: &RuleSet<'_>,
    window: Window,
) -> Result<Vec<Allocated>, AllocationError> {
    let horizon = Horizon { until: window.until, interval: rules.score.preset().interval() };
    allocate(&rules.policy.dues(scores, rules.allocation.pool, horizon)?, &rules.allocation)
}

/// Everybody with a part of what was shared.
pub(super) fn standings(scores: &Scores, allocated: &[Allocated]) -> Vec<Standing> {
    let people: BTreeMap<Identity, &PersonScore> =
        scores.people.iter().map(|person| (person.identity, person)).collect();
    let paid: Vec<&Allocated> = allocated.iter().filter(|part| !part.amount.is_zero()).collect();
    // Largest remainders again, so that parts sum to the whole.
    let dues: Vec<(Identity, Due)> =
        paid.iter().map(|part| (part.identity, Due(part.amount.units()))).collect();
    let whole = AllocationRules { pool: Amount::from(MILLION), cap: None, minimum: None };
    let parts = allocate(&dues, &whole).expect("amounts are above 0 and sum to the pool");
    let shares: BTreeMap<Identity, u64> = parts
        .iter()
        .filter_map(|part| Some((part.identity, u64::try_from(part.amount.units()).ok()?)))
        .collect();
    (1..)
        .zip(paid)
        .map(|(rank, part)| {
            let person = people.get(&part.identity);
            Standing {
                rank,
                identity: part.identity,
                login: person.and_then(|person| person.login.clone()),
                points: person.map_or_else(Points::default, |person| person.score),
                amount: part.amount,
                share: Weight::from_millionths(shares.get(&part.identity).copied().unwrap_or_default()),
            }
        })
        .collect()
}
