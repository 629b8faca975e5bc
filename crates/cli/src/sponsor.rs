//! Whose ether pays for claims, and how much of it.

use std::{process, time::Duration};

use clap::Args;
use tributary_api::Sponsorship;
use tributary_engine::relay::SponsorSettings;
use tributary_model::{Amount, AmountError, Gwei};
use tributary_storage::{SponsorBudget, Store};

use crate::{
    context::environment,
    onchain::{KeyNames, key_of},
};

const SPONSOR: KeyNames = KeyNames {
    keystore: "TRIBUTARY_SPONSOR_KEYSTORE",
    password: "TRIBUTARY_SPONSOR_KEYSTORE_PASSWORD",
    key: "TRIBUTARY_SPONSOR_PRIVATE_KEY",
};

/// How long a key stays with a process that no longer answers. Short: what it has stored is sent once, by whomever.
const LEASE: Duration = Duration::from_secs(5);

/// How much a sponsor gives. Without its key nobody is sponsored.
#[derive(Clone, Copy, Debug, Args)]
#[expect(clippy::struct_field_names, reason = "they are the flags' names")]
pub(crate) struct SponsorArgs {
    /// The most that one campaign's claims may cost, in ether
    #[arg(long, default_value = "0.5", value_name = "ETHER")]
    sponsor_budget: Gwei,
    /// How many transactions are sent for one claimant of a campaign; of a recurring one, for each list
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..), value_name = "N")]
    sponsor_per_identity: u64,
    /// The most that claims of all campaigns of a chain may cost in an hour, in ether
    #[arg(long, default_value = "0.1", value_name = "ETHER")]
    sponsor_per_hour: Gwei,
    /// The most that is paid for a unit of gas, in gwei; claims wait while it costs more
    #[arg(long, default_value = "200", value_parser = gwei, value_name = "GWEI")]
    sponsor_max_fee: u64,
    /// The most gas that one claim may use; what needs more is refused
    #[arg(long, default_value_t = 400_000, value_parser = clap::value_parser!(u64).range(21_000..), value_name = "GAS")]
    sponsor_max_gas: u64,
    /// How many blocks deep a claim must be before it counts; 1 on development chains and 3 elsewhere when missing
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1000), value_name = "BLOCKS")]
    sponsor_confirmations: Option<u64>,
    /// How long a claim may wait for a block before it is sent again for a higher fee, in seconds
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400), value_name = "SECONDS")]
    sponsor_replace_after: u64,
}

/// Wei from gwei with at most nine digits behind the point.
fn gwei(text: &str) -> Result<u64, AmountError> {
    let wei = Amount::parse_tokens(text, 9)?;
    u64::try_from(wei.units()).map_err(|_| AmountError::Overflow(text.to_owned()))
}

impl SponsorArgs {
    /// The sponsor that the environment names; `None` without a key.
    pub(crate) fn sponsorship(
        &self,
        store: &Store,
        rpc_urls: Vec<String>,
    ) -> anyhow::Result<Option<Sponsorship>> {
        let Some(key) = key_of(&SPONSOR)? else { return Ok(None) };
        let host = environment("HOSTNAME")?.unwrap_or_else(|| "process".to_owned());
        let settings = SponsorSettings {
            budget: SponsorBudget {
                campaign: self.sponsor_budget,
                claimant: self.sponsor_per_identity,
                hour: self.sponsor_per_hour,
            },
            max_fee: self.sponsor_max_fee,
            max_gas: self.sponsor_max_gas,
            confirmations: self.sponsor_confirmations,
            replace_after: Duration::from_secs(self.sponsor_replace_after),
            lease: LEASE,
            owner: format!("{host}/{}", process::id()),
        };
        Ok(Some(Sponsorship::new(store.clone(), key, settings, rpc_urls)))
    }
}
