//! What attackers get together.

use serde::Serialize;
use tributary_model::{Amount, Identity, U256, Window};

use super::others;
use crate::{
    Points, Scores, Weight,
    backtest::{
        RuleSet, Standing, share,
        standing::{ratio, standings, sum_of},
    },
};

/// The attackers' part of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earned {
    /// The part of the pool.
    pub share: Weight,
    /// Base units.
    pub amount: Amount,
    /// Their scores together.
    pub points: Points,
    /// The rank of the best of them; `None` when they get nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// How many times what the median among the others gets; `None` when there is nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medians: Option<Weight>,
    /// For split identities: what the one person gets without splitting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone: Option<Alone>,
    /// Why the pool cannot be shared any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unshared: Option<String>,
}

/// One person's part of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// The part of the pool.
    pub share: Weight,
    /// Base units.
    pub amount: Amount,
    /// The score.
    pub points: Points,
}

impl From<&Standing> for Alone {
    fn from(standing: &Standing) -> Self {
        Self { share: standing.share, amount: standing.amount, points: standing.points }
    }
}

impl Alone {
    pub(super) fn among(standings: &[Standing], identity: Identity) -> Option<Self> {
        standings.iter().find(|standing| standing.identity == identity).map(Self::from)
    }
}

impl Earned {
    /// Shares the pool by scores in which the attackers take part.
    pub(super) fn of(scores: &Scores, rules: &RuleSet<'_>, window: Window, attackers: &[Identity]) -> Self {
        let is_attacker = |identity: &Identity| attackers.contains(identity);
        let theirs = scores.people.iter().filter(|person| is_attacker(&person.identity));
        let points = Points(theirs.map(|person| person.score.0).sum());
        let nothing = Self {
            share: Weight::ZERO,
            amount: Amount::ZERO,
            points,
            rank: None,
            medians: None,
            alone: None,
            unshared: None,
        };
        let allocated = match share(scores, rules, window) {
            Ok(allocated) => allocated,
            Err(error) => return Self { unshared: Some(error.to_string()), ..nothing },
        };
        let all = standings(scores, &allocated);
        let others = others(&all, attackers);
        let own = || all.iter().filter(|standing| is_attacker(&standing.identity));
        let units: U256 = own().map(|standing| standing.amount.units()).sum();
        Self {
            share: sum_of(own()),
            amount: Amount::new(units),
            rank: own().map(|standing| standing.rank).min(),
            medians: others.get(others.len() / 2).map(|median| ratio(units, median.amount.units())),
            ..nothing
        }
    }
}
