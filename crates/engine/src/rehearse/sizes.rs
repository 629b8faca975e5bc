//! How much a bundle is, and how long its proofs are.

use serde::Serialize;

use crate::bundle::{Allocation, Bundle, BundleError};

/// Bytes and lengths.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sizes {
    /// How many files, the manifest aside.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// The largest file.
    pub largest: Option<String>,
    /// Its bytes.
    pub largest_bytes: u64,
    /// Leaves that are wallets.
    pub wallets: u64,
    /// Leaves that are identities: claimed on the attestors' word.
    pub identities: u64,
    /// Hashes in the shortest proof of a wallet.
    pub shortest_proof: Option<usize>,
    /// Hashes in the longest.
    pub longest_proof: Option<usize>,
}

pub(super) fn of(bundle: &Bundle, allocation: &Allocation) -> Result<Sizes, BundleError> {
    let manifest = bundle.manifest();
    let largest = manifest.files.iter().max_by_key(|(_, entry)| entry.bytes);
    let leaves = super::wallets(allocation);
    let wallets = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
    let mut sizes = Sizes {
        files: manifest.files.len(),
        bytes: manifest.files.values().map(|entry| entry.bytes).sum(),
        largest: largest.map(|(name, _)| name.clone()),
        largest_bytes: largest.map_or(0, |(_, entry)| entry.bytes),
        wallets,
        identities: manifest.claimants.saturating_sub(wallets),
        shortest_proof: None,
        longest_proof: None,
    };
    for (_, account, _) in leaves {
        for entry in bundle.proofs(account)? {
            let length = entry.proof.len();
            sizes.shortest_proof = Some(sizes.shortest_proof.map_or(length, |known| known.min(length)));
            sizes.longest_proof = Some(sizes.longest_proof.map_or(length, |known| known.max(length)));
        }
    }
    Ok(sizes)
}
