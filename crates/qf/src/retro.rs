//! The rule of retroactive rounds: the median of the ballots, where enough were cast.
//!
//! Sources: Optimism's RetroPGF 3 allocator (quorum, minimum, then shares in proportion to the medians) and
//! `calculateVotes` of easy-retro-pgf. An amount is a ballot, and 0 is one. The median of an even number of ballots
//! is the mean of the two in the middle; it is kept to the half.

use rayon::prelude::*;
use tributary_model::{Amount, U256};

use crate::{
    ledger::{Account, Given, Ledger},
    raw::{Raw, Worth},
};

/// How ballots become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ballots {
    /// The median.
    #[default]
    Median,
    /// The mean, rounded down.
    Average,
}

/// What a project needs to have a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retro {
    /// So many ballots at least.
    pub(crate) quorum: u32,
    /// A median (or average) of so much at least, in the ballots' units.
    pub(crate) minimum: Amount,
    /// How ballots become one number.
    pub(crate) ballots: Ballots,
}

/// The raw matches: twice the median, so that halves are whole.
pub(crate) fn raw(ledger: &Ledger, retro: &Retro) -> Raw {
    let weight = |account| weight(account, retro, |_| true, None);
    Raw { weights: ledger.accounts.par_iter().map(weight).collect(), worth: Worth::binary(1) }
}

/// A project's weight from the ballots that `keeps`, with one more.
pub(crate) fn weight(
    account: &Account,
    retro: &Retro,
    keeps: impl Fn(&Given) -> bool,
    more: Option<u128>,
) -> U256 {
    let kept = account.given.iter().filter(|given| keeps(given)).map(|given| given.units.floor());
    let mut votes: Vec<u128> = kept.chain(more).collect();
    votes.sort_unstable();
    let count = u32::try_from(votes.len()).expect("ballots are counted in 32 bits");
    if count == 0 || count < retro.quorum {
        return U256::ZERO;
    }
    let twice = match retro.ballots {
        Ballots::Median => U256::from(votes[(votes.len() - 1) / 2]) + U256::from(votes[votes.len() / 2]),
        Ballots::Average => U256::from(2 * (votes.iter().sum::<u128>() / u128::from(count))),
    };
    let enough = twice >= retro.minimum.units().saturating_mul(U256::from(2));
    if enough { twice } else { U256::ZERO }
}
