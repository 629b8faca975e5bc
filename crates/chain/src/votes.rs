//! Votes that a token counts (`ERC20Votes`), handed on by a signature that anybody may send.

use alloy::{
    primitives::{Address, B256, Bytes, Signature, U256},
    providers::Provider as _,
    sol_types::{Eip712Domain, SolCall as _, SolStruct},
};
use tributary_bindings::token::ProjectToken::{
    self, DOMAIN_SEPARATORCall, delegatesCall, eip712DomainCall, getVotesCall, noncesCall,
};

use crate::{Chain, ChainError, Target, client::block_time, send::request};

/// How long a delegation may wait to be sent.
const GOOD_FOR: u64 = 3_600;

mod words {
    alloy::sol! {
        struct Delegation {
            address delegatee;
            uint256 nonce;
            uint256 expiry;
        }
    }
}

/// An account's votes, handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedDelegation {
    /// The token that counts them.
    pub token: Address,
    /// Whose votes.
    pub account: Address,
    /// To whom.
    pub delegatee: Address,
    /// The account's nonce at the token.
    pub nonce: U256,
    /// Last second in which it holds.
    pub expiry: u64,
    /// The account's.
    pub signature: Signature,
}

impl Chain {
    /// To whom an account has handed its votes: the zero address for nobody. `None`: the token counts no votes.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn delegate_of(&self, token: Address, account: Address) -> Result<Option<Address>, ChainError> {
        let answer = self.answered(token, delegatesCall { account }.abi_encode()).await?;
        Ok(answer.and_then(|answer| delegatesCall::abi_decode_returns_validate(&answer).ok()))
    }

    /// The votes that an account has now.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or the token counts none.
    pub async fn votes_of(&self, token: Address, account: Address) -> Result<U256, ChainError> {
        let answer = self.answered(token, getVotesCall { account }.abi_encode()).await?;
        let votes = answer.and_then(|answer| getVotesCall::abi_decode_returns_validate(&answer).ok());
        votes.ok_or(ChainError::NoVotes { token })
    }

    /// Hands the votes of the key's account to `delegatee`, by a signature. Sends nothing.
    ///
    /// # Errors
    /// [`ChainError::NoVotes`] when the token counts none or says nothing that can be signed, others when the endpoint fails.
    pub async fn sign_delegation(
        &self,
        token: Address,
        delegatee: Address,
    ) -> Result<SignedDelegation, ChainError> {
        let account = self.key()?.address();
        if self.delegate_of(token, account).await?.is_none() {
            return Err(ChainError::NoVotes { token });
        }
        let nonce = self.answered(token, noncesCall { account }.abi_encode()).await?;
        let nonce = nonce.and_then(|answer| noncesCall::abi_decode_returns_validate(&answer).ok());
        let nonce = nonce.ok_or(ChainError::NoVotes { token })?;
        let now = block_time(&self.head().await?)?.unix();
        let expiry = u64::try_from(now).unwrap_or_default().saturating_add(GOOD_FOR);
        let words = words::Delegation { delegatee, nonce, expiry: U256::from(expiry) };
        let digest = words.eip712_signing_hash(&self.token_domain(token).await?);
        let bytes = self.key()?.sign(digest)?;
        let signature = Signature::from_raw(&bytes)
            .map_err(|error| ChainError::Refused { action: "sign", message: error.to_string() })?;
        Ok(SignedDelegation { token, account, delegatee, nonce, expiry, signature })
    }

    /// Where signatures for the token count, as it says itself (ERC-5267); an older one by its name and version 1. What it
    /// publishes as its separator has to agree: in another domain the token would read another account's signature.
    async fn token_domain(&self, token: Address) -> Result<Eip712Domain, ChainError> {
        let said = self.answered(token, eip712DomainCall {}.abi_encode()).await?;
        let said = said.and_then(|answer| eip712DomainCall::abi_decode_returns_validate(&answer).ok());
        let domain = match said {
            Some(said) => domain_of(&said),
            None => Eip712Domain {
                name: Some(self.read_token(token).await?.name.into()),
                version: Some("1".into()),
                chain_id: Some(U256::from(self.id())),
                verifying_contract: Some(token),
                salt: None,
            },
        };
        let separator = self.answered(token, DOMAIN_SEPARATORCall {}.abi_encode()).await?;
        let separator =
            separator.and_then(|word| DOMAIN_SEPARATORCall::abi_decode_returns_validate(&word).ok());
        match separator {
            Some(separator) if separator != domain.separator() => {
                Err(ChainError::Nonsense { what: "DOMAIN_SEPARATOR", value: separator.to_string() })
            }
            _ => Ok(domain),
        }
    }

    /// `None` when the contract does not know the question.
    async fn answered(&self, contract: Address, call: Vec<u8>) -> Result<Option<Bytes>, ChainError> {
        let asked = request(Address::ZERO, Target::Contract(contract), U256::ZERO, call.into());
        match self.provider().call(asked).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.as_error_resp().is_some() => Ok(None),
            Err(error) => Err(self.failed("eth_call")(error)),
        }
    }
}

/// The bits of `fields` say which parts count.
fn domain_of(said: &ProjectToken::eip712DomainReturn) -> Eip712Domain {
    let fields = said.fields.0[0];
    let has = |bit: u8| fields & (1 << bit) != 0;
    Eip712Domain {
        name: has(0).then(|| said.name.clone().into()),
        version: has(1).then(|| said.version.clone().into()),
        chain_id: has(2).then_some(said.chainId),
        verifying_contract: has(3).then_some(said.verifyingContract),
        salt: has(4).then_some(B256::from(said.salt)),
    }
}
