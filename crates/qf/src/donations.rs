//! What was given: the only input of every rule.

use thiserror::Error;
use tributary_model::{Amount, U256};

use crate::{coefficient::Coefficient, ledger::index, names::Names};

/// Sums of amounts stay below this many bits, so that no square or product can overflow later.
pub(crate) const AMOUNT_BITS: usize = 120;

/// One gift, by the numbers of its donor and project.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gift {
    pub(crate) donor: u32,
    pub(crate) project: u32,
    pub(crate) amount: u128,
    pub(crate) coefficient: Coefficient,
}

/// Gifts of donors to projects. A donor may give to one project many times.
#[derive(Clone, Debug, Default)]
pub struct Donations {
    pub(crate) donors: Names,
    pub(crate) projects: Names,
    pub(crate) gifts: Vec<Gift>,
    total: u128,
}

/// Why a gift cannot be counted.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum GiftError {
    /// No donor or no project.
    #[error("the {0} has no name")]
    Unnamed(&'static str),
    /// Amounts too large for exact arithmetic.
    #[error("the amounts up to here sum to more than the 2^120 base units that can be matched exactly")]
    TooMuch,
    /// More than 2^32 donors, projects or gifts.
    #[error("there are more than 2^32 donors, projects or gifts")]
    TooMany,
}

impl Donations {
    /// No gifts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a gift. Addresses are one donor in every spelling of their letters.
    ///
    /// # Errors
    /// See [`GiftError`].
    pub fn add(
        &mut self,
        donor: &str,
        project: &str,
        amount: Amount,
        coefficient: Coefficient,
    ) -> Result<(), GiftError> {
        for (role, name) in [("donor", donor), ("project", project)] {
            if name.is_empty() {
                return Err(GiftError::Unnamed(role));
            }
        }
        let (amount, total) = below_limit(self.total, amount).ok_or(GiftError::TooMuch)?;
        if u32::try_from(self.gifts.len()).is_err() {
            return Err(GiftError::TooMany);
        }
        let donor = self.donors.intern(donor).ok_or(GiftError::TooMany)?;
        let project = self.projects.intern(project).ok_or(GiftError::TooMany)?;
        self.gifts.push(Gift { donor, project, amount, coefficient });
        self.total = total;
        Ok(())
    }

    /// Who gave and to whom.
    pub(crate) fn names(&self, gift: &Gift) -> [String; 2] {
        let name = |names: &Names, number| names.all()[index(number)].clone();
        [name(&self.donors, gift.donor), name(&self.projects, gift.project)]
    }

    /// How many gifts.
    pub fn len(&self) -> usize {
        self.gifts.len()
    }

    /// Are there no gifts?
    pub fn is_empty(&self) -> bool {
        self.gifts.is_empty()
    }

    /// How many donors.
    pub fn donors(&self) -> usize {
        self.donors.len()
    }

    /// How many projects.
    pub fn projects(&self) -> usize {
        self.projects.len()
    }
}

/// The amount and the new total as machine words, below 2^120.
pub(crate) fn below_limit(total: u128, amount: Amount) -> Option<(u128, u128)> {
    let amount: u128 = amount.units().try_into().ok()?;
    let total = total.checked_add(amount)?;
    (U256::from(total).bit_len() <= AMOUNT_BITS).then_some((amount, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gifts_beyond_exact_arithmetic_are_refused() {
        let mut donations = Donations::new();
        let most = Amount::new((U256::ONE << AMOUNT_BITS) - U256::ONE);
        assert_eq!(donations.add("a", "p", most, Coefficient::ONE), Ok(()));
        assert_eq!(donations.add("a", "p", 1.into(), Coefficient::ONE), Err(GiftError::TooMuch));
        assert_eq!(donations.add("", "p", 0.into(), Coefficient::ONE), Err(GiftError::Unnamed("donor")));
        assert_eq!(donations.len(), 1);
    }
}
