//! What a rehearsal calls.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol,
    sol_types::SolCall as _,
};
use tributary_bindings::{
    airdrop::MerkleAirdrop::{claimCall, claimToCall, sweepCall},
    token::ProjectToken::{totalSupplyCall, transferCall},
    vesting::VestingAirdrop::releaseCall,
};
use tributary_model::Amount;

use super::{Fork, Ran};
use crate::{ChainError, ClaimRequest};

sol! {
    function paused() external view returns (bool);
}

/// A wallet's leaf with its way to the root.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its place.
    pub index: u64,
    /// Who is entitled.
    pub account: Address,
    /// Base units.
    pub amount: Amount,
    /// Siblings from the leaf upwards.
    pub proof: Vec<B256>,
}

/// What a token answers to `transfer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// `true`, as the standard says.
    True,
    /// `false`, and no error.
    False,
    /// Nothing, as some of the oldest tokens do.
    Nothing,
    /// Something else.
    Other,
    /// It refused, in these words.
    Refused(String),
}

impl Fork {
    /// A claim that `sender` sends for whoever is entitled.
    ///
    /// # Errors
    /// [`ChainError`] when the fork fails; a refusal of a contract is an answer.
    pub async fn claim(&self, sender: Address, airdrop: Address, leaf: &Leaf) -> Result<Ran, ChainError> {
        let call = claimCall {
            index: U256::from(leaf.index),
            account: leaf.account,
            amount: leaf.amount.units(),
            proof: leaf.proof.clone(),
        };
        self.call(sender, airdrop, call.abi_encode().into()).await
    }

    /// A claim by anybody's leave.
    ///
    /// # Errors
    /// As [`Fork::claim`], and [`ChainError::WrongWay`].
    pub async fn claim_by(&self, sender: Address, request: &ClaimRequest) -> Result<Ran, ChainError> {
        self.call(sender, request.airdrop, request.data()?).await
    }

    /// Pays what is available of a leaf that was claimed; anybody may.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn release(&self, sender: Address, airdrop: Address, index: u64) -> Result<Ran, ChainError> {
        self.call(sender, airdrop, releaseCall { index: U256::from(index) }.abi_encode().into()).await
    }

    /// A claim that the entitled account sends itself, to another wallet.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn claim_to(&self, airdrop: Address, leaf: &Leaf, to: Address) -> Result<Ran, ChainError> {
        let call = claimToCall {
            index: U256::from(leaf.index),
            to,
            amount: leaf.amount.units(),
            proof: leaf.proof.clone(),
        };
        self.call(leaf.account, airdrop, call.abi_encode().into()).await
    }

    /// What the owner takes back.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn sweep(&self, owner: Address, airdrop: Address, to: Address) -> Result<Ran, ChainError> {
        self.call(owner, airdrop, sweepCall { to }.abi_encode().into()).await
    }

    /// What a token answers when its holder moves something.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn transfer_answer(
        &self,
        token: Address,
        from: Address,
        to: Address,
        value: Amount,
    ) -> Result<Answered, ChainError> {
        let data = Bytes::from(transferCall { to, value: value.units() }.abi_encode());
        Ok(match self.look(from, token, data).await? {
            Err(reason) => Answered::Refused(reason),
            Ok(answer) if answer.is_empty() => Answered::Nothing,
            Ok(answer) => match U256::try_from_be_slice(&answer) {
                Some(word) if word == U256::ONE => Answered::True,
                Some(word) if word.is_zero() => Answered::False,
                _ => Answered::Other,
            },
        })
    }

    /// Moves tokens.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn transfer(
        &self,
        token: Address,
        from: Address,
        to: Address,
        value: Amount,
    ) -> Result<Ran, ChainError> {
        self.call(from, token, transferCall { to, value: value.units() }.abi_encode().into()).await
    }

    /// Does the token say that it stands still? `None`: it does not know the question.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn paused(&self, token: Address) -> Result<Option<bool>, ChainError> {
        let answer = self.look(token, token, pausedCall {}.abi_encode().into()).await?;
        Ok(answer.ok().and_then(|answer| pausedCall::abi_decode_returns(&answer).ok()))
    }

    /// Base units that there are; `None` when the token does not say.
    ///
    /// # Errors
    /// As [`Fork::claim`].
    pub async fn supply(&self, token: Address) -> Result<Option<U256>, ChainError> {
        let answer = self.look(token, token, totalSupplyCall {}.abi_encode().into()).await?;
        Ok(answer.ok().and_then(|answer| totalSupplyCall::abi_decode_returns(&answer).ok()))
    }
}
