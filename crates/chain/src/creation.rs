//! What the receipt of a creation says of those who are behind it, whoever sent the transaction.

use alloy::{
    primitives::{Address, B256},
    providers::Provider as _,
    rpc::types::TransactionReceipt,
    sol_types::SolEvent as _,
};
use tributary_bindings::token::ProjectToken::Transfer;

use crate::{Chain, ChainError};

/// The receipt of a transaction, if the endpoint knows it.
pub(crate) async fn receipt(chain: &Chain, hash: B256) -> Result<Option<TransactionReceipt>, ChainError> {
    let receipt = chain.provider().get_transaction_receipt(hash).await;
    receipt.map_err(chain.failed("eth_getTransactionReceipt"))
}

/// Who called the factory: it takes the tokens of its caller. That is the sender of the transaction, or the Safe that the
/// sender had execute it.
pub(crate) fn deployer(receipt: &TransactionReceipt, token: Address, airdrop: Address) -> Address {
    transfers(receipt, token).find(|(_, to)| *to == airdrop).map_or(receipt.from, |(from, _)| from)
}

/// Was the token made in this transaction?
pub(crate) fn mints(receipt: &TransactionReceipt, token: Address) -> bool {
    transfers(receipt, token).any(|(from, _)| from.is_zero())
}

fn transfers(receipt: &TransactionReceipt, token: Address) -> impl Iterator<Item = (Address, Address)> {
    let events = receipt.logs().iter().filter(move |log| log.address() == token);
    events.filter_map(|log| Transfer::decode_log(&log.inner).ok()).map(|event| (event.from, event.to))
}
