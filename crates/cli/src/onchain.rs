//! The chain as the command line names it: endpoint, key, consent.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;
use secrecy::SecretString;
use tributary_chain::{Chain, Key, SendEvent};
use tributary_engine::{
    bundle::Bundle,
    config::{AirdropConfig, Chains},
};

use crate::{args::path_or, context::environment, exit, output};

/// Which endpoint.
#[derive(Clone, Debug, Args)]
pub(crate) struct EndpointArgs {
    /// The chain's endpoint; by default the bundle's public one. For several chains it may be repeated: each is asked
    /// which it serves
    #[arg(long, env = "ETH_RPC_URL", hide_env_values = true, value_delimiter = ',', value_name = "URL")]
    pub(crate) rpc_url: Vec<String>,
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
    /// Those of the flag or the environment; a variable that is set and empty counts as not set.
    pub(crate) fn given(&self) -> Vec<String> {
        self.rpc_url.iter().map(|url| url.trim()).filter(|url| !url.is_empty()).map(str::to_owned).collect()
    }

    /// The endpoint of a chain: flag or environment, else a public one. Whoever connects to it checks its chain.
    pub(crate) async fn url_or(&self, chain_id: u64, public: Option<String>) -> anyhow::Result<String> {
        match self.given().as_slice() {
            [] => public.with_context(|| no_endpoint(chain_id)),
            [one] => Ok(one.clone()),
            several => {
                serving(several, chain_id, &[]).await?.or(public).with_context(|| no_endpoint(chain_id))
            }
        }
    }

    /// The endpoint: flag or environment, else the one that the bundle's rules publish.
    pub(crate) async fn url(&self, bundle: &Bundle) -> anyhow::Result<String> {
        let (given, chain_id) = (self.given(), bundle.manifest().chain_id);
        let written = || -> anyhow::Result<AirdropConfig> {
            let rules = bundle.file(tributary_engine::bundle::name::RULES)?;
            Ok(AirdropConfig::parse(&rules, &bundle.dir().join("rules.toml"))?)
        };
        let config = match written() {
            Ok(config) => config,
            // Rules that cannot be read are told by a check; the endpoint that was given is enough to make it.
            Err(_) if !given.is_empty() => return self.url_or(chain_id, None).await,
            Err(error) => return Err(error),
        };
        let ids: Vec<u64> = match &config.chains {
            Chains::One(_) => Vec::new(),
            Chains::Each(shares) => shares.iter().map(|share| share.id).collect(),
        };
        let public = config.on(chain_id).ok().and_then(|config| config.chain().ok()?.rpc_url.clone());
        if !ids.is_empty() && !given.is_empty() {
            // One that serves another of the file's chains is no mistake.
            return serving(&given, chain_id, &ids).await?.or(public).with_context(|| no_endpoint(chain_id));
        }
        self.url_or(chain_id, public).await
    }

    /// Connects.
    pub(crate) async fn connect(&self, bundle: &Bundle, key: Option<Key>) -> anyhow::Result<Chain> {
        let chain = Chain::connect(&self.url(bundle).await?, key).await?;
        chain.expect_id(bundle.manifest().chain_id)?;
        Ok(chain)
    }
}

fn no_endpoint(chain_id: u64) -> String {
    format!("no endpoint of chain {chain_id} is known; pass --rpc-url or set ETH_RPC_URL")
}

/// The first that serves a chain. None of the others may serve a chain beside `others`, where those are named: money would
/// go to a public endpoint while somebody means to try things out. One that does not answer may be the one that is wanted.
async fn serving(urls: &[String], chain_id: u64, others: &[u64]) -> anyhow::Result<Option<String>> {
    let mut silent = None;
    for url in urls {
        match Chain::connect(url, None).await {
            Ok(chain) if chain.id() == chain_id => return Ok(Some(url.clone())),
            Ok(chain) if others.is_empty() || others.contains(&chain.id()) => {}
            Ok(chain) => {
                let ids: Vec<String> = others.iter().map(u64::to_string).collect();
                bail!(
                    "an endpoint that was given serves chain {}, and the airdrop is on {}; leave it out",
                    chain.id(),
                    ids.join(", ")
                )
            }
            Err(error) => silent = Some(error),
        }
    }
    silent.map_or(Ok(None), |error| Err(error.into()))
}

/// The variables that a key comes from.
pub(crate) struct KeyNames {
    /// The name of an encrypted key file.
    pub(crate) keystore: &'static str,
    /// Its password.
    pub(crate) password: &'static str,
    /// A bare key, meant for development chains: it is readable where the environment is.
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
        Some(text) => {
            let key = Key::from_private_key(&SecretString::from(text));
            Ok(Some(key.with_context(|| format!("{} cannot be used", names.key))?))
        }
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
