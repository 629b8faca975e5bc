//! What can go wrong with a chain.

use std::{path::PathBuf, time::Duration};

use alloy::{
    primitives::{Address, B256, Bytes, U256, hex},
    sol_types::SolInterface,
    transports::{RpcError, TransportErrorKind},
};
use thiserror::Error;
use tributary_bindings::{
    airdrop::MerkleAirdrop::MerkleAirdropErrors, attestors::AttestorSet::AttestorSetErrors,
    batch::ClaimBatch::ClaimBatchErrors, factory::AirdropFactory::AirdropFactoryErrors,
    recurring::RecurringAirdrop::RecurringAirdropErrors, round::FundingRound::FundingRoundErrors,
    round_factory::FundingRoundFactory::FundingRoundFactoryErrors, token::ProjectToken::ProjectTokenErrors,
    vesting::VestingAirdrop::VestingAirdropErrors,
};
use tributary_model::Timestamp;

/// Why the chain did not do what was asked.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The address of the endpoint is no address.
    #[error("the address of the endpoint cannot be used: {message}; expected http(s)://…")]
    BadUrl {
        /// What is wrong. The address itself may hold a secret and is not repeated.
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
    /// The endpoint answered with an error of its own: it has had enough, say. This tells nothing of a contract.
    #[error("the endpoint refused `{action}`: {message}")]
    Refused {
        /// What was asked.
        action: &'static str,
        /// What it said.
        message: String,
    },
    /// A contract answers, and not as ours do.
    #[error("what stands there does not answer `{action}` as it should: {message}")]
    Strange {
        /// What was asked.
        action: &'static str,
        /// What is wrong with the answer.
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
    /// A contract said no: in words that we know, in its own, or in none.
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
    /// Nobody could claim what would be deployed.
    #[error(
        "the claim window ended {end} and the chain's clock says {now}; set a later `claim.end`, publish and deploy that"
    )]
    WindowOver {
        /// First moment after the window.
        end: Timestamp,
        /// The newest block's time.
        now: Timestamp,
    },
    /// Nobody could apply to what would be opened.
    #[error(
        "the window of applications ended {end} and the chain's clock says {now}; set later `windows` and open that"
    )]
    ApplicationsOver {
        /// First moment after the window.
        end: Timestamp,
        /// The newest block's time.
        now: Timestamp,
    },
    /// A rehearsal anywhere else would be the real thing.
    #[error("a rehearsal needs a fork held by anvil, and the endpoint is `{version}`")]
    NotAnvil {
        /// What the endpoint says it is.
        version: String,
    },
    /// A service that shows source code did not say what it makes of it.
    #[error("{service} at `{host}` gives no verdict: {message}")]
    Service {
        /// Its name.
        service: &'static str,
        /// Host and port.
        host: String,
        /// What happened.
        message: String,
    },
    /// A Safe calls contracts and makes none by itself.
    #[error(
        "a Safe cannot make the deployment proxy, which chain {chain} lacks at {proxy}; anybody can put it there (its \
         signed transaction is at github.com/Arachnid/deterministic-deployment-proxy), then run this again"
    )]
    SafeCannot {
        /// Where it is missing.
        chain: u64,
        /// Where it should be.
        proxy: Address,
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
    /// The endpoint fell silent while a transaction was handed over.
    #[error(
        "`{action}` was handed over as {hash} and nobody said whether it arrived: {message}; look it up before you send again"
    )]
    Unanswered {
        /// What was tried.
        action: String,
        /// The transaction.
        hash: B256,
        /// What the transport said.
        message: String,
    },
    /// Earlier transactions of the sender are not mined.
    #[error("{account} has {waiting} transactions that are not mined after {} s; nothing was sent behind them", .waited.as_secs())]
    Waiting {
        /// The sender.
        account: Address,
        /// How many.
        waiting: u64,
        /// How long we waited.
        waited: Duration,
    },
    /// Somebody else sent with the same key in between.
    #[error(
        "{account} sent something else after the plan was made (nonce {expected} is now {found}); run it again"
    )]
    NonceMoved {
        /// The sender.
        account: Address,
        /// As planned.
        expected: u64,
        /// As the chain says.
        found: u64,
    },
    /// The set of attestors has changed, or is about to.
    #[error(
        "the set of attestors {set} stands already and is no longer, or will soon not be, as the rules say; `tributary attestors show` of the earlier bundle tells; write into `[claim.identity]` what holds now, or another delay or owner for a set of its own"
    )]
    OtherAttestors {
        /// The set.
        set: Address,
    },
    /// A wallet's leaf claimed as an identity's, or the reverse.
    #[error(
        "leaf {index} cannot be claimed this way: a wallet's leaf needs its account's leave, an identity's leaf an attestation of that identity"
    )]
    WrongWay {
        /// The leaf.
        index: u64,
    },
    /// The token counts no votes that could be handed on.
    #[error("the token {token} counts no votes that a signature could hand on; claim without `--delegate`")]
    NoVotes {
        /// Which token.
        token: Address,
    },
    /// The token has signatures for it made over something else than itself on this chain.
    #[error(
        "the token {token} does not say, or contradicts, that signatures for it count at itself on this chain alone; nothing was signed; claim without `--delegate`"
    )]
    OtherDomain {
        /// Which token.
        token: Address,
    },
    /// What would be sent has grown since it was shown.
    #[error("what would be sent is not what was shown any more; nothing was sent, run it again")]
    PlanMoved,
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
                let message = payload.message.to_string();
                let silent = || is_halt(&message).then(|| message.clone());
                match payload.as_revert_data().and_then(|data| revert_reason(&data)).or_else(silent) {
                    Some(reason) => Self::Reverted { action: action.to_owned(), reason },
                    None => Self::Refused { action, message },
                }
            }
            // Such errors are made in `transport`, which keeps the address out.
            RpcError::Transport(TransportErrorKind::Custom(error)) => {
                Self::Unreachable { endpoint: endpoint.to_owned(), action, message: error.to_string() }
            }
            // Too long or too much to answer, in the words of a gateway.
            RpcError::Transport(TransportErrorKind::HttpError(http)) if matches!(http.status, 400 | 413) => {
                Self::Refused { action, message: format!("HTTP status {}", http.status) }
            }
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

    /// Is it the endpoint that failed? Then nothing is known of the chain, and another one may answer. A call that used up
    /// all gas is refused everywhere.
    #[must_use]
    pub fn is_of_endpoint(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Refused { .. } | Self::Nonsense { .. })
            && !crate::outgoing::wants_more_gas(self)
    }

    /// A contract's refusal under the name of what was tried.
    pub(crate) fn named(self, label: &str) -> Self {
        match self {
            Self::Reverted { reason, .. } => Self::Reverted { action: label.to_owned(), reason },
            other => other,
        }
    }

    /// The same for a call of a contract.
    pub(crate) fn contract(endpoint: &str, action: &'static str, error: &alloy::contract::Error) -> Self {
        match error {
            alloy::contract::Error::TransportError(error) => Self::transport(endpoint, action, error),
            alloy::contract::Error::ZeroData(..) => {
                Self::Strange { action, message: "no contract answers there".to_owned() }
            }
            other => Self::Strange { action, message: other.to_string() },
        }
    }
}

/// The words of geth, erigon, nethermind, besu and anvil, without spaces, for a contract that came to an end by itself.
const HALTED: [&str; 7] =
    ["revert", "opcode", "invalidjump", "badjump", "badinstruction", "stackunderflow", "vmexecutionerror"];

/// Is it a contract that said no without a reason? An endpoint that has had enough refuses too, and knows nothing of it.
fn is_halt(message: &str) -> bool {
    let dense = message.to_lowercase().replace(' ', "");
    HALTED.iter().any(|words| dense.contains(words))
}

/// The same, with words for silence.
pub(crate) fn reason(data: &Bytes) -> String {
    revert_reason(data).unwrap_or_else(|| "the contract gave no reason".to_owned())
}

/// Our contracts' errors with their operands; otherwise a reason text, or the bytes.
pub(crate) fn revert_reason(data: &Bytes) -> Option<String> {
    if data.is_empty() {
        return None;
    }
    let known = MerkleAirdropErrors::abi_decode(data)
        .map(|error| format!("{error:?}"))
        .or_else(|_| VestingAirdropErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| RecurringAirdropErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| AirdropFactoryErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| AttestorSetErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| ClaimBatchErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| FundingRoundErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| FundingRoundFactoryErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .or_else(|_| ProjectTokenErrors::abi_decode(data).map(|error| format!("{error:?}")))
        .map(|text| shorten(&text));
    // A strange contract's text goes to somebody's terminal: only if it is plain text.
    let standard =
        || alloy::sol_types::decode_revert_reason(data).filter(|text| !text.chars().any(char::is_control));
    Some(known.ok().or_else(standard).unwrap_or_else(|| hex::encode_prefixed(data)))
}

/// `AlreadyClaimed(AlreadyClaimed { index: 3 })` → `AlreadyClaimed { index: 3 }`.
fn shorten(debug: &str) -> String {
    debug.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(debug).to_owned()
}

#[cfg(test)]
mod tests {
    use alloy::{json_abi::JsonAbi, primitives::keccak256, rpc::json_rpc::ErrorPayload};

    use super::*;

    const ARTIFACTS: [&str; 11] = [
        include_str!("../../../contracts/artifacts/VestingAirdrop.json"),
        include_str!("../../../contracts/artifacts/VestingFactory.json"),
        include_str!("../../../contracts/artifacts/MerkleAirdrop.json"),
        include_str!("../../../contracts/artifacts/RecurringAirdrop.json"),
        include_str!("../../../contracts/artifacts/RecurringFactory.json"),
        include_str!("../../../contracts/artifacts/AttestorSet.json"),
        include_str!("../../../contracts/artifacts/AirdropFactory.json"),
        include_str!("../../../contracts/artifacts/ClaimBatch.json"),
        include_str!("../../../contracts/artifacts/FundingRound.json"),
        include_str!("../../../contracts/artifacts/FundingRoundFactory.json"),
        include_str!("../../../contracts/artifacts/ProjectToken.json"),
    ];

    /// An error with 1, 2, … for its numbers and `text` for its text.
    fn raise(error: &alloy::json_abi::Error) -> Bytes {
        let mut data = keccak256(error.signature())[..4].to_vec();
        for (input, number) in error.inputs.iter().zip(1_u64..) {
            if input.ty == "string" {
                assert_eq!(error.inputs.len(), 1, "one text is all that this encodes");
                data.extend(U256::from(32).to_be_bytes::<32>());
                data.extend(U256::from(4).to_be_bytes::<32>());
                data.extend(*b"text");
                data.extend([0; 28]);
            } else if input.ty == "bytes4" {
                data.extend(u32::try_from(number).unwrap().to_be_bytes());
                data.extend([0; 28]);
            } else {
                data.extend(U256::from(number).to_be_bytes::<32>());
            }
        }
        data.into()
    }

    #[test]
    fn every_error_of_the_contracts_is_told_with_its_operands() {
        let mut told = std::collections::BTreeSet::new();
        for artifact in ARTIFACTS {
            let artifact: serde_json::Value = serde_json::from_str(artifact).unwrap();
            let abi: JsonAbi = serde_json::from_value(artifact["abi"].clone()).unwrap();
            for error in abi.errors() {
                let reason = revert_reason(&raise(error)).unwrap();
                assert!(reason.starts_with(&error.name), "{reason}");
                // What two contracts say alike is told in the words of the first.
                if !told.insert(error.signature()) {
                    continue;
                }
                for (input, number) in error.inputs.iter().zip(1_u64..) {
                    let operand = if input.ty == "string" { "text".to_owned() } else { number.to_string() };
                    assert!(reason.contains(&input.name) && reason.contains(&operand), "{reason}");
                }
            }
        }
        assert!(told.len() > 80, "{told:?}");
    }

    #[test]
    fn a_contract_that_halts_is_told_from_an_endpoint_that_has_had_enough() {
        let told = |message: &'static str| {
            let payload = ErrorPayload { code: -32_000, message: message.into(), data: None };
            ChainError::transport("host:1", "eth_call", &RpcError::ErrorResp(payload))
        };
        for message in [
            "execution reverted",
            "VM Exception while processing transaction: revert",
            "invalid opcode: INVALID",
            "EVM error: InvalidFEOpcode",
            "invalid jump destination",
            "stack underflow (0 <=> 2)",
        ] {
            let error = told(message);
            assert!(matches!(&error, ChainError::Reverted { reason, .. } if reason == message), "{error}");
        }
        for message in ["rate limit exceeded", "internal error", "out of gas", "execution aborted"] {
            let error = told(message);
            assert!(
                matches!(&error, ChainError::Refused { message: said, .. } if said == message),
                "{error}"
            );
        }
    }

    #[test]
    fn other_reverts_are_told_as_text_or_bytes() {
        let require = alloy::sol_types::Revert::from("paused");
        let data = alloy::sol_types::SolError::abi_encode(&require).into();
        assert!(revert_reason(&data).unwrap().contains("paused"));
        assert_eq!(revert_reason(&Bytes::from_static(&[1, 2, 3, 4])).unwrap(), "0x01020304");
        assert_eq!(revert_reason(&Bytes::new()), None);
    }
}
