//! RSASSA-PKCS1-v1_5 with SHA-2, as RFC 8332 has it for SSH.

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512, RsaPublicKeyComponents};
use ssh_key::{Algorithm, HashAlg, Signature, public::RsaPublicKey};

/// The longest key that ring checks.
pub(crate) const MOST_BITS: usize = 8192;

/// The size of the modulus.
pub(crate) fn bits(key: &RsaPublicKey) -> usize {
    let modulus = key.n.as_positive_bytes().unwrap_or_default();
    let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    (modulus.len() * 8).saturating_sub(unused)
}

/// Is it the key's signature over the data?
pub(crate) fn holds(key: &RsaPublicKey, signature: &Signature, data: &[u8]) -> bool {
    let algorithm = match signature.algorithm() {
        Algorithm::Rsa { hash: Some(HashAlg::Sha256) } => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rsa { hash: Some(HashAlg::Sha512) } => &RSA_PKCS1_2048_8192_SHA512,
        _ => return false,
    };
    let (Some(n), Some(e)) = (key.n.as_positive_bytes(), key.e.as_positive_bytes()) else { return false };
    // OpenSSH takes a signature without its leading zeros too.
    let Some(missing) = n.len().checked_sub(signature.as_bytes().len()) else { return false };
    let whole = [&vec![0; missing], signature.as_bytes()].concat();
    RsaPublicKeyComponents { n, e }.verify(algorithm, data, &whole).is_ok()
}
