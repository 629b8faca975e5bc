//! `tributary`: scores contributions, shares a pool exactly, publishes a tree, deploys and verifies an airdrop.
//!
//! The composition root: the only place that reads the environment, the clock and the terminal.

mod args;
mod commands;
mod context;
mod desk;
mod exit;
mod github;
mod kinds;
mod onchain;
mod output;
mod progress;
mod queue;
mod server;
mod sponsor;

use clap::Parser;

use crate::args::Cli;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    output::init_logs(cli.global.verbose);
    // On the heap: the future holds a part for every command.
    match Box::pin(commands::run(cli)).await {
        Ok(code) => code,
        Err(error) => exit::report(&error),
    }
}
