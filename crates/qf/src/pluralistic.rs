//! Grants Stack's calculator, `linearQF` of the package pluralistic, to the last unit.
//!
//! Roots are whole (`⌊√a⌋`) and their remainders are added back, which is `(Σ s)² − Σ s²`. Shares are rounded down.
//! A cap is applied in rounds: what it cuts off goes to the projects below it in proportion to what they have, each
//! part rounded down, until nothing is above or nobody is below.

use rayon::prelude::*;
use tributary_model::{U256, U512};

use crate::{
    ledger::{Account, Given, Ledger},
    share::{Left, Saturation, Shared},
};

/// The raw matches of all projects, in base units.
pub(crate) fn raw(ledger: &Ledger) -> Vec<U256> {
    ledger.accounts.par_iter().map(|account| weight(account, |_| true, None)).collect()
}

/// A project's raw match from the donors that `keeps`, with a new one.
pub(crate) fn weight(account: &Account, keeps: impl Fn(&Given) -> bool, more: Option<u128>) -> U256 {
    let kept = account.given.iter().filter(|given| keeps(given)).map(|given| given.units.floor());
    let (sum, squares) = kept.chain(more).fold((U256::ZERO, U256::ZERO), |(sum, squares), amount| {
        let root = U256::from(root(amount));
        (sum + root, squares + root * root)
    });
    sum * sum - squares
}

/// Its Babylonian root starts at a quarter of the number, and from below the root it stops at once: of 4, 5 and 9 it is
/// one too small.
fn root(amount: u128) -> u128 {
    match amount {
        4 | 5 => 1,
        9 => 2,
        _ => amount.isqrt(),
    }
}

pub(crate) fn share(raw: &[U256], pool: U256, cap: Option<U256>, saturation: Saturation) -> Shared {
    let total = raw.iter().fold(U512::ZERO, |sum, each| sum + U512::from(*each));
    let unsaturated = saturation == Saturation::Keep && total < U512::from(pool);
    let part = |raw: U256| match total.is_zero() {
        true => U256::ZERO,
        false if unsaturated => raw,
        false => (U512::from(raw) * U512::from(pool) / total).to(),
    };
    let mut amounts: Vec<U256> = raw.iter().map(|each| part(*each)).collect();
    let offered =
        if total.is_zero() { U256::ZERO } else { pool.min(if unsaturated { total.to() } else { pool }) };
    if let Some(cap) = cap {
        redistribute(&mut amounts, cap);
    }
    let mut left = Left { saturation: pool - offered, ..Left::default() };
    let rest = offered - sum(&amounts);
    match cap {
        // Everybody is at the cap, or has nothing that could grow.
        Some(cap) if amounts.iter().all(|amount| *amount == cap || amount.is_zero()) => left.cap = rest,
        _ => left.rounding = rest,
    }
    Shared { amounts, left }
}

fn redistribute(amounts: &mut [U256], cap: U256) {
    loop {
        let overflow = sum(amounts) - amounts.iter().fold(U256::ZERO, |sum, amount| sum + cap.min(*amount));
        for amount in amounts.iter_mut() {
            *amount = cap.min(*amount);
        }
        let below =
            amounts.iter().filter(|amount| **amount < cap).fold(U256::ZERO, |sum, amount| sum + *amount);
        if below.is_zero() || overflow.is_zero() {
            return;
        }
        for amount in amounts.iter_mut().filter(|amount| **amount < cap) {
            let more: U512 = U512::from(*amount) * U512::from(overflow) / U512::from(below);
            *amount += more.to::<U256>();
        }
    }
}

fn sum(amounts: &[U256]) -> U256 {
    amounts.iter().fold(U256::ZERO, |sum, amount| sum + *amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The package's own loop.
    fn babylonian(n: u128) -> u128 {
        let (mut x, mut y) = (n >> 1, ((n >> 1) + 1) >> 1);
        while y < x {
            (x, y) = (y, (y + n / y) >> 1);
        }
        if n < 2 { n } else { x }
    }

    #[test]
    fn roots_are_the_packages_own() {
        for n in 0..200_000 {
            assert_eq!(root(n), babylonian(n), "{n}");
        }
    }
}
