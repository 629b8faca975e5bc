//! `tributary authorize`: an account signs its claims, so that somebody else can send them and pay the gas.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use tributary_chain::{Authorization, Chain, ChainError, Domain, Key};
use tributary_engine::bundle::Bundle;
use tributary_merkle::parse_address;
use tributary_model::{Address, Timestamp};

use super::{
    deployed,
    document::{AuthorizationDocument, SignedClaim},
    wallet_leaves,
};
use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    onchain::{EndpointArgs, KeyArgs},
    output,
};

/// What to sign.
#[derive(Debug, Args)]
pub(crate) struct AuthorizeArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    /// Who is paid; by default the account itself
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// For how many hours the signature holds, and never longer than the claim window
    #[arg(long, default_value_t = 168, value_parser = clap::value_parser!(u64).range(1..=8760), value_name = "HOURS")]
    valid_for: u64,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
}

/// Signs one claim for each leaf of the key's account and prints the document. Sends nothing.
pub(crate) async fn run(global: &Global, args: AuthorizeArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let airdrop = deployed(&bundle)?;
    let key = args.key.key()?.ok_or(ChainError::NoKey)?;
    let to = args.to.as_deref().map(parse_address).transpose()?.unwrap_or(key.address());
    let chain = args.endpoint.connect(&bundle, None).await?;
    let window = validity(&chain, airdrop, args.valid_for).await?;
    let claims = signed(&bundle, &chain, (airdrop, &key), to, window).await?;
    output::json(&AuthorizationDocument { chain_id: chain.id(), airdrop, account: key.address(), claims })?;
    output::note(
        "Signed; nothing was sent. Whoever has this can send it: `tributary claim BUNDLE --authorization FILE`. \
         `tributary revoke` takes it back.",
    );
    Ok(ExitCode::SUCCESS)
}

/// From the newest block on, for so many hours, but not beyond the window.
pub(super) async fn validity(chain: &Chain, airdrop: Address, hours: u64) -> anyhow::Result<(u64, u64)> {
    let state = chain.read_airdrop(airdrop).await?;
    let seconds = |moment: Timestamp| u64::try_from(moment.unix()).unwrap_or_default();
    let (now, end) = (seconds(state.block_time), seconds(state.ends_at));
    Ok((now, now.saturating_add(hours * 3_600).min(end)))
}

async fn signed(
    bundle: &Bundle,
    chain: &Chain,
    (airdrop, key): (Address, &Key),
    to: Address,
    (valid_after, valid_before): (u64, u64),
) -> anyhow::Result<Vec<SignedClaim>> {
    let account = key.address();
    let domain = Domain { chain_id: chain.id(), airdrop };
    let nonce = chain.claim_nonce(airdrop, account).await?;
    let mut claims = Vec::new();
    for entry in wallet_leaves(bundle, account)? {
        let authorization = Authorization { to, valid_after, valid_before, nonce };
        let signature = key.sign(authorization.digest(domain, entry.index, account, entry.amount))?;
        claims.push(SignedClaim { index: entry.index, authorization, signature });
    }
    Ok(claims)
}
