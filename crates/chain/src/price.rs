//! What a transaction offers for each unit of gas, and how it is raised.

use alloy::primitives::U256;

use crate::{Chain, ChainError, fees::Fees};

/// Wei for each unit of gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The most that is paid: `maxFeePerGas`, or the plain gas price.
    pub most: u64,
    /// How much of it is a tip: `maxPriorityFeePerGas`; `None` for a plain gas price.
    pub tip: Option<u64>,
}

/// What the chain asks now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// At most what we would give: offer this.
    Price(Price),
    /// More than we would give.
    TooDear {
        /// Wei for each unit of gas.
        wei: u64,
    },
}

impl Price {
    /// For a transaction that replaces one with this price: both parts are an eighth higher, rounded up, or as the chain
    /// asks now if that is more. Nodes want a tenth (geth: `txpool.pricebump`), some an eighth.
    #[must_use]
    pub fn raised(self, now: Self) -> Self {
        let eighth = |wei: u64| wei.saturating_add(wei.div_ceil(8)).max(wei.saturating_add(1));
        Self {
            most: eighth(self.most).max(now.most),
            tip: self.tip.map(|tip| eighth(tip).max(now.tip.unwrap_or_default())),
        }
        .bounded()
    }

    /// The most that this much gas costs, in wei.
    #[must_use]
    pub fn cost(self, gas: u64) -> U256 {
        U256::from(gas) * U256::from(self.most)
    }

    /// A tip above the whole is refused everywhere.
    fn bounded(self) -> Self {
        Self { tip: self.tip.map(|tip| tip.min(self.most)), ..self }
    }
}

impl Chain {
    /// What to offer now, of which no more than `cap` wei for each unit of gas are ever paid. EIP-1559: twice the base
    /// fee of the newest block and a tip as others give it, so that six full blocks in a row do not outbid it.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn asked(&self, cap: u64) -> Result<Asked, ChainError> {
        let base = self.head().await?.header.base_fee_per_gas;
        let (most, tip) = match Fees::now(self).await? {
            Fees::Dynamic { most, tip } => (bounded(most), Some(bounded(tip))),
            Fees::Legacy { price } => (bounded(price), None),
        };
        let least = base.unwrap_or(most);
        if least > cap {
            return Ok(Asked::TooDear { wei: least });
        }
        Ok(Asked::Price(Price { most: most.min(cap), tip }.bounded()))
    }
}

fn bounded(wei: u128) -> u64 {
    u64::try_from(wei).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Price = Price { most: 0, tip: Some(0) };

    #[test]
    fn both_parts_are_raised_by_an_eighth_rounded_up() {
        for (most, tip, raised_most, raised_tip) in
            [(800, 80, 900, 90), (801, 1, 902, 2), (1, 1, 2, 2), (0, 0, 1, 1), (u64::MAX, 7, u64::MAX, 8)]
        {
            let raised = Price { most, tip: Some(tip) }.raised(NOTHING);
            assert_eq!(raised, Price { most: raised_most, tip: Some(raised_tip) });
        }
    }

    #[test]
    fn what_the_chain_asks_counts_when_it_is_more() {
        let raised = Price { most: 800, tip: Some(80) }.raised(Price { most: 1_000, tip: Some(100) });
        assert_eq!(raised, Price { most: 1_000, tip: Some(100) });
        let plain = Price { most: 800, tip: None };
        assert_eq!(plain.raised(Price { most: 10, tip: None }), Price { most: 900, tip: None });
    }

    #[test]
    fn a_tip_is_never_above_the_whole() {
        let raised = Price { most: 8, tip: Some(8) }.raised(Price { most: 1, tip: Some(100) });
        assert_eq!(raised, Price { most: 9, tip: Some(9) });
    }
}
