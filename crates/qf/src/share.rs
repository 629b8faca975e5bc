//! A pool shared in proportion to raw matches, to the last base unit.
//!
//! Rule: every project gets `min(cap, λ · raw)`, where λ is the largest number for which the sum does not exceed the
//! pool; with [`Saturation::Keep`] λ is at most 1, so that nobody gets more than the raw match. What a cap takes from
//! one project thereby raises all others in proportion, again and again until nobody is above the cap. Shares are
//! rounded down and the units left over go one each to the largest remainders (Hamilton's method); equal remainders
//! go to the larger raw match, then to the name that comes first.

use std::{cmp::Reverse, sync::OnceLock};

use tributary_model::{U256, U512};

use crate::raw::{Raw, Worth};

/// What happens when the raw matches need less than the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saturation {
    /// The raw matches are paid, rounded down, and the rest goes back to the funders.
    #[default]
    Keep,
    /// The whole pool is shared all the same.
    Scale,
}

/// The amounts of all projects by number, and what is left of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shared {
    pub(crate) amounts: Vec<U256>,
    pub(crate) left: Left,
}

/// The units of the pool that no project gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    /// Because shares are whole units.
    pub(crate) rounding: U256,
    /// Because the raw matches need no more.
    pub(crate) saturation: U256,
    /// Because everybody is at the cap.
    pub(crate) cap: U256,
}

/// Raw matches in order, ready to be shared under any cap.
#[derive(Clone, Debug)]
pub(crate) struct Pot {
    pool: U256,
    cap: Option<U256>,
    worth: Worth,
    weights: Vec<U256>,
    ranks: Vec<u32>,
    /// Projects by weight, the largest first, then by name; sorted when first asked for.
    order: OnceLock<Vec<usize>>,
    /// The sum of all weights.
    total: U512,
    saturation: Saturation,
    /// The sum of `min(cap, raw)` times the worth's denominator.
    payable: U512,
}

impl Pot {
    /// `ranks` are the projects' places among the sorted names.
    pub(crate) fn new(
        raw: Raw,
        ranks: &[u32],
        pool: U256,
        cap: Option<U256>,
        saturation: Saturation,
    ) -> Self {
        let Raw { weights, worth } = raw;
        let total = weights.iter().fold(U512::ZERO, |sum, weight| sum + U512::from(*weight));
        let payable = weights.iter().fold(U512::ZERO, |sum, weight| sum + worth.payable(*weight, cap));
        Self {
            pool,
            cap,
            worth,
            weights,
            ranks: ranks.to_vec(),
            order: OnceLock::new(),
            total,
            saturation,
            payable,
        }
    }

    /// The rule of this module.
    pub(crate) fn shared(&self) -> Shared {
        let mut amounts = vec![U256::ZERO; self.weights.len()];
        let unsaturated = self.saturation == Saturation::Keep
            && self.payable <= U512::from(self.pool) * U512::from(self.worth.denominator);
        if unsaturated || self.total.is_zero() {
            for (amount, weight) in amounts.iter_mut().zip(&self.weights) {
                *amount = self.capped(self.worth.floor(*weight));
            }
            let sum = amounts.iter().fold(U256::ZERO, |sum, amount| sum + *amount);
            return Shared { amounts, left: Left { saturation: self.pool - sum, ..Left::default() } };
        }
        let (capped, rest, total) = self.level();
        for project in &self.order()[..capped] {
            amounts[*project] = self.cap.unwrap_or_default();
        }
        if total.is_zero() {
            return Shared { amounts, left: Left { cap: rest, ..Left::default() } };
        }
        let mut left = rest;
        let mut remainders = Vec::with_capacity(self.order().len() - capped);
        for (place, project) in self.order().iter().enumerate().skip(capped) {
            let (share, remainder) = (U512::from(rest) * U512::from(self.weights[*project])).div_rem(total);
            amounts[*project] = share.to();
            left -= amounts[*project];
            remainders.push((Reverse(remainder), place));
        }
        // Places are already by weight, then by name: the stated tie-break.
        remainders.sort_unstable();
        for (_, place) in remainders {
            if left.is_zero() {
                break;
            }
            amounts[self.order()[place]] += U256::ONE;
            left -= U256::ONE;
        }
        Shared { amounts, left: Left::default() }
    }

    /// What a project gets, rounded down.
    pub(crate) fn amount(&self, project: usize) -> U256 {
        self.amount_with(project, self.weights[project])
    }

    /// What a project would get with another weight, all others as they are; rounded down.
    pub(crate) fn amount_with(&self, project: usize, weight: U256) -> U256 {
        if self.saturation == Saturation::Keep && self.fits_with(project, weight) {
            return self.capped(self.worth.floor(weight));
        }
        let new = U512::from(weight);
        let (mut rest, mut total) = (self.pool, self.total - U512::from(self.weights[project]) + new);
        if let Some(cap) = self.cap {
            let is_capped = |rest: U256, total: U512, weight: U512| {
                !weight.is_zero() && U512::from(rest) * weight > U512::from(cap) * total
            };
            let others = self.order().iter().filter(|other| **other != project);
            for other in others.map(|other| U512::from(self.weights[*other])) {
                // Whoever is heavier than somebody at the cap is at the cap as well.
                let heavier = other.max(new);
                if !is_capped(rest, total, heavier) {
                    break;
                }
                if heavier == new {
                    return cap;
                }
                rest -= cap;
                total -= other;
            }
            if is_capped(rest, total, new) {
                return cap;
            }
        }
        if total.is_zero() { U256::ZERO } else { (U512::from(rest) * new / total).to() }
    }

    /// How many of the largest are at the cap, and the pool and the weights of the others.
    fn level(&self) -> (usize, U256, U512) {
        let (mut rest, mut total) = (self.pool, self.total);
        let Some(cap) = self.cap else { return (0, rest, total) };
        for (place, project) in self.order().iter().enumerate() {
            let weight = U512::from(self.weights[*project]);
            // rest · weight / total > cap, without dividing.
            if weight.is_zero() || U512::from(rest) * weight <= U512::from(cap) * total {
                return (place, rest, total);
            }
            rest -= cap;
            total -= weight;
        }
        (self.order().len(), rest, total)
    }

    /// Is the sum of `min(cap, raw)` at most the pool when one project has another weight?
    fn fits_with(&self, project: usize, weight: U256) -> bool {
        let sum = self.payable - self.worth.payable(self.weights[project], self.cap)
            + self.worth.payable(weight, self.cap);
        sum <= U512::from(self.pool) * U512::from(self.worth.denominator)
    }

    fn order(&self) -> &[usize] {
        self.order.get_or_init(|| {
            let mut order: Vec<usize> = (0..self.weights.len()).collect();
            order.sort_unstable_by_key(|project| (Reverse(self.weights[*project]), self.ranks[*project]));
            order
        })
    }

    fn capped(&self, amount: U256) -> U256 {
        self.cap.map_or(amount, |cap| amount.min(cap))
    }
}
