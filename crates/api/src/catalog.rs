//! All campaigns in memory, kept in step with the folder of bundles: what is published or deployed
//! while the server runs appears without a restart.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tributary_engine::bundle::{Bundle, hash_bytes, name};
use tributary_model::B256;

use crate::{ApiError, campaign::Campaign, problem::Problem};

/// The campaigns of one folder.
#[derive(Debug)]
pub(crate) struct Catalog {
    out: PathBuf,
    campaigns: RwLock<BTreeMap<String, Loaded>>,
    /// Why bundles are left out, as of the last look.
    left_out: Mutex<BTreeSet<String>>,
}

#[derive(Clone, Debug)]
struct Loaded {
    /// Of the manifest and the deployment: what changes when anything does.
    print: (B256, Option<B256>),
    campaign: Arc<Campaign>,
}

impl Catalog {
    /// Reads every bundle below `out`. A folder that does not exist yet is empty.
    pub(crate) fn open(out: &Path) -> Result<Self, ApiError> {
        let (out, left_out) = (out.to_owned(), Mutex::default());
        let catalog = Self { out, campaigns: RwLock::default(), left_out };
        catalog.refresh()?;
        Ok(catalog)
    }

    /// Loads what is new or changed and drops what is gone. A bundle that cannot be read is left out with a warning; the
    /// others are served. Slow; not for threads that answer.
    pub(crate) fn refresh(&self) -> Result<(), ApiError> {
        let bundles = if self.out.is_dir() { Bundle::open_all(&self.out)? } else { Vec::new() };
        let before = self.snapshot();
        let (mut after, mut left_out) = (BTreeMap::new(), BTreeSet::new());
        for bundle in bundles {
            match bundle.map_err(ApiError::from).and_then(|bundle| load(bundle, &before)) {
                Ok((slug, loaded)) => {
                    after.insert(slug, loaded);
                }
                Err(error) => {
                    left_out.insert(error.to_string());
                }
            }
        }
        *self.campaigns.write().unwrap_or_else(PoisonError::into_inner) = after;
        self.warn(left_out);
        Ok(())
    }

    /// Once for each new reason, not at every look.
    fn warn(&self, left_out: BTreeSet<String>) {
        let mut known = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        for error in left_out.difference(&known) {
            tracing::warn!(error, "a bundle cannot be read and is left out");
        }
        *known = left_out;
    }

    /// All campaigns, by slug.
    pub(crate) fn all(&self) -> Vec<Arc<Campaign>> {
        self.snapshot().into_values().map(|loaded| loaded.campaign).collect()
    }

    /// One campaign.
    pub(crate) fn find(&self, slug: &str) -> Option<Arc<Campaign>> {
        let campaigns = self.campaigns.read().unwrap_or_else(PoisonError::into_inner);
        campaigns.get(slug).map(|loaded| Arc::clone(&loaded.campaign))
    }

    /// One campaign, or the problem that names the ones there are.
    pub(crate) fn get(&self, slug: &str) -> Result<Arc<Campaign>, Problem> {
        self.find(slug)
            .ok_or_else(|| Problem::CampaignNotFound { slug: slug.to_owned(), known: self.known() })
    }

    fn known(&self) -> String {
        const NAMED: usize = 5;
        let slugs: Vec<String> = self.snapshot().into_keys().collect();
        let named = slugs.iter().take(NAMED).map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", ");
        match slugs.len() {
            0 => "`tributary publish` makes the first one".to_owned(),
            1 => format!("there is {named}"),
            count if count <= NAMED => format!("there are {named}"),
            count => format!("there are {named} and {} more at /api/v1/campaigns", count - NAMED),
        }
    }

    fn snapshot(&self) -> BTreeMap<String, Loaded> {
        self.campaigns.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// As it is in memory, if nothing has changed.
fn load(bundle: Bundle, before: &BTreeMap<String, Loaded>) -> Result<(String, Loaded), ApiError> {
    let slug = bundle.manifest().slug.clone();
    let print = (bundle.hash(), deployment_print(&bundle));
    let unchanged = before.get(&slug).filter(|loaded| loaded.print == print).cloned();
    let loaded = match unchanged {
        Some(loaded) => loaded,
        None => Loaded { print, campaign: Arc::new(Campaign::load(bundle)?) },
    };
    Ok((slug, loaded))
}

fn deployment_print(bundle: &Bundle) -> Option<B256> {
    fs::read(bundle.dir().join(name::DEPLOYMENT)).ok().map(|bytes| hash_bytes(&bytes))
}
