//! `tributary round`: a round of quadratic funding, from its file to the last claim, for each of its roles.

pub(crate) mod act;
mod applications;
mod apply;
mod cancel;
mod claim;
mod desk;
mod donations;
mod estimate;
mod finalise;
mod freeze;
mod fund;
mod gifts;
mod give;
mod init;
mod once;
mod open;
mod propose;
mod review;
mod status;
mod tally;
pub(crate) mod verify;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use crate::args::Global;

/// Which round, and what to do.
#[derive(Debug, Args)]
pub(crate) struct RoundArgs {
    /// The round's folder, as downloaded; by default the one of round.toml
    #[arg(long, global = true, value_name = "FOLDER")]
    round: Option<PathBuf>,
    #[command(subcommand)]
    command: RoundCommand,
}

#[derive(Debug, Subcommand)]
enum RoundCommand {
    /// Write a commented round.toml
    Init(init::InitArgs),
    /// Put the round on the chain; from then on its rules are fixed
    Open(open::OpenArgs),
    /// Show where the round stands and what comes next
    Status(status::StatusArgs),
    /// Top up the matching pool
    Fund(fund::FundArgs),
    /// Apply with a project, or edit an application
    Apply(apply::ApplyArgs),
    /// List the projects that applied
    Applications(applications::ApplicationsArgs),
    /// Accept or reject an application, as a reviewer
    Review(review::ReviewArgs),
    /// Fix the lists of coefficients and people: what donors are shown from then on is what holds at the tally
    Freeze(freeze::FreezeArgs),
    /// Give to projects
    Give(give::GiveArgs),
    /// List the gifts
    Donations(donations::DonationsArgs),
    /// What projects would get if the round closed now, and what a cart would add
    Estimate(estimate::EstimateArgs),
    /// Share the pool by the rules and write the bundle that anyone can recheck; sends nothing
    Tally(tally::TallyArgs),
    /// Propose the tally on the chain, as the owner
    Propose(propose::ProposeArgs),
    /// Take a tally back while it can be challenged, as the guardian
    Reject(cancel::RejectArgs),
    /// Carry the tally out: the pool moves into the airdrop that pays the projects
    Finalise(finalise::FinaliseArgs),
    /// Claim a project's match
    Claim(claim::ClaimArgs),
    /// Call the round off, as the owner; the pool goes back to the funders
    Cancel(cancel::CancelArgs),
    /// Pay back what is left of a deposit, once the round is over
    Refund(fund::RefundArgs),
    /// Recompute the round's bundle and compare it with the chain
    Verify(verify::VerifyArgs),
}

/// Runs one command of a round.
pub(crate) async fn run(global: &Global, args: RoundArgs) -> anyhow::Result<ExitCode> {
    let named = args.round.as_deref();
    match args.command {
        RoundCommand::Init(args) => init::run(global, &args),
        RoundCommand::Open(args) => open::run(global, args).await,
        RoundCommand::Status(args) => status::run(global, named, args).await,
        RoundCommand::Fund(args) => fund::run(global, named, args).await,
        RoundCommand::Apply(args) => apply::run(global, named, args).await,
        RoundCommand::Applications(args) => applications::run(global, named, args).await,
        RoundCommand::Review(args) => review::run(global, named, args).await,
        RoundCommand::Freeze(args) => Box::pin(freeze::run(global, args)).await,
        RoundCommand::Give(args) => give::run(global, named, args).await,
        RoundCommand::Donations(args) => donations::run(global, named, args).await,
        RoundCommand::Estimate(args) => estimate::run(global, named, args).await,
        RoundCommand::Tally(args) => tally::run(global, args).await,
        RoundCommand::Propose(args) => propose::run(global, named, args).await,
        RoundCommand::Reject(args) => cancel::reject(global, named, args).await,
        RoundCommand::Finalise(args) => finalise::run(global, named, args).await,
        RoundCommand::Claim(args) => claim::run(global, named, args).await,
        RoundCommand::Cancel(args) => cancel::run(global, named, args).await,
        RoundCommand::Refund(args) => fund::refund(global, named, args).await,
        RoundCommand::Verify(args) => verify::run(global, named, args).await,
    }
}
