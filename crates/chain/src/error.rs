//! What can go wrong with a chain.

use std::{path::PathBuf, time::Duration};

use alloy::{
    primitives::{Address, B256, Bytes, U256, hex},
    sol_types::SolInterface,
    transports::{RpcError, TransportErrorKind},
};
use thiserror::Error;
use tributary_bindings::{
    airdrop::MerkleAirdrop::MerkleAirdropErrors, factory::AirdropFactory::AirdropFactoryErrors,
    token::ProjectToken::ProjectTokenErrors,
};

/// Why the chain did not do what was asked.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The address of the endpoint is no address.
    #[error("`{url}` is not an endpoint: {message}; expected http(s)://…")]
    BadUrl {
        /// As given, without what may be a secret.
        url: String,
        /// What is wrong.
        message: String,
    },
    /// The endpoint does not answer.
    #[error("the endpoint `{endpoint}` does not answer `{action}`: {message}")]
    Unreachable {
        /// Host and port.
        endpoint: String,
        /// What was asked.
        action: &'static str,
        /// What the transport said.
        message: String,
    },
    /// The endpoint answered with an error.
    #[error("the endpoint refused `{action}`: {message}")]
    Refused {
        /// What was asked.
        action: &'static str,
        /// What it said.
        message: String,
    },
    /// Another chain than the airdrop's.
    #[error("the endpoint serves chain {found} and the airdrop is for chain {expected}")]
    WrongChain {
        /// The airdrop's.
        expected: u64,
        /// The endpoint's.
        found: u64,
    },
    /// Sending without a key.
    #[error(
        "a key is needed to send; set TRIBUTARY_KEYSTORE, or TRIBUTARY_PRIVATE_KEY on a development chain"
    )]
    NoKey,
    /// The key cannot be read. Says nothing of the key itself.
    #[error("the private key is not 64 hex digits")]
    BadKey,
    /// The key file cannot be used.
    #[error("the key file `{path}`: {message}")]
    Keystore {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A contract said no, in words that we know.
    #[error("`{action}` would fail: {reason}")]
    Reverted {
        /// What was tried.
        action: String,
        /// The contract's error with its operands.
        reason: String,
    },
    /// A transaction was mined and failed.
    #[error("`{action}` failed in transaction {hash}: {reason}; its gas is spent, nothing else moved")]
    TransactionFailed {
        /// What was tried.
        action: String,
        /// The transaction.
        hash: B256,
        /// The contract's error with its operands.
        reason: String,
    },
    /// Not mined in time.
    #[error("`{action}` was sent as {hash} and is not mined after {} s; look it up before you send again", .waited.as_secs())]
    NotMined {
        /// What was tried.
        action: String,
        /// The transaction.
        hash: B256,
        /// How long we waited.
        waited: Duration,
    },
    /// No code where a contract should be.
    #[error("there is no contract at {address} ({what})")]
    NoCode {
        /// Where.
        address: Address,
        /// What should be there.
        what: &'static str,
    },
    /// Other code than the committed artifact.
    #[error("the code at {address} is not the committed `{contract}`")]
    OtherCode {
        /// Where.
        address: Address,
        /// Whose code was expected.
        contract: String,
    },
    /// Not enough to pay for gas.
    #[error("{account} needs {needed} wei for gas and has {balance}")]
    NotEnoughEther {
        /// The sender.
        account: Address,
        /// At the fee now.
        needed: U256,
        /// What it has.
        balance: U256,
    },
    /// Not enough tokens to fund the airdrop.
    #[error("{account} needs {needed} base units of {token} to fund the airdrop and has {balance}")]
    NotEnoughTokens {
        /// The funder.
        account: Address,
        /// Which token.
        token: Address,
        /// The airdrop's total.
        needed: U256,
        /// What it has.
        balance: U256,
    },
    /// The token counts in other units than the rules say.
    #[error(
        "the token {token} has {found} decimals and the rules say {expected}; amounts would be off by powers of ten"
    )]
    OtherDecimals {
        /// Which token.
        token: Address,
        /// The rules'.
        expected: u8,
        /// The token's.
        found: u8,
    },
    /// The chain lacks what makes addresses known in advance.
    #[error(
        "chain {chain_id} has no deployment proxy at {proxy}; see https://github.com/Arachnid/deterministic-deployment-proxy for the transaction that puts it there"
    )]
    NoProxy {
        /// Which chain.
        chain_id: u64,
        /// Where it should be.
        proxy: Address,
    },
    /// A value that the chain gave does not fit the model.
    #[error("the chain answered `{value}` for `{what}`, which cannot be")]
    Nonsense {
        /// What was asked.
        what: &'static str,
        /// The answer.
        value: String,
    },
}

type TransportError = RpcError<TransportErrorKind>;

impl ChainError {
    /// From what alloy says about a request. The endpoint's path and query may hold a secret and stay out.
    pub(crate) fn transport(endpoint: &str, action: &'static str, error: &TransportError) -> Self {
        match error {
            RpcError::ErrorResp(payload) => {
                match payload.as_revert_data().and_then(|data| revert_reason(&data)) {
                    Some(reason) => Self::Reverted { action: action.to_owned(), reason },
                    None => Self::Refused { action, message: payload.message.to_string() },
                }
            }
            RpcError::Transport(TransportErrorKind::Custom(_)) => Self::Unreachable {
                endpoint: endpoint.to_owned(),
                action,
                message: "no connection".to_owned(),
            },
            RpcError::Transport(TransportErrorKind::HttpError(http)) => Self::Unreachable {
                endpoint: endpoint.to_owned(),
                action,
                message: format!("HTTP status {}", http.status),
            },
            _ => Self::Unreachable {
                endpoint: endpoint.to_owned(),
                action,
                message: "an answer that is no answer".to_owned(),
            },
        }
    }

    /// The same for a call of a contract.
    pub(crate) fn contract(endpoint: &str, action: &'static str, error: &alloy::contract::Error) -> Self {
        match error {
            alloy::contract::Error::TransportError(error) => Self::transport(endpoint, action, error),
            alloy::contract::Error::ZeroData(..) => {
                Self::Refused { action, message: "no contract answers there".to_owned() }
            }
            other => Self::Refused { action, message: other.to_string() },
        }
    }
}

/// Our contracts' errors with their operands; otherwise a reason text, or the bytes.
pub(crate) fn revert_reason(data: &Bytes) -> Option<String> {
    if data.is_empty() {
        return None;
    }
    let known = MerkleAirdropErrors::abi_decode(data)
        .map(|error| format!("{error:?}"))
        .or_else(|_| AirdropFactoryErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| ProjectTokenErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .map(|text| shorten(&text));
    let standard = || alloy::sol_types::decode_revert_reason(data);
    Some(known.ok().or_else(standard).unwrap_or_else(|| hex::encode_prefixed(data)))
}

/// `AlreadyClaimed(AlreadyClaimed { index: 3 })` → `AlreadyClaimed { index: 3 }`.
fn shorten(debug: &str) -> String {
    debug.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(debug).to_owned()
}
