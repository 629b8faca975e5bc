//! What a command about a round works with: its file, its folder, where it is on the chain, the database.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tributary_chain::{Chain, Key, RoundDeployment};
use tributary_engine::round::{
    ListTexts, RoundConfig, RoundFolder, RoundHistory, RoundRules, follow, history, kept_lists,
};
use tributary_model::{Address, Amount, Timestamp};
use tributary_storage::Store;

use crate::{
    args::{FILE, Global},
    context::{now, open_store_at},
    exit,
    onchain::EndpointArgs,
    output,
};

const ROUND_FILE: &str = "round.toml";
const OUT: &str = "out";

/// The round's file: `--file`, else round.toml.
pub(crate) fn file(global: &Global) -> PathBuf {
    if global.file == Path::new(FILE) { ROUND_FILE.into() } else { global.file.clone() }
}

/// The file, read, and the folder that its paths are relative to.
pub(crate) struct RoundFile {
    pub(crate) config: RoundConfig,
    pub(crate) base: PathBuf,
}

impl RoundFile {
    pub(crate) fn read(global: &Global) -> anyhow::Result<Self> {
        let path = file(global);
        let config = RoundConfig::read(&path)?;
        Ok(Self { config, base: path.parent().unwrap_or(Path::new("")).to_owned() })
    }

    pub(crate) fn lists(&self) -> anyhow::Result<ListTexts> {
        Ok(ListTexts::read(&self.config.lists, &self.base, now())?)
    }

    pub(crate) async fn store(&self, global: &Global) -> anyhow::Result<Store> {
        open_store_at(global, self.config.database.url.clone()).await
    }

    pub(crate) fn out() -> &'static Path {
        Path::new(OUT)
    }
}

/// A round that was opened.
pub(crate) struct Desk {
    pub(crate) file: Option<RoundFile>,
    pub(crate) folder: RoundFolder,
    pub(crate) deployment: RoundDeployment,
}

impl Desk {
    /// The round of a folder, else of round.toml.
    pub(crate) fn open(global: &Global, named: Option<&Path>) -> anyhow::Result<Self> {
        let (file, folder) = match named {
            Some(dir) => (
                None,
                RoundFolder::open(dir).context("`--round` is the folder of a round, such as out/spring")?,
            ),
            None => {
                let file = RoundFile::read(global)
                    .context("name a round's folder with --round, or run where round.toml is")?;
                let slug = &file.config.rules.slug;
                RoundFolder::mend(RoundFile::out(), slug)?;
                let dir = RoundFile::out().join(slug);
                let folder = RoundFolder::open(&dir)
                    .context("it was not opened from here; `tributary round open` does that")?;
                if *folder.rules() != file.config.rules {
                    output::note(format!(
                        "warning: round.toml has changed since; what is fixed stands in {}",
                        dir.join("rules.json").display()
                    ));
                }
                (Some(file), folder)
            }
        };
        let deployment = folder.deployment()?;
        let deployment = deployment
            .ok_or_else(|| exit::failed("the round is not open; `tributary round open` does that"))?;
        Ok(Self { file, folder, deployment })
    }

    pub(crate) fn rules(&self) -> &RoundRules {
        self.folder.rules()
    }

    /// What a call is sent to: the round, and what its pool is in.
    pub(crate) fn at(&self) -> (Address, Address) {
        (self.deployment.round, self.rules().pool.token)
    }

    pub(crate) async fn connect(&self, endpoint: &EndpointArgs, key: Option<Key>) -> anyhow::Result<Chain> {
        let ours = self.file.as_ref().and_then(|file| file.config.chain.rpc_url.clone());
        let public = ours.or(self.folder.chain()?.rpc_url);
        let chain = Chain::connect(&endpoint.url_or(self.rules().chain_id, public).await?, key).await?;
        chain.expect_id(self.rules().chain_id)?;
        Ok(chain)
    }

    pub(crate) async fn store(&self, global: &Global) -> anyhow::Result<Store> {
        match &self.file {
            Some(file) => file.store(global).await,
            None => open_store_at(global, None).await,
        }
    }

    /// Brings the database up to the newest block, and tells what has become of the round.
    pub(crate) async fn follow(&self, store: &Store, chain: &Chain) -> anyhow::Result<RoundHistory> {
        follow(store, chain, &self.deployment).await.map_err(exit::outside)?;
        history(store, &self.deployment).await.map_err(exit::outside)
    }

    /// The lists that count now, and when they were frozen if they were.
    pub(crate) async fn lists(
        &self,
        store: &Store,
        history: &RoundHistory,
    ) -> anyhow::Result<(ListTexts, Option<Timestamp>)> {
        let kept = match history.freezes.last() {
            Some(freeze) => {
                let kept = kept_lists(store, &self.deployment, freeze.lists_hash).await?;
                if kept.is_none() {
                    output::note("warning: the lists that are frozen on the chain are not in this database");
                }
                kept.map(|lists| (freeze.at, lists))
            }
            None => None,
        };
        let files = self.file.as_ref().map(RoundFile::lists).transpose()?;
        Ok(match (kept, files) {
            (Some((at, lists)), files) => {
                let prices = files.as_ref().and_then(|files| files.get("prices").map(str::to_owned));
                (lists.with_prices(prices), Some(at))
            }
            (None, Some(files)) => (files, None),
            (None, None) => (ListTexts::default(), None),
        })
    }

    /// Says which lists on disk differ from what was frozen, and so from what counts.
    pub(crate) async fn warn_of_changed(
        &self,
        store: &Store,
        history: &RoundHistory,
        lists: &ListTexts,
    ) -> anyhow::Result<()> {
        let Some(freeze) = history.freezes.last() else { return Ok(()) };
        let frozen = kept_lists(store, &self.deployment, freeze.lists_hash).await?.unwrap_or_default();
        for (name, _) in lists.frozen().filter(|(name, text)| frozen.get(name) != Some(*text)) {
            output::note(format!(
                "warning: the list of {name} has changed since {}; what was frozen then counts, and `tributary round freeze \
                 --reason` replaces it",
                freeze.at
            ));
        }
        Ok(())
    }

    /// Whole tokens of the pool, for people.
    pub(crate) fn pool_tokens(&self, amount: Amount) -> String {
        let pool = &self.rules().pool;
        output::tokens(amount, pool.decimals, &pool.symbol)
    }

    /// Whole tokens that were given, for people.
    pub(crate) fn tokens(&self, token: Address, amount: Amount) -> String {
        match self.rules().donated(token) {
            Some(known) => output::tokens(amount, known.decimals, &known.symbol),
            None => format!("{amount} units of {token}"),
        }
    }
}
