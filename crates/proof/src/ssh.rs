//! `ssh-keygen -Y sign -n tributary` over the message, checked against the keys that GitHub publishes for an account.
//!
//! The format is OpenSSH's `PROTOCOL.sshsig`. Its namespace keeps a signature for a commit or an e-mail from being taken
//! for one of ours. ssh-key reads keys and signatures and checks Ed25519 and ECDSA; ring checks RSA.

use std::fmt;

use ssh_key::{Algorithm, HashAlg, LineEnding, PublicKey, SshSig, public::KeyData};
use thiserror::Error;

use crate::{BindingMessage, rsa};

/// What `ssh-keygen` is told to sign for.
pub const NAMESPACE: &str = "tributary";
/// RSA keys that are shorter can be broken.
pub const LEAST_RSA_BITS: usize = 2048;
/// A signature by the longest RSA key that OpenSSH makes has a third of that.
const MOST_ARMOUR_BYTES: usize = 16 * 1024;
/// The bit of a security key's flags that says that somebody touched it.
const TOUCHED: u8 = 1;

/// A signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshProof {
    /// The account's key that made it, as `ssh-ed25519 AAAA…` without a comment.
    pub public_key: String,
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// Which bytes it is over.
    pub over: SignedText,
}

/// Editors and `echo` end a file with a line break, which the message does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedText {
    /// The message.
    Message,
    /// The message and one line break.
    MessageAndLineBreak,
}

/// Why a signature proves nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SshError {
    /// Not what `ssh-keygen` writes.
    #[error(
        "this is not a signature by `ssh-keygen -Y sign`: {0}; paste the whole of `message.txt.sig`, from \
         `-----BEGIN SSH SIGNATURE-----` to `-----END SSH SIGNATURE-----`"
    )]
    Armour(String),
    /// Made for something else.
    #[error("the signature was made for `{0}`; sign with `ssh-keygen -Y sign -n {NAMESPACE}`")]
    Namespace(String),
    /// Signed by somebody, but not by one of the account's keys.
    #[error(
        "the signature is by the key `{fingerprint}`, which is none of the {published} that the account publishes; sign \
         with one of those, or add this one at `https://github.com/settings/keys`"
    )]
    ForeignKey {
        /// The key that signed.
        fingerprint: String,
        /// How many keys the account publishes.
        published: usize,
    },
    /// The account publishes nothing to compare with.
    #[error(
        "the account publishes no SSH key; add the one that signed, `{0}`, at `https://github.com/settings/keys` and send \
         the signature again, or prove the account another way"
    )]
    NoKeys(String),
    /// A kind of key or of signature that is refused.
    #[error(
        "the signature is by `{algorithm}`, which is not accepted: {reason}; sign with an Ed25519, ECDSA or RSA key"
    )]
    Algorithm {
        /// As OpenSSH calls it.
        algorithm: String,
        /// Why not.
        reason: &'static str,
    },
    /// An RSA key of a size that is refused.
    #[error(
        "the signature is by an RSA key of {bits} bits; it needs {LEAST_RSA_BITS} to {} of them: sign with another key",
        rsa::MOST_BITS
    )]
    RsaBits {
        /// Its size.
        bits: usize,
    },
    /// A security key that nobody touched.
    #[error(
        "the security key signed without being touched; use one that was made without `no-touch-required`"
    )]
    Untouched,
    /// The right words with other line endings.
    #[error(
        "the signature is over the message with Windows' line endings; save `message.txt` with plain ones (LF) and sign \
         it again"
    )]
    LineEndings,
    /// The key is right and the text is not.
    #[error(
        "the signature is not over this message; save the message as it was given, to the last character, and sign it \
         again"
    )]
    OtherText,
}

/// A signature over the message that holds by the key inside it. Whose key that is, is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    key: KeyData,
    over: SignedText,
}

/// Reads an armoured signature over the message and checks it by the key inside it, before anybody is asked whose that is.
///
/// # Errors
/// [`SshError`] says what is wrong and what to do.
pub fn signed(message: &BindingMessage, armoured: &str) -> Result<Signed, SshError> {
    let signature = read(armoured)?;
    if signature.namespace() != NAMESPACE {
        return Err(SshError::Namespace(shown(signature.namespace())));
    }
    let key = acceptable(&signature)?.clone();
    let over = signed_text(&signature, &message.to_string())?;
    Ok(Signed { key, over })
}

impl Signed {
    /// Is it by one of the account's keys? `published` are those as GitHub lists them; one of an unknown kind matches nothing.
    ///
    /// # Errors
    /// [`SshError::NoKeys`] and [`SshError::ForeignKey`].
    pub fn by_one_of(self, published: &[impl AsRef<str>]) -> Result<SshProof, SshError> {
        let Self { key, over } = self;
        let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
        let is_theirs =
            |line: &str| PublicKey::from_openssh(line.trim()).is_ok_and(|theirs| theirs.key_data() == &key);
        if published.is_empty() {
            return Err(SshError::NoKeys(fingerprint));
        }
        if !published.iter().any(|line| is_theirs(line.as_ref())) {
            return Err(SshError::ForeignKey { fingerprint, published: published.len() });
        }
        let public_key = PublicKey::new(key, "").to_openssh().map_err(armour)?;
        Ok(SshProof { public_key, fingerprint, over })
    }
}

/// Checks an armoured signature over the message against an account's keys.
///
/// # Errors
/// [`SshError`] says what is wrong and what to do.
pub fn verify(
    message: &BindingMessage,
    armoured: &str,
    published: &[impl AsRef<str>],
) -> Result<SshProof, SshError> {
    signed(message, armoured)?.by_one_of(published)
}

fn read(armoured: &str) -> Result<SshSig, SshError> {
    if armoured.len() > MOST_ARMOUR_BYTES {
        return Err(SshError::Armour(format!("it has more than {MOST_ARMOUR_BYTES} bytes")));
    }
    let signature = SshSig::from_pem(armoured.trim()).map_err(armour)?;
    // ssh-key reads lengths that OpenSSH would refuse, and cannot write what a security key signed by ECDSA.
    let can_be_written = signature.algorithm() != Algorithm::SkEcdsaSha2NistP256;
    let dense = |text: &str| text.split_ascii_whitespace().collect::<String>();
    let written = signature.to_pem(LineEnding::LF).map_err(armour)?;
    let differs = can_be_written && dense(&written) != dense(armoured);
    if differs || signature.version() != SshSig::VERSION {
        return Err(SshError::Armour("it is not written as OpenSSH writes it".to_owned()));
    }
    Ok(signature)
}

fn armour(error: impl fmt::Display) -> SshError {
    SshError::Armour(error.to_string())
}

/// The key, if it and its signature are of a kind that is accepted and of the same kind.
fn acceptable(signature: &SshSig) -> Result<&KeyData, SshError> {
    let key = signature.public_key();
    let refuse = |reason| {
        let algorithm = shown(key.algorithm().as_str());
        Err(SshError::Algorithm { algorithm, reason })
    };
    match (key, signature.algorithm()) {
        (KeyData::Dsa(_), _) => refuse("DSA is broken"),
        (KeyData::Rsa(key), Algorithm::Rsa { hash: Some(_) }) => match rsa::bits(key) {
            bits if (LEAST_RSA_BITS..=rsa::MOST_BITS).contains(&bits) => Ok(signature.public_key()),
            bits => Err(SshError::RsaBits { bits }),
        },
        (KeyData::Ed25519(_), Algorithm::Ed25519) => Ok(key),
        (KeyData::Ecdsa(ecdsa), Algorithm::Ecdsa { curve }) if ecdsa.curve() == curve => Ok(key),
        (KeyData::SkEd25519(_), Algorithm::SkEd25519)
        | (KeyData::SkEcdsaSha2NistP256(_), Algorithm::SkEcdsaSha2NistP256) => {
            if touched(signature) {
                Ok(key)
            } else {
                Err(SshError::Untouched)
            }
        }
        (KeyData::Other(_), _) => refuse("its kind of key is unknown here"),
        _ => refuse("the key and the signature are of different kinds"),
    }
}

/// A security key's signature ends with a byte of flags and a counter of four bytes.
fn touched(signature: &SshSig) -> bool {
    let bytes = signature.signature_bytes();
    bytes.len().checked_sub(5).is_some_and(|place| bytes[place] & TOUCHED != 0)
}

fn signed_text(signature: &SshSig, message: &str) -> Result<SignedText, SshError> {
    let ended = format!("{message}\n");
    if holds(signature, message) {
        return Ok(SignedText::Message);
    }
    if holds(signature, &ended) {
        return Ok(SignedText::MessageAndLineBreak);
    }
    let windows = |text: &str| text.replace('\n', "\r\n");
    let is_windows = holds(signature, &windows(message)) || holds(signature, &windows(&ended));
    Err(if is_windows { SshError::LineEndings } else { SshError::OtherText })
}

fn holds(signature: &SshSig, text: &str) -> bool {
    match signature.public_key() {
        KeyData::Rsa(key) => SshSig::signed_data(NAMESPACE, signature.hash_alg(), text.as_bytes())
            .is_ok_and(|data| rsa::holds(key, signature.signature(), &data)),
        key => PublicKey::from(key.clone()).verify(NAMESPACE, text.as_bytes(), signature).is_ok(),
    }
}

/// Words of the signature's maker: nothing that a terminal would obey, and no novel.
fn shown(text: &str) -> String {
    text.chars().take(64).map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).collect()
}
