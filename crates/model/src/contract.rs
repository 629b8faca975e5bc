//! Where an airdrop stands.

use std::{fmt, str::FromStr};

use alloy_primitives::Address;
use thiserror::Error;

/// A contract on its chain, such as `8453:0xfb69…`, in lower case. Every list of a recurring airdrop is claimed from the
/// same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contract {
    /// EIP-155 id.
    pub chain_id: u64,
    /// Its address.
    pub address: Address,
}

/// A text that names no contract.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no contract on its chain: a number, a colon and a lower-case address")]
pub struct ContractError(String);

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:#x}", self.chain_id, self.address)
    }
}

impl FromStr for Contract {
    type Err = ContractError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (chain_id, address) = text.split_once(':')?;
            Some(Self { chain_id: chain_id.parse().ok()?, address: address.parse().ok()? })
        };
        let contract = read().filter(|contract| contract.to_string() == text);
        contract.ok_or_else(|| ContractError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_spelling() {
        let text = "8453:0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359";
        let contract: Contract = text.parse().unwrap();
        assert_eq!((contract.chain_id, contract.to_string().as_str()), (8453, text));
        for other in [
            "",
            "8453",
            "08453:0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359",
            &text.to_uppercase(),
            &text[..40],
        ] {
            assert_eq!(other.parse::<Contract>(), Err(ContractError(other.to_owned())), "{other}");
        }
    }
}
