//! Claims are followed, rolled back and found again.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{Address, Amount, B256, ChainCursor, ClaimRecord, Claimant, U256};
use tributary_storage::{
    Store,
    testing::{execute, on_each_engine, with_each_store},
};

const CHAIN: u64 = 31_337;
const AIRDROP: Address = Address::repeat_byte(0xa1);

fn claim(index: u64, block: u64) -> ClaimRecord {
    ClaimRecord {
        index,
        claimant: Claimant::Wallet(Address::repeat_byte(0x11)),
        recipient: Address::repeat_byte(0x22),
        amount: Amount::new(U256::MAX),
        tx_hash: B256::repeat_byte(0x33),
        block_number: block,
        block_hash: B256::repeat_byte(0x44),
        log_index: 5,
    }
}

fn cursor(block_number: u64) -> ChainCursor {
    ChainCursor { block_number, block_hash: B256::repeat_byte(0x55) }
}

#[tokio::test]
async fn claims_come_back_as_followed() {
    with_each_store(async |store| {
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), None);
        assert_eq!(store.claim(CHAIN, AIRDROP, 2).await.unwrap(), None);
        let identity = Claimant::Identity(B256::repeat_byte(0x77));
        let of_identity = ClaimRecord { claimant: identity, ..claim(9, 12) };
        let claims = [of_identity.clone(), claim(2, 11)];
        store.save_claims(CHAIN, AIRDROP, None, &claims, cursor(12)).await.unwrap();
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), Some(cursor(12)));
        assert_eq!(store.claim(CHAIN, AIRDROP, 2).await.unwrap(), Some(claim(2, 11)));
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), [claim(2, 11), of_identity]);
    })
    .await;
}

#[tokio::test]
async fn a_reorganisation_takes_back_only_what_is_above() {
    with_each_store(async |store| {
        let claims = [claim(0, 10), claim(1, 11), claim(2, 12)];
        store.save_claims(CHAIN, AIRDROP, None, &claims, cursor(12)).await.unwrap();
        let moved = ClaimRecord { tx_hash: B256::repeat_byte(0x66), ..claim(2, 13) };
        store.save_claims(CHAIN, AIRDROP, Some(10), std::slice::from_ref(&moved), cursor(13)).await.unwrap();
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), [claim(0, 10), moved]);
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), Some(cursor(13)));
    })
    .await;
}

#[tokio::test]
async fn contracts_and_chains_do_not_mix() {
    with_each_store(async |store| {
        let other = Address::repeat_byte(0xa2);
        store.save_claims(CHAIN, AIRDROP, None, &[claim(0, 10)], cursor(10)).await.unwrap();
        store.save_claims(CHAIN, other, None, &[claim(1, 20)], cursor(20)).await.unwrap();
        store.save_claims(1, AIRDROP, Some(0), &[claim(2, 30)], cursor(30)).await.unwrap();
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), [claim(0, 10)]);
        assert_eq!(store.claims(CHAIN, other).await.unwrap(), [claim(1, 20)]);
        assert_eq!(store.claims(1, AIRDROP).await.unwrap(), [claim(2, 30)]);
    })
    .await;
}

#[tokio::test]
async fn a_damaged_claim_is_named() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_claims(CHAIN, AIRDROP, None, &[claim(3, 10)], cursor(10)).await.unwrap();
        execute(url, "UPDATE claims SET amount = '1.5'".into()).await;
        assert_eq!(
            store.claim(CHAIN, AIRDROP, 3).await.unwrap_err().to_string(),
            "the table `claims` holds `1.5` as `amount` at `3`, which is not valid"
        );
        execute(url, "UPDATE claims SET amount = '1', claimant = airdrop".into()).await;
        let message = store.claims(CHAIN, AIRDROP).await.unwrap_err().to_string();
        assert!(message.contains("as `claimant` at `3`"), "{message}");
        store.close().await;
    })
    .await;
}
