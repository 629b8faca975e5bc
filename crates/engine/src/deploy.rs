//! From a bundle to what the chain needs to know.

use tributary_chain::{AirdropTerms, AttestorTerms, TokenTerms};
use tributary_model::{Address, Amount};

use crate::bundle::Bundle;

/// What is deployed for this bundle.
#[must_use]
pub fn terms(bundle: &Bundle) -> AirdropTerms {
    let manifest = bundle.manifest();
    let token = match (manifest.token.address, manifest.token.supply) {
        (Some(address), _) => existing(address, manifest.token.decimals),
        (None, supply) => TokenTerms::New {
            name: manifest.token.name.clone(),
            symbol: manifest.token.symbol.clone(),
            supply: supply.unwrap_or(Amount::ZERO),
        },
    };
    AirdropTerms {
        chain_id: manifest.chain_id,
        token,
        root: manifest.root,
        total: manifest.total,
        owner: manifest.claim.owner,
        claim_start: manifest.claim.start,
        claim_end: manifest.claim.end,
        bundle_hash: bundle.hash(),
        attestors: manifest.claim.identity.clone().map(AttestorTerms::from),
        kind: manifest.claim.kind(),
    }
}

const fn existing(address: Address, decimals: u8) -> TokenTerms {
    TokenTerms::Existing { address, decimals }
}
