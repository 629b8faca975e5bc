//! Events of rounds are followed, rolled back and found again; texts, lists and what was shown are kept.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{
    Address, Amount, B256, ChainCursor, GiftSkip, RepoId, RoundEvent, RoundRecord, Timestamp, U256, Verdict,
};
use tributary_storage::{
    KeptList, ShownCoefficient, StorageError, Store,
    testing::{execute, on_each_engine, with_each_store},
};

const CHAIN: u64 = 31_337;
const ROUND: Address = Address::repeat_byte(0xb1);

fn at(event: RoundEvent, block_number: u64, log_index: u64) -> RoundRecord {
    RoundRecord {
        event,
        tx_hash: B256::repeat_byte(0x33),
        block_number,
        block_hash: B256::repeat_byte(0x44),
        block_time: now(),
        log_index,
    }
}

fn now() -> Timestamp {
    "2026-03-01".parse().unwrap()
}

fn gift(project: u64) -> RoundEvent {
    RoundEvent::Donated {
        donor: Address::repeat_byte(1),
        project,
        token: Address::ZERO,
        payout: Address::repeat_byte(2),
        amount: Amount::new(U256::MAX),
    }
}

fn cursor(block_number: u64) -> ChainCursor {
    ChainCursor { block_number, block_hash: B256::repeat_byte(0x55) }
}

/// One of each kind.
fn every_event() -> Vec<RoundRecord> {
    let (someone, hash, amount) = (Address::repeat_byte(3), B256::repeat_byte(4), Amount::from(5));
    let (project, revision, verdict) = (1, 1, Verdict::Accepted);
    let events = [
        RoundEvent::Applied {
            project,
            applicant: someone,
            payout: someone,
            revision,
            repositories: vec![RepoId(7), RepoId(u64::MAX)],
            metadata_hash: hash,
        },
        RoundEvent::Reviewed { project, reviewer: someone, revision, verdict, reason_hash: hash },
        RoundEvent::Decided { project, revision, verdict },
        gift(project),
        RoundEvent::GiftSkipped {
            donor: someone,
            project,
            token: someone,
            amount,
            reason: GiftSkip::NotTransferred,
        },
        RoundEvent::Funded { deposit: 0, funder: someone, amount, pool: amount },
        RoundEvent::TallyProposed {
            number: 1,
            input_hash: hash,
            root: hash,
            total: amount,
            bundle_hash: hash,
            ready_at: now(),
        },
        RoundEvent::TallyRejected { number: 1, reason_hash: hash },
        RoundEvent::Finalised { number: 2, airdrop: someone, total: amount, left: amount },
        RoundEvent::Recovered { amount },
        RoundEvent::Cancelled { by: someone, reason_hash: hash, left: amount },
        RoundEvent::Refunded { deposit: 0, funder: someone, to: someone, amount },
    ];
    events.into_iter().zip(0..).map(|(event, place)| at(event, 10 + place / 3, place)).collect()
}

/// One step from where the cursor stands.
async fn save(
    store: &Store,
    (chain, contract): (u64, Address),
    back: Option<u64>,
    rows: &[RoundRecord],
    to: ChainCursor,
) {
    let from = store.chain_cursor(chain, contract).await.unwrap();
    assert!(store.save_round_events(chain, contract, from, back, rows, to).await.unwrap());
}

#[tokio::test]
async fn every_event_comes_back_as_followed_in_the_order_of_the_chain() {
    with_each_store(async |store| {
        let events = every_event();
        let turned: Vec<_> = events.iter().rev().cloned().collect();
        save(&store, (CHAIN, ROUND), None, &turned, cursor(20)).await;
        assert_eq!(store.round_events(CHAIN, ROUND, None).await.unwrap(), events);
        assert_eq!(store.round_events(CHAIN, ROUND, Some(10)).await.unwrap(), events[..3]);
        assert_eq!(store.chain_cursor(CHAIN, ROUND).await.unwrap(), Some(cursor(20)));
        assert!(store.round_events(CHAIN + 1, ROUND, None).await.unwrap().is_empty());
        assert!(store.round_events(CHAIN, Address::ZERO, None).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_reorganisation_takes_back_what_is_above_and_nothing_is_doubled() {
    with_each_store(async |store| {
        let first = [at(gift(1), 10, 0), at(gift(2), 11, 0), at(gift(3), 12, 0)];
        save(&store, (CHAIN, ROUND), None, &first, cursor(12)).await;
        let other = Address::repeat_byte(0xb2);
        save(&store, (CHAIN, other), None, &first, cursor(12)).await;
        // The same again, as after a kill between two steps.
        save(&store, (CHAIN, ROUND), None, &first, cursor(12)).await;
        assert_eq!(store.round_events(CHAIN, ROUND, None).await.unwrap(), first);
        let next = [at(gift(4), 11, 3)];
        save(&store, (CHAIN, ROUND), Some(10), &next, cursor(11)).await;
        let found = store.round_events(CHAIN, ROUND, None).await.unwrap();
        assert_eq!(found, [first[0].clone(), next[0].clone()]);
        assert_eq!(store.round_events(CHAIN, other, None).await.unwrap(), first);
    })
    .await;
}

#[tokio::test]
async fn an_event_that_is_none_is_named() {
    on_each_engine(async |url| {
        let store = tributary_storage::Store::open(url).await.unwrap();
        save(&store, (CHAIN, ROUND), None, &[at(gift(1), 10, 7)], cursor(10)).await;
        execute(url, "UPDATE round_events SET body = '{\"kind\":\"stolen\"}'".to_owned()).await;
        let error = store.round_events(CHAIN, ROUND, None).await.unwrap_err();
        assert!(
            matches!(&error, StorageError::Inconsistent { table: "round_events", column: "body", key, .. } if key == "10/7"),
            "{error}"
        );
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn lists_are_kept_under_their_hash_and_never_replaced() {
    with_each_store(async |store| {
        let list = |name: &str, body: &str| KeptList {
            name: name.to_owned(),
            body: body.to_owned(),
            kept_at: now(),
        };
        let [first, second] = [B256::repeat_byte(1), B256::repeat_byte(2)];
        let (place, lists) =
            ((CHAIN, ROUND), [list("allow", "donor,reason\n"), list("scores", "donor,score\n")]);
        store.keep_round_lists(place, first, &lists).await.unwrap();
        store.keep_round_lists(place, second, &[list("deny", "x")]).await.unwrap();
        store.keep_round_lists(place, first, &[list("allow", "other")]).await.unwrap();
        assert_eq!(store.round_lists(place, first).await.unwrap(), lists);
        assert_eq!(store.round_lists(place, second).await.unwrap(), [list("deny", "x")]);
        assert!(store.round_lists((CHAIN, Address::ZERO), first).await.unwrap().is_empty());
        assert!(store.round_lists((CHAIN + 1, ROUND), first).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_text_stays_under_its_hash_and_the_last_shown_coefficient_counts() {
    with_each_store(async |store| {
        let hash = B256::repeat_byte(9);
        store.save_round_text(hash, "first", now()).await.unwrap();
        store.save_round_text(hash, "second", now()).await.unwrap();
        assert_eq!(store.round_text(hash).await.unwrap().as_deref(), Some("first"));
        assert_eq!(store.round_text(B256::ZERO).await.unwrap(), None);
        let shown = |coefficient: &str| ShownCoefficient {
            donor: Address::repeat_byte(1),
            coefficient: coefficient.to_owned(),
            reason: "score 20".to_owned(),
            shown_at: now(),
        };
        store.save_shown(CHAIN, ROUND, &shown("0.75")).await.unwrap();
        store.save_shown(CHAIN, ROUND, &shown("1")).await.unwrap();
        assert_eq!(store.shown(CHAIN, ROUND, Address::repeat_byte(1)).await.unwrap(), Some(shown("1")));
        assert_eq!(store.shown(CHAIN, ROUND, Address::repeat_byte(2)).await.unwrap(), None);
    })
    .await;
}

/// What the second has read may be of a branch that the first has taken back already.
#[tokio::test]
async fn of_two_who_follow_from_one_cursor_one_alone_saves_the_step() {
    with_each_store(async |store| {
        let (ours, theirs) = ([at(gift(1), 10, 0)], [at(gift(2), 12, 0)]);
        save(&store, (CHAIN, ROUND), None, &ours, cursor(10)).await;
        for stale in
            [None, Some(cursor(9)), Some(ChainCursor { block_hash: B256::repeat_byte(1), ..cursor(10) })]
        {
            let saved = store.save_round_events(CHAIN, ROUND, stale, Some(8), &theirs, cursor(12)).await;
            assert!(!saved.unwrap(), "{stale:?}");
        }
        assert_eq!(store.round_events(CHAIN, ROUND, None).await.unwrap(), ours);
        assert_eq!(store.chain_cursor(CHAIN, ROUND).await.unwrap(), Some(cursor(10)));
    })
    .await;
}
