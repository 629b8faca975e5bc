//! Transactions in pieces, for somebody who keeps them: signing, handing over, and looking what became of them. Nothing
//! here waits, repeats or chooses a nonce.

use alloy::{
    consensus::{SignableTransaction as _, Transaction as _, TxEip1559, TxEnvelope, TxLegacy},
    eips::eip2718::{Decodable2718 as _, Encodable2718 as _},
    network::TxSignerSync as _,
    primitives::{Address, B256, Bytes, TxKind, U64, U256, address},
    providers::Provider as _,
    rpc::types::TransactionRequest,
    sol,
};
use serde::Deserialize;

use crate::{
    Chain, ChainError, Price, Target,
    fees::limit,
    send::{reason_at, request},
};

/// A predeployed contract of the OP Stack (specs.optimism.io, "Predeploys").
const GAS_PRICE_ORACLE: Address = address!("420000000000000000000000000000000000000F");

sol! {
    #[sol(rpc)]
    interface IGasPriceOracle {
        function getL1Fee(bytes memory data) external view returns (uint256);
    }
}

/// A call to sign.
#[derive(Clone, Debug)]
pub struct Call {
    /// The contract.
    pub to: Address,
    /// What is called.
    pub data: Bytes,
    /// The most gas that it may use.
    pub gas_limit: u64,
    /// What is offered for it.
    pub price: Price,
}

/// A transaction that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Its hash.
    pub hash: B256,
    /// Its bytes.
    pub raw: Bytes,
}

/// What an endpoint said to a transaction. Whatever it said, only the chain knows what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It takes it.
    Over,
    /// It has this one, or another of its nonce.
    Known(String),
    /// The sender's ether does not pay for it.
    TooPoor,
    /// Something else is wrong with it.
    Refused(String),
    /// It said nothing.
    Unanswered(String),
}

/// A transaction in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The block.
    pub block_number: u64,
    /// Did the contract do what it was asked?
    pub succeeded: bool,
    /// Gas used.
    pub gas_used: u64,
    /// What it cost, in wei, with what a rollup takes for its data.
    pub cost: U256,
}

/// As endpoints write it. Rollups of the OP Stack add `l1Fee`, which alloy's type leaves out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReceiptShown {
    block_number: U64,
    status: U64,
    gas_used: U64,
    #[serde(default)]
    effective_gas_price: U256,
    #[serde(default)]
    l1_fee: Option<U256>,
}

impl From<ReceiptShown> for Receipt {
    fn from(shown: ReceiptShown) -> Self {
        let gas_used = shown.gas_used.to::<u64>();
        let execution = U256::from(gas_used).saturating_mul(shown.effective_gas_price);
        Self {
            block_number: shown.block_number.to(),
            succeeded: !shown.status.is_zero(),
            gas_used,
            cost: execution.saturating_add(shown.l1_fee.unwrap_or_default()),
        }
    }
}

impl Chain {
    /// Signs a call with this nonce. Nothing is sent.
    ///
    /// # Errors
    /// [`ChainError::NoKey`], or when the key does not sign.
    pub fn sign_call(&self, call: &Call, nonce: u64) -> Result<Signed, ChainError> {
        let (to, gas_limit, input) = (TxKind::Call(call.to), call.gas_limit, call.data.clone());
        let refused =
            |error: alloy::signers::Error| ChainError::Refused { action: "sign", message: error.to_string() };
        let signer = self.key()?.signer();
        let most = u128::from(call.price.most);
        let envelope: TxEnvelope = match call.price.tip {
            Some(tip) => {
                let mut transaction = TxEip1559 {
                    chain_id: self.id(),
                    nonce,
                    gas_limit,
                    max_fee_per_gas: most,
                    max_priority_fee_per_gas: u128::from(tip),
                    to,
                    input,
                    ..TxEip1559::default()
                };
                let signature = signer.sign_transaction_sync(&mut transaction).map_err(refused)?;
                transaction.into_signed(signature).into()
            }
            None => {
                let mut transaction = TxLegacy {
                    chain_id: Some(self.id()),
                    nonce,
                    gas_limit,
                    gas_price: most,
                    to,
                    input,
                    ..TxLegacy::default()
                };
                let signature = signer.sign_transaction_sync(&mut transaction).map_err(refused)?;
                transaction.into_signed(signature).into()
            }
        };
        Ok(Signed { hash: *envelope.tx_hash(), raw: envelope.encoded_2718().into() })
    }

    /// Hands a signed transaction to the endpoint, once.
    pub async fn hand_over(&self, raw: &[u8]) -> Handed {
        match self.provider().send_raw_transaction(raw).await.map_err(self.failed("eth_sendRawTransaction")) {
            Ok(_) => Handed::Over,
            Err(ChainError::Refused { message, .. }) => said(message),
            Err(error) => Handed::Unanswered(error.to_string()),
        }
    }

    /// Does the endpoint know a transaction, mined or not?
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn knows(&self, hash: B256) -> Result<bool, ChainError> {
        let found = self
            .provider()
            .raw_request::<_, Option<serde_json::Value>>("eth_getTransactionByHash".into(), [hash]);
        Ok(found.await.map_err(self.failed("eth_getTransactionByHash"))?.is_some())
    }

    /// The receipt of a transaction that is in a block.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn receipt(&self, hash: B256) -> Result<Option<Receipt>, ChainError> {
        let found = self
            .provider()
            .raw_request::<_, Option<ReceiptShown>>("eth_getTransactionReceipt".into(), [hash]);
        Ok(found.await.map_err(self.failed("eth_getTransactionReceipt"))?.map(Receipt::from))
    }

    /// The newest block's number and time (Unix).
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn newest(&self) -> Result<(u64, u64), ChainError> {
        let head = self.head().await?;
        Ok((head.header.number, head.header.timestamp))
    }

    /// How many transactions of an account are in blocks up to this one.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn mined_count(&self, account: Address, block: u64) -> Result<u64, ChainError> {
        let count = self.provider().get_transaction_count(account).number(block);
        count.await.map_err(self.failed("eth_getTransactionCount"))
    }

    /// What a call would use in gas, if it does what it is asked; nothing is sent. With `most` it is given no more than that.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] with the contract's words, [`ChainError::NoCode`] where there is no contract, others when
    /// the endpoint fails; [`wants_more_gas`] tells whether `most` was too little.
    pub async fn rehearse(
        &self,
        label: &str,
        from: Address,
        (to, data): (Address, &Bytes),
        most: Option<u64>,
    ) -> Result<u64, ChainError> {
        if self.code(to).await?.is_empty() {
            return Err(ChainError::NoCode { address: to, what: "airdrop" });
        }
        let request = request(from, Target::Contract(to), U256::ZERO, data.clone());
        self.gas(label, TransactionRequest { gas: most, ..request }).await
    }

    /// Does the endpoint rehearse anything at all? What it then says of a call is about that call.
    pub async fn rehearses(&self, from: Address) -> bool {
        let nothing = request(from, Target::Contract(from), U256::ZERO, Bytes::new());
        self.gas("nothing", nothing).await.is_ok()
    }

    /// What a rollup of the OP Stack takes for a call's data beside its gas, in wei, as it stands now; nothing elsewhere.
    ///
    /// # Errors
    /// [`ChainError`] when the endpoint fails.
    pub async fn data_fee(&self, call: &Call) -> Result<U256, ChainError> {
        if self.code(GAS_PRICE_ORACLE).await?.is_empty() {
            return Ok(U256::ZERO);
        }
        // With the longest numbers that it may have.
        let unsigned = TxEip1559 {
            chain_id: self.id(),
            nonce: u64::MAX,
            gas_limit: call.gas_limit,
            max_fee_per_gas: u128::from(call.price.most),
            max_priority_fee_per_gas: u128::from(call.price.most),
            to: TxKind::Call(call.to),
            input: call.data.clone(),
            ..TxEip1559::default()
        };
        let oracle = IGasPriceOracle::new(GAS_PRICE_ORACLE, self.provider());
        let fee = oracle.getL1Fee(unsigned.encoded_for_signing().into());
        fee.call().await.map_err(self.call_failed("getL1Fee"))
    }

    /// Why a call failed in this block, in the contract's words.
    pub async fn failure(&self, from: Address, to: Address, data: &Bytes, block: u64) -> String {
        reason_at(self, request(from, Target::Contract(to), U256::ZERO, data.clone()), block).await
    }
}

/// The most gas that a transaction may use which was rehearsed with so much: a fifth more.
#[must_use]
pub const fn gas_limit(rehearsed: u64) -> u64 {
    limit(rehearsed)
}

/// Contract and data of a transaction as it was signed; `None` for bytes that are none.
#[must_use]
pub fn signed_call(raw: &[u8]) -> Option<(Address, Bytes)> {
    let signed = TxEnvelope::decode_2718_exact(raw).ok()?;
    Some((signed.to()?, signed.input().clone()))
}

/// Does a call need more gas than it was given? In the words of geth and those who followed it, and of anvil.
#[must_use]
pub fn wants_more_gas(error: &ChainError) -> bool {
    let ChainError::Refused { message, .. } = error else { return false };
    let lower = message.to_lowercase();
    ["exceeds allowance", "out of gas", "outofgas", "intrinsic gas"].iter().any(|words| lower.contains(words))
}

/// The words of geth, reth, erigon, nethermind, besu and anvil for "look at the chain".
const KNOWN: [&str; 8] = [
    "already known",
    "alreadyknown",
    "already imported",
    "known transaction",
    "nonce too low",
    "oldnonce",
    "underpriced",
    "invalid nonce",
];

fn said(message: String) -> Handed {
    let lower = message.to_lowercase();
    if KNOWN.iter().any(|known| lower.contains(known)) {
        Handed::Known(message)
    } else if lower.contains("insufficient funds") || lower.contains("insufficient balance") {
        Handed::TooPoor
    } else {
        Handed::Refused(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nodes_say_about_a_transaction_is_understood() {
        for text in [
            "already known",
            "AlreadyKnown",
            "nonce too low: next nonce 7, tx nonce 6",
            "OldNonce",
            "replacement transaction underpriced",
            "transaction underpriced",
        ] {
            assert!(matches!(said(text.to_owned()), Handed::Known(_)), "{text}");
        }
        assert_eq!(said("insufficient funds for gas * price + value".to_owned()), Handed::TooPoor);
        assert!(matches!(said("exceeds block gas limit".to_owned()), Handed::Refused(_)));
    }

    #[test]
    fn what_nodes_say_about_too_little_gas_is_understood() {
        let refused =
            |message: &str| ChainError::Refused { action: "eth_estimateGas", message: message.to_owned() };
        assert!(wants_more_gas(&refused("gas required exceeds allowance (400000)")));
        assert!(wants_more_gas(&refused("Out of gas: gas required exceeds allowance: 400000")));
        assert!(wants_more_gas(&refused("EVM error OutOfGas")));
        assert!(!wants_more_gas(&refused("execution aborted (timeout = 5s)")));
    }

    #[test]
    fn a_rollups_receipt_costs_what_its_data_cost_too() {
        let shown = r#"{"blockNumber":"0x7","status":"0x1","gasUsed":"0x64","effectiveGasPrice":"0x3","l1Fee":"0x5"}"#;
        let receipt = Receipt::from(serde_json::from_str::<ReceiptShown>(shown).unwrap());
        let expected = Receipt { block_number: 7, succeeded: true, gas_used: 100, cost: U256::from(305) };
        assert_eq!(receipt, expected);
    }
}
