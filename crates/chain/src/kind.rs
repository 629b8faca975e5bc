//! The kinds of campaign: what differs between them when one is made, compared or read.

use std::fmt;

use alloy::{
    primitives::{Address, B256, Bytes, U256, Uint},
    sol_types::{SolCall as _, SolValue as _},
};
use tributary_bindings::{
    Artifact, CompilerInput,
    factory::AirdropFactory::{self, AirdropParams},
    recurring_factory::RecurringFactory,
    vesting_factory::VestingFactory,
};

use tributary_model::Amount;

use crate::attestors::seconds;

/// How the amounts of a campaign are paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// All at once, with the claim.
    #[default]
    Instant,
    /// Over time from the claim or a date on.
    Vesting(Schedule),
    /// All that an index was ever allotted, less what it was paid; a new list each epoch.
    Recurring(Succession),
}

/// How one list follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Succession {
    /// Seconds between proposing a list and its effect.
    pub delay: u64,
    /// Who may veto a list beside the owner; nobody when missing.
    pub guardian: Option<Address>,
}

/// When amounts become available: a part at the start, the rest in equal steps. Times are seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Since 1970; 0 where each claim starts its own.
    pub start: u64,
    /// From the start until the first step counts.
    pub cliff: u64,
    /// From the start until everything is available; not 0.
    pub duration: u64,
    /// Between two steps; 1 is by the second.
    pub period: u64,
    /// Hundredths of a percent that are available at the start.
    pub unlock_bps: u16,
}

impl Schedule {
    /// What is available of an amount at a moment, in seconds since 1970, when it is counted from `start`. The arithmetic of
    /// `VestingAirdrop`; nothing where that would not fit, which no claim of the contract reaches.
    #[must_use]
    pub fn vested(&self, amount: Amount, start: u64, at: u64) -> Amount {
        let Some(elapsed) = at.checked_sub(start) else { return Amount::ZERO };
        if elapsed >= self.duration {
            return amount;
        }
        let part =
            |of: U256, number: u64, whole: u64| Some(of.checked_mul(U256::from(number))? / U256::from(whole));
        let all = || {
            let unlocked = part(amount.units(), u64::from(self.unlock_bps), 10_000)?;
            if elapsed < self.cliff {
                return Some(unlocked);
            }
            let stepped = elapsed - elapsed % self.period.max(1);
            unlocked.checked_add(part(amount.units() - unlocked, stepped, self.duration)?)
        };
        all().map_or(Amount::ZERO, Amount::new)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Instant => "instant",
            Self::Vesting(_) => "vesting",
            Self::Recurring(_) => "recurring",
        })
    }
}

impl Kind {
    /// The contract of a campaign.
    #[must_use]
    pub fn artifact(&self) -> &'static Artifact {
        match self {
            Self::Instant => Artifact::merkle_airdrop(),
            Self::Vesting(_) => Artifact::vesting_airdrop(),
            Self::Recurring(_) => Artifact::recurring_airdrop(),
        }
    }

    /// What makes it.
    #[must_use]
    pub fn factory(&self) -> &'static Artifact {
        match self {
            Self::Instant => Artifact::airdrop_factory(),
            Self::Vesting(_) => Artifact::vesting_factory(),
            Self::Recurring(_) => Artifact::recurring_factory(),
        }
    }

    /// Immutables that this kind has beyond those of all campaigns.
    #[must_use]
    pub fn immutables(&self) -> Vec<(&'static str, B256)> {
        let word = |number: u64| B256::left_padding_from(&number.to_be_bytes());
        match self {
            Self::Instant => Vec::new(),
            Self::Vesting(Schedule { start, cliff, duration, period, unlock_bps }) => vec![
                ("_start", word(*start)),
                ("_cliff", word(*cliff)),
                ("_duration", word(*duration)),
                ("_period", word(*period)),
                ("_unlockBps", word(u64::from(*unlock_bps))),
            ],
            Self::Recurring(Succession { delay, guardian }) => {
                vec![("delay", word(*delay)), ("guardian", guardian.unwrap_or_default().into_word())]
            }
        }
    }

    pub(crate) fn inputs(&self) -> (&'static CompilerInput, &'static CompilerInput) {
        match self {
            Self::Instant => (CompilerInput::merkle_airdrop(), CompilerInput::airdrop_factory()),
            Self::Vesting(_) => (CompilerInput::vesting_airdrop(), CompilerInput::vesting_factory()),
            Self::Recurring(_) => (CompilerInput::recurring_airdrop(), CompilerInput::recurring_factory()),
        }
    }

    /// Of the campaign's constructor, ABI-encoded.
    pub(crate) fn arguments(&self, params: &AirdropParams) -> Bytes {
        match self {
            Self::Instant => params.abi_encode(),
            // Both are of a fixed size, so one stands after the other.
            Self::Vesting(schedule) => [params.abi_encode(), schedule.argument().abi_encode()].concat(),
            Self::Recurring(succession) => {
                let (guardian, delay) = succession.arguments();
                [params.abi_encode(), (guardian, delay).abi_encode()].concat()
            }
        }
        .into()
    }

    /// Where the factory puts it.
    pub(crate) fn address(&self, factory: Address, salt: B256, params: &AirdropParams) -> Address {
        let creation = [&self.artifact().creation[..], &self.arguments(params)].concat();
        factory.create2_from_code(salt, creation)
    }

    /// The factory's call that makes and funds it.
    pub(crate) fn create(&self, params: AirdropParams, salt: B256) -> Bytes {
        match self {
            Self::Instant => AirdropFactory::createCall { params, salt }.abi_encode(),
            Self::Vesting(schedule) => {
                let (params, schedule) = (vesting_params(params), schedule.argument());
                VestingFactory::createCall { params, schedule, salt }.abi_encode()
            }
            Self::Recurring(succession) => {
                let (params, (guardian, delay)) = (recurring_params(params), succession.arguments());
                RecurringFactory::createCall { params, guardian, delay, salt }.abi_encode()
            }
        }
        .into()
    }

    /// The factory's call that says where it would be.
    pub(crate) fn predict(&self, params: AirdropParams, salt: B256) -> Bytes {
        match self {
            Self::Instant => AirdropFactory::predictCall { params, salt }.abi_encode(),
            Self::Vesting(schedule) => {
                let (params, schedule) = (vesting_params(params), schedule.argument());
                VestingFactory::predictCall { params, schedule, salt }.abi_encode()
            }
            Self::Recurring(succession) => {
                let (params, (guardian, delay)) = (recurring_params(params), succession.arguments());
                RecurringFactory::predictCall { params, guardian, delay, salt }.abi_encode()
            }
        }
        .into()
    }
}

impl Schedule {
    fn argument(&self) -> VestingFactory::Schedule {
        VestingFactory::Schedule {
            start: seconds(self.start),
            cliff: seconds(self.cliff),
            duration: seconds(self.duration),
            period: seconds(self.period),
            unlockBps: self.unlock_bps,
        }
    }
}

impl Succession {
    fn arguments(&self) -> (Address, Uint<40, 1>) {
        (self.guardian.unwrap_or_default(), seconds(self.delay))
    }
}

/// The same struct, which each factory's interface has for itself.
fn vesting_params(params: AirdropParams) -> VestingFactory::AirdropParams {
    let AirdropParams { token, root, total, owner, claimStart, claimEnd, bundleHash, attestors } = params;
    VestingFactory::AirdropParams { token, root, total, owner, claimStart, claimEnd, bundleHash, attestors }
}

fn recurring_params(params: AirdropParams) -> RecurringFactory::AirdropParams {
    let AirdropParams { token, root, total, owner, claimStart, claimEnd, bundleHash, attestors } = params;
    RecurringFactory::AirdropParams { token, root, total, owner, claimStart, claimEnd, bundleHash, attestors }
}
