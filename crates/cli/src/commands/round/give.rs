//! `tributary round give`.

use std::{path::Path, process::ExitCode};

use clap::Args;
use tributary_chain::RoundCall;

use super::{
    act::{self, SendArgs},
    desk::Desk,
    gifts,
};
use crate::{args::Global, output};

/// A cart.
#[derive(Debug, Args)]
pub(crate) struct GiveArgs {
    /// `PROJECT=TOKENS` or `PROJECT=TOKENS:SYMBOL`; may be repeated
    #[arg(value_name = "GIFT", required = true)]
    cart: Vec<String>,
    #[command(flatten)]
    send: SendArgs,
}

/// Gives to every project of the cart in one transaction.
pub(crate) async fn run(global: &Global, named: Option<&Path>, args: GiveArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(global, named)?;
    let cart = gifts::read(desk.rules(), &args.cart)?;
    for gift in &cart {
        output::note(format!("{} to project {}", desk.tokens(gift.token, gift.amount), gift.project));
    }
    act::run(global, &desk, &args.send, "give", &RoundCall::Donate { cart }).await
}
