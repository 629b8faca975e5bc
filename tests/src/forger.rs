//! Somebody who tampers with a bundle and hides it: after a change to one file, everything that is computed from it
//! is computed again, so that only the step before can tell.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tributary_engine::{
    bundle::{
        Allocation, ProofEntry, ProofShard, Standing, allocation_of, hash_bytes, read_wallets, tree_of,
    },
    config::AirdropConfig,
};
use tributary_model::{Amount, Claimant};

/// What was changed by hand. Everything after it follows from it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `scores.json`: allocation, tree, proofs and manifest follow.
    Scores,
    /// `allocation.json`: tree, proofs and manifest follow.
    Allocation,
    /// Any file: only the manifest's hashes follow.
    Files,
}

/// A bundle in wrong hands.
#[derive(Clone, Debug)]
pub struct Forger {
    bundle: PathBuf,
}

impl Forger {
    /// Takes a bundle.
    #[must_use]
    pub fn new(bundle: &Path) -> Self {
        Self { bundle: bundle.to_owned() }
    }

    /// Reads a file.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn text(&self, file: &str) -> String {
        fs::read_to_string(self.bundle.join(file)).unwrap()
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When the disk fails.
    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.bundle.join(file), text).unwrap();
    }

    /// Replaces a part of a file; it must be there.
    ///
    /// # Panics
    /// When it is not.
    pub fn edit(&self, file: &str, part: &str, by: &str) {
        let text = self.text(file);
        assert!(text.contains(part), "`{part}` is not in {file}:\n{text}");
        self.write(file, &text.replacen(part, by, 1));
    }

    /// Reads a JSON file.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self, file: &str) -> Value {
        serde_json::from_str(&self.text(file)).unwrap()
    }

    /// Changes a JSON file as a value, written in its published form.
    ///
    /// # Panics
    /// When it is none.
    pub fn change(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let mut value = self.json(file);
        change(&mut value);
        self.write(file, &pretty(&value));
    }

    /// Computes again what follows from the changed stage.
    ///
    /// # Panics
    /// When the changed file has lost its form.
    pub fn hide(&self, stage: Stage) {
        if stage == Stage::Scores {
            self.follow_scores();
        }
        if stage <= Stage::Allocation {
            self.follow_allocation(&serde_json::from_value(self.json("allocation.json")).unwrap());
        }
        self.follow_files();
    }

    fn standing(&self) -> Option<Standing> {
        let file = self.bundle.join("standing.json");
        file.exists().then(|| serde_json::from_value(self.json("standing.json")).unwrap())
    }

    fn follow_scores(&self) {
        let scores = serde_json::from_value(self.json("scores.json")).unwrap();
        let rules =
            AirdropConfig::parse(self.text("rules.toml").as_bytes(), Path::new("rules.toml")).unwrap();
        let wallets = read_wallets(self.text("wallets.csv").as_bytes()).unwrap();
        let allocation =
            allocation_of(&scores, &rules.sharing().unwrap(), &wallets, self.standing().as_ref()).unwrap();
        self.write("allocation.json", &pretty(&allocation));
    }

    /// Tree, proofs, and the manifest's sums.
    ///
    /// # Panics
    /// When there is no leaf.
    pub fn follow_allocation(&self, allocation: &Allocation) {
        let tree = tree_of(allocation).unwrap();
        self.write("tree.json", &tree.to_openzeppelin());
        let mut shards: BTreeMap<String, ProofShard> = BTreeMap::new();
        let mut people: Vec<_> = allocation.people.iter().filter(|person| person.index.is_some()).collect();
        people.sort_by_key(|person| person.index);
        for ((leaf, place), person) in tree.leaves().zip(0..).zip(people) {
            let (first, key) = match leaf.claimant {
                Claimant::Wallet(account) => (account[0], account.to_checksum(None)),
                Claimant::Identity(hash) => (hash[0], person.identity.to_string()),
            };
            let shard = shards.entry(format!("proofs/{first:02x}.json")).or_default();
            let entry = ProofEntry { index: leaf.index, amount: leaf.amount, proof: tree.proof(place) };
            shard.entry(key).or_default().push(entry);
        }
        for (file, shard) in shards {
            self.write(&file, &pretty(&shard));
        }
        let unlinked: Amount = allocation.people.iter().filter(|p| p.index.is_none()).map(|p| p.amount).sum();
        self.edit_manifest("root", json!(tree.root()));
        self.edit_manifest("total", json!(tree.total()));
        self.edit_manifest("unlinked_total", json!(unlinked));
    }

    /// The hashes of all files that the manifest lists.
    fn follow_files(&self) {
        self.edit_manifest("rules_hash", json!(hash_bytes(self.text("rules.toml").as_bytes())));
        self.edit_manifest("evidence_hash", json!(hash_bytes(self.text("evidence.jsonl").as_bytes())));
        let mut files = self.json("manifest.json")["files"].take();
        for (file, entry) in files.as_object_mut().unwrap() {
            let text = self.text(file);
            *entry = json!({ "sha256": hash_bytes(text.as_bytes()), "bytes": text.len() });
        }
        self.edit_manifest("files", files);
    }

    /// Changes one value of the manifest.
    ///
    /// # Panics
    /// When there is no such key.
    pub fn edit_manifest(&self, key: &str, value: Value) {
        self.change("manifest.json", |manifest| {
            assert!(manifest.get(key).is_some(), "the manifest has no `{key}`");
            manifest[key] = value;
        });
    }
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}
