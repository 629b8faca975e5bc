//! The proxy that makes contracts at addresses known in advance, by CREATE2: Arachnid's
//! deterministic-deployment-proxy. Nearly every chain has it at one address. Where it is missing, the deployer makes one
//! of their own, which later runs find again by its code.

use alloy::primitives::{Address, Bytes, address, bytes};
use tokio::task::JoinSet;

use crate::{Chain, ChainError, send::pending_count};

/// Where it stands on nearly every chain.
pub(crate) const SHARED: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
/// Its code: CREATE2 of all bytes after the first 32, which are the salt.
const RUNTIME: Bytes = bytes!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
/// Code that leaves the above.
const CREATION: Bytes = bytes!(
    "604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
/// How many addresses are looked at together.
const TOGETHER: usize = 16;

/// Through what contracts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// It is there.
    There(Address),
    /// The deployer's next transaction makes it.
    Missing {
        /// Where it will be.
        address: Address,
        /// That transaction's nonce.
        nonce: u64,
    },
}

impl Proxy {
    pub(crate) const fn address(self) -> Address {
        match self {
            Self::There(address) | Self::Missing { address, .. } => address,
        }
    }
}

pub(crate) const fn creation() -> Bytes {
    CREATION
}

/// The shared proxy, else one that the deployer made, else the one that they can make next.
pub(crate) async fn find(chain: &Chain, deployer: Address) -> Result<Proxy, ChainError> {
    if chain.code(SHARED).await? == RUNTIME {
        return Ok(Proxy::There(SHARED));
    }
    let nonce = pending_count(chain, deployer).await?;
    let candidates: Vec<Address> = (0..nonce).map(|nonce| deployer.create(nonce)).collect();
    for group in candidates.chunks(TOGETHER) {
        if let Some(address) = first_of(chain, group).await? {
            return Ok(Proxy::There(address));
        }
    }
    Ok(Proxy::Missing { address: deployer.create(nonce), nonce })
}

async fn first_of(chain: &Chain, group: &[Address]) -> Result<Option<Address>, ChainError> {
    let mut looks = JoinSet::new();
    for (place, address) in group.iter().copied().enumerate() {
        let chain = chain.clone();
        looks.spawn(async move { chain.code(address).await.map(|code| (code == RUNTIME).then_some(place)) });
    }
    let found = looks.join_all().await.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().min().map(|place| group[place]))
}
