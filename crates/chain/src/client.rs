//! A connection to one chain.

use std::{sync::Arc, time::Duration};

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256, Bytes, U256},
    providers::{DynProvider, Provider, RootProvider},
    rpc::{
        client::ClientBuilder,
        types::{Block, TransactionRequest},
    },
    transports::TransportError,
};
use tributary_bindings::{airdrop::MerkleAirdrop, token::ProjectToken};
use tributary_model::{Amount, Timestamp};

use crate::{ChainError, Key, follow::Trail, transport::Endpoint};

const PATIENCE: Duration = Duration::from_mins(5);

/// One chain, and the key that sends on it if there is one.
#[derive(Clone, Debug)]
pub struct Chain {
    provider: DynProvider,
    endpoint: String,
    id: u64,
    key: Option<Key>,
    patience: Duration,
    /// What following has seen of the chain; clones share it.
    trail: Arc<Trail>,
}

/// What an airdrop contract says of itself, at one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AirdropState {
    /// What it pays.
    pub token: Address,
    /// Its tree.
    pub root: B256,
    /// What it was funded with.
    pub total: Amount,
    /// Who may sweep after the window.
    pub owner: Address,
    /// First second of claims, since 1970.
    pub claim_start: u64,
    /// First second after claims, if nothing is ever frozen.
    pub claim_end: u64,
    /// First moment at which nothing is paid any more: `claim_end`, and for as long as claims of identities were frozen.
    pub ends_at: Timestamp,
    /// SHA-256 of the manifest.
    pub bundle_hash: B256,
    /// Whose word binds an identity to a wallet; the zero address when only wallets can claim.
    pub attestors: Address,
    /// What it holds now.
    pub balance: Amount,
    /// The block this was read at.
    pub block_number: u64,
    /// That block's time.
    pub block_time: Timestamp,
}

/// What a token says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenState {
    /// Its name.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// Digits behind the point.
    pub decimals: u8,
    /// Base units that there are.
    pub supply: Amount,
}

impl Chain {
    /// Connects, and asks for the chain's id. Reads are retried a few times; nothing is sent twice.
    ///
    /// # Errors
    /// [`ChainError`] for an address that is none, or no answer.
    pub async fn connect(url: &str, key: Option<Key>) -> Result<Self, ChainError> {
        let endpoint = Endpoint::new(url)?;
        let name = endpoint.name().to_owned();
        let provider = RootProvider::new(ClientBuilder::default().transport(endpoint, true)).erased();
        let id = provider
            .get_chain_id()
            .await
            .map_err(|error| ChainError::transport(&name, "eth_chainId", &error))?;
        Ok(Self { provider, endpoint: name, id, key, patience: PATIENCE, trail: Arc::default() })
    }

    /// Waits at most this long for a transaction to be mined; five minutes by default.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The chain's EIP-155 id.
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// Who sends.
    ///
    /// # Errors
    /// [`ChainError::NoKey`].
    pub fn key(&self) -> Result<&Key, ChainError> {
        self.key.as_ref().ok_or(ChainError::NoKey)
    }

    /// Refuses to work on another chain.
    ///
    /// # Errors
    /// [`ChainError::WrongChain`].
    pub const fn expect_id(&self, expected: u64) -> Result<(), ChainError> {
        if self.id == expected { Ok(()) } else { Err(ChainError::WrongChain { expected, found: self.id }) }
    }

    pub(crate) const fn patience(&self) -> Duration {
        self.patience
    }

    pub(crate) fn trail(&self) -> &Trail {
        &self.trail
    }

    pub(crate) const fn provider(&self) -> &DynProvider {
        &self.provider
    }

    pub(crate) fn failed(&self, action: &'static str) -> impl Fn(TransportError) -> ChainError + '_ {
        move |error| ChainError::transport(&self.endpoint, action, &error)
    }

    pub(crate) fn call_failed(
        &self,
        action: &'static str,
    ) -> impl Fn(alloy::contract::Error) -> ChainError + '_ {
        move |error| ChainError::contract(&self.endpoint, action, &error)
    }

    /// The code at an address; empty for none.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn code(&self, address: Address) -> Result<Bytes, ChainError> {
        self.provider.get_code_at(address).await.map_err(self.failed("eth_getCode"))
    }

    /// Wei of an account.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn ether(&self, account: Address) -> Result<U256, ChainError> {
        self.provider.get_balance(account).await.map_err(self.failed("eth_getBalance"))
    }

    /// Base units of a token that an account holds.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no token answers.
    pub async fn token_balance(&self, token: Address, account: Address) -> Result<Amount, ChainError> {
        let token = ProjectToken::new(token, &self.provider);
        token.balanceOf(account).call().await.map(Amount::new).map_err(self.call_failed("balanceOf"))
    }

    /// Reads what a token says of itself.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no token answers.
    pub async fn read_token(&self, address: Address) -> Result<TokenState, ChainError> {
        let token = ProjectToken::new(address, &self.provider);
        let failed = |action| self.call_failed(action);
        let (name, symbol, supply, decimals) = tokio::try_join!(
            async { token.name().call().await.map_err(failed("name")) },
            async { token.symbol().call().await.map_err(failed("symbol")) },
            async { token.totalSupply().call().await.map_err(failed("totalSupply")) },
            self.token_decimals(address),
        )?;
        Ok(TokenState { name, symbol, decimals, supply: Amount::new(supply) })
    }

    /// Digits behind the point of a token.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no token answers.
    pub async fn token_decimals(&self, token: Address) -> Result<u8, ChainError> {
        let token = ProjectToken::new(token, &self.provider);
        token.decimals().call().await.map_err(self.call_failed("decimals"))
    }

    pub(crate) async fn allowance(
        &self,
        token: Address,
        owner: Address,
        spender: Address,
    ) -> Result<U256, ChainError> {
        let token = ProjectToken::new(token, &self.provider);
        token.allowance(owner, spender).call().await.map_err(self.call_failed("allowance"))
    }

    pub(crate) async fn block(&self, number: BlockNumberOrTag) -> Result<Option<Block>, ChainError> {
        self.provider.get_block_by_number(number).await.map_err(self.failed("eth_getBlockByNumber"))
    }

    /// When a block was made.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or does not know the block.
    pub async fn time_of(&self, block: u64) -> Result<Timestamp, ChainError> {
        let unknown = || ChainError::Nonsense { what: "block", value: format!("no block {block}") };
        block_time(&self.block(block.into()).await?.ok_or_else(unknown)?)
    }

    pub(crate) async fn head(&self) -> Result<Block, ChainError> {
        self.block(BlockNumberOrTag::Latest)
            .await?
            .ok_or_else(|| ChainError::Nonsense { what: "latest block", value: "null".to_owned() })
    }

    /// Was the leaf paid?
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no airdrop answers.
    pub async fn is_claimed(&self, airdrop: Address, index: u64) -> Result<bool, ChainError> {
        let airdrop = MerkleAirdrop::new(airdrop, &self.provider);
        airdrop.isClaimed(U256::from(index)).call().await.map_err(self.call_failed("isClaimed"))
    }

    /// The token that an airdrop pays.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or no airdrop answers.
    pub async fn paid_token(&self, airdrop: Address) -> Result<Address, ChainError> {
        let airdrop = MerkleAirdrop::new(airdrop, &self.provider);
        airdrop.token().call().await.map_err(self.call_failed("token"))
    }

    /// Reads an airdrop at the newest block.
    ///
    /// # Errors
    /// [`ChainError::NoCode`] when nothing is there, others when the endpoint fails.
    pub async fn read_airdrop(&self, address: Address) -> Result<AirdropState, ChainError> {
        if self.code(address).await?.is_empty() {
            return Err(ChainError::NoCode { address, what: "airdrop" });
        }
        let head = self.head().await?;
        let at = head.header.hash.into();
        let airdrop = MerkleAirdrop::new(address, &self.provider);
        let failed = |action| self.call_failed(action);
        let token = airdrop.token().block(at).call().await.map_err(failed("token"))?;
        let erc20 = ProjectToken::new(token, &self.provider);
        // On the heap: nine requests at once make a large future.
        let asked = Box::pin(async {
            tokio::try_join!(
                async { airdrop.root().block(at).call().await.map_err(failed("root")) },
                async { airdrop.total().block(at).call().await.map_err(failed("total")) },
                async { airdrop.owner().block(at).call().await.map_err(failed("owner")) },
                async { airdrop.claimStart().block(at).call().await.map_err(failed("claimStart")) },
                async { airdrop.claimEnd().block(at).call().await.map_err(failed("claimEnd")) },
                async { asked_end(airdrop.endsAt().block(at).call().await.map_err(failed("endsAt"))) },
                async { airdrop.bundleHash().block(at).call().await.map_err(failed("bundleHash")) },
                async { airdrop.attestors().block(at).call().await.map_err(failed("attestors")) },
                async { erc20.balanceOf(address).block(at).call().await.map_err(failed("balanceOf")) },
            )
        });
        let (root, total, owner, claim_start, claim_end, ends_at, bundle_hash, attestors, balance) =
            asked.await?;
        Ok(AirdropState {
            token,
            root,
            total: Amount::new(total),
            owner,
            claim_start: claim_start.to(),
            claim_end: claim_end.to(),
            // Attestors that do not answer make nothing later.
            ends_at: Timestamp::saturating(ends_at.map_or(claim_end.to(), |end| end.saturating_to())),
            bundle_hash,
            attestors,
            balance: Amount::new(balance),
            block_number: head.header.number,
            block_time: block_time(&head)?,
        })
    }

    /// What a call of a contract costs in gas.
    pub(crate) async fn gas(&self, label: &str, request: TransactionRequest) -> Result<u64, ChainError> {
        let gas = self.provider.estimate_gas(request).await.map_err(self.failed("eth_estimateGas"));
        gas.map_err(|error| error.named(label))
    }
}

pub(crate) fn block_time(block: &Block) -> Result<Timestamp, ChainError> {
    let seconds = block.header.timestamp;
    i64::try_from(seconds)
        .ok()
        .and_then(Timestamp::from_unix)
        .ok_or_else(|| ChainError::Nonsense { what: "block time", value: seconds.to_string() })
}

/// When an airdrop stops paying; `None` where its attestors are no contract that says so.
pub(crate) fn asked_end(answer: Result<U256, ChainError>) -> Result<Option<U256>, ChainError> {
    match answer {
        Err(ChainError::Reverted { .. }) => Ok(None),
        answered => answered.map(Some),
    }
}
