//! Claiming one leaf, without any server.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    providers::Provider as _,
    sol_types::SolCall as _,
};
use tributary_bindings::airdrop::MerkleAirdrop::{
    claimCall, claimIdentityCall, claimToCall, claimWithSignatureCall, revokeCall,
};
use tributary_model::{Amount, Claimant};

use crate::{
    Attestation, Authorization, Chain, ChainError, Endorsement, Key, PlannedTransaction, Target,
    outgoing::wants_more_gas,
    send::{SendWatcher, Sender, Sent, settle},
    typed_data::pack,
};

/// By whose leave a leaf is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimWay {
    /// Nobody's: the tokens go to the account.
    Anybody,
    /// The account's own, which sends the transaction.
    Own {
        /// Who is paid.
        to: Address,
    },
    /// The account's own, which signed; anybody may send it.
    Signed {
        /// What it signed.
        authorization: Authorization,
        /// Its signature.
        signature: Bytes,
    },
    /// That of the attestors, who say to whom an identity is paid; anybody may send it.
    Attested {
        /// What they signed.
        attestation: Attestation,
        /// Their signatures.
        endorsements: Vec<Endorsement>,
    },
}

/// What to claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRequest {
    /// The contract.
    pub airdrop: Address,
    /// The leaf.
    pub index: u64,
    /// Whose it is.
    pub claimant: Claimant,
    /// Base units.
    pub amount: Amount,
    /// Siblings from the leaf upwards.
    pub proof: Vec<B256>,
    /// By whose leave.
    pub way: ClaimWay,
}

impl ClaimRequest {
    /// Who is paid; `None` when the way does not fit the leaf.
    #[must_use]
    pub fn recipient(&self) -> Option<Address> {
        match (&self.claimant, &self.way) {
            (Claimant::Wallet(account), ClaimWay::Anybody) => Some(*account),
            (Claimant::Wallet(_), ClaimWay::Own { to }) => Some(*to),
            (Claimant::Wallet(_), ClaimWay::Signed { authorization, .. }) => Some(authorization.to),
            (Claimant::Identity(_), ClaimWay::Attested { attestation, .. }) => Some(attestation.recipient),
            _ => None,
        }
    }

    /// Can the account alone send it?
    #[must_use]
    pub const fn is_own(&self) -> bool {
        matches!(self.way, ClaimWay::Own { .. })
    }

    /// The call of the contract.
    ///
    /// # Errors
    /// [`ChainError::WrongWay`] when a wallet's leaf is claimed as an identity or the reverse.
    pub fn data(&self) -> Result<Bytes, ChainError> {
        let (index, amount, proof) = (U256::from(self.index), self.amount.units(), self.proof.clone());
        let call = match (&self.claimant, &self.way) {
            (Claimant::Wallet(account), ClaimWay::Anybody) => {
                claimCall { index, account: *account, amount, proof }.abi_encode()
            }
            (Claimant::Wallet(_), ClaimWay::Own { to }) => {
                claimToCall { index, to: *to, amount, proof }.abi_encode()
            }
            (Claimant::Wallet(account), ClaimWay::Signed { authorization, signature }) => {
                claimWithSignatureCall {
                    index,
                    account: *account,
                    amount,
                    proof,
                    authorization: authorization.argument(),
                    signature: signature.clone(),
                }
                .abi_encode()
            }
            (Claimant::Identity(identity), ClaimWay::Attested { attestation, endorsements })
                if *identity == attestation.identity =>
            {
                let endorsements = pack(endorsements).ok_or(ChainError::WrongWay { index: self.index })?;
                claimIdentityCall { index, amount, proof, attestation: attestation.argument(), endorsements }
                    .abi_encode()
            }
            _ => return Err(ChainError::WrongWay { index: self.index }),
        };
        Ok(call.into())
    }

    /// The transaction with its gas, after a rehearsal that sends nothing. Without a key it is rehearsed as the
    /// receiver's own.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the contract's words when it would fail, [`ChainError::NoCode`] when there is
    /// no contract: a call of nothing succeeds and claims nothing.
    pub async fn plan(&self, chain: &Chain) -> Result<PlannedTransaction, ChainError> {
        if chain.code(self.airdrop).await?.is_empty() {
            return Err(ChainError::NoCode { address: self.airdrop, what: "airdrop" });
        }
        let own = match self.claimant {
            Claimant::Wallet(account) => Some(account),
            Claimant::Identity(_) => self.recipient(),
        };
        let from = chain.key().map_or(own.unwrap_or_default(), Key::address);
        let label = format!("claim leaf {}", self.index);
        PlannedTransaction::call(chain, label, from, self.airdrop, self.data()?).await
    }
}

/// Sends the claim and waits for it.
///
/// # Errors
/// [`ChainError`]; a claim that would fail is not sent.
pub async fn claim(
    chain: &Chain,
    request: &ClaimRequest,
    watcher: SendWatcher<'_>,
) -> Result<Sent, ChainError> {
    settle(chain).await?;
    let plan = request.plan(chain).await?;
    Sender::new(chain, watcher).send(&plan).await
}

/// Takes back every claim that the key's account has signed for this campaign and that was not sent yet.
///
/// # Errors
/// [`ChainError`].
pub async fn revoke(chain: &Chain, airdrop: Address, watcher: SendWatcher<'_>) -> Result<Sent, ChainError> {
    settle(chain).await?;
    let plan = plan_revoke(chain, airdrop, chain.key()?.address()).await?;
    Sender::new(chain, watcher).send(&plan).await
}

/// What [`revoke`] would send for `account`.
///
/// # Errors
/// [`ChainError`].
pub async fn plan_revoke(
    chain: &Chain,
    airdrop: Address,
    account: Address,
) -> Result<PlannedTransaction, ChainError> {
    if chain.code(airdrop).await?.is_empty() {
        return Err(ChainError::NoCode { address: airdrop, what: "airdrop" });
    }
    let label = "revoke what was signed".to_owned();
    let data = revokeCall {}.abi_encode().into();
    PlannedTransaction::call(chain, label, account, airdrop, data).await
}

/// What the code of an account begins with that has lent itself another's (EIP-7702).
const DELEGATION: [u8; 3] = [0xef, 0x01, 0x00];

impl Chain {
    /// Would `signer` stand by this signature? By its key, or, if it is a contract, by its own word (ERC-1271): the
    /// order of the contracts.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails or refuses to ask the contract.
    pub async fn accepts(
        &self,
        signer: Address,
        digest: B256,
        signature: &Bytes,
    ) -> Result<bool, ChainError> {
        if crate::recover(digest, signature) == Some(signer) {
            return Ok(true);
        }
        if self.code(signer).await?.is_empty() {
            return Ok(false);
        }
        let call = erc1271::isValidSignatureCall { hash: digest, signature: signature.clone() };
        let asked = crate::send::request(
            Address::ZERO,
            Target::Contract(signer),
            U256::ZERO,
            call.abi_encode().into(),
        );
        let ask = async || self.provider().call(asked.clone()).await.map_err(self.failed("isValidSignature"));
        let mut answer = ask().await;
        // There are many words for a contract that came to an end by itself. An endpoint that refuses this call again, and
        // no other, speaks of the contract.
        let alone = matches!(answer, Err(ChainError::Refused { .. })) && self.answers_calls().await;
        if alone {
            answer = ask().await;
        }
        match answer {
            Ok(answer) => {
                let yes = erc1271::isValidSignatureCall::SELECTOR;
                Ok(answer.len() == 32 && answer[..4] == yes && answer[4..].iter().all(|byte| *byte == 0))
            }
            // A contract that reverts, or uses up all gas, says no.
            Err(ChainError::Reverted { .. }) => Ok(false),
            Err(error) if wants_more_gas(&error) => Ok(false),
            Err(ChainError::Refused { .. }) if alone && self.answers_calls().await => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Does the endpoint answer a call that nobody's contract can spoil?
    async fn answers_calls(&self) -> bool {
        let nobody = Target::Contract(Address::ZERO);
        let nothing = crate::send::request(Address::ZERO, nobody, U256::ZERO, Bytes::new());
        self.provider().call(nothing).await.is_ok()
    }

    /// Does a contract stand there for good? An account that has lent itself code (EIP-7702) can take it away again.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn is_contract(&self, address: Address) -> Result<bool, ChainError> {
        let code = self.code(address).await?;
        Ok(!code.is_empty() && !code.starts_with(&DELEGATION))
    }
}

mod erc1271 {
    alloy::sol! {
        function isValidSignature(bytes32 hash, bytes signature) returns (bytes4);
    }
}
