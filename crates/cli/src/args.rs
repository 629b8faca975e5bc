//! The command line's words.

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand,
    builder::{OsStringValueParser, TypedValueParser},
};

use crate::commands;

/// Turn contributions to open-source repositories into an airdrop that anyone can recompute.
#[derive(Debug, Parser)]
#[command(name = "tributary", version, about, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
The road: init → index → score → backtest → snapshot → publish → rehearse → deploy → verify → serve → status
Every month: publish → epoch diff → epoch propose → epoch fund → epoch activate
A round:  round init → open → fund → applications → review → freeze → donations → tally → propose → finalise → claim

Settings: a flag beats the environment, the environment beats airdrop.toml.
  DATABASE_URL                  sqlite://file or postgres://user@host/name
  GITHUB_TOKEN, GITHUB_TOKENS   a token that may read the repositories, or several between commas or line breaks
  GITHUB_APP_ID                 a GitHub App instead of, or beside, tokens; with
  GITHUB_APP_PRIVATE_KEY_PATH   the file of its private key, and
  GITHUB_APP_INSTALLATION_ID    the number of its installation, or several
  TRIBUTARY_GITHUB_URL          base address of GitHub's API, for GitHub Enterprise
  ETH_RPC_URL                   the chain's endpoint; of several chains, separated by commas
  TRIBUTARY_KEYSTORE            an encrypted key file (see `tributary keystore`)
  TRIBUTARY_KEYSTORE_PASSWORD   its password; asked for when missing
  TRIBUTARY_PRIVATE_KEY         a bare key, meant for development chains
  TRIBUTARY_PUBLIC_URL          the address at which people meet `tributary serve`
  TRIBUTARY_ATTESTOR_KEYSTORE   an attestor's key for `tributary serve`; with …_PASSWORD
  TRIBUTARY_ATTESTOR_PRIVATE_KEY  the same as a bare key, meant for development chains
  TRIBUTARY_GITHUB_CLIENT_ID    an OAuth app at GitHub, by which people sign in; with
  TRIBUTARY_GITHUB_CLIENT_SECRET  its secret
  TRIBUTARY_GITHUB_WEB_URL      address of GitHub's pages, for GitHub Enterprise
  ETHERSCAN_API_KEY             for `verify --etherscan`
  TRIBUTARY_SPONSOR_KEYSTORE    the key file of who pays for claims handed in to `tributary serve`; with
  TRIBUTARY_SPONSOR_KEYSTORE_PASSWORD its password
  TRIBUTARY_SPONSOR_PRIVATE_KEY a bare key instead, meant for development chains
  TRIBUTARY_ANVIL               the program that holds forks for `rehearse`; looked for on the PATH when missing
  RUST_LOG                      what is logged, unless -v says it; warnings when missing
  NO_COLOR                      no colours

Results go to standard output, progress to standard error.
Exit codes: 0 done · 1 a check failed or nothing was found · 2 bad input · 3 something outside failed
(network, chain, database) · 4 you said no";

pub(crate) const FILE: &str = "airdrop.toml";

/// A path. A variable that is set and empty counts as not set, so it gives what stands instead.
pub(crate) fn path_or(instead: &'static str) -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new()
        .map(move |path| PathBuf::from(if path.is_empty() { instead.into() } else { path }))
}

/// Flags of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The airdrop's file; of `round`, round.toml
    #[arg(
        long,
        short,
        global = true,
        env = "TRIBUTARY_FILE",
        default_value = FILE,
        value_parser = path_or(FILE),
        value_name = "FILE"
    )]
    pub(crate) file: PathBuf,
    /// Where evidence is kept: `sqlite://file` or `postgres://…`
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Print JSON for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say more on standard error; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a commented airdrop.toml
    Init(commands::init::InitArgs),
    /// Read contributions into the database; can be stopped and resumed at any moment
    Index(commands::index::IndexArgs),
    /// Index what is in the queue, on any number of machines that share one PostgreSQL database
    Worker(commands::worker::WorkerArgs),
    /// Show the leaderboard
    Score(commands::score::ScoreArgs),
    /// Run the rules over past windows and under attack, before money follows them
    Backtest(commands::backtest::BacktestArgs),
    /// Fix evidence and rules before the airdrop is announced, and print one hash to announce
    Snapshot(commands::snapshot::SnapshotArgs),
    /// Share the pool and write the bundle that anyone can recheck
    Publish(commands::publish::PublishArgs),
    /// List what people ask for before the airdrop is deployed, and decide about it
    Appeals(commands::appeals::AppealsArgs),
    /// Walk the whole launch on a fork of the chain: deployment, claims, sweep; nothing is sent to the chain itself
    Rehearse(commands::rehearse::RehearseArgs),
    /// Deploy the airdrop and fund it
    Deploy(commands::deploy::DeployArgs),
    /// Bring the next list of a recurring airdrop into effect: propose, fund, activate; or veto it
    Epoch(commands::epoch::EpochArgs),
    /// Recompute a bundle and compare it with the chain
    Verify(commands::verify::VerifyArgs),
    /// Show why somebody gets what they get, down to single contributions
    Explain(commands::explain::ExplainArgs),
    /// Serve the page and the API
    Serve(commands::serve::ServeArgs),
    /// Name the wallet that your GitHub account is paid to, and prove that the account is yours
    Prove(commands::prove::ProveArgs),
    /// Check what a server's proofs rest on, as an attestor, and give your word for them
    Endorse(commands::endorse::EndorseArgs),
    /// Show what was claimed and what is left
    Status(commands::status::StatusArgs),
    /// Claim one allocation from a bundle, without any server
    Claim(commands::claim::ClaimArgs),
    /// Pay what has become available of shares that were claimed and are paid over time; anybody may
    Release(commands::release::ReleaseArgs),
    /// Sign a claim with the account's key, so that anybody can send it and pay the gas
    Authorize(commands::claim::AuthorizeArgs),
    /// Sign with an attestor's key to which wallet a GitHub account is paid
    Attest(commands::claim::AttestArgs),
    /// Take back what the key's account has signed
    Revoke(commands::claim::RevokeArgs),
    /// Show who says which wallet a GitHub account is paid to; change them, or freeze such claims
    Attestors(commands::attestors::AttestorsArgs),
    /// Build, prove and check Merkle trees from a list, without database or chain
    Tree(commands::tree::TreeArgs),
    /// Share a matching pool among projects by their donations, without database or chain
    Match(commands::matching::MatchArgs),
    /// Hold a round of quadratic funding: apply, review, give, tally, pay
    Round(commands::round::RoundArgs),
    /// Learn what repositories are
    Repos(commands::repos::ReposArgs),
    /// Print how people are written in airdrop.toml, overrides.toml and wallets.csv
    People(commands::people::PeopleArgs),
    /// Make an encrypted key file
    Keystore(commands::keystore::KeystoreArgs),
    /// Print a completion script for your shell
    Completions(commands::completions::CompletionsArgs),
}
