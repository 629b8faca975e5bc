//! Which wallet a person wants to be paid to.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use crate::Identity;

/// A person's account or e-mail joined to the address that receives their tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WalletLink {
    /// The person.
    pub identity: Identity,
    /// Where their tokens go.
    pub address: Address,
}
