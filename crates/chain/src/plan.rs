//! The way from what is on the chain to a funded airdrop: token (if there is none), factory, allowance, airdrop. Every
//! address is known in advance from what is deployed there, so a run that was stopped is simply run again.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::Provider as _,
    rpc::types::simulate::{SimBlock, SimCallResult, SimulatePayload},
    sol_types::{SolCall as _, SolConstructor as _},
};
use tributary_bindings::{
    Artifact,
    attestors::AttestorSet,
    factory::AirdropFactory::{AirdropParams, predictCall},
    token::ProjectToken::{approveCall, constructorCall},
};
use tributary_model::{Amount, Timestamp};

use crate::{
    AirdropTerms, AttestorTerms, Chain, ChainError, DeployPlan, PlannedTransaction, Target, TokenTerms,
    attestors::seconds,
    client::block_time,
    error::reason,
    fees::{Fees, limit},
    proxy::{self, Proxy},
    send::{expect_ether, request},
    verify::compare,
};

/// Gas that is stated for a step whose own estimate needs an earlier step, when the endpoint cannot simulate. The
/// largest step, a new token, uses a little less.
const GAS_BOUND: u64 = 2_500_000;

/// Says what a deployment would send. Sends nothing.
///
/// # Errors
/// [`ChainError`] naming what stands in the way: another chain, other decimals, too little ether or tokens, a refusal
/// of the contracts.
pub async fn plan(chain: &Chain, terms: &AirdropTerms) -> Result<DeployPlan, ChainError> {
    plan_as(chain, terms, chain.key()?.address()).await
}

/// The same for anybody, without their key.
///
/// # Errors
/// As [`plan`].
pub async fn plan_as(
    chain: &Chain,
    terms: &AirdropTerms,
    deployer: Address,
) -> Result<DeployPlan, ChainError> {
    let plan = plan_unpaid(chain, terms, deployer).await?;
    if !plan.transactions.is_empty() {
        expect_ether(chain, deployer, plan.cost).await?;
    }
    Ok(plan)
}

/// The same for an account whose gas another pays.
pub(crate) async fn plan_unpaid(
    chain: &Chain,
    terms: &AirdropTerms,
    deployer: Address,
) -> Result<DeployPlan, ChainError> {
    chain.expect_id(terms.chain_id)?;
    let proxy = proxy::find(chain, deployer).await?;
    let at = addresses(terms, deployer, proxy.address());
    let mut transactions = Steps { chain, terms, deployer, proxy, at: &at, taken: Vec::new() }.take().await?;
    rehearse(chain, &mut transactions).await?;
    let gas = transactions.iter().map(|transaction| transaction.gas).sum();
    let limits = transactions.iter().map(|transaction| limit(transaction.gas)).sum();
    let cost = Fees::now(chain).await?.cost(limits);
    Ok(DeployPlan {
        transactions,
        token: at.token,
        factory: at.factory,
        attestors: at.attestors,
        airdrop: at.airdrop,
        deployer,
        owner: owner(terms, deployer),
        gas,
        cost,
    })
}

struct Addresses {
    token: Address,
    factory: Address,
    attestors: Option<Address>,
    airdrop: Address,
}

/// The deployer owns what the terms give to nobody else.
fn owner(terms: &AirdropTerms, deployer: Address) -> Address {
    terms.owner.unwrap_or(deployer)
}

/// Of the set's constructor, ABI-encoded.
pub(crate) fn attestors_arguments(attestors: &AttestorTerms, owner: Address) -> Bytes {
    let arguments = AttestorSet::constructorCall {
        owner_: owner,
        guardian_: attestors.guardian.unwrap_or_default(),
        delay_: seconds(attestors.delay),
        attestors_: attestors.attestors.clone(),
        threshold_: attestors.threshold,
    };
    arguments.abi_encode().into()
}

pub(crate) fn attestors_creation(attestors: &AttestorTerms, owner: Address) -> Bytes {
    [&Artifact::attestor_set().creation[..], &attestors_arguments(attestors, owner)].concat().into()
}

fn token_creation(name: &str, symbol: &str, supply: Amount, deployer: Address) -> Bytes {
    let arguments = constructorCall {
        name_: name.to_owned(),
        symbol_: symbol.to_owned(),
        recipient: deployer,
        supply: supply.units(),
    };
    [&Artifact::project_token().creation[..], &arguments.abi_encode()].concat().into()
}

fn params(
    terms: &AirdropTerms,
    (token, attestors): (Address, Option<Address>),
    deployer: Address,
) -> AirdropParams {
    // Years that can be written are far below 2^40 seconds; earlier than 1970 is 1970.
    let unix = |moment: Timestamp| seconds(u64::try_from(moment.unix()).unwrap_or_default());
    AirdropParams {
        token,
        root: terms.root,
        total: terms.total.units(),
        owner: owner(terms, deployer),
        claimStart: unix(terms.claim_start),
        claimEnd: unix(terms.claim_end),
        bundleHash: terms.bundle_hash,
        attestors: attestors.unwrap_or_default(),
    }
}

fn addresses(terms: &AirdropTerms, deployer: Address, proxy: Address) -> Addresses {
    let factory = proxy.create2(B256::ZERO, keccak256(&terms.kind.factory().creation));
    let token = match &terms.token {
        TokenTerms::Existing { address, .. } => *address,
        TokenTerms::New { name, symbol, supply } => {
            proxy.create2(terms.bundle_hash, keccak256(token_creation(name, symbol, *supply, deployer)))
        }
    };
    let attestors = terms.attestors.as_ref().map(|attestors| {
        let creation = attestors_creation(attestors, owner(terms, deployer));
        proxy.create2(B256::ZERO, keccak256(creation))
    });
    let params = params(terms, (token, attestors), deployer);
    let airdrop = terms.kind.address(factory, terms.bundle_hash, &params);
    Addresses { token, factory, attestors, airdrop }
}

/// What is left to do, found by looking.
struct Steps<'a> {
    chain: &'a Chain,
    terms: &'a AirdropTerms,
    deployer: Address,
    proxy: Proxy,
    at: &'a Addresses,
    taken: Vec<PlannedTransaction>,
}

impl Steps<'_> {
    async fn take(mut self) -> Result<Vec<PlannedTransaction>, ChainError> {
        if self.airdrop_stands().await? {
            return Ok(Vec::new());
        }
        self.still_claimable().await?;
        if let Proxy::Missing { address, nonce } = self.proxy {
            self.step("create the deployment proxy", Target::New(address), proxy::creation(), Some(address));
            if let Some(step) = self.taken.last_mut() {
                step.nonce = Some(nonce);
            }
        }
        let token_there = self.token().await?;
        self.attestors().await?;
        self.factory().await?;
        self.allowance(token_there).await?;
        let (to, salt) = (Target::Contract(self.at.factory), self.terms.bundle_hash);
        let data = self.terms.kind.create(self.params(), salt);
        self.step("create and fund the airdrop", to, data, Some(self.at.airdrop));
        Ok(self.taken)
    }

    fn params(&self) -> AirdropParams {
        params(self.terms, (self.at.token, self.at.attestors), self.deployer)
    }

    fn step(&mut self, label: &str, to: Target, data: Bytes, leaves: Option<Address>) {
        let (from, value) = (self.deployer, U256::ZERO);
        let label = label.to_owned();
        let step =
            PlannedTransaction { label, from, to, value, data, gas: 0, bound: true, leaves, nonce: None };
        self.taken.push(step);
    }

    fn by_proxy(&mut self, label: &str, salt: B256, creation: &[u8], leaves: Address) {
        let data = [salt.as_slice(), creation].concat().into();
        self.step(label, Target::Contract(self.proxy.address()), data, Some(leaves));
    }

    /// The factory makes an airdrop and funds it at once, so one that stands was funded.
    async fn airdrop_stands(&self) -> Result<bool, ChainError> {
        let code = self.chain.code(self.at.airdrop).await?;
        if code.is_empty() {
            return Ok(false);
        }
        expect_artifact(self.at.airdrop, self.terms.kind.artifact(), &code).map(|()| true)
    }

    /// Nobody could claim from an airdrop whose window is over.
    async fn still_claimable(&self) -> Result<(), ChainError> {
        let (end, now) = (self.terms.claim_end, block_time(&self.chain.head().await?)?);
        if now < end { Ok(()) } else { Err(ChainError::WindowOver { end, now }) }
    }

    /// Makes the token unless it is there.
    async fn token(&mut self) -> Result<bool, ChainError> {
        let (token, needed) = (self.at.token, self.terms.total.units());
        let there = !self.chain.code(token).await?.is_empty();
        let mut balance = None;
        match &self.terms.token {
            TokenTerms::Existing { address, decimals } => {
                existing_token(self.chain, *address, *decimals, there).await?;
            }
            TokenTerms::New { name, symbol, supply } if !there => {
                let creation = token_creation(name, symbol, *supply, self.deployer);
                self.by_proxy("create the token", self.terms.bundle_hash, &creation, token);
                balance = Some(supply.units());
            }
            TokenTerms::New { .. } => {}
        }
        let balance = match balance {
            Some(balance) => balance,
            None => self.chain.token_balance(token, self.deployer).await?.units(),
        };
        if balance < needed {
            return Err(ChainError::NotEnoughTokens { account: self.deployer, token, needed, balance });
        }
        Ok(there)
    }

    /// Makes the set of attestors unless it is there. One that is there must still be as the terms say: its owner may
    /// have put others in.
    async fn attestors(&mut self) -> Result<(), ChainError> {
        let (Some(address), Some(terms)) = (self.at.attestors, &self.terms.attestors) else { return Ok(()) };
        let code = self.chain.code(address).await?;
        if code.is_empty() {
            let creation = attestors_creation(terms, owner(self.terms, self.deployer));
            self.by_proxy("create the set of attestors", B256::ZERO, &creation, address);
            return Ok(());
        }
        expect_artifact(address, Artifact::attestor_set(), &code)?;
        let found = self.chain.attestor_set(address).await?;
        if found.attestors == terms.attestors && found.threshold == terms.threshold && found.pending.is_none()
        {
            return Ok(());
        }
        Err(ChainError::OtherAttestors { set: address })
    }

    /// Makes the factory unless it is there.
    async fn factory(&mut self) -> Result<(), ChainError> {
        let code = self.chain.code(self.at.factory).await?;
        if code.is_empty() {
            let creation = &self.terms.kind.factory().creation;
            self.by_proxy("create the factory", B256::ZERO, creation, self.at.factory);
            return Ok(());
        }
        expect_artifact(self.at.factory, self.terms.kind.factory(), &code)?;
        self.check_prediction().await
    }

    /// Our own computation of the address against the factory's.
    async fn check_prediction(&self) -> Result<(), ChainError> {
        let call = self.terms.kind.predict(self.params(), self.terms.bundle_hash);
        let request = request(self.deployer, Target::Contract(self.at.factory), U256::ZERO, call);
        let answer = self.chain.provider().call(request).await.map_err(self.chain.failed("predict"))?;
        if predictCall::abi_decode_returns(&answer).ok() == Some(self.at.airdrop) {
            return Ok(());
        }
        Err(ChainError::Nonsense { what: "predict", value: answer.to_string() })
    }

    /// Allows the factory exactly the total, and nobody anything more.
    async fn allowance(&mut self, token_there: bool) -> Result<(), ChainError> {
        let (token, spender, value) = (self.at.token, self.at.factory, self.terms.total.units());
        let allowed =
            if token_there { self.chain.allowance(token, self.deployer, spender).await? } else { U256::ZERO };
        if allowed >= value {
            return Ok(());
        }
        let approve = |value| Bytes::from(approveCall { spender, value }.abi_encode());
        if !allowed.is_zero() {
            // Some tokens refuse to change an allowance that is not zero.
            self.step("take back an earlier allowance", Target::Contract(token), approve(U256::ZERO), None);
        }
        self.step("allow the factory to take the total", Target::Contract(token), approve(value), None);
        Ok(())
    }
}

pub(crate) fn expect_artifact(address: Address, artifact: &Artifact, code: &Bytes) -> Result<(), ChainError> {
    let other = |_| ChainError::OtherCode { address, contract: artifact.name.clone() };
    compare(artifact, code).map(drop).map_err(other)
}

pub(crate) async fn existing_token(
    chain: &Chain,
    token: Address,
    expected: u8,
    there: bool,
) -> Result<(), ChainError> {
    if !there {
        return Err(ChainError::NoCode { address: token, what: "token" });
    }
    let found = chain.token_decimals(token).await?;
    if found == expected { Ok(()) } else { Err(ChainError::OtherDecimals { token, expected, found }) }
}

/// Gas of the steps one after the other, by `eth_simulateV1`; where the endpoint lacks it, each by itself or a bound.
pub(crate) async fn rehearse(chain: &Chain, steps: &mut [PlannedTransaction]) -> Result<(), ChainError> {
    if steps.is_empty() {
        return Ok(());
    }
    let calls = steps.iter().map(PlannedTransaction::request).collect();
    let block = SimBlock { calls, ..SimBlock::default() };
    let payload = SimulatePayload { block_state_calls: vec![block], ..SimulatePayload::default() };
    let simulated = chain.provider().simulate(&payload).await.ok().and_then(|mut blocks| blocks.pop());
    match simulated {
        Some(block) if block.calls.len() == steps.len() => {
            for (step, call) in steps.iter_mut().zip(&block.calls) {
                (step.gas, step.bound) = (rehearsed(&step.label, call)?, false);
            }
        }
        _ => {
            for step in steps {
                rehearse_alone(chain, step).await?;
            }
        }
    }
    Ok(())
}

fn rehearsed(label: &str, call: &SimCallResult) -> Result<u64, ChainError> {
    if call.status {
        return Ok(call.max_used_gas.unwrap_or(call.gas_used));
    }
    // Geth puts what the contract said into the error, others into the data.
    let said = call.error.as_ref().filter(|_| call.return_data.is_empty()).map(|error| error.message.clone());
    let reason = said.unwrap_or_else(|| reason(&call.return_data));
    Err(ChainError::Reverted { action: label.to_owned(), reason })
}

/// The first step stands on its own. Those after it need it, so what they say alone means little.
async fn rehearse_alone(chain: &Chain, step: &mut PlannedTransaction) -> Result<(), ChainError> {
    let there = match step.to {
        Target::Contract(address) => !chain.code(address).await?.is_empty(),
        Target::New(_) => true,
    };
    let alone = if there { chain.gas(&step.label, step.request()).await.ok() } else { None };
    (step.gas, step.bound) = alone.map_or((GAS_BOUND.max(step.gas), true), |gas| (gas, false));
    Ok(())
}
