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

/// One step from where the cursor stands.
async fn save(
    store: &Store,
    (chain, contract): (u64, Address),
    back: Option<u64>,
    rows: &[ClaimRecord],
    to: ChainCursor,
) {
    let from = store.chain_cursor(chain, contract).await.unwrap();
    assert!(store.save_claims(chain, contract, from, back, rows, to).await.unwrap());
}

#[tokio::test]
async fn claims_come_back_as_followed() {
    with_each_store(async |store| {
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), None);
        assert_eq!(store.claims_of(CHAIN, AIRDROP, 2).await.unwrap(), []);
        let identity = Claimant::Identity(B256::repeat_byte(0x77));
        let of_identity = ClaimRecord { claimant: identity, ..claim(9, 12) };
        let claims = [of_identity.clone(), claim(2, 11)];
        save(&store, (CHAIN, AIRDROP), None, &claims, cursor(12)).await;
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), Some(cursor(12)));
        assert_eq!(store.claims_of(CHAIN, AIRDROP, 2).await.unwrap(), [claim(2, 11)]);
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), [claim(2, 11), of_identity]);
    })
    .await;
}

#[tokio::test]
async fn a_reorganisation_takes_back_only_what_is_above() {
    with_each_store(async |store| {
        let claims = [claim(0, 10), claim(1, 11), claim(2, 12)];
        save(&store, (CHAIN, AIRDROP), None, &claims, cursor(12)).await;
        let moved = ClaimRecord { tx_hash: B256::repeat_byte(0x66), ..claim(2, 13) };
        save(&store, (CHAIN, AIRDROP), Some(10), std::slice::from_ref(&moved), cursor(13)).await;
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), [claim(0, 10), moved]);
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), Some(cursor(13)));
    })
    .await;
}

/// A recurring airdrop pays a leaf again when its amount has grown.
#[tokio::test]
async fn a_leaf_is_paid_several_times_and_a_reorganisation_takes_back_the_last_alone() {
    with_each_store(async |store| {
        let paid = |block: u64, units: u64| ClaimRecord {
            amount: Amount::new(U256::from(units)),
            ..claim(7, block)
        };
        save(&store, (CHAIN, AIRDROP), None, &[paid(10, 5), claim(8, 10)], cursor(10)).await;
        save(&store, (CHAIN, AIRDROP), None, &[paid(20, 3), paid(30, 2)], cursor(30)).await;
        let all = [paid(10, 5), paid(20, 3), paid(30, 2)];
        assert_eq!(store.claims_of(CHAIN, AIRDROP, 7).await.unwrap(), all);
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap().len(), 4);
        save(&store, (CHAIN, AIRDROP), Some(20), &[], cursor(20)).await;
        assert_eq!(store.claims_of(CHAIN, AIRDROP, 7).await.unwrap(), [paid(10, 5), paid(20, 3)]);
        save(&store, (CHAIN, AIRDROP), None, &[paid(31, 2)], cursor(31)).await;
        assert_eq!(
            store.claims_of(CHAIN, AIRDROP, 7).await.unwrap(),
            [paid(10, 5), paid(20, 3), paid(31, 2)]
        );
    })
    .await;
}

#[tokio::test]
async fn contracts_and_chains_do_not_mix() {
    with_each_store(async |store| {
        let other = Address::repeat_byte(0xa2);
        save(&store, (CHAIN, AIRDROP), None, &[claim(0, 10)], cursor(10)).await;
        save(&store, (CHAIN, other), None, &[claim(1, 20)], cursor(20)).await;
        save(&store, (1, AIRDROP), Some(0), &[claim(2, 30)], cursor(30)).await;
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
        save(&store, (CHAIN, AIRDROP), None, &[claim(3, 10)], cursor(10)).await;
        execute(url, "UPDATE claims SET amount = '1.5'".into()).await;
        assert_eq!(
            store.claims_of(CHAIN, AIRDROP, 3).await.unwrap_err().to_string(),
            "the table `claims` holds `1.5` as `amount` at `3`, which is not valid"
        );
        execute(url, "UPDATE claims SET amount = '1', claimant = airdrop".into()).await;
        let message = store.claims(CHAIN, AIRDROP).await.unwrap_err().to_string();
        assert!(message.contains("as `claimant` at `3`"), "{message}");
        store.close().await;
    })
    .await;
}

/// What the second has read may be of a branch that the first has taken back already.
#[tokio::test]
async fn of_two_who_follow_from_one_cursor_one_alone_saves_the_step() {
    with_each_store(async |store| {
        let (ours, theirs) = ([claim(0, 10)], [claim(1, 12)]);
        save(&store, (CHAIN, AIRDROP), None, &ours, cursor(10)).await;
        for stale in
            [None, Some(cursor(9)), Some(ChainCursor { block_hash: B256::repeat_byte(1), ..cursor(10) })]
        {
            let saved = store.save_claims(CHAIN, AIRDROP, stale, Some(8), &theirs, cursor(12)).await;
            assert!(!saved.unwrap(), "{stale:?}");
        }
        assert_eq!(store.claims(CHAIN, AIRDROP).await.unwrap(), ours);
        assert_eq!(store.chain_cursor(CHAIN, AIRDROP).await.unwrap(), Some(cursor(10)));
    })
    .await;
}
