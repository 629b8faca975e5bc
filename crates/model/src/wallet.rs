//! Which wallet a person wants to be paid to.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use crate::GithubId;

/// A person's GitHub id joined to the address that receives their tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WalletLink {
    /// The person.
    pub github_id: GithubId,
    /// Where their tokens go.
    pub address: Address,
}
