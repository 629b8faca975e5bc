//! `tributary round init`.

use std::process::ExitCode;

use clap::Args;
use tributary_engine::round::{RoundConfig, RoundTemplate};
use tributary_merkle::parse_address;
use tributary_model::{Address, Timestamp};

use super::desk::file;
use crate::{args::Global, commands::init::write, context, output};

const DAY: i64 = 86_400;

/// What is known already; everything can be changed in the file until the round is opened.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The round's name
    #[arg(long, default_value = "Funding round")]
    name: String,
    /// Folder name and page address
    #[arg(long, default_value = "round")]
    slug: String,
    /// The chain's EIP-155 id (31337 is a local anvil)
    #[arg(long, default_value_t = 31337, value_name = "ID")]
    chain: u64,
    /// The ERC-20 of the pool
    #[arg(long, value_name = "ADDRESS")]
    token: Option<String>,
    /// Its symbol
    #[arg(long, default_value = "DAI")]
    symbol: String,
    /// Its decimals
    #[arg(long, default_value_t = 18)]
    decimals: u8,
    /// Whole tokens that make the round funded
    #[arg(long, default_value = "10000", value_name = "TOKENS")]
    goal: String,
    /// Who proposes tallies
    #[arg(long, value_name = "ADDRESS")]
    owner: Option<String>,
    /// Who may reject a tally
    #[arg(long, value_name = "ADDRESS")]
    guardian: Option<String>,
    /// Who reviews; may be repeated
    #[arg(long = "reviewer", value_name = "ADDRESS")]
    reviewers: Vec<String>,
    /// When applications start; tomorrow by default
    #[arg(long, value_name = "TIME")]
    start: Option<Timestamp>,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

/// Writes the file; an existing one stays unless `--force`.
pub(crate) fn run(global: &Global, args: &InitArgs) -> anyhow::Result<ExitCode> {
    let known = |text: &Option<String>, instead: u8| match text {
        Some(text) => parse_address(text),
        None => Ok(Address::repeat_byte(instead)),
    };
    let reviewers: Vec<Address> =
        args.reviewers.iter().map(|text| parse_address(text)).collect::<Result<_, _>>()?;
    let template = RoundTemplate {
        slug: args.slug.clone(),
        name: args.name.clone(),
        chain_id: args.chain,
        token: known(&args.token, 0x11)?,
        symbol: args.symbol.clone(),
        decimals: args.decimals,
        goal: args.goal.clone(),
        owner: known(&args.owner, 0x22)?,
        guardian: known(&args.guardian, 0x33)?,
        reviewers: if reviewers.is_empty() { vec![Address::repeat_byte(0x44)] } else { reviewers },
        start: args.start.unwrap_or_else(tomorrow),
    };
    let (text, path) = (template.render(), file(global));
    RoundConfig::parse(text.as_bytes(), &path)?;
    write(&path, &text, args.force)?;
    if global.json {
        output::json(&serde_json::json!({ "file": path }))?;
    } else {
        output::line(path.display().to_string())?;
    }
    let missing =
        args.token.is_none() || args.owner.is_none() || args.guardian.is_none() || args.reviewers.is_empty();
    if missing {
        output::note("Addresses like 0x1111… stand for what you did not name: replace them.");
    }
    output::note("Next: look through the file, then run `tributary round open`.");
    Ok(ExitCode::SUCCESS)
}

fn tomorrow() -> Timestamp {
    let now = context::now();
    Timestamp::from_unix(now.unix() - now.unix().rem_euclid(DAY) + DAY).unwrap_or(now)
}
