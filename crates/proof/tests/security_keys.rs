//! Signatures as security keys make them, written by hand after OpenSSH's `PROTOCOL.u2f` and `PROTOCOL.sshsig`: no key
//! can be plugged into a test.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use sha2::{Digest, Sha256, Sha512};
use tributary_model::{Address, GithubId};
use tributary_proof::{
    BindingMessage, Nonce,
    ssh::{SshError, verify},
};

const APPLICATION: &str = "ssh:";
const TOUCHED: u8 = 1;

fn message() -> BindingMessage {
    let lifetime = BindingMessage::lifetime("2026-01-31T12:00:00Z".parse().unwrap()).unwrap();
    BindingMessage {
        uri: "https://drop.example.org/a/tiny-llm".parse().unwrap(),
        identity: GithubId(583_231),
        recipient: Address::repeat_byte(0x11),
        chain_id: 8453,
        airdrop: Address::repeat_byte(0x22),
        nonce: Nonce::from_random([7; 16]),
        issued_at: lifetime.from,
        expires_at: lifetime.until,
    }
}

fn string(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// A positive number as SSH writes it.
fn number(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let sign = if digits[0] >= 0x80 { &[0][..] } else { &[] };
    string([sign, &digits].concat())
}

type Signer = dyn Fn(&[u8]) -> Vec<u8>;

/// A security key of one kind.
struct SecurityKey {
    algorithm: &'static str,
    public: Vec<u8>,
    sign: Box<Signer>,
}

impl SecurityKey {
    fn ed25519() -> Self {
        let algorithm = "sk-ssh-ed25519@openssh.com";
        let pair = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
        let public = [string(algorithm), string(pair.public_key()), string(APPLICATION)].concat();
        Self { algorithm, public, sign: Box::new(move |data| pair.sign(data).as_ref().to_vec()) }
    }

    fn ecdsa() -> Self {
        let algorithm = "sk-ecdsa-sha2-nistp256@openssh.com";
        let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let made = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random).unwrap();
        let public =
            [string(algorithm), string("nistp256"), string(pair.public_key()), string(APPLICATION)].concat();
        let sign = move |data: &[u8]| {
            let signature = pair.sign(&random, data).unwrap();
            let (r, s) = signature.as_ref().split_at(32);
            [number(r), number(s)].concat()
        };
        Self { algorithm, public, sign: Box::new(sign) }
    }

    fn published(&self) -> String {
        format!("{} {}", self.algorithm, BASE64_STANDARD.encode(&self.public))
    }

    /// Armoured, as `ssh-keygen` writes it.
    fn signature(&self, text: &str, flags: u8, told: u8) -> String {
        let about = [string("tributary"), string(""), string("sha512")].concat();
        let data = [b"SSHSIG".to_vec(), about.clone(), string(Sha512::digest(text))].concat();
        let counter = 41_u32.to_be_bytes();
        let signed = [&Sha256::digest(APPLICATION)[..], &[flags], &counter, &Sha256::digest(data)].concat();
        let signature =
            [string(self.algorithm), string((self.sign)(&signed)), vec![told], counter.to_vec()].concat();
        armoured(&[b"SSHSIG\0\0\0\x01".to_vec(), string(&self.public), about, string(signature)].concat())
    }
}

fn armoured(blob: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(blob);
    let lines: Vec<&str> =
        text.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

#[test]
fn a_security_key_that_was_touched_signs() {
    for key in [SecurityKey::ed25519(), SecurityKey::ecdsa()] {
        let text = message().to_string();
        let check = |signature: &str| verify(&message(), signature, &[key.published()]);
        let proof = check(&key.signature(&text, TOUCHED, TOUCHED)).unwrap();
        assert_eq!(proof.public_key, key.published());
        assert_eq!(check(&key.signature(&text, 0, 0)), Err(SshError::Untouched), "{}", key.algorithm);
        assert_eq!(check(&key.signature(&text, 0, TOUCHED)), Err(SshError::OtherText), "{}", key.algorithm);
        assert_eq!(check(&key.signature("other", TOUCHED, TOUCHED)), Err(SshError::OtherText));
    }
}

/// RSA with SHA-1 is what `ssh-rsa` names; nobody has to forge one to see it refused.
#[test]
fn rsa_with_sha_1_is_refused() {
    let public = [string("ssh-rsa"), string([1, 0, 1]), number(&[0xff; 256])].concat();
    let published = format!("ssh-rsa {}", BASE64_STANDARD.encode(&public));
    let about = [string("tributary"), string(""), string("sha512")].concat();
    let with = |algorithm: &str| {
        let signature = [string(algorithm), string([0x11; 256])].concat();
        let blob = [b"SSHSIG\0\0\0\x01".to_vec(), string(&public), about.clone(), string(signature)].concat();
        verify(&message(), &armoured(&blob), std::slice::from_ref(&published))
    };
    assert!(matches!(with("ssh-rsa"), Err(SshError::Armour(_))));
    // The same with SHA-2 is read, and is no signature.
    assert_eq!(with("rsa-sha2-512"), Err(SshError::OtherText));
}
