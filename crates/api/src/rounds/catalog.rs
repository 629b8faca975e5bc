//! All rounds in memory, kept in step with the folder of bundles: what is opened or tallied while the server runs appears
//! without a restart.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tributary_chain::RoundDeployment;
use tributary_engine::{
    bundle::hash_bytes,
    round::{
        Matches, ProjectMatch, RoundBundleError, RoundChain, RoundFolder, RoundManifest, RoundRules, file,
    },
};
use tributary_model::{Address, B256};

use crate::{ApiError, problem::Problem, round_problem::RoundProblem};

/// The rounds of one folder.
#[derive(Debug)]
pub(crate) struct RoundCatalog {
    out: PathBuf,
    rounds: RwLock<BTreeMap<String, Arc<ServedRound>>>,
    /// Why rounds are left out, as of the last look.
    left_out: Mutex<BTreeSet<String>>,
}

/// One round and its published files.
#[derive(Debug)]
pub(crate) struct ServedRound {
    pub(crate) folder: RoundFolder,
    pub(crate) deployment: Option<RoundDeployment>,
    pub(crate) chain: RoundChain,
    /// What the last tally wrote. It is the round's result once it stands on the chain.
    pub(crate) tally: Option<Tallied>,
    /// Of every small file: what changes when anything does.
    print: B256,
}

/// The bundle of a tally.
#[derive(Debug)]
pub(crate) struct Tallied {
    pub(crate) manifest: RoundManifest,
    /// SHA-256 of the manifest.
    pub(crate) hash: B256,
    pub(crate) matches: Matches,
}

impl Tallied {
    /// A project's part; `None` for one that is not accepted.
    pub(crate) fn line(&self, project: u64) -> Option<&ProjectMatch> {
        self.matches.projects.iter().find(|line| line.project == project)
    }
}

impl ServedRound {
    pub(crate) fn rules(&self) -> &RoundRules {
        self.folder.rules()
    }

    pub(crate) fn slug(&self) -> &str {
        &self.rules().slug
    }

    /// The contract, with its chain.
    pub(crate) fn contract(&self) -> Option<(u64, Address)> {
        self.deployment.as_ref().map(|deployment| (deployment.chain_id, deployment.round))
    }

    fn load(folder: RoundFolder, print: B256) -> Result<Self, RoundBundleError> {
        let (deployment, chain) = (folder.deployment()?, folder.chain()?);
        let tally = match (folder.manifest()?, folder.matches()?) {
            (Some((manifest, hash)), Some(matches)) => Some(Tallied { manifest, hash, matches }),
            _ => None,
        };
        Ok(Self { folder, deployment, chain, tally, print })
    }
}

impl RoundCatalog {
    /// Reads every round below `out`. A folder that does not exist yet is empty.
    pub(crate) fn open(out: &Path) -> Result<Self, ApiError> {
        let catalog = Self { out: out.to_owned(), rounds: RwLock::default(), left_out: Mutex::default() };
        catalog.refresh()?;
        Ok(catalog)
    }

    /// Loads what is new or changed and drops what is gone. A round that cannot be read is left out with a warning; the
    /// others are served. Slow; not for threads that answer.
    pub(crate) fn refresh(&self) -> Result<(), ApiError> {
        let folders = if self.out.is_dir() { RoundFolder::open_all(&self.out)? } else { Vec::new() };
        let before = self.snapshot();
        let (mut after, mut left_out) = (BTreeMap::new(), BTreeSet::new());
        for folder in folders {
            match folder.and_then(|folder| load(folder, &before)) {
                Ok(round) => {
                    after.insert(round.slug().to_owned(), round);
                }
                Err(error) => {
                    left_out.insert(error.to_string());
                }
            }
        }
        *self.rounds.write().unwrap_or_else(PoisonError::into_inner) = after;
        self.warn(left_out);
        Ok(())
    }

    /// All rounds, by slug.
    pub(crate) fn all(&self) -> Vec<Arc<ServedRound>> {
        self.snapshot().into_values().collect()
    }

    pub(crate) fn find(&self, slug: &str) -> Option<Arc<ServedRound>> {
        self.rounds.read().unwrap_or_else(PoisonError::into_inner).get(slug).cloned()
    }

    /// One round, or the problem that says where all of them are.
    pub(crate) fn get(&self, slug: &str) -> Result<Arc<ServedRound>, Problem> {
        self.find(slug).ok_or_else(|| RoundProblem::no_round(slug))
    }

    /// Once for each new reason, not at every look.
    fn warn(&self, left_out: BTreeSet<String>) {
        let mut known = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        for error in left_out.difference(&known) {
            tracing::warn!(error, "a round cannot be read and is left out");
        }
        *known = left_out;
    }

    fn snapshot(&self) -> BTreeMap<String, Arc<ServedRound>> {
        self.rounds.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// As it is in memory, if nothing has changed.
fn load(
    folder: RoundFolder,
    before: &BTreeMap<String, Arc<ServedRound>>,
) -> Result<Arc<ServedRound>, RoundBundleError> {
    let print = print(&folder);
    let unchanged = before.get(&folder.rules().slug).filter(|round| round.print == print).cloned();
    unchanged.map_or_else(|| ServedRound::load(folder, print).map(Arc::new), Ok)
}

fn print(folder: &RoundFolder) -> B256 {
    let small = [file::RULES, file::DEPLOYMENT, file::CHAIN, file::MANIFEST];
    let hashes =
        small.map(|name| fs::read(folder.dir().join(name)).map_or(B256::ZERO, |bytes| hash_bytes(&bytes)));
    hash_bytes(hashes.map(|hash| hash.0).as_flattened())
}
