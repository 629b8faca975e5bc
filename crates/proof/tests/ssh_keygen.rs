//! Signatures by the real `ssh-keygen`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;
use tributary_model::{Address, GithubId};
use tributary_proof::{
    BindingMessage, Nonce,
    ssh::{SignedText, SshError, SshProof, verify},
};

/// A folder with one key.
struct Key {
    folder: TempDir,
}

impl Key {
    fn make(kind: &str, bits: Option<&str>) -> Self {
        let key = Self { folder: tempfile::tempdir().unwrap() };
        let path = key.path("key");
        let mut words = vec!["-q", "-t", kind, "-N", "", "-C", "somebody's laptop", "-f", &path];
        words.extend(bits.iter().flat_map(|bits| ["-b", bits]));
        keygen(&words);
        key
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// As GitHub lists it: without the comment.
    fn published(&self) -> String {
        let line = fs::read_to_string(self.path("key.pub")).unwrap();
        line.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    fn sign(&self, namespace: &str, text: &str, options: &[&str]) -> String {
        let (key, message) = (self.path("key"), self.path("message.txt"));
        let signature = format!("{message}.sig");
        if Path::new(&signature).exists() {
            fs::remove_file(&signature).unwrap();
        }
        fs::write(&message, text).unwrap();
        let mut words = vec!["-Y", "sign", "-n", namespace, "-f", &key];
        words.extend(options.iter().flat_map(|option| ["-O", option]));
        words.push(&message);
        keygen(&words);
        fs::read_to_string(signature).unwrap()
    }
}

fn keygen(words: &[&str]) {
    let output = Command::new("ssh-keygen").args(words).output().expect("OpenSSH's ssh-keygen is installed");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn message() -> BindingMessage {
    let issued_at = "2026-01-31T12:00:00Z".parse().unwrap();
    let lifetime = BindingMessage::lifetime(issued_at).unwrap();
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

fn text() -> String {
    message().to_string()
}

fn check(signature: &str, published: &[String]) -> Result<SshProof, SshError> {
    verify(&message(), signature, published)
}

#[test]
fn every_kind_of_key_that_is_accepted_signs() {
    for (kind, bits, options) in [
        ("ed25519", None, &[][..]),
        ("rsa", Some("2048"), &[]),
        ("rsa", Some("3072"), &["hashalg=sha256"]),
        ("ecdsa", Some("256"), &[]),
        ("ecdsa", Some("384"), &["hashalg=sha256"]),
        ("ecdsa", Some("521"), &[]),
    ] {
        let key = Key::make(kind, bits);
        let published = key.published();
        let signature = key.sign("tributary", &text(), options);
        let proof = check(&signature, std::slice::from_ref(&published)).unwrap();
        assert_eq!(proof.public_key, published, "{kind}");
        assert_eq!(proof.over, SignedText::Message);
        // Of the message with anything else in it, it is none.
        let other = BindingMessage { recipient: Address::repeat_byte(0x12), ..message() };
        assert_eq!(verify(&other, &signature, &[published]), Err(SshError::OtherText), "{kind}");
    }
}

#[test]
fn one_of_many_keys_is_enough_and_unknown_kinds_are_passed_over() {
    let (key, other) = (Key::make("ed25519", None), Key::make("ecdsa", Some("256")));
    let signature = key.sign("tributary", &text(), &[]);
    let mut published = vec!["ssh-new AAAAB3NzaC1uZXc=".to_owned(), "nonsense".to_owned(), other.published()];
    let SshError::ForeignKey { fingerprint, published: count } = check(&signature, &published).unwrap_err()
    else {
        panic!("another error");
    };
    let shown = Command::new("ssh-keygen").args(["-l", "-f", &key.path("key.pub")]).output().unwrap().stdout;
    assert!(String::from_utf8(shown).unwrap().contains(&fingerprint), "{fingerprint}");
    assert_eq!(count, 3);
    published.push(format!("{} with a comment\n", key.published()));
    assert_eq!(check(&signature, &published).unwrap().fingerprint, fingerprint);
    assert_eq!(check(&signature, &[]), Err(SshError::NoKeys(fingerprint)));
}

#[test]
fn one_line_break_at_the_end_is_of_the_editor() {
    let key = Key::make("ed25519", None);
    let published = [key.published()];
    let with = |text: String| check(&key.sign("tributary", &text, &[]), &published);
    assert_eq!(with(format!("{}\n", text())).unwrap().over, SignedText::MessageAndLineBreak);
    assert_eq!(with(format!("{}\n\n", text())), Err(SshError::OtherText));
    assert_eq!(with(format!(" {}", text())), Err(SshError::OtherText));
    assert_eq!(with(text().replace('\n', "\r\n")), Err(SshError::LineEndings));
    assert_eq!(with(format!("{}\r\n", text().replace('\n', "\r\n"))), Err(SshError::LineEndings));
    assert_eq!(with(String::new()), Err(SshError::OtherText));
}

#[test]
fn a_signature_for_something_else_is_refused() {
    let key = Key::make("ed25519", None);
    for namespace in ["git", "file", "Tributary", "tributary2"] {
        let signature = key.sign(namespace, &text(), &[]);
        assert_eq!(check(&signature, &[key.published()]), Err(SshError::Namespace(namespace.to_owned())));
    }
    let signature = key.sign("\u{1b}[31m", &text(), &[]);
    assert_eq!(check(&signature, &[key.published()]), Err(SshError::Namespace("\u{fffd}[31m".to_owned())));
}

#[test]
fn short_rsa_keys_and_dsa_are_refused() {
    let key = Key::make("rsa", Some("1024"));
    let signature = key.sign("tributary", &text(), &[]);
    assert_eq!(check(&signature, &[key.published()]), Err(SshError::RsaBits { bits: 1024 }));
    // Newer OpenSSH makes no DSA keys any more.
    let key = Key { folder: tempfile::tempdir().unwrap() };
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "dsa", "-N", "", "-f", &key.path("key")])
        .output()
        .unwrap();
    if made.status.success() {
        let signature = key.sign("tributary", &text(), &[]);
        let refused = check(&signature, &[key.published()]).unwrap_err();
        assert!(
            matches!(&refused, SshError::Algorithm { algorithm, .. } if algorithm == "ssh-dss"),
            "{refused}"
        );
    }
}

#[test]
fn a_broken_signature_is_refused() {
    let key = Key::make("ed25519", None);
    let published = [key.published()];
    let signature = key.sign("tributary", &text(), &[]);
    // As pasted on Windows, with space around it.
    assert!(check(&format!("\n  {}\n\n", signature.trim().replace('\n', "\r\n")), &published).is_ok());
    let lines: Vec<&str> = signature.lines().collect();
    let without = |place: usize| {
        let mut lines = lines.clone();
        lines.remove(place);
        lines.join("\n")
    };
    for broken in [
        String::new(),
        text(),
        without(0),
        without(1),
        without(lines.len() - 2),
        without(lines.len() - 1),
        signature.replace("SSH SIGNATURE", "PGP SIGNATURE"),
        signature.replace("U1NI", "U1NJ"),
        format!("{signature}{signature}"),
        "x".repeat(20_000),
    ] {
        let refused = check(&broken, &published).unwrap_err();
        assert!(matches!(refused, SshError::Armour(_)), "{broken}: {refused}");
    }
}

#[test]
fn no_changed_character_of_a_signature_passes() {
    for (kind, bits) in [("ed25519", None), ("rsa", Some("2048")), ("ecdsa", Some("521"))] {
        let key = Key::make(kind, bits);
        let published = [key.published()];
        let signature = key.sign("tributary", &text(), &[]);
        let body = signature.find("U1NI").unwrap()..signature.find("\n-----END").unwrap();
        let step = body.len() / 60;
        for place in body.step_by(step) {
            let mut bytes = signature.clone().into_bytes();
            if !bytes[place].is_ascii_alphanumeric() {
                continue;
            }
            bytes[place] = if bytes[place] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(check(&changed, &published).is_err(), "{kind} at {place}");
        }
    }
}
