//! Votes that a token counts (`ERC20Votes`), handed on by a signature that anybody may send.

use alloy::{
    primitives::{Address, B256, Bytes, Signature, U256},
    providers::Provider as _,
    sol_types::{Eip712Domain, SolCall as _, SolStruct},
};
use tokio::time::sleep;
use tributary_bindings::token::ProjectToken::{
    self, DOMAIN_SEPARATORCall, delegatesCall, eip712DomainCall, getVotesCall, noncesCall,
};

use crate::{
    Chain, ChainError, Target,
    client::block_time,
    send::{LOOKS, POLL, request},
};

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

/// The versions that tokens sign under which do not say theirs.
const VERSIONS: [&str; 2] = ["1", "2"];

/// To whom the votes of the key's account at a token shall go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The token that counts them.
    pub token: Address,
    /// Who shall have them.
    pub delegatee: Address,
}

/// A handover that the account signed. Whoever sees it can send it until it expires.
#[derive(Clone, Debug)]
pub(crate) struct SignedDelegation {
    pub(crate) token: Address,
    pub(crate) delegatee: Address,
    /// The account's nonce at the token.
    pub(crate) nonce: U256,
    /// Last second in which it holds.
    pub(crate) expiry: u64,
    pub(crate) signature: Signature,
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

    /// Why the token does not have the votes of `account` where they should be by now; `None` when it has. An endpoint that
    /// lags behind is asked again.
    pub async fn not_handed_on(&self, handover: Handover, account: Address) -> Option<String> {
        let Handover { token, delegatee } = handover;
        let mut failed = None;
        for look in 0..LOOKS {
            if look > 0 {
                sleep(POLL).await;
            }
            failed = match self.delegate_of(token, account).await {
                Ok(Some(now)) if now == delegatee => return None,
                Ok(_) => Some("the token did not take it".to_owned()),
                Err(error) => Some(format!("it was sent, and the token cannot be asked: {error}")),
            };
        }
        failed
    }

    /// Makes sure that the votes of an account could be handed on by a signature, and that it would count nowhere but at this
    /// token on this chain. Signs nothing.
    pub(crate) async fn expect_votes(
        &self,
        token: Address,
        account: Address,
    ) -> Result<(Eip712Domain, U256), ChainError> {
        if self.delegate_of(token, account).await?.is_none() {
            return Err(ChainError::NoVotes { token });
        }
        let _ = self.votes_of(token, account).await?;
        let nonce = self.answered(token, noncesCall { account }.abi_encode()).await?;
        let nonce = nonce.and_then(|answer| noncesCall::abi_decode_returns_validate(&answer).ok());
        let nonce = nonce.ok_or(ChainError::NoVotes { token })?;
        Ok((self.token_domain(token).await?, nonce))
    }

    /// Hands the votes of the key's account on, by a signature. Sends nothing.
    pub(crate) async fn sign_delegation(&self, handover: Handover) -> Result<SignedDelegation, ChainError> {
        let Handover { token, delegatee } = handover;
        let (domain, nonce) = self.expect_votes(token, self.key()?.address()).await?;
        let now = block_time(&self.head().await?)?.unix();
        let expiry = u64::try_from(now).unwrap_or_default().saturating_add(GOOD_FOR);
        let words = words::Delegation { delegatee, nonce, expiry: U256::from(expiry) };
        let bytes = self.key()?.sign(words.eip712_signing_hash(&domain))?;
        let signature = Signature::from_raw(&bytes)
            .map_err(|error| ChainError::Refused { action: "sign", message: error.to_string() })?;
        Ok(SignedDelegation { token, delegatee, nonce, expiry, signature })
    }

    /// Where signatures for the token count: as it says itself (ERC-5267), an older one by its name.
    async fn token_domain(&self, token: Address) -> Result<Eip712Domain, ChainError> {
        let said = self.answered(token, eip712DomainCall {}.abi_encode()).await?;
        let said = said.and_then(|answer| eip712DomainCall::abi_decode_returns_validate(&answer).ok());
        let separator = self.answered(token, DOMAIN_SEPARATORCall {}.abi_encode()).await?;
        let separator =
            separator.and_then(|word| DOMAIN_SEPARATORCall::abi_decode_returns_validate(&word).ok());
        let domain = match said {
            Some(said) => said_domain(&said, self.id(), token)
                .filter(|domain| separator.is_none_or(|separator| separator == domain.separator())),
            None => guessed_domain(&self.read_token(token).await?.name, self.id(), token, separator),
        };
        domain.ok_or(ChainError::OtherDomain { token })
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

/// What a token says of its domain, if that is this token on this chain. A token that could name another place would have a
/// signature made that counts there. The bits of `fields` say which parts count.
fn said_domain(said: &ProjectToken::eip712DomainReturn, chain: u64, token: Address) -> Option<Eip712Domain> {
    let fields = said.fields.0[0];
    let has = |bit: u8| fields & (1 << bit) != 0;
    let here = has(2) && said.chainId == U256::from(chain) && has(3) && said.verifyingContract == token;
    // No salt, and nothing that is not known here.
    let plain = fields >> 4 == 0 && said.extensions.is_empty();
    (here && plain).then(|| Eip712Domain {
        name: has(0).then(|| said.name.clone().into()),
        version: has(1).then(|| said.version.clone().into()),
        ..place(chain, token)
    })
}

/// By its name and a usual version, if what the token publishes as its separator says the same.
fn guessed_domain(name: &str, chain: u64, token: Address, separator: Option<B256>) -> Option<Eip712Domain> {
    let mut domains = VERSIONS.map(|version| Eip712Domain {
        name: Some(name.to_owned().into()),
        version: Some(version.into()),
        ..place(chain, token)
    });
    domains.iter_mut().find(|domain| separator == Some(domain.separator())).map(std::mem::take)
}

const fn place(chain: u64, token: Address) -> Eip712Domain {
    Eip712Domain {
        name: None,
        version: None,
        chain_id: Some(U256::from_limbs([chain, 0, 0, 0])),
        verifying_contract: Some(token),
        salt: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: Address = Address::repeat_byte(7);

    fn said(fields: u8) -> ProjectToken::eip712DomainReturn {
        ProjectToken::eip712DomainReturn {
            fields: [fields].into(),
            name: "River Token".to_owned(),
            version: "1".to_owned(),
            chainId: U256::from(5),
            verifyingContract: TOKEN,
            salt: B256::ZERO,
            extensions: Vec::new(),
        }
    }

    #[test]
    fn a_domain_is_this_token_on_this_chain_or_none() {
        let whole = said_domain(&said(0x0f), 5, TOKEN).unwrap();
        assert_eq!((whole.name.as_deref(), whole.version.as_deref()), (Some("River Token"), Some("1")));
        assert_eq!(said_domain(&said(0x0d), 5, TOKEN).unwrap().version, None);
        assert_eq!(said_domain(&said(0x0f), 1, TOKEN), None, "another chain");
        assert_eq!(said_domain(&said(0x0f), 5, Address::ZERO), None, "another contract");
        for fields in [0x0b, 0x07, 0x03, 0x1f, 0x2f, 0x8f] {
            assert_eq!(said_domain(&said(fields), 5, TOKEN), None, "{fields:#x}");
        }
        let mut extended = said(0x0f);
        extended.extensions.push(U256::ONE);
        assert_eq!(said_domain(&extended, 5, TOKEN), None);
    }

    #[test]
    fn a_guess_needs_the_separator_to_say_the_same() {
        let second =
            Eip712Domain { name: Some("River Token".into()), version: Some("2".into()), ..place(5, TOKEN) };
        let guess = |separator| guessed_domain("River Token", 5, TOKEN, separator);
        assert_eq!(guess(Some(second.separator())), Some(second));
        assert_eq!(guess(None), None);
        assert_eq!(guess(Some(B256::ZERO)), None);
    }
}
