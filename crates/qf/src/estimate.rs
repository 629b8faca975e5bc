//! What a project would get if the round closed now: a range, kept up to date gift by gift.
//!
//! For the quadratic rule. While a round is open neither the pool nor the coefficients need be final, so every gift
//! counts twice: with the lowest coefficient that its donor may end with and with the highest. The low end of a range
//! is paid from the tokens that the pool really holds, in the worst case for the project; it is never a number that
//! cannot be paid.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tributary_model::{Amount, U256};

use crate::{
    coefficient::Coefficient,
    donations::{AMOUNT_BITS, GiftError, below_limit},
    ledger::index,
    names::Names,
    quadratic::{Contributions, Roots},
    raw::{Raw, Worth},
    root::{RADICAND_BITS, root},
    rules::{Cap, RulesError},
    share::{Pot, Saturation},
    units::Units,
};

/// From the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range<T> {
    /// The least.
    pub low: T,
    /// The most.
    pub high: T,
}

/// What an estimate needs to know of a round's rules. Amounts are base units.
#[derive(Clone, Copy, Debug)]
pub struct Prospects {
    /// The tokens that the pool holds, and those that it may hold at the close.
    pub pool: Range<Amount>,
    /// The most that one project gets; a part is one of the pool at its end of the range.
    pub cap: Option<Cap>,
    /// What happens when the raw matches need less than the pool.
    pub saturation: Saturation,
}

/// Running sums of an open round.
#[derive(Clone, Debug)]
pub struct Estimator {
    prospects: Prospects,
    donors: Names,
    projects: Names,
    given: HashMap<(u32, u32), Range<Units>>,
    roots: Vec<Range<Roots>>,
    total: u128,
}

impl Estimator {
    /// No gifts yet.
    ///
    /// # Errors
    /// When the pool is too large to be shared exactly.
    pub fn new(prospects: Prospects) -> Result<Self, RulesError> {
        let most = prospects.pool.low.max(prospects.pool.high);
        if most.units().bit_len() > AMOUNT_BITS {
            return Err(RulesError::PoolTooLarge(most));
        }
        let (donors, projects) = (Names::default(), Names::default());
        Ok(Self { prospects, donors, projects, given: HashMap::new(), roots: Vec::new(), total: 0 })
    }

    /// Counts a gift and answers the new range of its project.
    ///
    /// # Errors
    /// See [`GiftError`]; the gift is not counted then.
    pub fn add(
        &mut self,
        donor: &str,
        project: &str,
        amount: Amount,
        coefficient: Range<Coefficient>,
    ) -> Result<Range<Amount>, GiftError> {
        for (role, name) in [("donor", donor), ("project", project)] {
            if name.is_empty() {
                return Err(GiftError::Unnamed(role));
            }
        }
        let (amount, total) = below_limit(self.total, amount).ok_or(GiftError::TooMuch)?;
        let donor = self.donors.intern(donor).ok_or(GiftError::TooMany)?;
        let place = self.projects.intern(project).ok_or(GiftError::TooMany)?;
        self.total = total;
        self.roots.resize(self.projects.len(), Range { low: Roots::default(), high: Roots::default() });
        let zero = Range { low: Units::ZERO, high: Units::ZERO };
        let given = self.given.entry((donor, place)).or_insert(zero);
        let roots = &mut self.roots[index(place)];
        let ends = [
            (&mut given.low, &mut roots.low, coefficient.low),
            (&mut given.high, &mut roots.high, coefficient.high),
        ];
        for (given, roots, coefficient) in ends {
            let more = given.plus(Units::weighted(amount, coefficient.attos().into()));
            *roots = roots.without(root(*given)).with(root(more));
            *given = more;
        }
        Ok(self.range(index(place)))
    }

    /// A project's range; from 0 to 0 for one that nobody gave to.
    pub fn estimate(&self, project: &str) -> Range<Amount> {
        match self.projects.find(project) {
            Some(place) => self.range(index(place)),
            None => Range { low: Amount::ZERO, high: Amount::ZERO },
        }
    }

    /// Changes what the pool holds or may hold.
    ///
    /// # Errors
    /// When the pool is too large to be shared exactly.
    pub fn set_pool(&mut self, pool: Range<Amount>) -> Result<(), RulesError> {
        Self::new(Prospects { pool, ..self.prospects })?;
        self.prospects.pool = pool;
        Ok(())
    }

    fn range(&self, project: usize) -> Range<Amount> {
        let Range { low, high } = self.prospects.pool;
        let worst = self.pot(low, project, |ends| (ends.low, ends.high)).amount(project);
        let best = self.pot(high, project, |ends| (ends.high, ends.low));
        // A remainder may give one unit more than a share rounded down, but never more than the cap or the pool.
        let most = (best.amount(project) + U256::ONE).min(self.most().units());
        Range { low: Amount::new(worst), high: Amount::new(most) }
    }

    /// The pot of one project's end and all others' other end.
    fn pot(&self, pool: Amount, project: usize, ends: impl Fn(&Range<Roots>) -> (Roots, Roots)) -> Pot {
        let weight = |(place, roots): (usize, &Range<Roots>)| {
            let (own, others) = ends(roots);
            let roots = if place == project { own } else { others };
            roots.weight(Contributions::Subtracted)
        };
        let weights = self.roots.iter().enumerate().map(weight).collect();
        let raw = Raw { weights, worth: Worth::binary(RADICAND_BITS) };
        let ranks = vec![0; self.roots.len()];
        Pot::new(raw, &ranks, pool.units(), self.cap(pool), self.prospects.saturation)
    }

    /// What no project can get more than: the cap, or the largest pool.
    pub fn most(&self) -> Amount {
        let high = self.prospects.pool.high;
        self.cap(high).map_or(high, |cap| Amount::new(cap).min(high))
    }

    fn cap(&self, pool: Amount) -> Option<U256> {
        self.prospects.cap.map(|cap| cap.units(pool))
    }
}
