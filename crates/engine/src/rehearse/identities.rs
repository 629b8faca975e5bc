//! Claims by GitHub account. Nobody else's keys are needed: on the fork the set's owner puts an attestor of the rehearsal in
//! force, by the way that the contract has for it, and everything is taken back afterwards.

use secrecy::SecretString;
use tributary_chain::{Attestation, AttestorsCall, ClaimRequest, ClaimWay, Domain, Endorsement, Fork, Key};
use tributary_model::{Address, Amount, Claimant, GithubId};

use super::{ANYBODY, Deployed, FRESH, RehearsalError, Rehearsed, claims::sample, over_time};
use crate::bundle::{Allocation, Bundle};

/// Of the rehearsal's attestor. It is worth nothing anywhere else, and so is no secret.
const ATTESTOR: &str = "7265686561727361616c2061747465737465642062792074686520666f726b21";

type Unbound = (u64, GithubId, Amount);

pub(super) async fn rehearse(
    fork: &Fork,
    bundle: &Bundle,
    allocation: &Allocation,
    deployed: &Deployed,
    count: usize,
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    report.claims.not_tried_identities = report.sizes.identities;
    let leaves = unbound(allocation);
    let Some(set) = deployed.attestors.filter(|_| !leaves.is_empty() && count > 0) else { return Ok(()) };
    let remembered = fork.remember().await?;
    let attestor = Key::from_private_key(&SecretString::from(ATTESTOR))?;
    if let Err(reason) = put_in_force(fork, set, &attestor).await? {
        report.notes.push(format!("claims by GitHub account were not tried: {reason}"));
    } else {
        let claim = &bundle.manifest().claim;
        fork.advance_to(claim.start.unix()).await?;
        if fork.now().await? < claim.end.unix() {
            let places = sample(&leaves, count);
            let chosen = places.into_iter().map(|place| leaves[place]);
            claim_all(fork, bundle, deployed, (&attestor, chosen), report).await?;
        } else {
            report.notes.push(
                "claims by GitHub account were not tried: a change of attestors outlasts the window"
                    .to_owned(),
            );
        }
    }
    fork.return_to(remembered).await?;
    Ok(())
}

/// Leaves of accounts without a wallet.
fn unbound(allocation: &Allocation) -> Vec<Unbound> {
    let people = allocation.people.iter().filter(|person| person.address.is_none());
    people.filter_map(|person| Some((person.index?, person.identity.github()?, person.amount))).collect()
}

/// As the owner of the set could: proposed, waited for, rotated.
async fn put_in_force(
    fork: &Fork,
    set: Address,
    attestor: &Key,
) -> Result<Result<(), String>, RehearsalError> {
    let chain = fork.chain();
    let state = chain.attestor_set(set).await?;
    let propose = AttestorsCall::Propose { attestors: vec![attestor.address()], threshold: 1 };
    let plan = propose.plan(chain, set, state.owner).await?;
    if let Err(reason) = fork.run(&plan).await? {
        return Ok(Err(reason));
    }
    let ready = fork.now().await?.saturating_add(i64::try_from(state.delay).unwrap_or(i64::MAX));
    fork.advance_to(ready).await?;
    let plan = AttestorsCall::Rotate.plan(chain, set, ANYBODY).await?;
    Ok(fork.run(&plan).await?.map(drop))
}

async fn claim_all(
    fork: &Fork,
    bundle: &Bundle,
    deployed: &Deployed,
    (attestor, chosen): (&Key, impl Iterator<Item = Unbound>),
    report: &mut Rehearsed,
) -> Result<(), RehearsalError> {
    let mut gas = Vec::new();
    for (index, id, amount) in chosen {
        let entry = bundle.identity_proofs(id)?.into_iter().find(|entry| entry.index == index);
        let (Some(entry), Some(claimant)) = (entry, Claimant::of_github(id)) else {
            report.failures.push(format!("leaf {index} of `github:{id}` has no proof in the bundle"));
            continue;
        };
        let now = u64::try_from(fork.now().await?).unwrap_or_default();
        let (identity, recipient) = (claimant.word(), FRESH);
        let attestation = Attestation { identity, recipient, valid_after: 0, valid_before: now + 3_600 };
        let domain = Domain { chain_id: fork.chain().id(), airdrop: deployed.airdrop };
        let signature = attestor.sign(attestation.digest(domain))?;
        let endorsements = vec![Endorsement { attestor: attestor.address(), signature }];
        let way = ClaimWay::Attested { attestation, endorsements };
        let request =
            ClaimRequest { airdrop: deployed.airdrop, index, claimant, amount, proof: entry.proof, way };
        gas.extend(claim(fork, deployed, &request, report).await?);
    }
    gas.sort_unstable();
    let claims = &mut report.claims;
    claims.identity_median = gas.get(gas.len() / 2).copied();
    claims.not_tried_identities = claims.not_tried_identities.saturating_sub(claims.identities_tried);
    Ok(())
}

/// The gas if it paid exactly, and once.
async fn claim(
    fork: &Fork,
    deployed: &Deployed,
    request: &ClaimRequest,
    report: &mut Rehearsed,
) -> Result<Option<u64>, RehearsalError> {
    report.claims.identities_tried += 1;
    let chain = fork.chain();
    let before = chain.token_balance(deployed.token, FRESH).await?;
    let gas = match fork.claim_by(ANYBODY, request).await? {
        Ok(gas) => gas,
        Err(reason) => {
            report.failures.push(format!("leaf {} by GitHub account: {reason}", request.index));
            return Ok(None);
        }
    };
    let after = chain.token_balance(deployed.token, FRESH).await?;
    let received = Amount::new(after.units().saturating_sub(before.units()));
    let due = over_time::due(fork, deployed, request.amount).await?;
    if received != due {
        report
            .failures
            .push(format!("leaf {} by GitHub account: {received} units arrive of {due}", request.index));
        return Ok(None);
    }
    report.claims.identities_paid += 1;
    if fork.claim_by(ANYBODY, request).await?.is_ok() {
        report.failures.push(format!("leaf {} by GitHub account was paid twice", request.index));
    }
    Ok(Some(gas))
}
