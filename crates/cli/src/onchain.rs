//! The chain as the command line names it: endpoint, key, consent.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;
use secrecy::SecretString;
use tributary_chain::{Chain, Key, SendEvent};
use tributary_engine::{bundle::Bundle, config::AirdropConfig};

use crate::{args::path_or, context::environment, exit, output};

/// Which endpoint.
#[derive(Clone, Debug, Args)]
pub(crate) struct EndpointArgs {
    /// The chain's endpoint; by default the bundle's public one
    #[arg(long, env = "ETH_RPC_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) rpc_url: Option<String>,
}

/// Which key. A key is never an argument: arguments are visible to every process on a machine.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyArgs {
    /// An encrypted key file
    #[arg(long, env = "TRIBUTARY_KEYSTORE", hide_env_values = true, value_parser = path_or(""), value_name = "FILE")]
    pub(crate) keystore: Option<PathBuf>,
}

/// Whether to ask.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ConsentArgs {
    /// Say what would be sent, with its gas, and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask for a typed confirmation
    #[arg(long)]
    pub(crate) yes: bool,
}

impl EndpointArgs {
    /// The endpoint: flag or environment, else a public one.
    pub(crate) fn url_or(&self, public: Option<String>) -> anyhow::Result<String> {
        let given = self.rpc_url.clone().filter(|url| !url.is_empty());
        given.or(public).context("no endpoint is known; pass --rpc-url or set ETH_RPC_URL")
    }

    /// The endpoint: flag or environment, else the one that the bundle's rules publish.
    pub(crate) fn url(&self, bundle: &Bundle) -> anyhow::Result<String> {
        if let Some(url) = self.rpc_url.as_ref().filter(|url| !url.is_empty()) {
            return Ok(url.clone());
        }
        let rules = bundle.file(tributary_engine::bundle::name::RULES)?;
        let config = AirdropConfig::parse(&rules, &bundle.dir().join("rules.toml"))?;
        config.chain.rpc_url.context("no endpoint is known; pass --rpc-url or set ETH_RPC_URL")
    }

    /// Connects.
    pub(crate) async fn connect(&self, bundle: &Bundle, key: Option<Key>) -> anyhow::Result<Chain> {
        let chain = Chain::connect(&self.url(bundle)?, key).await?;
        chain.expect_id(bundle.manifest().chain_id)?;
        Ok(chain)
    }
}

/// The variables that a key comes from.
pub(crate) struct KeyNames {
    /// The name of an encrypted key file.
    pub(crate) keystore: &'static str,
    /// Its password.
    pub(crate) password: &'static str,
    /// A bare key, for development chains only.
    pub(crate) key: &'static str,
}

const USUAL: KeyNames = KeyNames {
    keystore: "TRIBUTARY_KEYSTORE",
    password: "TRIBUTARY_KEYSTORE_PASSWORD",
    key: "TRIBUTARY_PRIVATE_KEY",
};

impl KeyArgs {
    /// The key file if one is named, else the development key of the environment.
    pub(crate) fn key(&self) -> anyhow::Result<Option<Key>> {
        read_key(self.keystore.as_deref(), &USUAL)
    }
}

/// A key that the environment alone names: the key file, else the development key.
pub(crate) fn key_of(names: &KeyNames) -> anyhow::Result<Option<Key>> {
    let keystore = environment(names.keystore)?.map(PathBuf::from);
    read_key(keystore.as_deref(), names)
}

fn read_key(keystore: Option<&Path>, names: &KeyNames) -> anyhow::Result<Option<Key>> {
    if let Some(path) = keystore.filter(|path| !path.as_os_str().is_empty()) {
        if is_key(path) {
            bail!("the name of an encrypted key file is needed, never a key itself; it was not used")
        }
        let password = password(names.password, &format!("Password of {}", path.display()))?;
        return Ok(Some(Key::from_keystore(path, &password)?));
    }
    match environment(names.key)? {
        Some(text) => Ok(Some(Key::from_private_key(&SecretString::from(text))?)),
        None => Ok(None),
    }
}

/// A bare key by mistake, which must not be repeated in a message: 64 hex digits and nothing else.
fn is_key(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let digits = text.strip_prefix("0x").unwrap_or(&text);
    digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// A password from the environment, or typed.
fn password(name: &str, prompt: &str) -> anyhow::Result<SecretString> {
    if let Some(password) = environment(name)? {
        return Ok(password.into());
    }
    if !io::stdin().is_terminal() {
        bail!("the key file needs a password; set {name} or run on a terminal");
    }
    let typed = dialoguer::Password::new().with_prompt(prompt).interact().context("no password was typed")?;
    Ok(typed.into())
}

impl ConsentArgs {
    /// Asks for `word` to be typed before money moves.
    pub(crate) fn ask(self, what: &str, word: &str) -> anyhow::Result<()> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(exit::declined(format!(
                "{what}: your consent is needed; run on a terminal, or pass --yes"
            )));
        }
        let mut terminal = io::stderr().lock();
        write!(terminal, "{what}. Type `{word}` to go on: ").context("cannot write to the terminal")?;
        terminal.flush().context("cannot write to the terminal")?;
        drop(terminal);
        let mut line = String::new();
        io::stdin().read_line(&mut line).context("cannot read from the terminal")?;
        if line.trim() == word { Ok(()) } else { Err(exit::declined("nothing was sent")) }
    }
}

/// Shows transactions as they go.
pub(crate) fn watch(event: SendEvent) {
    match event {
        SendEvent::Sent { label, hash } => output::note(format!("{label}: sent {hash}")),
        SendEvent::Mined { label, block, gas, .. } => {
            output::note(format!("{label}: in block {block}, {} gas", output::grouped(&gas.to_string())));
        }
        SendEvent::Skipped { label, reason } => output::note(format!("{label}: {reason}")),
    }
}
