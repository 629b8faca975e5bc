//! Keys. They come from an encrypted file, or as text for development chains; they are never printed.

use std::{
    fmt,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, Bytes},
    signers::{SignerSync as _, local::PrivateKeySigner},
};
use secrecy::{ExposeSecret, SecretString};

use crate::ChainError;

/// Something that signs.
#[derive(Clone)]
pub struct Key(PrivateKeySigner);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.address())
    }
}

impl Key {
    /// From 64 hex digits.
    ///
    /// # Errors
    /// [`ChainError::BadKey`], which does not repeat the text.
    pub fn from_private_key(text: &SecretString) -> Result<Self, ChainError> {
        text.expose_secret().trim().parse().map(Self).map_err(|_| ChainError::BadKey)
    }

    /// From an encrypted key file (Web3 Secret Storage, as geth, foundry and wallets write it).
    ///
    /// # Errors
    /// [`ChainError::Keystore`] for a file that cannot be read or a wrong password.
    pub fn from_keystore(path: &Path, password: &SecretString) -> Result<Self, ChainError> {
        let failed = |message: String| ChainError::Keystore { path: path.to_owned(), message };
        File::open(path).map_err(|error| failed(error.to_string()))?;
        // What the parser says may repeat the file, which may be a bare key by mistake.
        PrivateKeySigner::decrypt_keystore(path, password.expose_secret()).map(Self).map_err(|error| {
            failed(match error.to_string().as_str() {
                "Mac Mismatch" => "the password is wrong".to_owned(),
                _ => "is not an encrypted key file".to_owned(),
            })
        })
    }

    /// Whose key it is.
    pub const fn address(&self) -> Address {
        self.0.address()
    }

    pub(crate) const fn signer(&self) -> &PrivateKeySigner {
        &self.0
    }

    /// Signs a digest: 65 bytes, `s` in the lower half.
    ///
    /// # Errors
    /// [`ChainError::Refused`] when the signer says no.
    pub fn sign(&self, digest: B256) -> Result<Bytes, ChainError> {
        let signature = self.0.sign_hash_sync(&digest);
        let signature =
            signature.map_err(|error| ChainError::Refused { action: "sign", message: error.to_string() })?;
        Ok(signature.as_bytes().into())
    }

    /// Signs a text as wallets do (`personal_sign`, EIP-191).
    ///
    /// # Errors
    /// As [`Key::sign`].
    pub fn sign_text(&self, text: &str) -> Result<Bytes, ChainError> {
        self.sign(alloy::primitives::eip191_hash_message(text))
    }

    pub(crate) fn wallet(&self) -> EthereumWallet {
        EthereumWallet::from(self.0.clone())
    }
}

/// Makes a new key and writes it encrypted to `folder/name`. An existing file stays.
///
/// # Errors
/// [`ChainError::Keystore`] when the file exists or cannot be written.
pub fn create_keystore(
    folder: &Path,
    name: &str,
    password: &SecretString,
) -> Result<(Address, PathBuf), ChainError> {
    let path = folder.join(name);
    let failed = |message: String| ChainError::Keystore { path: path.clone(), message };
    fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    // Made first, so that it is nobody else's to read at any moment, and never written over.
    private_file(&path).map_err(|error| {
        failed(match error.kind() {
            ErrorKind::AlreadyExists => "exists already; choose another name".to_owned(),
            _ => error.to_string(),
        })
    })?;
    let made =
        PrivateKeySigner::new_keystore(folder, &mut rand::thread_rng(), password.expose_secret(), Some(name));
    match made {
        Ok((signer, _)) => Ok((signer.address(), path)),
        Err(error) => {
            let _ = fs::remove_file(&path);
            Err(failed(error.to_string()))
        }
    }
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    #[test]
    fn a_key_shows_only_its_address() {
        let key = Key::from_private_key(&format!("0x{DIGITS}").into()).unwrap();
        assert_eq!(format!("{key:?}"), "Key(0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266)");
    }

    #[test]
    fn a_bad_key_is_not_repeated() {
        let error = Key::from_private_key(&format!("{DIGITS}zz").into()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&DIGITS[..16]));
    }

    #[test]
    fn a_key_file_opens_with_its_password_only() {
        let folder = tempfile::tempdir().unwrap();
        let (address, path) = create_keystore(folder.path(), "deployer", &"river".into()).unwrap();
        assert_eq!(Key::from_keystore(&path, &"river".into()).unwrap().address(), address);
        assert!(
            matches!(Key::from_keystore(&path, &"lake".into()), Err(ChainError::Keystore { message, .. }) if message == "the password is wrong")
        );
        assert!(matches!(
            create_keystore(folder.path(), "deployer", &"x".into()),
            Err(ChainError::Keystore { message, .. }) if message.contains("exists")
        ));
        assert_eq!(Key::from_keystore(&path, &"river".into()).unwrap().address(), address);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_is_its_owners_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (_, path) = create_keystore(folder.path(), "deployer", &"river".into()).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
