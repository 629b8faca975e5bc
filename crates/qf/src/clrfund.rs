//! clr.fund's rounds, `FundingRound.sol`, to the wei.
//!
//! A gift buys voice credits, `⌊a / f⌋`; a donor casts `v = ⌊√credits⌋` votes and spends `v²` of them. What is not
//! spent joins the matching pool. `α = ⌊(B − S·f) · 10^18 / (f · (Σ V² − S))⌋` shares it, and a project is paid
//! `⌊(α·f·V² + (10^18 − α)·f·s) / 10^18⌋`: its match and the credits spent on it.

use rayon::prelude::*;
use tributary_model::{U256, U512};

use crate::{
    ledger::{Account, Given, Ledger},
    root::isqrt,
    share::{Left, Shared},
};

const ALPHA_PRECISION: u64 = 1_000_000_000_000_000_000;

/// Votes for a project and the credits spent on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// `V`, the sum of votes.
    pub votes: U256,
    /// `s`, the sum of squares of each donor's votes.
    pub spent: U256,
}

impl Votes {
    fn with(self, amount: u128, factor: U256) -> Self {
        let votes = U256::from(isqrt(U256::from(amount) / factor));
        Self { votes: self.votes + votes, spent: self.spent + votes * votes }
    }

    /// `V² − s`: what α is multiplied with.
    pub(crate) fn surplus(self) -> U256 {
        self.votes * self.votes - self.spent
    }
}

pub(crate) fn tally(ledger: &Ledger, factor: U256) -> Vec<Votes> {
    ledger.accounts.par_iter().map(|account| votes(account, factor, |_| true, None)).collect()
}

/// A project's votes from the donors that `keeps`, with a new one.
pub(crate) fn votes(
    account: &Account,
    factor: U256,
    keeps: impl Fn(&Given) -> bool,
    more: Option<u128>,
) -> Votes {
    let kept = account.given.iter().filter(|given| keeps(given)).map(|given| given.units.floor());
    kept.chain(more).fold(Votes::default(), |votes, amount| votes.with(amount, factor))
}

/// α in parts of 10^18, from the tokens beside the spent credits; `None` when no project has more than one vote,
/// where the contract refuses to finalise.
pub fn alpha(matching: U256, tally: &[Votes], factor: U256) -> Option<U256> {
    let surplus = tally.iter().fold(U512::ZERO, |sum, votes| sum + U512::from(votes.surplus()));
    let divisor = surplus * U512::from(factor);
    let precise = U512::from(matching) * U512::from(ALPHA_PRECISION);
    (!divisor.is_zero()).then(|| (precise / divisor).to())
}

/// What the contract pays for a project: its match and the credits spent on it.
pub fn claim(alpha: U256, votes: Votes, factor: U256) -> U256 {
    matched(alpha, votes, factor) + votes.spent * factor
}

/// The match alone. `⌊(α·f·V² + 10^18·f·s − α·f·s) / 10^18⌋ − f·s` is this, since `10^18·f·s` divides evenly.
fn matched(alpha: U256, votes: Votes, factor: U256) -> U256 {
    let precise = U512::from(alpha) * U512::from(factor) * U512::from(votes.surplus());
    (precise / U512::from(ALPHA_PRECISION)).to()
}

/// Shares what is beside the spent credits.
pub(crate) fn share(tally: &[Votes], matching: U256, factor: U256) -> Shared {
    let Some(alpha) = alpha(matching, tally, factor) else {
        let left = Left { saturation: matching, ..Left::default() };
        return Shared { amounts: vec![U256::ZERO; tally.len()], left };
    };
    let amounts: Vec<U256> = tally.iter().map(|votes| matched(alpha, *votes, factor)).collect();
    let rounding = matching - amounts.iter().fold(U256::ZERO, |sum, amount| sum + *amount);
    Shared { amounts, left: Left { rounding, ..Left::default() } }
}
