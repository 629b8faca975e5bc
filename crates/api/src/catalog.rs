//! All campaigns in memory, kept in step with the folder of bundles: what is published or deployed
//! while the server runs appears without a restart.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use tributary_engine::bundle::{Bundle, hash_bytes, name};
use tributary_model::B256;

use crate::{ApiError, campaign::Campaign, problem::Problem};

/// The campaigns of one folder.
#[derive(Debug)]
pub(crate) struct Catalog {
    out: PathBuf,
    campaigns: RwLock<BTreeMap<String, Loaded>>,
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
        let catalog = Self { out: out.to_owned(), campaigns: RwLock::default() };
        catalog.refresh()?;
        Ok(catalog)
    }

    /// Loads what is new or changed and drops what is gone. Slow; not for threads that answer.
    pub(crate) fn refresh(&self) -> Result<(), ApiError> {
        let bundles = if self.out.is_dir() { Bundle::open_all(&self.out)? } else { Vec::new() };
        let before = self.snapshot();
        let mut after = BTreeMap::new();
        for bundle in bundles {
            let slug = bundle.manifest().slug.clone();
            let print = (bundle.hash(), deployment_print(&bundle));
            let unchanged = before.get(&slug).filter(|loaded| loaded.print == print).cloned();
            let loaded = match unchanged {
                Some(loaded) => loaded,
                None => Loaded { print, campaign: Arc::new(Campaign::load(bundle)?) },
            };
            after.insert(slug, loaded);
        }
        *self.campaigns.write().unwrap_or_else(PoisonError::into_inner) = after;
        Ok(())
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

fn deployment_print(bundle: &Bundle) -> Option<B256> {
    fs::read(bundle.dir().join(name::DEPLOYMENT)).ok().map(|bytes| hash_bytes(&bytes))
}
