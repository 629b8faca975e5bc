//! What gas costs now.

use alloy::{
    network::TransactionBuilder as _, primitives::U256, providers::Provider as _,
    rpc::types::TransactionRequest,
};

use crate::{Chain, ChainError};

/// Gas that is asked for beyond the estimate, in percent.
const MARGIN: u64 = 20;

/// Wei per unit of gas.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fees {
    /// EIP-1559.
    Dynamic { most: u128, tip: u128 },
    /// Before it.
    Legacy { price: u128 },
}

impl Fees {
    /// EIP-1559 where the newest block has a base fee, a plain gas price elsewhere.
    pub(crate) async fn now(chain: &Chain) -> Result<Self, ChainError> {
        if chain.head().await?.header.base_fee_per_gas.is_some() {
            let fees =
                chain.provider().estimate_eip1559_fees().await.map_err(chain.failed("eth_feeHistory"))?;
            return Ok(Self::Dynamic { most: fees.max_fee_per_gas, tip: fees.max_priority_fee_per_gas });
        }
        let price = chain.provider().get_gas_price().await.map_err(chain.failed("eth_gasPrice"))?;
        Ok(Self::Legacy { price })
    }

    /// The most that this much gas costs, in wei.
    pub(crate) fn cost(self, gas: u64) -> U256 {
        let (Self::Dynamic { most: price, .. } | Self::Legacy { price }) = self;
        U256::from(gas) * U256::from(price)
    }

    pub(crate) fn apply(self, request: TransactionRequest) -> TransactionRequest {
        match self {
            Self::Dynamic { most, tip } => {
                request.with_max_fee_per_gas(most).with_max_priority_fee_per_gas(tip)
            }
            Self::Legacy { price } => request.with_gas_price(price),
        }
    }
}

/// The limit for a transaction that is estimated to use this much.
pub(crate) const fn limit(gas: u64) -> u64 {
    gas + gas * MARGIN / 100
}
