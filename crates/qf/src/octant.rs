//! Octant's capped quadratic funding, to the wei: Python's doubles and decimals, reproduced on integers.
//!
//! Source: `backend/v2/project_rewards/capped_quadratic.py`. A project's share is `(Σ √(w·a))²` of the sum of all;
//! contributions are not subtracted. Roots are doubles, everything else has 28 decimal digits. A cap cuts and what it
//! cuts is not shared again. Octant adds in the order of its database; here it is the order of the names, which moves
//! no more than the 28th digit.

use rayon::prelude::*;
use tributary_model::{U256, U512};

use crate::{
    decimal::Decimal,
    ledger::{Account, Given, Ledger, index},
    share::{Left, Shared},
    units::Units,
};

/// The quadratic value of every project.
pub(crate) fn values(ledger: &Ledger, donor_ranks: &[u32]) -> Vec<Decimal> {
    ledger.accounts.par_iter().map(|account| value(account, donor_ranks, |_| true, None)).collect()
}

/// A project's quadratic value from the donors that `keeps`, with a new one.
pub(crate) fn value(
    account: &Account,
    donor_ranks: &[u32],
    keeps: impl Fn(&Given) -> bool,
    more: Option<u128>,
) -> Decimal {
    let mut kept: Vec<&Given> = account.given.iter().filter(|given| keeps(given)).collect();
    kept.sort_unstable_by_key(|given| donor_ranks[index(given.donor)]);
    let units = kept.into_iter().map(|given| given.units).chain(more.map(Units::whole));
    units.map(root).fold(Decimal::ZERO, Decimal::plus).squared()
}

/// `Decimal(sqrt(uq_score * amount))`.
fn root(units: Units) -> Decimal {
    let product = Decimal::new(U512::from(units.attos()), -18);
    Decimal::exact(product.double().sqrt())
}

pub(crate) fn share(values: &[Decimal], ranks: &[u32], pool: U256, cap: Option<U256>) -> Shared {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by_key(|project| ranks[*project]);
    let total = order.iter().fold(Decimal::ZERO, |sum, project| sum.plus(values[*project]));
    if total.is_zero() {
        let left = Left { saturation: pool, ..Left::default() };
        return Shared { amounts: vec![U256::ZERO; values.len()], left };
    }
    let whole = Decimal::integer(pool);
    let mut uncapped: Vec<U256> = values.iter().map(|value| value.over(total).times(whole).floor()).collect();
    give_back(&mut uncapped, &order, pool);
    let amounts: Vec<U256> =
        uncapped.iter().map(|amount| cap.map_or(*amount, |cap| cap.min(*amount))).collect();
    let cut = sum(&uncapped) - sum(&amounts);
    let rounding = pool - sum(&uncapped);
    Shared { amounts, left: Left { rounding, cap: cut, ..Left::default() } }
}

fn sum(amounts: &[U256]) -> U256 {
    amounts.iter().fold(U256::ZERO, |sum, amount| sum + *amount)
}

/// Twenty-eight digits may round the shares of a very large pool up to more than there is, which Octant would spend.
/// Here the largest share, of equal ones the first by name, gives the surplus back.
fn give_back(amounts: &mut [U256], order: &[usize], pool: U256) {
    let surplus = sum(amounts).saturating_sub(pool);
    if let Some(largest) = order.iter().rev().copied().max_by_key(|project| amounts[*project]) {
        amounts[largest] -= surplus;
    }
}
