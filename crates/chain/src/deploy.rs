//! Deploying: what the plan says, one transaction after the other, each looked at before the next.

use std::time::Duration;

use alloy::{primitives::Address, sol_types::SolEvent as _};
use tokio::time::sleep;
use tributary_bindings::factory::AirdropFactory::AirdropCreated;

use crate::{
    AirdropTerms, Chain, ChainError, DeployPlan, Deployment, SendEvent, SendWatcher, Sent, TokenTerms,
    creation::{deployer, find_creation, mints, receipt},
    plan,
    send::{Sender, settle},
};

/// How often code is looked for that a mined transaction left: the endpoint may be many machines.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// Deploys what is not there yet. A run that was stopped at any moment is run again: it waits for what is on its way,
/// finds what is there and does the rest.
///
/// # Errors
/// [`ChainError`]; nothing after the transaction that failed was sent.
pub async fn deploy(
    chain: &Chain,
    terms: &AirdropTerms,
    watcher: SendWatcher<'_>,
) -> Result<Deployment, ChainError> {
    settle(chain).await?;
    let plan = plan(chain, terms).await?;
    let mut sender = Sender::new(chain, watcher);
    let mut made: Vec<(Address, Sent)> = Vec::new();
    for transaction in &plan.transactions {
        let sent = sender.send(transaction).await?;
        if let Some(address) = transaction.leaves {
            expect_code(chain, address).await?;
            made.push((address, sent));
        }
    }
    let made = |address| made.iter().find(|(made, _)| *made == address).map(|(_, sent)| *sent);
    let Some(airdrop) = made(plan.airdrop) else {
        let reason = format!("it stands at {} already", plan.airdrop);
        watcher(SendEvent::Skipped { label: "create and fund the airdrop".to_owned(), reason });
        return find_deployment(chain, terms, &plan).await;
    };
    Ok(Deployment {
        chain_id: chain.id(),
        token: plan.token,
        token_tx: made(plan.token).map(|sent| sent.hash),
        factory: plan.factory,
        factory_tx: made(plan.factory).map(|sent| sent.hash),
        attestors: plan.attestors,
        attestors_tx: plan.attestors.and_then(made).map(|sent| sent.hash),
        airdrop: plan.airdrop,
        airdrop_tx: airdrop.hash,
        block: airdrop.block,
        deployer: plan.deployer,
        owner: plan.owner,
        salt: terms.bundle_hash,
    })
}

/// Notes a deployment that stands already, whoever sent it, from the event of its creation.
///
/// # Errors
/// [`ChainError`] when the endpoint fails, or remembers no such event.
pub async fn find_deployment(
    chain: &Chain,
    terms: &AirdropTerms,
    plan: &DeployPlan,
) -> Result<Deployment, ChainError> {
    let made = (AirdropCreated::SIGNATURE_HASH, plan.airdrop);
    let (hash, block) = find_creation(chain, plan.factory, made).await?;
    let receipt = receipt(chain, hash).await?.ok_or_else(|| ChainError::Nonsense {
        what: "receipt of the transaction that made the airdrop",
        value: "null".to_owned(),
    })?;
    let is_new = matches!(terms.token, TokenTerms::New { .. });
    Ok(Deployment {
        chain_id: chain.id(),
        token: plan.token,
        token_tx: (is_new && mints(&receipt, plan.token)).then_some(hash),
        factory: plan.factory,
        factory_tx: None,
        attestors: plan.attestors,
        attestors_tx: None,
        airdrop: plan.airdrop,
        airdrop_tx: hash,
        block,
        // Somebody else may have sent it: an airdrop with a stated owner stands at one address whoever deploys.
        deployer: deployer(&receipt, plan.token, plan.airdrop),
        owner: plan.owner,
        salt: terms.bundle_hash,
    })
}

/// A call of an address without code succeeds, so success alone says nothing.
pub(crate) async fn expect_code(chain: &Chain, address: Address) -> Result<(), ChainError> {
    for _ in 0..LOOKS {
        if !chain.code(address).await?.is_empty() {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
    Err(ChainError::NoCode { address, what: "contract just made" })
}
