//! `tributary attest`: an attestor says to which wallet a GitHub account is paid.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use clap::Args;
use tributary_chain::{Attestation, Chain, ChainError, Domain, Endorsement, Key, recover};
use tributary_engine::bundle::Bundle;
use tributary_merkle::parse_address;
use tributary_model::{Address, Claimant, GithubId, Identity, Timestamp};

use super::{
    authorize::validity,
    deployed,
    document::{AttestationDocument, document},
};
use crate::{
    args::Global,
    commands::campaigns::open_bundle,
    exit,
    onchain::{EndpointArgs, KeyArgs},
    output,
};

/// Whom to attest.
#[derive(Debug, Args)]
pub(crate) struct AttestArgs {
    /// The bundle, as downloaded
    bundle: PathBuf,
    /// The GitHub account's number; you have made sure that who asks holds it
    #[arg(long, value_name = "ID", required_unless_present = "attestation")]
    github: Option<u64>,
    /// Who is paid
    #[arg(long, value_name = "ADDRESS", required_unless_present = "attestation")]
    recipient: Option<String>,
    /// Another attestor's document, to sign as well; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["github", "recipient"])]
    attestation: Option<PathBuf>,
    /// For how many hours it holds, and never longer than the claim window
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u64).range(1..=8760), value_name = "HOURS")]
    valid_for: u64,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    key: KeyArgs,
}

/// Signs with an attestor's key and prints the document. Sends nothing.
pub(crate) async fn run(global: &Global, args: AttestArgs) -> anyhow::Result<ExitCode> {
    let bundle = open_bundle(global, Some(&args.bundle))?;
    let airdrop = deployed(&bundle)?;
    let key = args.key.key()?.ok_or(ChainError::NoKey)?;
    let chain = args.endpoint.connect(&bundle, None).await?;
    let set = chain.read_airdrop(airdrop).await?.attestors;
    if set.is_zero() {
        return Err(exit::failed("only wallets can claim from this airdrop; it has no attestors"));
    }
    let state = chain.attestor_set(set).await?;
    if !state.attestors.contains(&key.address()) {
        return Err(exit::failed(format!("{} is not one of the attestors of {set}", key.address())));
    }
    let domain = Domain { chain_id: chain.id(), airdrop };
    let mut document = match &args.attestation {
        Some(path) => {
            let document = document(path, "an attestation", "tributary attest")?;
            expect_endorsed(&document, domain, &chain, &state.attestors).await?;
            document
        }
        None => begun(&args, validity(&chain, airdrop, args.valid_for).await?)?,
    };
    let AttestationDocument { identity, attestation, .. } = &document;
    expect_leaf(&bundle, *identity)?;
    output::note(format!(
        "You say that {identity} is paid to\n  {}\nfrom {} until {}.",
        attestation.recipient,
        Timestamp::saturating(attestation.valid_after),
        Timestamp::saturating(attestation.valid_before)
    ));
    endorse(&mut document, domain, &key)?;
    output::json(&document)?;
    let missing = usize::try_from(state.threshold).unwrap_or(usize::MAX);
    let missing = missing.saturating_sub(document.endorsements.len());
    output::note(if missing == 0 {
        "Signed; nothing was sent. Whoever has this can send it: `tributary claim BUNDLE --attestation FILE`."
            .to_owned()
    } else {
        format!("Signed; {missing} more attestors have to: `tributary attest BUNDLE --attestation FILE`.")
    });
    output::note(
        "No evidence of this is published: whoever checks the claims with `tributary verify --bindings` is told to ask you.",
    );
    Ok(ExitCode::SUCCESS)
}

fn begun(args: &AttestArgs, (valid_after, valid_before): (u64, u64)) -> anyhow::Result<AttestationDocument> {
    let id = GithubId(args.github.context("--github names the account")?);
    let recipient: Address =
        parse_address(args.recipient.as_deref().context("--recipient names the wallet")?)?;
    let identity = Identity::Github(id);
    let word = Claimant::of_github(id).with_context(|| format!("`{identity}` cannot have a leaf"))?.word();
    let attestation = Attestation { identity: word, recipient, valid_after, valid_before };
    Ok(AttestationDocument { identity, attestation, endorsements: Vec::new() })
}

fn expect_leaf(bundle: &Bundle, identity: Identity) -> anyhow::Result<()> {
    let leaves = identity.github().map(|id| bundle.identity_proofs(id)).transpose()?;
    if leaves.is_none_or(|leaves| leaves.is_empty()) {
        return Err(exit::failed(format!(
            "`{identity}` has no leaf of its own in `{}`: it has no part, or is paid at a wallet",
            output::inline(&bundle.manifest().name)
        )));
    }
    Ok(())
}

/// Nobody puts a name below others that are not real.
async fn expect_endorsed(
    document: &AttestationDocument,
    domain: Domain,
    chain: &Chain,
    attestors: &[Address],
) -> anyhow::Result<()> {
    let digest = document.attestation.digest(domain);
    for Endorsement { attestor, signature } in &document.endorsements {
        let signed = recover(digest, signature) == Some(*attestor)
            || chain.accepts(*attestor, digest, signature).await?;
        if !signed || !attestors.contains(attestor) {
            return Err(exit::failed(format!(
                "the document says that {attestor} has endorsed it, and that does not hold; nothing was signed"
            )));
        }
    }
    Ok(())
}

fn endorse(document: &mut AttestationDocument, domain: Domain, key: &Key) -> anyhow::Result<()> {
    let claimant = document.identity.github().and_then(Claimant::of_github).map(Claimant::word);
    if claimant != Some(document.attestation.identity) {
        bail!("the attestation is of another identity than `{}`", document.identity);
    }
    let attestor = key.address();
    let signature = key.sign(document.attestation.digest(domain))?;
    document.endorsements.retain(|endorsement| endorsement.attestor != attestor);
    document.endorsements.push(Endorsement { attestor, signature });
    document.endorsements.sort_by_key(|endorsement| endorsement.attestor);
    Ok(())
}
