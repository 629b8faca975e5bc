//! From flags and documents to claims.

use anyhow::{Context as _, bail};
use tributary_chain::{ChainError, ClaimRequest, ClaimWay, Key};
use tributary_engine::bundle::{Bundle, ProofEntry};
use tributary_merkle::parse_address;
use tributary_model::{Address, Claimant};

use super::{
    ClaimArgs,
    document::{AttestationDocument, AuthorizationDocument, document},
    leaves, wallet_leaves,
};
use crate::{exit, output};

/// One claim for each leaf.
pub(super) fn requests(
    bundle: &Bundle,
    airdrop: Address,
    key: Option<&Key>,
    args: &ClaimArgs,
) -> anyhow::Result<Vec<ClaimRequest>> {
    if let Some(path) = args.authorization.first() {
        let document = document(path, "an authorisation", "tributary authorize")?;
        return authorized(bundle, airdrop, document);
    }
    if let Some(path) = args.attestation.first() {
        let document = document(path, "an attestation", "tributary attest")?;
        return attested(bundle, airdrop, &document);
    }
    let (own, account) = (key.map(Key::address), account(args, key)?);
    let to = args.to.as_deref().map(parse_address).transpose()?;
    if to.is_some() && own != Some(account) {
        bail!("--to needs the key of {account} itself, which alone may send its tokens elsewhere");
    }
    let way = to.map_or(ClaimWay::Anybody, |to| ClaimWay::Own { to });
    let claimant = Claimant::Wallet(account);
    let entries = wallet_leaves(bundle, account)?;
    Ok(entries.into_iter().map(|entry| request(airdrop, claimant, entry, way.clone())).collect())
}

/// Whose leaves, where no document says it.
pub(super) fn account(args: &ClaimArgs, key: Option<&Key>) -> anyhow::Result<Address> {
    match &args.account {
        Some(account) => Ok(parse_address(account)?),
        None => Ok(key.ok_or(ChainError::NoKey)?.address()),
    }
}

pub(super) fn request(
    airdrop: Address,
    claimant: Claimant,
    entry: ProofEntry,
    way: ClaimWay,
) -> ClaimRequest {
    let ProofEntry { index, amount, proof } = entry;
    ClaimRequest { airdrop, index, claimant, amount, proof, way }
}

pub(super) fn authorized(
    bundle: &Bundle,
    airdrop: Address,
    document: AuthorizationDocument,
) -> anyhow::Result<Vec<ClaimRequest>> {
    let AuthorizationDocument { chain_id, airdrop: signed_for, account, claims } = document;
    if (chain_id, signed_for) != (bundle.manifest().chain_id, airdrop) {
        bail!(
            "the authorisation is for {signed_for} on chain {chain_id}; this airdrop is {airdrop} on chain {}",
            bundle.manifest().chain_id
        );
    }
    let entries = wallet_leaves(bundle, account)?;
    let mut requests = Vec::new();
    for signed in claims {
        let entry = entries.iter().find(|entry| entry.index == signed.index).cloned();
        let entry = entry.with_context(|| format!("{account} has no leaf {}", signed.index))?;
        let (authorization, signature) = (signed.authorization, signed.signature);
        let way = ClaimWay::Signed { authorization, signature };
        requests.push(request(airdrop, account.into(), entry, way));
    }
    if requests.is_empty() {
        bail!("the authorisation names no leaf");
    }
    Ok(requests)
}

pub(super) fn attested(
    bundle: &Bundle,
    airdrop: Address,
    document: &AttestationDocument,
) -> anyhow::Result<Vec<ClaimRequest>> {
    let identity = document.identity;
    let id = identity.github().with_context(|| format!("`{identity}` is not `github:<numeric id>`"))?;
    let claimant = Claimant::of_github(id).with_context(|| format!("`{identity}` cannot have a leaf"))?;
    if claimant.word() != document.attestation.identity {
        bail!("the attestation is of another identity than `{identity}`");
    }
    let entries = leaves(bundle, claimant, bundle.identity_proofs(id)?)?;
    if entries.is_empty() {
        return Err(exit::failed(format!(
            "`{identity}` has no leaf of its own in `{}`: it has no part, or is paid at a wallet",
            output::inline(&bundle.manifest().name)
        )));
    }
    let way = ClaimWay::Attested {
        attestation: document.attestation.clone(),
        endorsements: document.endorsements.clone(),
    };
    Ok(entries.into_iter().map(|entry| request(airdrop, claimant, entry, way.clone())).collect())
}
