//! What a command of an epoch works on: the bundle of a list, and the airdrop that it belongs to.

use std::path::PathBuf;

use tributary_chain::{Deployment, EpochTerms, RecurringState};
use tributary_engine::{
    bundle::Bundle,
    recurring::{RecurringTerms, list_of},
};
use tributary_model::{Amount, Timestamp};

use crate::{args::Global, commands::campaigns::open_bundle, exit, output};

/// The bundle of a list.
pub(crate) struct Desk {
    pub(crate) bundle: Bundle,
    pub(crate) terms: RecurringTerms,
}

impl Desk {
    /// Opens the bundle, by default that of the airdrop's file.
    pub(crate) fn open(global: &Global, named: Option<&PathBuf>) -> anyhow::Result<Self> {
        let bundle = open_bundle(global, named)?;
        let Some(terms) = bundle.manifest().claim.recurring else {
            anyhow::bail!("this airdrop has one list; `[claim.recurring]` makes one that goes on");
        };
        Ok(Self { bundle, terms })
    }

    /// Which list it is, counted from one.
    pub(crate) const fn number(&self) -> u64 {
        self.terms.epoch
    }

    /// What the contract would keep of it.
    pub(crate) fn list(&self) -> EpochTerms {
        list_of(&self.bundle)
    }

    /// The airdrop, once this list was announced or deployed.
    pub(crate) fn deployment(&self) -> anyhow::Result<Deployment> {
        let first = if self.number() == 1 { "deploy" } else { "epoch propose" };
        let nowhere = || exit::failed(format!("it is not on the chain; `tributary {first}` does that"));
        self.bundle.deployment()?.ok_or_else(nowhere)
    }

    /// Is this the announced list?
    pub(crate) fn is_pending(&self, state: &RecurringState) -> bool {
        state.epoch + 1 == self.number() && state.pending.is_some_and(|next| next.terms == self.list())
    }

    /// Is this the one by which claims are?
    pub(crate) fn is_in_effect(&self, state: &RecurringState) -> bool {
        state.epoch == self.number() && state.current == self.list()
    }

    /// A list from which nobody could claim only takes the money of whoever funds it. `from` is when claims by it begin.
    pub(crate) fn expect_claimable(&self, state: &RecurringState, from: Timestamp) -> anyhow::Result<()> {
        if from < state.ends_at {
            return Ok(());
        }
        Err(exit::failed(format!(
            "claims end {}, and list {} cannot take effect before {from}: nobody could claim by it; nothing was sent",
            state.ends_at,
            self.number()
        )))
    }

    /// For people.
    pub(crate) fn tokens(&self, amount: Amount) -> String {
        let token = &self.bundle.manifest().token;
        output::tokens(amount, token.decimals, &token.symbol)
    }
}

/// `2 days 3 hours`.
pub(crate) fn span(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds % 86_400 / 3_600, seconds % 3_600 / 60);
    if days > 0 { format!("{days} days {hours} hours") } else { format!("{hours} hours {minutes} minutes") }
}
