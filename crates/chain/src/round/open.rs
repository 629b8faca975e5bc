//! The way from what is on the chain to an open round: both factories where they are missing, then the round. Every
//! address is known in advance, so a run that was stopped is simply run again.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::Provider as _,
    sol_types::{SolCall as _, SolEvent as _},
};
use serde::{Deserialize, Serialize};
use tributary_bindings::{
    Artifact,
    round_factory::FundingRoundFactory::{RoundCreated, createCall, predictCall},
};

use super::{RoundTerms, terms::factory_creation};
use crate::{
    Chain, ChainError, PlannedTransaction, SendEvent, SendWatcher, Target,
    client::block_time,
    creation::{find_creation, receipt},
    deploy::expect_code,
    fees::{Fees, limit},
    plan::{existing_token, expect_artifact, rehearse},
    proxy::{self, Proxy},
    send::{Sender, expect_ether, request, settle},
};

/// Gas of the largest step, the factory of rounds, when the endpoint cannot simulate.
const GAS_BOUND: u64 = 4_500_000;

/// `deployment.json` of a round: where everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundDeployment {
    /// EIP-155 id.
    pub chain_id: u64,
    /// The round.
    pub round: Address,
    /// The transaction that made it.
    pub round_tx: B256,
    /// Its block: events are looked for from here on.
    pub block: u64,
    /// What made the round.
    pub factory: Address,
    /// What makes the airdrop that the round is paid by.
    pub airdrop_factory: Address,
    /// Who sent it. They get no part in the round by it.
    pub deployer: Address,
    /// The salt of the address: SHA-256 of the rules.
    pub salt: B256,
}

/// What opening a round would send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoundPlan {
    /// What is left to send, in order. Empty: the round stands.
    pub transactions: Vec<PlannedTransaction>,
    /// Where the round is or will be.
    pub round: Address,
    /// What makes it.
    pub factory: Address,
    /// What makes its airdrop.
    pub airdrop_factory: Address,
    /// Who sends.
    pub deployer: Address,
    /// Gas of all.
    pub gas: u64,
    /// The most that it costs at the fees now, in wei, with the margin that is sent along with each estimate.
    pub cost: U256,
}

/// Says what opening would send by the chain's key. Sends nothing.
///
/// # Errors
/// [`ChainError`] naming what stands in the way.
pub async fn plan_round(chain: &Chain, terms: &RoundTerms) -> Result<RoundPlan, ChainError> {
    plan_round_as(chain, terms, chain.key()?.address()).await
}

/// The same for anybody, without their key.
///
/// # Errors
/// As [`plan_round`].
pub async fn plan_round_as(
    chain: &Chain,
    terms: &RoundTerms,
    deployer: Address,
) -> Result<RoundPlan, ChainError> {
    let plan = plan_unpaid(chain, terms, deployer).await?;
    if !plan.transactions.is_empty() {
        expect_ether(chain, deployer, plan.cost).await?;
    }
    Ok(plan)
}

/// The same for a Safe, whose owners pay for the gas.
///
/// # Errors
/// [`ChainError::SafeCannot`] for a step that only a key can take, and as [`plan_round`].
pub async fn plan_round_by_safe(
    chain: &Chain,
    terms: &RoundTerms,
    safe: Address,
) -> Result<RoundPlan, ChainError> {
    chain.expect_id(terms.chain_id)?;
    if matches!(proxy::find(chain, safe).await?, Proxy::Missing { .. }) {
        return Err(ChainError::SafeCannot { chain: chain.id(), proxy: proxy::SHARED });
    }
    plan_unpaid(chain, terms, safe).await
}

async fn plan_unpaid(chain: &Chain, terms: &RoundTerms, deployer: Address) -> Result<RoundPlan, ChainError> {
    chain.expect_id(terms.chain_id)?;
    let proxy = proxy::find(chain, deployer).await?;
    let airdrop_factory =
        proxy.address().create2(B256::ZERO, keccak256(&Artifact::airdrop_factory().creation));
    let factory = proxy.address().create2(B256::ZERO, keccak256(factory_creation(airdrop_factory)));
    let round = terms.address(factory, airdrop_factory);
    let at = Addresses { airdrop_factory, factory, round };
    let mut transactions = Steps { chain, terms, deployer, proxy, at, taken: Vec::new() }.take().await?;
    rehearse(chain, &mut transactions).await?;
    let gas = transactions.iter().map(|step| step.gas).sum();
    let limits = transactions.iter().map(|step| limit(step.gas)).sum();
    let cost = Fees::now(chain).await?.cost(limits);
    Ok(RoundPlan { transactions, round, factory, airdrop_factory, deployer, gas, cost })
}

#[derive(Clone, Copy)]
struct Addresses {
    airdrop_factory: Address,
    factory: Address,
    round: Address,
}

/// What is left to do, found by looking.
struct Steps<'a> {
    chain: &'a Chain,
    terms: &'a RoundTerms,
    deployer: Address,
    proxy: Proxy,
    at: Addresses,
    taken: Vec<PlannedTransaction>,
}

impl Steps<'_> {
    async fn take(mut self) -> Result<Vec<PlannedTransaction>, ChainError> {
        let (chain, at) = (self.chain, self.at);
        let code = chain.code(at.round).await?;
        if !code.is_empty() {
            return expect_artifact(at.round, Artifact::funding_round(), &code).map(|()| Vec::new());
        }
        self.still_useful().await?;
        // A gift in a token of other decimals would be worth a power of ten more or less.
        let donated = self.terms.tokens.iter().copied().filter(|(token, _)| !token.is_zero());
        for (token, decimals) in donated.chain([(self.terms.token, self.terms.decimals)]) {
            let there = !chain.code(token).await?.is_empty();
            existing_token(chain, token, decimals, there).await?;
        }
        if let Proxy::Missing { address, nonce } = self.proxy {
            self.step("create the deployment proxy", Target::New(address), proxy::creation(), address);
            if let Some(step) = self.taken.last_mut() {
                step.nonce = Some(nonce);
            }
        }
        let airdrops = Artifact::airdrop_factory();
        self.by_proxy(
            "create the factory of airdrops",
            airdrops,
            airdrops.creation.clone(),
            at.airdrop_factory,
        )
        .await?;
        let rounds = Artifact::funding_round_factory();
        let made = self
            .by_proxy(
                "create the factory of rounds",
                rounds,
                factory_creation(at.airdrop_factory),
                at.factory,
            )
            .await?;
        if !made {
            self.check_prediction().await?;
        }
        let create = createCall { params: self.terms.params(), salt: self.terms.rules_hash };
        self.step("open the round", Target::Contract(at.factory), create.abi_encode().into(), at.round);
        Ok(self.taken)
    }

    fn step(&mut self, label: &str, to: Target, data: Bytes, leaves: Address) {
        self.taken.push(PlannedTransaction {
            label: label.to_owned(),
            from: self.deployer,
            to,
            value: U256::ZERO,
            data,
            gas: GAS_BOUND,
            bound: true,
            leaves: Some(leaves),
            nonce: None,
        });
    }

    /// Makes a contract unless it is there; answers whether it has to.
    async fn by_proxy(
        &mut self,
        label: &str,
        artifact: &Artifact,
        creation: Bytes,
        leaves: Address,
    ) -> Result<bool, ChainError> {
        let code = self.chain.code(leaves).await?;
        if !code.is_empty() {
            return expect_artifact(leaves, artifact, &code).map(|()| false);
        }
        let data = [B256::ZERO.as_slice(), &creation].concat().into();
        self.step(label, Target::Contract(self.proxy.address()), data, leaves);
        Ok(true)
    }

    /// Nobody could apply to a round whose window is over.
    async fn still_useful(&self) -> Result<(), ChainError> {
        let (end, now) = (self.terms.windows.applications_end, block_time(&self.chain.head().await?)?);
        if now < end { Ok(()) } else { Err(ChainError::ApplicationsOver { end, now }) }
    }

    /// Our own computation of the address against the factory's.
    async fn check_prediction(&self) -> Result<(), ChainError> {
        let call = predictCall { params: self.terms.params(), salt: self.terms.rules_hash };
        let data = call.abi_encode().into();
        let asked = request(self.deployer, Target::Contract(self.at.factory), U256::ZERO, data);
        let answer = self.chain.provider().call(asked).await.map_err(self.chain.failed("predict"))?;
        if predictCall::abi_decode_returns(&answer).ok() == Some(self.at.round) {
            return Ok(());
        }
        Err(ChainError::Nonsense { what: "predict", value: answer.to_string() })
    }
}

/// Opens the round, and makes before it what is not there yet. A run that was stopped at any moment is run again: it
/// waits for what is on its way, finds what is there and does the rest.
///
/// # Errors
/// [`ChainError`]; nothing after the transaction that failed was sent.
pub async fn open_round(
    chain: &Chain,
    terms: &RoundTerms,
    watcher: SendWatcher<'_>,
) -> Result<RoundDeployment, ChainError> {
    settle(chain).await?;
    let plan = plan_round(chain, terms).await?;
    let mut sender = Sender::new(chain, watcher);
    for transaction in &plan.transactions {
        sender.send(transaction).await?;
        if let Some(address) = transaction.leaves {
            expect_code(chain, address).await?;
        }
    }
    if plan.transactions.is_empty() {
        let reason = format!("it stands at {} already", plan.round);
        watcher(SendEvent::Skipped { label: "open the round".to_owned(), reason });
    }
    find_round(chain, terms, &plan).await
}

/// Notes a round that stands, whoever opened it, from the event of its creation.
///
/// # Errors
/// [`ChainError`] when the endpoint fails, or remembers no such event.
pub async fn find_round(
    chain: &Chain,
    terms: &RoundTerms,
    plan: &RoundPlan,
) -> Result<RoundDeployment, ChainError> {
    let made = (RoundCreated::SIGNATURE_HASH, plan.round);
    let (round_tx, block) = find_creation(chain, plan.factory, made).await?;
    let receipt = receipt(chain, round_tx).await?.ok_or_else(|| ChainError::Nonsense {
        what: "receipt of the transaction that opened the round",
        value: "null".to_owned(),
    })?;
    Ok(RoundDeployment {
        chain_id: chain.id(),
        round: plan.round,
        round_tx,
        block,
        factory: plan.factory,
        airdrop_factory: plan.airdrop_factory,
        deployer: receipt.from,
        salt: terms.rules_hash,
    })
}
