//! Reading addresses so that a typing error is noticed.

use thiserror::Error;
use tributary_model::{Address, B256, Claimant, Identity};

/// Why a text is not an address that can be paid.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// Not 0x and 40 hex digits.
    #[error("`{0}` is not an address: 0x and 40 hex digits")]
    Form(String),
    /// Not 0x and 64 hex digits.
    #[error("`{0}` is not a claimant: 0x and 64 hex digits")]
    Word(String),
    /// Neither a wallet nor an account.
    #[error("`{0}` is neither an address, nor `github:<numeric id>`, nor 0x and 64 hex digits")]
    Claimant(String),
    /// Capitals that do not fit (EIP-55).
    #[error("`{0}` fails its checksum (EIP-55): copy it again, a letter is wrong")]
    Checksum(String),
    /// Nobody's address.
    #[error("the zero address belongs to nobody")]
    Zero,
}

/// Reads an address. Where capitals and small letters are mixed they must be the EIP-55 checksum.
///
/// # Errors
/// See [`AddressError`].
pub fn parse_address(text: &str) -> Result<Address, AddressError> {
    let digits = text.strip_prefix("0x").ok_or_else(|| AddressError::Form(text.to_owned()))?;
    let address: Address = digits.parse().map_err(|_| AddressError::Form(text.to_owned()))?;
    let has = |test: fn(&u8) -> bool| digits.as_bytes().iter().any(test);
    let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    if mixed && address.to_checksum(None) != text {
        return Err(AddressError::Checksum(text.to_owned()));
    }
    if address.is_zero() { Err(AddressError::Zero) } else { Ok(address) }
}

/// The 20 bytes of an address as programs write it: 0x or 0X and 40 hex digits in any case, the zero address too. For
/// files whose hashes say whether they are right, not for what people type.
///
/// # Errors
/// [`AddressError::Form`].
pub fn read_address(text: &str) -> Result<Address, AddressError> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let address = digits.filter(|digits| digits.len() == 40).and_then(|digits| digits.parse().ok());
    address.ok_or_else(|| AddressError::Form(text.to_owned()))
}

/// The 32 bytes of a claimant as programs write them: 0x or 0X and 64 hex digits in any case.
///
/// # Errors
/// [`AddressError::Word`].
pub fn read_word(text: &str) -> Result<Claimant, AddressError> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let word: Option<B256> =
        digits.filter(|digits| digits.len() == 64).and_then(|digits| digits.parse().ok());
    word.map(Claimant::from).ok_or_else(|| AddressError::Word(text.to_owned()))
}

/// Whom somebody means: an address, `github:<numeric id>`, or the 32 bytes that stand in the leaf.
///
/// # Errors
/// [`AddressError::Claimant`].
pub fn read_claimant(text: &str) -> Result<Claimant, AddressError> {
    let github = || text.parse::<Identity>().ok().and_then(Identity::github).and_then(Claimant::of_github);
    read_address(text)
        .map(Claimant::Wallet)
        .ok()
        .or_else(github)
        .or_else(|| read_word(text).ok())
        .ok_or_else(|| AddressError::Claimant(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECKSUM: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    #[test]
    fn checksummed_and_single_case_addresses_are_read() {
        let upper = format!("0x{}", CHECKSUM[2..].to_uppercase());
        for text in [CHECKSUM, &CHECKSUM.to_lowercase(), &upper] {
            assert_eq!(parse_address(text).unwrap().to_checksum(None), CHECKSUM);
        }
    }

    #[test]
    fn programs_may_write_twenty_bytes_in_any_case() {
        let mixed = CHECKSUM.replace("Fd6", "fd6");
        for text in [CHECKSUM, &mixed, &mixed.replace("0x", "0X")] {
            assert_eq!(read_address(text).unwrap().to_checksum(None), CHECKSUM);
        }
        assert_eq!(read_address(&format!("0x{}", "0".repeat(40))), Ok(Address::ZERO));
        for text in ["", "0x12", &CHECKSUM[2..], "0x0x9Fd6e51aad88F6F4ce6aB8827279cffFb92266"] {
            assert_eq!(read_address(text).unwrap_err(), AddressError::Form(text.into()));
        }
    }

    #[test]
    fn a_claimant_is_an_address_an_account_or_its_word() {
        let account = read_claimant("github:5000001").unwrap();
        assert_eq!(read_claimant(&account.word().to_string()).unwrap(), account);
        let wallet = read_claimant(CHECKSUM).unwrap();
        assert_eq!(wallet, Claimant::Wallet(CHECKSUM.parse().unwrap()));
        assert_eq!(read_word(&wallet.word().to_string()).unwrap(), wallet);
        for text in ["", "ada", "github:ada", "email:12", "0x12"] {
            assert_eq!(read_claimant(text).unwrap_err(), AddressError::Claimant(text.into()));
        }
    }

    #[test]
    fn typing_errors_are_noticed() {
        let wrong = CHECKSUM.replace("Fd6", "fd6");
        assert_eq!(parse_address(&wrong).unwrap_err(), AddressError::Checksum(wrong));
        for text in ["", "0x12", &CHECKSUM[2..], "0xg39Fd6e51aad88F6F4ce6aB8827279cffFb92266"] {
            assert_eq!(parse_address(text).unwrap_err(), AddressError::Form(text.into()));
        }
        assert_eq!(parse_address(&format!("0x{}", "0".repeat(40))).unwrap_err(), AddressError::Zero);
    }
}
