//! Who made a contract, and when, whoever sent the transaction.

use alloy::{
    primitives::{Address, B256},
    providers::Provider as _,
    rpc::types::{Filter, TransactionReceipt},
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

/// Blocks asked for at once when the endpoint does not search all of them.
const RANGE: u64 = 5_000;

/// The transaction that made a contract which stands already, and its block, by an event of the factory whose first topic
/// is the contract.
pub(crate) async fn find_creation(
    chain: &Chain,
    factory: Address,
    (event, made): (B256, Address),
) -> Result<(B256, u64), ChainError> {
    let found = find_event(chain, factory, (event, made.into_word())).await?;
    found.ok_or(ChainError::NoCode { address: made, what: "event of its creation" })
}

/// The transaction and block of the only event that an address has with this first topic. Endpoints that do not search all
/// blocks at once are asked range by range, newest first.
pub(crate) async fn find_event(
    chain: &Chain,
    by: Address,
    (event, topic): (B256, B256),
) -> Result<Option<(B256, u64)>, ChainError> {
    let head = chain.head().await?.header.number;
    let (mut range, mut until) = (head + 1, head);
    loop {
        let from = (until + 1).saturating_sub(range);
        let filter = Filter::new().address(by).event_signature(event).topic1(topic);
        let logs = chain.provider().get_logs(&filter.from_block(from).to_block(until)).await;
        match logs.map_err(chain.failed("eth_getLogs")) {
            Ok(logs) => {
                let found = logs.first().and_then(|log| Some((log.transaction_hash?, log.block_number?)));
                if found.is_some() || from == 0 {
                    return Ok(found);
                }
                until = from - 1;
            }
            Err(ChainError::Refused { .. }) if range > 1 => range = (range / 2).min(RANGE),
            Err(error) => return Err(error),
        }
    }
}
