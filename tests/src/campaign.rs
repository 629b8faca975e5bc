//! One airdrop from its clone to the chain: six people, of whom three have a wallet.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy::primitives::Address;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Anvil, Clone, Commit, Output, Person, Tributary};

/// Who deploys and owns.
pub const DEPLOYER: Person = Person::FIRST;
/// GitHub id 101, the most active.
pub const ADA: Person = Person::SECOND;
/// GitHub id 202.
pub const BO: Person = Person::THIRD;
/// GitHub id 3000000000, above 2^31.
pub const CY: Person = Person::FOURTH;
/// Somebody with no part.
pub const STRANGER: Person = Person::FIFTH;

/// 2026-02-10, inside the claim window.
pub const CLAIMABLE_AT: u64 = 1_770_681_600;

const ADA_GIT: &str = "Ada Example <101+ada-example@users.noreply.github.com>";
const BO_GIT: &str = "Bo Example <202+bo-example@users.noreply.github.com>";
const CY_GIT: &str = "Cy Example <3000000000+cy-example@users.noreply.github.com>";
const DEE_GIT: &str = "Dee Example <404+dee-example@users.noreply.github.com>";
const EVE_GIT: &str = "Eve Example <Eve.Example@mail.example.org>";
const BOT_GIT: &str = "robot[bot] <505+robot[bot]@users.noreply.github.com>";

const RULES: &str = r#"[airdrop]
slug = "river"
name = "River contributors"
description = "For everybody who wrote it."

[[repositories]]
git = "clone"

[window]
from = "2025-01-01"
until = "2026-01-01"

[score]
preset = "opendigger-activity"

[score.weights]
commits = "1"

[allocation]
pool = "1000000.000000000000000001"
wallets = "wallets.csv"

[token]
name = "River Token"
symbol = "RVR"
supply = "2000000"

[chain]
id = 31337

[claim]
start = "2026-02-01"
end = "2026-08-01"
"#;

/// A folder with a clone, rules and wallets.
#[derive(Debug)]
pub struct Campaign {
    folder: TempDir,
}

impl Default for Campaign {
    fn default() -> Self {
        Self::new()
    }
}

impl Campaign {
    /// The clone, `airdrop.toml` and `wallets.csv`; nothing is indexed yet.
    ///
    /// # Panics
    /// When git or the disk fails.
    #[must_use]
    pub fn new() -> Self {
        let campaign = Self { folder: tempfile::tempdir().unwrap() };
        let path = campaign.path("clone");
        Clone::init(&path).commit(&history());
        campaign.write("airdrop.toml", RULES);
        let row = |id: u64, person: Person| format!("{id},{}\n", person.address);
        let wallets = [row(3_000_000_000, CY), row(101, ADA), row(202, BO)].concat();
        campaign.write("wallets.csv", &format!("github_id,address\n{wallets}"));
        campaign
    }

    /// The same, indexed and published to `out/river`.
    ///
    /// # Panics
    /// When a step fails.
    #[must_use]
    pub fn published() -> Self {
        let campaign = Self::new();
        let _ = campaign.run(&["index"]).exits(0);
        let _ = campaign.run(&["publish"]).exits(0);
        campaign
    }

    /// The same, deployed by [`DEPLOYER`].
    ///
    /// # Panics
    /// When a step fails.
    #[must_use]
    pub fn deployed(anvil: &Anvil) -> Self {
        let campaign = Self::published();
        let _ = campaign.sending(anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
        campaign
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The bundle.
    #[must_use]
    pub fn bundle(&self) -> PathBuf {
        self.path("out/river")
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When the disk fails.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces a part of a file; it must be there.
    ///
    /// # Panics
    /// When it is not.
    pub fn edit(&self, name: &str, part: &str, by: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(part), "`{part}` is not in {name}:\n{text}");
        self.write(name, &text.replacen(part, by, 1));
    }

    /// Prepares a run.
    #[must_use]
    pub fn tributary(&self, words: &[&str]) -> Tributary {
        Tributary::new(self.folder(), words)
    }

    /// Runs.
    #[must_use]
    pub fn run(&self, words: &[&str]) -> Output {
        self.tributary(words).run()
    }

    /// Prepares a run with an endpoint.
    #[must_use]
    pub fn asking(&self, anvil: &Anvil, words: &[&str]) -> Tributary {
        self.tributary(words).env("ETH_RPC_URL", anvil.url())
    }

    /// Prepares a run with an endpoint and a key.
    #[must_use]
    pub fn sending(&self, anvil: &Anvil, person: Person, words: &[&str]) -> Tributary {
        self.asking(anvil, words).env("TRIBUTARY_PRIVATE_KEY", person.key)
    }

    /// A JSON file of the bundle.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.bundle().join(file)).unwrap()).unwrap()
    }

    /// An address in `deployment.json`.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn address(&self, key: &str) -> Address {
        self.json("deployment.json")[key].as_str().unwrap().parse().unwrap()
    }
}

/// Commits over a year: fewer from each person than from the one before; a co-author; a bot; one outside the window.
fn history() -> Vec<Commit<'static>> {
    let commit = |author, at, message| Commit { author, at, message };
    let co_authored =
        "Dig the second channel\n\nCo-authored-by: Bo Example <202+bo-example@users.noreply.github.com>";
    vec![
        commit(ADA_GIT, "2024-12-31T23:59:59Z", "Before the window"),
        commit(ADA_GIT, "2025-01-01T00:00:00Z", "Find the spring"),
        commit(ADA_GIT, "2025-02-03T10:00:00Z", "Dig the first channel"),
        commit(ADA_GIT, "2025-03-03T10:00:00Z", co_authored),
        commit(BO_GIT, "2025-03-04T10:00:00Z", "Line it with clay"),
        commit(DEE_GIT, "2025-04-01T10:00:00Z", "Draw a map"),
        commit(BOT_GIT, "2025-04-02T10:00:00Z", "Bump the shovel"),
        commit(EVE_GIT, "2025-05-05T10:00:00Z", "Plant willows"),
        commit(CY_GIT, "2025-06-06T10:00:00Z", "Build a weir"),
        commit(ADA_GIT, "2025-07-07T10:00:00Z", "Count the fish"),
        commit(BO_GIT, "2025-08-08T10:00:00Z", "Count them again"),
        commit(ADA_GIT, "2025-12-31T23:59:59Z", "Measure the flood"),
        commit(CY_GIT, "2026-01-01T00:00:00Z", "After the window"),
    ]
}
