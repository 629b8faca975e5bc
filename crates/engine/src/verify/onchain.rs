//! The part of the road that stands on the chain.

use tributary_chain::{
    Chain, ChainError, CodeCheck, Deployment, EventsRead, Kind, verify_airdrop_code, verify_attestors_code,
    verify_deployment, verify_token_code,
};
use tributary_model::{Address, Amount, B256, Timestamp, U256};

use super::{
    Check, Report, attestors,
    funded::{FUNDED, claimed_total, funded, funded_vesting},
    recurring,
};
use crate::{
    bundle::{Bundle, Manifest},
    vesting::VestingTerms,
};

/// What a bundle is compared with.
#[derive(Clone, Debug)]
pub struct ChainTarget<'a> {
    /// The connection.
    pub chain: &'a Chain,
    /// Where the airdrop is said to be.
    pub deployment: &'a Deployment,
}

/// Each immutable with the line it is reported in.
const IMMUTABLES: [(&str, &str, &str); 8] = [
    ("token", "token", "the contract pays the stated token"),
    ("root", "root_onchain", "the contract has the bundle's root"),
    ("total", "total", "the contract's total is the sum of the tree"),
    ("owner", "owner", "the owner is as stated"),
    ("claimStart", "claim_start", "claims open as stated"),
    ("claimEnd", "claim_end", "claims end as stated"),
    ("bundleHash", "bundle_hash", "the contract vouches for this bundle"),
    ("attestors", attestors::ID, "the attestors are as stated"),
];

/// Events of a contract that an earlier report has read. One of them is for one deployment.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    pub(super) lists: EventsRead,
    attestors: EventsRead,
}

/// Compares a bundle with the chain.
///
/// # Errors
/// [`ChainError`] when the endpoint fails: then nothing is known, which is neither pass nor fail.
pub async fn verify_chain(bundle: &Bundle, target: &ChainTarget<'_>) -> Result<Report, ChainError> {
    let claimed = claimed_total(target.chain, target.deployment);
    verify_followed(bundle, target, &mut Remembered::default(), claimed).await
}

/// [`verify_chain`] for whoever asks again and again, so that not all of the chain is read each time: `remembered` is what
/// was read before, and `claimed` the sum of all claims. It is asked for after the balance, since what is claimed in
/// between would otherwise seem to be missing.
///
/// # Errors
/// [`ChainError`] when the endpoint fails, and what `claimed` gives.
pub async fn verify_followed<E: From<ChainError>>(
    bundle: &Bundle,
    target: &ChainTarget<'_>,
    remembered: &mut Remembered,
    claimed: impl Future<Output = Result<Amount, E>>,
) -> Result<Report, E> {
    // On the heap: so many questions make a large future.
    let mut checks = Box::pin(fixed(bundle, target, remembered)).await?;
    if let Kind::Recurring(_) = bundle.manifest().claim.kind() {
        checks.extend(recurring::verify_lists(bundle, target, &mut remembered.lists).await?);
        return Ok(Report { checks });
    }
    let (manifest, deployment, chain) = (bundle.manifest(), target.deployment, target.chain);
    let funded = match settled(chain.read_airdrop(deployment.airdrop).await.map(Ok))? {
        Ok(state) if manifest.claim.kind() != Kind::Instant => {
            settled(funded_vesting(manifest, deployment, chain, &state).await)?
        }
        Ok(state) => funded(manifest, &state, claimed).await?,
        Err(wrong) => Err(wrong),
    };
    checks.push(Check::of("funded", FUNDED, funded));
    Ok(Report { checks })
}

/// Compares what a contract never changes. Of a recurring airdrop that is the same for all its lists.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_fixed(bundle: &Bundle, target: &ChainTarget<'_>) -> Result<Vec<Check>, ChainError> {
    fixed(bundle, target, &mut Remembered::default()).await
}

async fn fixed(
    bundle: &Bundle,
    target: &ChainTarget<'_>,
    remembered: &mut Remembered,
) -> Result<Vec<Check>, ChainError> {
    let (manifest, deployment, chain) = (bundle.manifest(), target.deployment, target.chain);
    let mut checks =
        vec![Check::of("chain", "the chain is the stated one", chain_id(manifest, deployment, chain))];
    let kind = manifest.claim.kind();
    let made = verify_deployment(chain, deployment, kind).await?;
    let made = made.and_then(|detail| as_ruled(manifest, deployment).map(|()| detail));
    checks.push(Check::of("deployment", "the chain remembers the deployment as noted", made));
    let mut expected = immutables(bundle, deployment);
    if let Kind::Recurring(_) = kind {
        // They are those of a list, and lists follow one another.
        expected.retain(|(name, _)| !["root", "total", "bundleHash"].contains(name));
    }
    let words: Vec<(&str, B256)> = expected.into_iter().chain(kind.immutables()).collect();
    let mut found = verify_airdrop_code(chain, deployment.airdrop, kind, &words).await?.into_iter();
    if let Some(code) = found.next() {
        checks.push(Check::of("code", "the code at the address is the committed contract", code.outcome));
    }
    let (found, schedule): (Vec<_>, Vec<_>) =
        found.partition(|check| kind.immutables().iter().all(|(name, _)| *name != check.name));
    if let Kind::Recurring(_) = kind {
        checks.extend(schedule.into_iter().map(|check| recurring::fixed(check, manifest)));
    } else if !schedule.is_empty() {
        let found = schedule.into_iter().try_for_each(|CodeCheck { name, outcome }| {
            outcome.map(drop).map_err(|wrong| format!("`{}` {wrong}", name.trim_start_matches('_')))
        });
        let told =
            found.map(|()| manifest.claim.vesting.as_ref().map(VestingTerms::to_string).unwrap_or_default());
        checks.push(Check::of("schedule", "shares become available as stated", told));
    }
    let place = settled(attestors::place(manifest, deployment, chain).await)?;
    for check in found {
        let line = IMMUTABLES.iter().find(|(name, _, _)| *name == check.name);
        let (_, id, title) = line.unwrap_or(&("", "immutable", "an immutable is as stated"));
        let told = |word| told(&check.name, manifest, deployment).unwrap_or(word);
        let grew = if check.name == "claimEnd" { grown(manifest, deployment, chain).await? } else { None };
        let placed = if *id == attestors::ID { place.clone() } else { Ok(()) };
        let outcome = placed.and(check.outcome);
        let outcome = outcome.map(|word| [Some(told(word)), grew].into_iter().flatten().collect::<Vec<_>>());
        checks.push(Check::of(id, title, outcome.map(|parts| parts.join("; "))));
    }
    if let Some(set) = deployment.attestors {
        let code = verify_attestors_code(chain, set).await?;
        checks.push(Check::of(
            "attestors_code",
            "the set of attestors is the committed contract",
            code.outcome,
        ));
        let terms = settled(attestors::terms(bundle, target, set, &mut remembered.attestors).await)?;
        checks.push(Check::of("attestors_terms", attestors::TITLE, terms));
    }
    if manifest.token.address.is_none() {
        let code = verify_token_code(chain, deployment.token).await?;
        checks.push(Check::of("token_code", "the new token is the committed contract", code.outcome));
        let terms = settled(token_terms(manifest, deployment, chain).await)?;
        checks.push(Check::of("token_terms", "the new token has the stated name and supply", terms));
    }
    Ok(checks)
}

/// Until when the contract really pays, where freezes have made the window longer.
async fn grown(
    manifest: &Manifest,
    deployment: &Deployment,
    chain: &Chain,
) -> Result<Option<String>, ChainError> {
    let Some(set) = deployment.attestors else { return Ok(None) };
    // A set that does not answer is told by its own lines.
    let seconds = settled(chain.frozen_for(set, deployment.airdrop).await.map(Ok))?.unwrap_or_default();
    let end = u64::try_from(manifest.claim.end.unix()).unwrap_or_default().saturating_add(seconds);
    let told = || format!("claims by identity were frozen, so it pays until {}", Timestamp::saturating(end));
    Ok((seconds > 0).then(told))
}

/// What contracts answer wrongly is a finding; what the endpoint does not answer is an error.
pub(crate) fn settled<T>(
    asked: Result<Result<T, String>, ChainError>,
) -> Result<Result<T, String>, ChainError> {
    match asked {
        Err(error) if error.is_of_endpoint() => Err(error),
        Err(error) => Ok(Err(error.to_string())),
        Ok(found) => Ok(found),
    }
}

async fn token_terms(
    manifest: &Manifest,
    deployment: &Deployment,
    chain: &Chain,
) -> Result<Result<String, String>, ChainError> {
    let (stated, found) = (&manifest.token, chain.read_token(deployment.token).await?);
    let named = (&found.name, &found.symbol, found.decimals);
    if named != (&stated.name, &stated.symbol, stated.decimals) {
        return Ok(Err(format!("it says {named:?}, the manifest otherwise")));
    }
    let supply = stated.supply.unwrap_or_default();
    if found.supply != supply {
        return Ok(Err(format!("there are {} units, the manifest says {supply}", found.supply)));
    }
    Ok(Ok(format!("{} ({}), {supply} units", found.name, found.symbol)))
}

/// Whom the rules name, else who deployed.
pub(super) fn owner(manifest: &Manifest, deployment: &Deployment) -> Address {
    manifest.claim.owner.unwrap_or(deployment.deployer)
}

/// What the rules name, else what was made for it.
fn token(manifest: &Manifest, deployment: &Deployment) -> Address {
    manifest.token.address.unwrap_or(deployment.token)
}

fn as_ruled(manifest: &Manifest, deployment: &Deployment) -> Result<(), String> {
    let noted = [
        ("token", token(manifest, deployment), deployment.token),
        ("owner", owner(manifest, deployment), deployment.owner),
    ];
    if manifest.claim.identity.is_some() != deployment.attestors.is_some() {
        return Err(
            "it notes attestors where the rules name none, or none where the rules name some".to_owned()
        );
    }
    match noted.iter().find(|(_, ruled, noted)| ruled != noted) {
        Some((what, ruled, noted)) => {
            Err(format!("it notes {noted} as the {what}; by the rules it is {ruled}"))
        }
        None => Ok(()),
    }
}

fn chain_id(manifest: &Manifest, deployment: &Deployment, chain: &Chain) -> Result<String, String> {
    let (stated, deployed, found) = (manifest.chain_id, deployment.chain_id, chain.id());
    if stated == deployed && stated == found {
        Ok(format!("chain {stated}, airdrop {}", deployment.airdrop))
    } else {
        Err(format!("the manifest says {stated}, the deployment {deployed}, the endpoint serves {found}"))
    }
}

fn immutables(bundle: &Bundle, deployment: &Deployment) -> Vec<(&'static str, B256)> {
    let manifest = bundle.manifest();
    let number = |value: U256| B256::from(value.to_be_bytes::<32>());
    let seconds = |moment: Timestamp| number(U256::from(u64::try_from(moment.unix()).unwrap_or_default()));
    let address = |address: Address| address.into_word();
    vec![
        ("token", address(token(manifest, deployment))),
        ("root", manifest.root),
        ("total", number(manifest.total.units())),
        ("owner", address(owner(manifest, deployment))),
        ("claimStart", seconds(manifest.claim.start)),
        ("claimEnd", seconds(manifest.claim.end)),
        ("bundleHash", bundle.hash()),
        ("attestors", address(deployment.attestors.unwrap_or_default())),
    ]
}

/// What a word of the contract that holds means to people.
fn told(name: &str, manifest: &Manifest, deployment: &Deployment) -> Option<String> {
    match name {
        "token" => Some(token(manifest, deployment).to_string()),
        "total" => Some(format!("{} units", manifest.total)),
        "owner" => Some(owner(manifest, deployment).to_string()),
        "claimStart" => Some(manifest.claim.start.to_string()),
        "claimEnd" => Some(manifest.claim.end.to_string()),
        "attestors" => Some(
            deployment
                .attestors
                .map_or_else(|| "none: wallets alone can claim".to_owned(), |set| set.to_string()),
        ),
        _ => None,
    }
}
