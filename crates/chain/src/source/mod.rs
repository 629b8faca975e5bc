//! Handing the contracts' source to services that compile it again and show it beside the code on the chain.

mod etherscan;
mod service;
mod sourcify;

use alloy::{
    primitives::{Address, B256, Bytes, Uint},
    sol_types::SolConstructor as _,
};
use tributary_bindings::{
    CompilerInput, factory::AirdropFactory::AirdropParams, token::ProjectToken::constructorCall,
};

pub use etherscan::Etherscan;
pub use service::{Patience, Submitted};
pub use sourcify::Sourcify;

use crate::{
    AirdropTerms, Chain, ChainError, Deployment, Kind, TokenTerms, batch_address, plan::attestors_arguments,
    recurring::first_list,
};

/// A contract of ours on the chain, and from what it was made.
#[derive(Clone, Debug)]
pub struct MadeContract {
    /// `airdrop`, `factory`, `set of attestors`, `token`, `claim batch`.
    pub role: &'static str,
    /// Where it stands.
    pub address: Address,
    /// What the compiler was given.
    pub input: &'static CompilerInput,
    /// Arguments of its constructor, ABI-encoded.
    pub arguments: Bytes,
    /// The transaction that made it, if it is known.
    pub creation: Option<B256>,
}

/// The contracts that a deployment stands on and that are ours: the airdrop, its factory, its attestors, a new token; and the
/// batch that claims may go through, where it stands. An existing token is its maker's to show.
///
/// # Errors
/// [`ChainError`] when the endpoint fails or no airdrop answers.
pub async fn made_contracts(
    chain: &Chain,
    terms: &AirdropTerms,
    deployment: &Deployment,
) -> Result<Vec<MadeContract>, ChainError> {
    let (airdrop, factory) = terms.kind.inputs();
    let mut made = vec![
        MadeContract {
            role: "airdrop",
            address: deployment.airdrop,
            input: airdrop,
            arguments: airdrop_arguments(chain, deployment, terms.kind).await?,
            creation: Some(deployment.airdrop_tx),
        },
        MadeContract {
            role: "factory",
            address: deployment.factory,
            input: factory,
            arguments: Bytes::new(),
            creation: deployment.factory_tx,
        },
    ];
    if let (Some(address), Some(attestors)) = (deployment.attestors, &terms.attestors) {
        made.push(MadeContract {
            role: "set of attestors",
            address,
            input: CompilerInput::attestor_set(),
            arguments: attestors_arguments(attestors, deployment.owner),
            creation: deployment.attestors_tx,
        });
    }
    if let TokenTerms::New { name, symbol, supply } = &terms.token {
        let arguments = constructorCall {
            name_: name.clone(),
            symbol_: symbol.clone(),
            recipient: deployment.deployer,
            supply: supply.units(),
        };
        made.push(MadeContract {
            role: "token",
            address: deployment.token,
            input: CompilerInput::project_token(),
            arguments: arguments.abi_encode().into(),
            creation: deployment.token_tx,
        });
    }
    let batch = batch_address();
    if !chain.code(batch).await?.is_empty() {
        made.push(MadeContract {
            role: "claim batch",
            address: batch,
            input: CompilerInput::claim_batch(),
            arguments: Bytes::new(),
            creation: None,
        });
    }
    Ok(made)
}

/// As the contract itself says: its immutables are its arguments. A recurring airdrop was made with its first list, which the
/// event of its creation has.
async fn airdrop_arguments(chain: &Chain, deployment: &Deployment, kind: Kind) -> Result<Bytes, ChainError> {
    let mut state = chain.read_airdrop(deployment.airdrop).await?;
    if let Kind::Recurring(_) = kind {
        let first = first_list(chain, deployment).await?;
        (state.root, state.total, state.bundle_hash) = (first.root, first.total, first.bundle_hash);
    }
    let params = AirdropParams {
        token: state.token,
        root: state.root,
        total: state.total.units(),
        owner: state.owner,
        claimStart: Uint::from(state.claim_start),
        claimEnd: Uint::from(state.claim_end),
        bundleHash: state.bundle_hash,
        attestors: state.attestors,
    };
    Ok(kind.arguments(&params))
}
