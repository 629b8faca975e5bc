//! By a key: `ssh-keygen` signs, which knows agents, passphrases and security keys.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Context as _;
use tributary_proof::ssh::NAMESPACE;

use crate::exit;

/// The armoured signature over the message.
pub(super) fn sign(key: &Path, message: &str) -> anyhow::Result<String> {
    let folder = tempfile::tempdir().context("cannot make a folder for the message")?;
    let path = folder.path().join("message.txt");
    fs::write(&path, message).context("cannot write the message")?;
    // It asks on the terminal for a passphrase; what it says stays on standard error.
    let signed = Command::new("ssh-keygen")
        .args(["-Y", "sign", "-n", NAMESPACE, "-f"])
        .arg(key)
        .arg(&path)
        .stdout(Stdio::null())
        .status()
        .context(
            "`ssh-keygen` cannot be run; install OpenSSH 8.1 or newer, or prove the account by --gist",
        )?;
    if !signed.success() {
        return Err(exit::failed(format!(
            "`ssh-keygen` did not sign with `{}`; its words are above, and nothing was sent",
            key.display()
        )));
    }
    fs::read_to_string(folder.path().join("message.txt.sig"))
        .context("`ssh-keygen` says that it signed, and there is no signature")
}
