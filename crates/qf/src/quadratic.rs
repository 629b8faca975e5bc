//! The quadratic rule: Buterin, Hitzig and Weyl, *A Flexible Design for Funding Public Goods* (2018), §4.
//!
//! A project's raw match is `(Σ s)² − Σ s²`, where `s = ⌊√(a · w · 2^64)⌋` is the root of what a donor gave, in units
//! of 2^-32. `Σ s²` is the contributions as the roots hold them: with it one donor alone is matched with exactly 0,
//! and one donor more never takes anything from a project.

use rayon::prelude::*;
use tributary_model::U256;

use crate::{
    ledger::{Account, Given, Ledger},
    raw::{Raw, Worth},
    root::{RADICAND_BITS, root},
    units::Units,
};

/// What is subtracted from the square of the sum of roots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contributions {
    /// The contributions, so that the match is what the pool adds.
    #[default]
    Subtracted,
    /// Nothing, as in some published rounds.
    Kept,
}

/// Roots and squares of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roots {
    /// `Σ s`, below 2^118: gifts and boosts keep the sum of squares below 2^191, and donors are below 2^32.
    pub(crate) sum: u128,
    /// `Σ s²`.
    pub(crate) squares: U256,
}

impl Roots {
    pub(crate) fn of(units: impl Iterator<Item = Units>) -> Self {
        units.map(root).fold(Self::default(), Self::with)
    }

    pub(crate) fn with(self, root: u128) -> Self {
        Self { sum: self.sum + root, squares: self.squares + square(root) }
    }

    pub(crate) fn without(self, root: u128) -> Self {
        Self { sum: self.sum - root, squares: self.squares - square(root) }
    }

    pub(crate) fn weight(self, contributions: Contributions) -> U256 {
        match contributions {
            Contributions::Subtracted => square(self.sum) - self.squares,
            Contributions::Kept => square(self.sum),
        }
    }
}

fn square(root: u128) -> U256 {
    let root = U256::from(root);
    root * root
}

/// The raw matches of all projects.
pub(crate) fn raw(ledger: &Ledger, contributions: Contributions) -> Raw {
    let weights =
        ledger.accounts.par_iter().map(|account| roots(account, |_| true).weight(contributions)).collect();
    Raw { weights, worth: Worth::binary(RADICAND_BITS) }
}

/// The roots of a project's donors that `keeps`.
pub(crate) fn roots(account: &Account, keeps: impl Fn(&Given) -> bool) -> Roots {
    Roots::of(account.given.iter().filter(|given| keeps(given)).map(|given| given.units))
}
