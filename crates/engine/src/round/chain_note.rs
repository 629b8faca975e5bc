//! What a wallet and a page need to know of the round's chain. It is noted beside the rules when the round is opened, and
//! is no part of the manifest: an endpoint may change, the rules cannot.

use serde::{Deserialize, Serialize};

use super::{RoundFolder, file};
use crate::{
    bundle::{BundleError, json, parse, save},
    config::ChainEntry,
};

/// `chain.json`: the public words of `[chain]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundChain {
    /// Its name.
    pub name: Option<String>,
    /// A public endpoint.
    pub rpc_url: Option<String>,
    /// Block explorer, without a slash at the end.
    pub explorer: Option<String>,
}

impl From<&ChainEntry> for RoundChain {
    fn from(entry: &ChainEntry) -> Self {
        let ChainEntry { name, rpc_url, explorer, .. } = entry.clone();
        Self { name, rpc_url, explorer }
    }
}

impl RoundFolder {
    /// What was noted of the chain; nothing when nothing was.
    ///
    /// # Errors
    /// [`BundleError`] when the file is of another form.
    pub fn chain(&self) -> Result<RoundChain, BundleError> {
        let path = self.dir().join(file::CHAIN);
        if path.exists() { parse(&path, &self.file(file::CHAIN)?) } else { Ok(RoundChain::default()) }
    }

    /// Notes what pages need to know of the chain.
    ///
    /// # Errors
    /// [`BundleError::Io`] when it cannot be written.
    pub fn save_chain(&self, chain: &RoundChain) -> Result<(), BundleError> {
        save(self.dir(), file::CHAIN, &json(chain))
    }
}
