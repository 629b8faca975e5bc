//! Is the code at an address the committed artifact?

use alloy::{
    primitives::{Address, B256, Bytes, keccak256},
    rpc::types::TransactionReceipt,
    sol_types::SolEvent as _,
};
use tributary_bindings::{Artifact, Range, factory::AirdropFactory::AirdropCreated};

use crate::{
    AttestorTerms, Chain, ChainError, Deployment, Kind,
    creation::{deployer, receipt},
    plan::attestors_creation,
    proxy,
    send::pending_count,
};

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCheck {
    /// `code`, or the immutable's name.
    pub name: String,
    /// What was found, or what differs.
    pub outcome: Result<String, String>,
}

/// Compares the code at `address` with `artifact` wherever no immutable stands, and each of the named immutables
/// with what it should be. The first check is the code's.
///
/// # Errors
/// [`ChainError`] when the endpoint fails: then nothing is known. A difference is not an error but a check that
/// fails.
pub async fn verify_code(
    chain: &Chain,
    address: Address,
    artifact: &Artifact,
    expected: &[(&str, B256)],
) -> Result<Vec<CodeCheck>, ChainError> {
    let code = chain.code(address).await?;
    let same = compare(artifact, &code);
    let readable = same.is_ok();
    let mut checks = vec![CodeCheck { name: "code".to_owned(), outcome: same }];
    for (name, word) in expected {
        let outcome = if readable {
            immutable(artifact, &code, name, *word)
        } else {
            Err("cannot be read from code that is not ours".to_owned())
        };
        checks.push(CodeCheck { name: (*name).to_owned(), outcome });
    }
    Ok(checks)
}

/// [`verify_code`] for the contract of a campaign. An immutable that `expected` leaves out fails: it could be anything.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_airdrop_code(
    chain: &Chain,
    address: Address,
    kind: Kind,
    expected: &[(&str, B256)],
) -> Result<Vec<CodeCheck>, ChainError> {
    let artifact = kind.artifact();
    let mut checks = verify_code(chain, address, artifact, expected).await?;
    let left_out = artifact.immutables.keys().filter(|name| expected.iter().all(|(given, _)| given != name));
    checks.extend(
        left_out.map(|name| CodeCheck { name: name.clone(), outcome: Err("was not compared".to_owned()) }),
    );
    Ok(checks)
}

/// Compares the code at `address` with `ProjectToken`.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_token_code(chain: &Chain, address: Address) -> Result<CodeCheck, ChainError> {
    let code = chain.code(address).await?;
    Ok(CodeCheck { name: "token".to_owned(), outcome: compare(Artifact::project_token(), &code) })
}

/// Compares the code at `address` with `AttestorSet`. Who is in it is read from the set itself.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_attestors_code(chain: &Chain, address: Address) -> Result<CodeCheck, ChainError> {
    let code = chain.code(address).await?;
    Ok(CodeCheck { name: "attestors".to_owned(), outcome: compare(Artifact::attestor_set(), &code) })
}

/// Looked through for a proxy of the deployer's own. A note may name an account that has sent millions of transactions.
const MOST_PROXIES: u64 = 10_000;

/// Where a set of attestors stands that has these terms and this owner: it and the airdrop's factory are made through one proxy,
/// the shared one or one of the deployer's own. `None` when no such proxy makes the factory.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn attestors_address(
    chain: &Chain,
    noted: &Deployment,
    kind: Kind,
    (terms, owner): (&AttestorTerms, Address),
) -> Result<Option<Address>, ChainError> {
    let factory = keccak256(&kind.factory().creation);
    let makes_factory = |proxy: &Address| proxy.create2(B256::ZERO, factory) == noted.factory;
    let mut proxy = Some(proxy::SHARED).filter(makes_factory);
    if proxy.is_none() {
        let nonces = 0..pending_count(chain, noted.deployer).await?.min(MOST_PROXIES);
        proxy = nonces.map(|nonce| noted.deployer.create(nonce)).find(makes_factory);
    }
    Ok(proxy.map(|proxy| proxy.create2(B256::ZERO, keccak256(attestors_creation(terms, owner)))))
}

/// Compares a note of a deployment with what the chain remembers: the transaction that made the airdrop, its block,
/// its sender, its salt, and the code of the factory. Token and owner are immutables of the airdrop and compared there.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_deployment(
    chain: &Chain,
    noted: &Deployment,
    kind: Kind,
) -> Result<Result<String, String>, ChainError> {
    let (hash, factory) = (noted.airdrop_tx, noted.factory);
    if let Err(wrong) = compare(kind.factory(), &chain.code(factory).await?) {
        return Ok(Err(format!("the factory {factory}: {wrong}")));
    }
    for (what, earlier) in
        [("token", noted.token_tx), ("factory", noted.factory_tx), ("set of attestors", noted.attestors_tx)]
    {
        let Some(earlier) = earlier else { continue };
        let mined = receipt(chain, earlier).await?.filter(TransactionReceipt::status);
        if mined.is_none_or(|receipt| receipt.block_number > Some(noted.block)) {
            return Ok(Err(format!("{earlier}, which is said to have made the {what}, did not")));
        }
    }
    let Some(receipt) = receipt(chain, hash).await? else {
        return Ok(Err(format!("the endpoint knows no transaction {hash}")));
    };
    let events = receipt.logs().iter().filter(|log| log.address() == factory);
    let mut created = events.filter_map(|log| AirdropCreated::decode_log(&log.inner).ok());
    let Some(event) = created.find(|event| event.airdrop == noted.airdrop) else {
        return Ok(Err(format!(
            "transaction {hash} did not make {} by the factory {factory}",
            noted.airdrop
        )));
    };
    let sender = deployer(&receipt, noted.token, noted.airdrop);
    Ok(if receipt.block_number != Some(noted.block) {
        Err(format!("block {:?} has transaction {hash}, not {}", receipt.block_number, noted.block))
    } else if sender != noted.deployer {
        Err(format!("{sender} sent transaction {hash}, not {}", noted.deployer))
    } else if event.salt != noted.salt {
        Err(format!("the salt was {}, not {}", event.salt, noted.salt))
    } else {
        Ok(format!("made by {} in block {}, transaction {hash}", noted.deployer, noted.block))
    })
}

pub(crate) fn compare(artifact: &Artifact, code: &Bytes) -> Result<String, String> {
    if code.is_empty() {
        return Err("there is no code".to_owned());
    }
    if code.len() != artifact.runtime.len() {
        return Err(format!("{} bytes, `{}` has {}", code.len(), artifact.name, artifact.runtime.len()));
    }
    let masked = |place: usize| artifact.immutables.values().flatten().any(|range| covers(range, place));
    let differs = (0..code.len()).find(|place| code[*place] != artifact.runtime[*place] && !masked(*place));
    match differs {
        Some(place) => Err(format!("byte {place} differs from `{}`", artifact.name)),
        None => Ok(format!("{} bytes of `{}`", code.len(), artifact.name)),
    }
}

const fn covers(range: &Range, place: usize) -> bool {
    range.start <= place && place < range.start + range.length
}

fn immutable(artifact: &Artifact, code: &Bytes, name: &str, expected: B256) -> Result<String, String> {
    let ranges =
        artifact.immutables.get(name).ok_or_else(|| format!("`{}` has no such immutable", artifact.name))?;
    for range in ranges {
        let found = &code[range.start..range.start + range.length];
        let word = B256::left_padding_from(found);
        if word != expected {
            return Err(format!("is {word}, expected {expected}"));
        }
    }
    Ok(expected.to_string())
}
