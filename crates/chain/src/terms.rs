//! What is to be deployed, what sending it would do, and where it is afterwards.

use std::fmt;

use alloy::primitives::{Address, B256, Bytes, TxKind, U256};
use serde::{Deserialize, Serialize, Serializer};
use tributary_model::{Amount, Timestamp};

use crate::Kind;

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
    /// Whose word binds an identity to a wallet; `None` when only wallets can claim.
    pub attestors: Option<AttestorTerms>,
    /// How it is paid.
    pub kind: Kind,
}

/// A set of attestors. Equal terms by one owner are one contract, whatever campaigns it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestorTerms {
    /// Whose word counts: ascending, each once, none zero.
    pub attestors: Vec<Address>,
    /// How many of them have to agree.
    pub threshold: u64,
    /// Who may freeze identity claims for a time; nobody when missing.
    pub guardian: Option<Address>,
    /// Seconds that a change of attestors waits.
    pub delay: u64,
}

/// `deployment.json`: where everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// EIP-155 id.
    pub chain_id: u64,
    /// What is paid.
    pub token: Address,
    /// The transaction that made it; `None` when it was there already.
    #[serde(default)]
    pub token_tx: Option<B256>,
    /// What made the airdrop.
    pub factory: Address,
    /// The transaction that made it; `None` when it was there already.
    #[serde(default)]
    pub factory_tx: Option<B256>,
    /// Who says which wallet an identity is paid to; absent when only wallets can claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestors: Option<Address>,
    /// The transaction that made it; absent when it was there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestors_tx: Option<B256>,
    /// The airdrop.
    pub airdrop: Address,
    /// The transaction that made and funded it.
    pub airdrop_tx: B256,
    /// Its block: claims are looked for from here on.
    pub block: u64,
    /// Who sent it, or the Safe that was made to.
    pub deployer: Address,
    /// Who may sweep.
    pub owner: Address,
    /// The salt of the addresses.
    pub salt: B256,
}

/// Where a transaction goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a contract that is there, or will be by then.
    Contract(Address),
    /// To nobody: it makes a contract at this address.
    New(Address),
}

impl Target {
    pub(crate) const fn kind(self) -> TxKind {
        match self {
            Self::Contract(address) => TxKind::Call(address),
            Self::New(_) => TxKind::Create,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contract(address) => write!(f, "{address}"),
            Self::New(address) => write!(f, "new contract {address}"),
        }
    }
}

/// As `to` of a transaction: `null` makes a contract.
impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Contract(address) => serializer.serialize_some(address),
            Self::New(_) => serializer.serialize_none(),
        }
    }
}

/// A transaction that would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedTransaction {
    /// What it does.
    pub label: String,
    /// Who sends it.
    pub from: Address,
    /// To whom.
    pub to: Target,
    /// Wei along with it.
    pub value: U256,
    /// The call.
    pub data: Bytes,
    /// Gas it uses.
    pub gas: u64,
    /// `gas` is an upper bound, since the endpoint could not rehearse the step.
    pub bound: bool,
    /// The contract that must be there afterwards.
    #[serde(skip)]
    pub(crate) leaves: Option<Address>,
    /// The only nonce with which it may be sent.
    #[serde(skip)]
    pub(crate) nonce: Option<u64>,
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
    /// The set of attestors; `null` when only wallets can claim.
    pub attestors: Option<Address>,
    /// The airdrop.
    pub airdrop: Address,
    /// Who sends.
    pub deployer: Address,
    /// Who may sweep.
    pub owner: Address,
    /// Gas of all.
    pub gas: u64,
    /// The most that it costs at the fees now, in wei, with the margin that is sent along with each estimate.
    pub cost: U256,
}
