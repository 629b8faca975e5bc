//! Deploying an airdrop: token (if there is none), factory, allowance, airdrop. Every address is known in advance
//! from what is deployed there, so a run that was stopped is simply run again.

use alloy::{
    primitives::{Address, B256, Bytes, U256, address, keccak256},
    providers::Provider as _,
    rpc::types::simulate::{SimBlock, SimulatePayload},
    sol_types::{SolCall as _, SolConstructor as _, SolValue as _},
};
use serde::{Deserialize, Serialize};
use tributary_bindings::{
    Artifact,
    factory::AirdropFactory::AirdropParams,
    factory::AirdropFactory::{createCall, predictCall},
    token::ProjectToken::{approveCall, constructorCall},
};
use tributary_model::{Amount, Timestamp};

use crate::{
    Chain, ChainError,
    send::{SendEvent, SendWatcher, Sender, gas_price},
    verify::compare,
};

/// The proxy that deploys by CREATE2 on nearly every chain (Arachnid's deterministic-deployment-proxy).
const PROXY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
/// Gas that is stated for a step whose own estimate needs an earlier step, when the endpoint cannot simulate.
const GAS_BOUND: u64 = 1_500_000;

/// What is paid.
#[derive(Clone, Debug)]
pub enum TokenTerms {
    /// An ERC-20 that exists, with as many decimals as the rules say.
    Existing {
        /// Where.
        address: Address,
        /// What the rules say.
        decimals: u8,
    },
    /// A new one, minted to the deployer.
    New {
        /// Its name.
        name: String,
        /// Its symbol.
        symbol: String,
        /// Base units.
        supply: Amount,
    },
}

/// What is deployed.
#[derive(Clone, Debug)]
pub struct AirdropTerms {
    /// EIP-155 id.
    pub chain_id: u64,
    /// What is paid.
    pub token: TokenTerms,
    /// The tree.
    pub root: B256,
    /// The sum of its leaves.
    pub total: Amount,
    /// Who may sweep; the deployer when missing.
    pub owner: Option<Address>,
    /// First moment of claims.
    pub claim_start: Timestamp,
    /// First moment after.
    pub claim_end: Timestamp,
    /// SHA-256 of the manifest; also the salt of every address.
    pub bundle_hash: B256,
}

/// `deployment.json`: where everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// EIP-155 id.
    pub chain_id: u64,
    /// What is paid.
    pub token: Address,
    /// What made the airdrop.
    pub factory: Address,
    /// The airdrop.
    pub airdrop: Address,
    /// The transaction that made and funded it.
    pub airdrop_tx: B256,
    /// Its block: claims are looked for from here on.
    pub block: u64,
    /// Who sent it.
    pub deployer: Address,
    /// Who may sweep.
    pub owner: Address,
    /// The salt of the addresses.
    pub salt: B256,
}

/// A transaction that would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedTransaction {
    /// What it does.
    pub label: String,
    /// To whom.
    pub to: Address,
    /// Wei along with it.
    pub value: U256,
    /// The call.
    pub data: Bytes,
    /// Gas it uses.
    pub gas: u64,
    /// `gas` is an upper bound, since the endpoint could not rehearse the step.
    pub bound: bool,
}

/// What a deployment would do.
#[derive(Clone, Debug, Serialize)]
pub struct DeployPlan {
    /// What is left to send, in order. Empty: all is there.
    pub transactions: Vec<PlannedTransaction>,
    /// The token.
    pub token: Address,
    /// The factory.
    pub factory: Address,
    /// The airdrop.
    pub airdrop: Address,
    /// Who sends.
    pub deployer: Address,
    /// Who may sweep.
    pub owner: Address,
    /// Gas of all.
    pub gas: u64,
    /// The most that it costs at the fees now, in wei.
    pub cost: U256,
}

struct Step {
    label: &'static str,
    to: Address,
    data: Bytes,
}

struct Addresses {
    token: Address,
    factory: Address,
    airdrop: Address,
}

/// Says what a deployment would send. Sends nothing.
///
/// # Errors
/// [`ChainError`] naming what stands in the way: another chain, no proxy, too little ether or tokens.
pub async fn plan(chain: &Chain, terms: &AirdropTerms) -> Result<DeployPlan, ChainError> {
    chain.expect_id(terms.chain_id)?;
    let deployer = chain.key()?.address();
    if chain.code(PROXY).await?.is_empty() {
        return Err(ChainError::NoProxy { chain_id: chain.id(), proxy: PROXY });
    }
    let addresses = addresses(terms, deployer);
    let steps = steps(chain, terms, deployer, &addresses).await?;
    let transactions = rehearse(chain, steps).await?;
    let gas = transactions.iter().map(|transaction| transaction.gas).sum();
    let cost = U256::from(gas) * U256::from(gas_price(chain).await?);
    let balance = chain.ether(deployer).await?;
    if !transactions.is_empty() && balance < cost {
        return Err(ChainError::NotEnoughEther { account: deployer, needed: cost, balance });
    }
    Ok(DeployPlan {
        transactions,
        token: addresses.token,
        factory: addresses.factory,
        airdrop: addresses.airdrop,
        deployer,
        owner: terms.owner.unwrap_or(deployer),
        gas,
        cost,
    })
}

/// Deploys what is not there yet.
///
/// # Errors
/// [`ChainError`]; running it again goes on where it stopped.
pub async fn deploy(
    chain: &Chain,
    terms: &AirdropTerms,
    watcher: SendWatcher<'_>,
) -> Result<Deployment, ChainError> {
    let plan = plan(chain, terms).await?;
    let mut sender = Sender::new(chain, watcher);
    let mut created = None;
    for step in &plan.transactions {
        created = Some(sender.send(&step.label, step.to, step.data.clone()).await?);
    }
    let (airdrop_tx, block) = match created {
        Some(sent) => (sent.hash, sent.block),
        None => {
            let reason = format!("it stands at {} already", plan.airdrop);
            watcher(SendEvent::Skipped { label: "create and fund the airdrop".to_owned(), reason });
            find_creation(chain, plan.factory, plan.airdrop).await?
        }
    };
    Ok(Deployment {
        chain_id: chain.id(),
        token: plan.token,
        factory: plan.factory,
        airdrop: plan.airdrop,
        airdrop_tx,
        block,
        deployer: plan.deployer,
        owner: plan.owner,
        salt: terms.bundle_hash,
    })
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

fn params(terms: &AirdropTerms, token: Address, deployer: Address) -> AirdropParams {
    // Years that can be written are far below 2^40 seconds; earlier than 1970 is 1970.
    let seconds = |moment: Timestamp| u64::try_from(moment.unix()).unwrap_or_default();
    AirdropParams {
        token,
        root: terms.root,
        total: terms.total.units(),
        owner: terms.owner.unwrap_or(deployer),
        claimStart: alloy::primitives::Uint::from(seconds(terms.claim_start)),
        claimEnd: alloy::primitives::Uint::from(seconds(terms.claim_end)),
        bundleHash: terms.bundle_hash,
    }
}

fn addresses(terms: &AirdropTerms, deployer: Address) -> Addresses {
    let factory = PROXY.create2(B256::ZERO, keccak256(&Artifact::airdrop_factory().creation));
    let token = match &terms.token {
        TokenTerms::Existing { address, .. } => *address,
        TokenTerms::New { name, symbol, supply } => {
            PROXY.create2(terms.bundle_hash, keccak256(token_creation(name, symbol, *supply, deployer)))
        }
    };
    let arguments = params(terms, token, deployer).abi_encode();
    let creation = [&Artifact::merkle_airdrop().creation[..], &arguments].concat();
    let airdrop = factory.create2(terms.bundle_hash, keccak256(creation));
    Addresses { token, factory, airdrop }
}

async fn steps(
    chain: &Chain,
    terms: &AirdropTerms,
    deployer: Address,
    at: &Addresses,
) -> Result<Vec<Step>, ChainError> {
    if !chain.code(at.airdrop).await?.is_empty() {
        return Ok(Vec::new());
    }
    let mut steps = Vec::new();
    let by_proxy = |salt: B256, creation: &[u8]| Bytes::from([salt.as_slice(), creation].concat());
    let token_there = !chain.code(at.token).await?.is_empty();
    match &terms.token {
        TokenTerms::Existing { address, decimals } => {
            existing_token(chain, *address, *decimals, token_there).await?;
        }
        TokenTerms::New { name, symbol, supply } if !token_there => {
            let creation = token_creation(name, symbol, *supply, deployer);
            steps.push(Step {
                label: "create the token",
                to: PROXY,
                data: by_proxy(terms.bundle_hash, &creation),
            });
        }
        TokenTerms::New { .. } => {}
    }
    let total = terms.total.units();
    if token_there {
        let balance = chain.token_balance(at.token, deployer).await?.units();
        if balance < total {
            let (account, token) = (deployer, at.token);
            return Err(ChainError::NotEnoughTokens { account, token, needed: total, balance });
        }
    }
    let factory_code = chain.code(at.factory).await?;
    if factory_code.is_empty() {
        let data = by_proxy(B256::ZERO, &Artifact::airdrop_factory().creation);
        steps.push(Step { label: "create the factory", to: PROXY, data });
    } else if compare(Artifact::airdrop_factory(), &factory_code).is_err() {
        return Err(ChainError::OtherCode { address: at.factory, contract: "AirdropFactory".to_owned() });
    } else {
        check_prediction(chain, terms, deployer, at).await?;
    }
    let allowed = token_there && chain.allowance(at.token, deployer, at.factory).await? >= total;
    if !allowed {
        let data = approveCall { spender: at.factory, value: total }.abi_encode().into();
        steps.push(Step { label: "allow the factory to take the total", to: at.token, data });
    }
    let create = createCall { params: params(terms, at.token, deployer), salt: terms.bundle_hash };
    steps.push(Step {
        label: "create and fund the airdrop",
        to: at.factory,
        data: create.abi_encode().into(),
    });
    Ok(steps)
}

async fn existing_token(chain: &Chain, token: Address, expected: u8, there: bool) -> Result<(), ChainError> {
    if !there {
        return Err(ChainError::NoCode { address: token, what: "token" });
    }
    let found = chain.token_decimals(token).await?;
    if found == expected { Ok(()) } else { Err(ChainError::OtherDecimals { token, expected, found }) }
}

/// Our own computation of the address against the factory's.
async fn check_prediction(
    chain: &Chain,
    terms: &AirdropTerms,
    deployer: Address,
    at: &Addresses,
) -> Result<(), ChainError> {
    let call = predictCall { params: params(terms, at.token, deployer), salt: terms.bundle_hash };
    let request = chain.request(at.factory, U256::ZERO, call.abi_encode().into());
    let answer = chain.provider().call(request).await.map_err(chain.failed("predict"))?;
    let predicted = predictCall::abi_decode_returns(&answer).ok();
    if predicted == Some(at.airdrop) {
        return Ok(());
    }
    Err(ChainError::Nonsense { what: "predict", value: answer.to_string() })
}

/// Gas of the steps one after the other, by `eth_simulateV1`; where the endpoint lacks it, by itself or a bound.
async fn rehearse(chain: &Chain, steps: Vec<Step>) -> Result<Vec<PlannedTransaction>, ChainError> {
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let requests: Vec<_> =
        steps.iter().map(|step| chain.request(step.to, U256::ZERO, step.data.clone())).collect();
    let payload = SimulatePayload {
        block_state_calls: vec![SimBlock { calls: requests.clone(), ..SimBlock::default() }],
        ..SimulatePayload::default()
    };
    let simulated =
        chain.provider().simulate(&payload).await.ok().and_then(|blocks| blocks.into_iter().next());
    let mut planned = Vec::with_capacity(steps.len());
    for (place, (step, request)) in steps.into_iter().zip(requests).enumerate() {
        let rehearsed = simulated.as_ref().and_then(|block| block.calls.get(place));
        let (gas, bound) = match rehearsed {
            Some(call) if call.status => (call.gas_used, false),
            Some(call) => {
                let reason = crate::error::revert_reason(&call.return_data);
                let reason = reason.unwrap_or_else(|| "the contract gave no reason".to_owned());
                return Err(ChainError::Reverted { action: step.label.to_owned(), reason });
            }
            None => match chain.provider().estimate_gas(request).await {
                Ok(gas) => (gas, false),
                Err(_) => (GAS_BOUND, true),
            },
        };
        planned.push(PlannedTransaction {
            label: step.label.to_owned(),
            to: step.to,
            value: U256::ZERO,
            data: step.data,
            gas,
            bound,
        });
    }
    Ok(planned)
}

/// The transaction that made an airdrop which stands already.
async fn find_creation(chain: &Chain, factory: Address, airdrop: Address) -> Result<(B256, u64), ChainError> {
    use alloy::{rpc::types::Filter, sol_types::SolEvent as _};
    use tributary_bindings::factory::AirdropFactory::AirdropCreated;
    let filter = Filter::new()
        .address(factory)
        .event_signature(AirdropCreated::SIGNATURE_HASH)
        .topic1(airdrop.into_word())
        .from_block(0);
    let logs = chain.provider().get_logs(&filter).await.map_err(chain.failed("eth_getLogs"))?;
    logs.first()
        .and_then(|log| Some((log.transaction_hash?, log.block_number?)))
        .ok_or(ChainError::NoCode { address: airdrop, what: "event of its creation" })
}
