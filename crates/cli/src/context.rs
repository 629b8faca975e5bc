//! What a command works with: the airdrop's file, its folder, the database, the clock.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tributary_engine::{
    collect::{Collected, collect},
    config::{AirdropConfig, database_url},
    snapshot::{self, Frozen},
};
use tributary_model::Timestamp;
use tributary_storage::Store;

use crate::{args::Global, output};

const DEFAULT_DATABASE: &str = "sqlite://tributary.db";

/// A file that was read.
pub(crate) struct Airdrop {
    /// What it says.
    pub(crate) config: AirdropConfig,
    /// Its bytes, which are published.
    pub(crate) bytes: Vec<u8>,
    /// The folder that its paths are relative to.
    pub(crate) base: PathBuf,
}

impl Airdrop {
    /// Reads the file that the flags name.
    pub(crate) fn read(global: &Global) -> anyhow::Result<Self> {
        let (config, bytes) = AirdropConfig::read(&global.file)?;
        let base = global.file.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { config, bytes, base })
    }

    /// Its campaigns, one for each chain.
    pub(crate) fn campaigns(&self) -> anyhow::Result<Vec<Self>> {
        let of = |config| Self { config, bytes: self.bytes.clone(), base: self.base.clone() };
        Ok(self.config.campaigns()?.into_iter().map(of).collect())
    }

    /// The same without what was decided by hand, for somebody who is about to decide.
    pub(crate) fn read_undecided(global: &Global) -> anyhow::Result<Self> {
        let bytes = fs::read(&global.file).with_context(|| {
            format!("cannot read `{}`; `tributary init` writes one", global.file.display())
        })?;
        let config = AirdropConfig::parse(&bytes, &global.file)?;
        let base = global.file.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { config, bytes, base })
    }
}

/// The evidence to score, and the bytes of the snapshot that fixed it: the one in `folder`, else in `snapshot` beside
/// the file. Without a snapshot it is what the database holds.
pub(crate) async fn collected(
    store: &Store,
    airdrop: &Airdrop,
    folder: Option<&Path>,
) -> anyhow::Result<(Collected, Option<Vec<u8>>)> {
    let usual = airdrop.base.join(snapshot::FOLDER);
    let frozen = Frozen::open(folder.unwrap_or(&usual), &airdrop.config, &airdrop.bytes)?;
    if let (None, Some(folder)) = (&frozen, folder) {
        anyhow::bail!("there is no snapshot in `{}`; `tributary snapshot` takes one", folder.display());
    }
    match frozen {
        Some(frozen) => {
            output::note(format!("Evidence and rules as fixed by the snapshot {}.", frozen.hash()));
            Ok((frozen.collected, Some(frozen.bytes)))
        }
        None => Ok((collect(store, &airdrop.config, &airdrop.base).await?, None)),
    }
}

/// Opens the database: flag or environment, else the file's, else a file in the folder that we run in.
pub(crate) async fn open_store(global: &Global, airdrop: Option<&Airdrop>) -> anyhow::Result<Store> {
    open_store_at(global, airdrop.and_then(|airdrop| airdrop.config.database.url.clone())).await
}

/// The same for somebody who is still writing the airdrop's file.
pub(crate) async fn open_store_of_draft(global: &Global) -> anyhow::Result<Store> {
    open_store_at(global, database_url(&global.file)).await
}

/// The same for somebody who may have a bundle and nothing else.
pub(crate) async fn open_store_if_there(global: &Global) -> anyhow::Result<Option<Store>> {
    Ok(Store::open_existing(&address(global, database_url(&global.file))).await?)
}

pub(crate) async fn open_store_at(global: &Global, from_file: Option<String>) -> anyhow::Result<Store> {
    Ok(Store::open(&address(global, from_file)).await?)
}

fn address(global: &Global, from_file: Option<String>) -> String {
    let given = global.database.clone().filter(|url| !url.is_empty());
    given.or(from_file).unwrap_or_else(|| DEFAULT_DATABASE.to_owned())
}

/// An environment variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the command line is the one reader of the environment")]
pub(crate) fn environment(name: &str) -> anyhow::Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read the environment variable `{name}`")),
    }
}

/// The time now, read once per command.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix(jiff::Timestamp::now().as_second())
        .expect("the system clock is between the years -9999 and 9999")
}
