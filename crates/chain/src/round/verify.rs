//! Is the round at an address the committed contract, made as noted, with the stated terms?

use alloy::{primitives::B256, sol_types::SolEvent as _};
use tributary_bindings::{Artifact, round_factory::FundingRoundFactory::RoundCreated};

use super::{RoundDeployment, RoundTerms};
use crate::{
    Chain, ChainError, CodeCheck,
    creation::receipt,
    verify::{compare, verify_code},
};

/// Compares the code of a round with the committed contract, and each immutable with the terms. The first check is the
/// code's.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_round_code(
    chain: &Chain,
    noted: &RoundDeployment,
    terms: &RoundTerms,
) -> Result<Vec<CodeCheck>, ChainError> {
    let artifact = Artifact::funding_round();
    let words = terms.immutables(noted.airdrop_factory);
    let mut checks = verify_code(chain, noted.round, artifact, &words).await?;
    let left_out = artifact.immutables.keys().filter(|name| words.iter().all(|(given, _)| given != name));
    checks.extend(
        left_out.map(|name| CodeCheck { name: name.clone(), outcome: Err("was not compared".to_owned()) }),
    );
    Ok(checks)
}

/// Compares the note of a round with what the chain remembers: both factories, and the transaction that made it.
///
/// # Errors
/// [`ChainError`] when the endpoint fails.
pub async fn verify_round_deployment(
    chain: &Chain,
    noted: &RoundDeployment,
) -> Result<Result<String, String>, ChainError> {
    let airdrops = chain.code(noted.airdrop_factory).await?;
    if let Err(wrong) = compare(Artifact::airdrop_factory(), &airdrops) {
        return Ok(Err(format!("the factory of airdrops {}: {wrong}", noted.airdrop_factory)));
    }
    let word: B256 = noted.airdrop_factory.into_word();
    let words = [("airdropFactory", word)];
    for check in verify_code(chain, noted.factory, Artifact::funding_round_factory(), &words).await? {
        if let Err(wrong) = check.outcome {
            return Ok(Err(format!("the factory of rounds {}: `{}` {wrong}", noted.factory, check.name)));
        }
    }
    let Some(receipt) = receipt(chain, noted.round_tx).await? else {
        return Ok(Err(format!("the endpoint knows no transaction {}", noted.round_tx)));
    };
    let events = receipt.logs().iter().filter(|log| log.address() == noted.factory);
    let mut created = events.filter_map(|log| RoundCreated::decode_log(&log.inner).ok());
    let Some(event) = created.find(|event| event.round == noted.round) else {
        return Ok(Err(format!("transaction {} did not make {}", noted.round_tx, noted.round)));
    };
    Ok(if receipt.block_number != Some(noted.block) {
        Err(format!(
            "block {:?} has transaction {}, not {}",
            receipt.block_number, noted.round_tx, noted.block
        ))
    } else if event.salt != noted.salt {
        Err(format!("the salt was {}, not {}", event.salt, noted.salt))
    } else if receipt.from != noted.deployer {
        Err(format!("{} sent transaction {}, not {}", receipt.from, noted.round_tx, noted.deployer))
    } else {
        Ok(format!("opened by {} in block {}, transaction {}", noted.deployer, noted.block, noted.round_tx))
    })
}
