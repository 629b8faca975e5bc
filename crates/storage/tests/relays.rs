//! Sponsored claims on both engines: budgets, leases, and what became of what was signed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::time::Duration;

use tributary_model::{Address, Amount, B256, Claimant, Gwei, U256};
use tributary_storage::{
    Acceptance, BudgetRefusal, Outcome, Outgoing, OutgoingState, Relay, RelayKind, RelayState, SenderLease,
    SignedAttempt, SponsorBudget, SponsoredClaim, StorageError, Store,
    testing::{execute, on_each_engine, with_each_store},
};

const CHAIN: u64 = 31_337;
const AIRDROP: Address = Address::repeat_byte(0xa1);
const SENDER: Address = Address::repeat_byte(0x5e);
const LONG: Duration = Duration::from_mins(10);
const WIDE: SponsorBudget =
    SponsorBudget { campaign: Gwei::new(1_000_000), claimant: 2, hour: Gwei::new(1_000_000) };

fn draft(leaf: u64, ceiling: u64) -> SponsoredClaim {
    SponsoredClaim {
        chain_id: CHAIN,
        airdrop: AIRDROP,
        leaf,
        root: Some(B256::repeat_byte(1)),
        claimant: Claimant::Wallet(Address::with_last_byte(u8::try_from(leaf).unwrap())),
        kind: RelayKind::Signed,
        recipient: Address::repeat_byte(0x77),
        amount: "340282366920938463463374607431768211456".parse().unwrap(),
        calldata: vec![1, 2, 3],
        gas_limit: 100_000,
        ceiling: Gwei::new(ceiling),
    }
}

fn attempt(nonce: u64, fee: u64) -> SignedAttempt {
    SignedAttempt {
        tx_hash: hash(nonce, fee),
        raw: vec![u8::try_from(nonce).unwrap(), u8::try_from(fee).unwrap()],
        gas_limit: 100_000,
        max_fee: fee,
        priority_fee: Some(1),
    }
}

fn hash(nonce: u64, fee: u64) -> B256 {
    B256::left_padding_from(&(nonce * 1_000 + fee).to_be_bytes())
}

async fn accepted(store: &Store, draft: &SponsoredClaim) -> Relay {
    match store.accept_relay(draft, &WIDE).await.unwrap() {
        Acceptance::Accepted(relay) => relay,
        other => panic!("{other:?}"),
    }
}

async fn refused(store: &Store, draft: &SponsoredClaim, budget: &SponsorBudget) -> BudgetRefusal {
    match store.accept_relay(draft, budget).await.unwrap() {
        Acceptance::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn held(store: &Store) -> SenderLease {
    store.take_sender(CHAIN, SENDER, "ada", LONG).await.unwrap().unwrap()
}

async fn signed(store: &Store, lease: &SenderLease, relay: &Relay, count: u64) -> Outgoing {
    let sign = |nonce| Ok::<_, StorageError>(attempt(nonce, 10));
    store.sign_relay(lease, &relay.id, count, sign).await.unwrap().unwrap()
}

fn outcome(outgoing: &Outgoing, paid: bool, cost: u64) -> Outcome {
    Outcome {
        nonce: outgoing.nonce,
        attempt: outgoing.attempt,
        block_number: 9,
        gas_used: 80_000,
        cost: Gwei::new(cost),
        paid,
        word: (!paid).then(|| "no".to_owned()),
    }
}

async fn now(store: &Store, relay: &Relay) -> Relay {
    store.relay(CHAIN, AIRDROP, &relay.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_leaf_has_one_relay_and_a_failed_one_is_tried_anew() {
    with_each_store(async |store| {
        let first = accepted(&store, &draft(3, 50)).await;
        assert_eq!((first.state, first.claim.amount, first.claim.leaf), (RelayState::Queued, draft(3, 50).amount, 3));
        let again = store.accept_relay(&draft(3, 70), &WIDE).await.unwrap();
        assert_eq!(again, Acceptance::Known(first.clone()));
        assert_eq!(store.relay_of(CHAIN, AIRDROP, 3).await.unwrap(), Some(first.clone()));
        assert_eq!(store.relay(CHAIN, Address::ZERO, &first.id).await.unwrap(), None, "of another contract");

        let lease = held(&store).await;
        store.fail_queued_relay(&lease, &first.id, "no").await.unwrap();
        let failed = now(&store, &first).await;
        assert_eq!((failed.state, failed.failure.as_deref()), (RelayState::Failed, Some("no")));
        // It cost nothing, so it does not count: with a budget of one it may be tried again, and again.
        let once = SponsorBudget { claimant: 1, ..WIDE };
        for _ in 0..2 {
            let anew = store.accept_relay(&draft(3, 70), &once).await.unwrap();
            assert!(matches!(&anew, Acceptance::Accepted(relay) if relay.id == first.id && relay.failure.is_none()), "{anew:?}");
            store.fail_queued_relay(&lease, &first.id, "no").await.unwrap();
        }
        let totals = store.relay_totals(CHAIN, AIRDROP).await.unwrap();
        assert_eq!((totals.failed, totals.count(), totals.reserved, totals.spent), (1, 1, Gwei::ZERO, Gwei::ZERO));
    })
    .await;
}

/// Gas was too dear for two hours, and then everything is sent at once.
#[tokio::test]
async fn what_waits_counts_for_as_long_as_it_may_be_spent_and_an_hour_beyond() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        let long_ago = async |column: &str| {
            let (table, _) = column.split_once('.').unwrap();
            let column = column.rsplit('.').next().unwrap();
            execute(url, format!("UPDATE {table} SET {column} = {column} - 7200")).await;
        };
        let budget = SponsorBudget { hour: Gwei::new(100), ..WIDE };
        let relay = accepted(&store, &draft(1, 60)).await;
        long_ago("relays.accepted_at").await;
        let full = BudgetRefusal::Hour {
            budget: Gwei::new(100),
            reserved: Gwei::new(60),
            needed: Gwei::new(41),
            seconds: None,
        };
        assert_eq!(refused(&store, &draft(2, 41), &budget).await, full, "it is queued");
        let lease = held(&store).await;
        let outgoing = signed(&store, &lease, &relay, 0).await;
        assert_eq!(refused(&store, &draft(2, 41), &budget).await, full, "it is signed");
        store.settle_outgoing(&lease, &relay.id, &outcome(&outgoing, true, 30)).await.unwrap();
        let refusal = refused(&store, &draft(2, 71), &budget).await;
        let BudgetRefusal::Hour { reserved: Gwei::ZERO, seconds: Some(seconds), .. } = refusal else {
            panic!("{refusal:?}")
        };
        assert!((3_500..=3_600).contains(&seconds), "from when it was settled: {refusal:?}");
        assert_eq!(refusal.retry_after(), Some(seconds));
        long_ago("outgoing.settled_at").await;
        assert!(matches!(
            store.accept_relay(&draft(2, 100), &budget).await.unwrap(),
            Acceptance::Accepted(_)
        ));
        store.close().await;
    })
    .await;
}

/// Of a recurring airdrop, each with its own budget for everybody.
#[tokio::test]
async fn a_later_list_is_charged_with_nothing_that_an_earlier_one_has_cost_this_hour() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        let budget = SponsorBudget { claimant: 1, hour: Gwei::new(100), ..WIDE };
        let first = accepted(&store, &draft(3, 100)).await;
        let lease = held(&store).await;
        let sent = signed(&store, &lease, &first, 0).await;
        store.settle_outgoing(&lease, &first.id, &outcome(&sent, true, 90)).await.unwrap();
        execute(url, "UPDATE outgoing SET settled_at = settled_at - 7200".to_owned()).await;
        let own = |leaf| SponsoredClaim {
            root: Some(B256::repeat_byte(2)),
            claimant: first.claim.claimant,
            amount: Amount::new(U256::MAX),
            ..draft(leaf, 60)
        };
        let Acceptance::Accepted(next) = store.accept_relay(&own(3), &budget).await.unwrap() else {
            panic!("the claimant's second list has a budget of its own")
        };
        assert_eq!(
            (next.id.as_str(), next.spent),
            (first.id.as_str(), Gwei::new(90)),
            "the campaign has spent it"
        );
        assert_eq!(refused(&store, &own(4), &budget).await, BudgetRefusal::Claimant { most: 1 });
        let refusal = refused(&store, &draft(5, 41), &budget).await;
        assert!(
            matches!(refusal, BudgetRefusal::Hour { reserved, .. } if reserved == Gwei::new(60)),
            "{refusal:?}"
        );
        assert!(matches!(store.accept_relay(&draft(5, 40), &budget).await.unwrap(), Acceptance::Accepted(_)));
        store.close().await;
    })
    .await;
}

/// The chain takes back what paid the first list, when the leaf's relay has gone on to the second.
#[tokio::test]
async fn what_an_earlier_list_has_sent_ends_nothing_of_a_later_one() {
    with_each_store(async |store| {
        let first = accepted(&store, &draft(3, 100)).await;
        let lease = held(&store).await;
        let old = signed(&store, &lease, &first, 0).await;
        store.settle_outgoing(&lease, &first.id, &outcome(&old, true, 30)).await.unwrap();
        let larger = SponsoredClaim { amount: Amount::new(U256::MAX), ..draft(3, 70) };
        let next = accepted(&store, &larger).await;
        let set_aside = async || store.relay_totals(CHAIN, AIRDROP).await.unwrap().reserved;
        store.reopen_outgoing(&lease, old.nonce, &next.id).await.unwrap();
        assert_eq!((now(&store, &next).await.state, set_aside().await), (RelayState::Queued, Gwei::new(170)));
        store.settle_outgoing(&lease, &next.id, &outcome(&old, true, 40)).await.unwrap();
        let waiting = now(&store, &next).await;
        assert_eq!(
            (waiting.state, waiting.spent, waiting.tx_hash),
            (RelayState::Queued, Gwei::new(40), None)
        );
        assert_eq!(set_aside().await, Gwei::new(70));

        let new = signed(&store, &lease, &next, 1).await;
        assert_eq!((new.amount, new.ceiling), (larger.amount, larger.ceiling));
        store.reopen_outgoing(&lease, old.nonce, &next.id).await.unwrap();
        assert!(store.replace_outgoing(&lease, &old, &attempt(0, 12)).await.unwrap());
        store.note_block(&lease, &old, Some(4)).await.unwrap();
        let sent = now(&store, &next).await;
        assert_eq!((sent.tx_hash, sent.block_number), (Some(new.signed.tx_hash), None));
        assert_eq!(set_aside().await, Gwei::new(170), "attempts of one nonce share what is set aside");
        store.settle_outgoing(&lease, &next.id, &outcome(&old, false, 20)).await.unwrap();
        assert_eq!(now(&store, &next).await.state, RelayState::Sent, "the other is still under way");
        store.settle_outgoing(&lease, &next.id, &outcome(&new, true, 25)).await.unwrap();
        let done = now(&store, &next).await;
        assert_eq!((done.state, done.spent, done.failure), (RelayState::Mined, Gwei::new(45), None));
        assert_eq!((done.tx_hash, set_aside().await), (Some(new.signed.tx_hash), Gwei::ZERO));
    })
    .await;
}

/// What an earlier list has under way is no reason to wait for a nonce that is lost.
#[tokio::test]
async fn a_lost_nonce_queues_its_relay_again_beside_what_an_earlier_list_has_under_way() {
    with_each_store(async |store| {
        let first = accepted(&store, &draft(3, 100)).await;
        let lease = held(&store).await;
        let old = signed(&store, &lease, &first, 0).await;
        store.settle_outgoing(&lease, &first.id, &outcome(&old, true, 30)).await.unwrap();
        let larger = SponsoredClaim { amount: Amount::new(U256::MAX), ..draft(3, 70) };
        let next = accepted(&store, &larger).await;
        let new = signed(&store, &lease, &next, 1).await;
        store.reopen_outgoing(&lease, old.nonce, &next.id).await.unwrap();
        store.lose_outgoing(&lease, new.nonce, &next.id).await.unwrap();
        assert_eq!(now(&store, &next).await.state, RelayState::Queued);
        // The same list's own would have to be waited for.
        let again = signed(&store, &lease, &next, 2).await;
        store.reopen_outgoing(&lease, new.nonce, &next.id).await.unwrap();
        store.lose_outgoing(&lease, again.nonce, &next.id).await.unwrap();
        assert_eq!(now(&store, &next).await.state, RelayState::Sent);
    })
    .await;
}

/// The first try failed and was taken back; the second is not signed yet.
#[tokio::test]
async fn a_claim_that_is_tried_anew_is_paid_by_whichever_try_pays_it() {
    with_each_store(async |store| {
        let relay = accepted(&store, &draft(1, 100)).await;
        let lease = held(&store).await;
        let first = signed(&store, &lease, &relay, 0).await;
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, false, 10)).await.unwrap();
        accepted(&store, &draft(1, 100)).await;
        store.reopen_outgoing(&lease, 0, &relay.id).await.unwrap();
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, false, 10)).await.unwrap();
        assert_eq!(now(&store, &relay).await.state, RelayState::Queued, "it is not lost by the old failure");
        store.reopen_outgoing(&lease, 0, &relay.id).await.unwrap();
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, true, 12)).await.unwrap();
        let paid = now(&store, &relay).await;
        assert_eq!(
            (paid.state, paid.spent, paid.tx_hash),
            (RelayState::Mined, Gwei::new(12), Some(hash(0, 10)))
        );
        assert_eq!(store.relay_totals(CHAIN, AIRDROP).await.unwrap().reserved, Gwei::ZERO);
    })
    .await;
}

/// The leaf of a recurring airdrop is worth more with each list.
#[tokio::test]
async fn a_leaf_that_has_grown_is_sent_again_once_the_smaller_amount_is_paid() {
    with_each_store(async |store| {
        let (small, large) =
            (draft(3, 50), SponsoredClaim { amount: Amount::new(U256::MAX), ..draft(3, 50) });
        let first = accepted(&store, &small).await;
        let waiting = store.accept_relay(&large, &WIDE).await.unwrap();
        assert_eq!(waiting, Acceptance::Known(first.clone()), "the one before is under way");
        let lease = held(&store).await;
        let sent = signed(&store, &lease, &first, 0).await;
        store.settle_outgoing(&lease, &first.id, &outcome(&sent, true, 30)).await.unwrap();
        let paid = now(&store, &first).await;
        assert_eq!(store.accept_relay(&small, &WIDE).await.unwrap(), Acceptance::Known(paid));
        let next = accepted(&store, &large).await;
        assert_eq!((&next.id, next.state, next.claim.amount), (&first.id, RelayState::Queued, large.amount));
        assert_eq!(next.tx_hash, None);
        let sent = signed(&store, &lease, &next, 1).await;
        store.settle_outgoing(&lease, &next.id, &outcome(&sent, true, 20)).await.unwrap();
        let done = now(&store, &next).await;
        assert_eq!((done.state, done.spent), (RelayState::Mined, Gwei::new(50)), "what both have cost");
    })
    .await;
}

#[tokio::test]
async fn what_a_claim_may_cost_is_set_aside_and_settled_by_what_it_cost() {
    with_each_store(async |store| {
        let budget = SponsorBudget { campaign: Gwei::new(100), ..WIDE };
        let relay = accepted(&store, &draft(1, 60)).await;
        let refusal = refused(&store, &draft(2, 41), &budget).await;
        let (spent, reserved, needed) = (Gwei::ZERO, Gwei::new(60), Gwei::new(41));
        assert_eq!(refusal, BudgetRefusal::Campaign { budget: Gwei::new(100), spent, reserved, needed });
        assert!(refusal.to_string().contains("try again when those are mined"), "{refusal}");
        assert_eq!(store.sponsor_has_room(CHAIN, AIRDROP, needed, &budget).await.unwrap(), Some(refusal));
        assert_eq!(store.sponsor_has_room(CHAIN, AIRDROP, Gwei::new(40), &budget).await.unwrap(), None);

        let lease = held(&store).await;
        let outgoing = signed(&store, &lease, &relay, 0).await;
        store.settle_outgoing(&lease, &relay.id, &outcome(&outgoing, true, 20)).await.unwrap();
        let mined = now(&store, &relay).await;
        assert_eq!(
            (mined.state, mined.spent, mined.block_number),
            (RelayState::Mined, Gwei::new(20), Some(9))
        );
        assert_eq!((mined.tx_hash, mined.gas_used), (Some(hash(0, 10)), Some(80_000)));
        assert!(matches!(store.accept_relay(&draft(2, 80), &budget).await.unwrap(), Acceptance::Accepted(_)));
        let refusal = refused(&store, &draft(3, 81), &budget).await;
        assert!(refusal.to_string().contains("it frees up when the sponsor raises it"), "{refusal}");
    })
    .await;
}

#[tokio::test]
async fn a_claimant_gets_so_many_and_an_hour_so_much() {
    with_each_store(async |store| {
        held(&store).await;
        let own = |leaf| SponsoredClaim { claimant: draft(1, 0).claimant, ..draft(leaf, 10) };
        for leaf in [1, 2] {
            accepted(&store, &own(leaf)).await;
        }
        let refusal = refused(&store, &own(3), &WIDE).await;
        assert_eq!(refusal, BudgetRefusal::Claimant { most: 2 });
        assert!(refusal.to_string().contains("2 transactions for each claimant"), "{refusal}");
        assert_eq!(refusal.retry_after(), None);

        let budget = SponsorBudget { hour: Gwei::new(35), ..WIDE };
        let refusal = refused(&store, &draft(4, 16), &budget).await;
        let (hour, reserved, needed) = (Gwei::new(35), Gwei::new(20), Gwei::new(16));
        assert_eq!(refusal, BudgetRefusal::Hour { budget: hour, reserved, needed, seconds: None });
        assert!(refusal.to_string().ends_with("when they are mined; try again then"), "{refusal}");
        let refusal = refused(&store, &draft(4, 36), &budget).await;
        assert!(refusal.to_string().contains("it sends none until it raises that"), "{refusal}");
        assert!(matches!(store.accept_relay(&draft(4, 15), &budget).await.unwrap(), Acceptance::Accepted(_)));
        // Another chain's ether is other ether.
        let elsewhere = SponsoredClaim { chain_id: 10, ..draft(4, 35) };
        assert!(matches!(store.accept_relay(&elsewhere, &budget).await.unwrap(), Acceptance::Accepted(_)));
        assert_eq!(store.queued_relays(CHAIN, 2).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_that_come_at_once_do_not_share_the_same_room() {
    with_each_store(async |store| {
        let budget = SponsorBudget { campaign: Gwei::new(50), ..WIDE };
        let asked = (0..20).map(|leaf| {
            let store = store.clone();
            tokio::spawn(async move { store.accept_relay(&draft(leaf, 10), &budget).await.unwrap() })
        });
        let mut taken = 0;
        for answer in asked.collect::<Vec<_>>() {
            taken += u32::from(matches!(answer.await.unwrap(), Acceptance::Accepted(_)));
        }
        assert_eq!(taken, 5);
    })
    .await;
}

#[tokio::test]
async fn one_process_signs_with_a_key_and_nonces_have_no_gap() {
    with_each_store(async |store| {
        let (one, two) = (accepted(&store, &draft(1, 1)).await, accepted(&store, &draft(2, 1)).await);
        let lease = held(&store).await;
        assert_eq!(store.take_sender(CHAIN, SENDER, "bob", LONG).await.unwrap(), None);
        assert!(store.take_sender(10, SENDER, "bob", LONG).await.unwrap().is_some(), "on another chain");
        // The chain has seen seven transactions of the key that we know nothing of.
        let first = signed(&store, &lease, &one, 7).await;
        assert_eq!((first.nonce, first.attempt, first.state), (7, 0, OutgoingState::Live));
        let sign = |nonce| Ok::<_, StorageError>(attempt(nonce, 10));
        assert_eq!(store.sign_relay(&lease, &one.id, 7, sign).await.unwrap(), None, "it is signed already");
        assert_eq!(signed(&store, &lease, &two, 7).await.nonce, 8, "and the nonce was not used up");
        assert_eq!(now(&store, &one).await.state, RelayState::Sent);

        store.release_sender(&lease).await.unwrap();
        let other = store.take_sender(CHAIN, SENDER, "bob", Duration::ZERO).await.unwrap().unwrap();
        for error in [
            store.renew_sender(&lease).await.unwrap_err(),
            store.replace_outgoing(&lease, &first, &attempt(7, 12)).await.unwrap_err(),
            store.lose_outgoing(&lease, 7, &one.id).await.unwrap_err(),
            store.settle_outgoing(&lease, &one.id, &outcome(&first, true, 1)).await.unwrap_err(),
        ] {
            assert!(matches!(error, StorageError::SenderLost { sender: SENDER, .. }), "{error}");
        }
        assert_eq!(now(&store, &one).await.state, RelayState::Sent, "whoever lost the key changes nothing");
        assert_eq!(store.open_outgoing(&other, None).await.unwrap().len(), 2);
        // Its lease was over at once.
        let third = store.take_sender(CHAIN, SENDER, "eve", LONG).await.unwrap().unwrap();
        assert!(store.renew_sender(&other).await.is_err());
        store.note_sender(&third, Some("5".parse().unwrap()), Some("too poor")).await.unwrap();
        store.note_sender(&third, None, None).await.unwrap();
        let seen = store.sender(CHAIN, SENDER).await.unwrap().unwrap();
        assert_eq!((seen.owner.as_deref(), seen.notice), (Some("eve"), None));
        assert_eq!(seen.balance, Some("5".parse().unwrap()));
    })
    .await;
}

#[tokio::test]
async fn a_nonce_that_is_free_below_ours_is_taken_first() {
    with_each_store(async |store| {
        let lease = held(&store).await;
        let mut relays = Vec::new();
        for leaf in 0..6 {
            relays.push(accepted(&store, &draft(leaf, 5)).await);
        }
        let mut next = relays.iter();
        let mut sign = async |count| signed(&store, &lease, next.next().unwrap(), count).await.nonce;
        assert_eq!(sign(5).await, 5);
        // Somebody else has used 6 and 7 with the key.
        assert_eq!(sign(8).await, 8);
        // And the chain has taken all of it back.
        assert_eq!([sign(5).await, sign(5).await, sign(5).await], [6, 7, 9]);
        assert_eq!(sign(11).await, 11, "what the chain has counted is not free");
    })
    .await;
}

#[tokio::test]
async fn a_dearer_transaction_takes_the_nonce_of_the_one_before() {
    with_each_store(async |store| {
        let relay = accepted(&store, &draft(1, 100)).await;
        let lease = held(&store).await;
        let first = signed(&store, &lease, &relay, 0).await;
        assert!(store.replace_outgoing(&lease, &first, &attempt(0, 12)).await.unwrap());
        assert!(
            !store.replace_outgoing(&lease, &first, &attempt(0, 13)).await.unwrap(),
            "it was replaced before"
        );
        let open = store.open_outgoing(&lease, None).await.unwrap();
        let shown: Vec<_> =
            open.iter().map(|one| (one.nonce, one.attempt, one.signed.max_fee, one.state)).collect();
        assert_eq!(shown, [(0, 0, 10, OutgoingState::Live), (0, 1, 12, OutgoingState::Live)]);
        assert_eq!(now(&store, &relay).await.tx_hash, Some(hash(0, 12)));
        store.note_block(&lease, &first, Some(4)).await.unwrap();
        let noted = now(&store, &relay).await;
        assert_eq!(
            (noted.state, noted.tx_hash, noted.block_number),
            (RelayState::Sent, Some(hash(0, 10)), Some(4))
        );

        // The superseded one was mined after all.
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, true, 9)).await.unwrap();
        let all = store.outgoing_of(&relay.id).await.unwrap();
        let states: Vec<_> = all.iter().map(|(sender, one)| (*sender, one.state)).collect();
        assert_eq!(states, [(SENDER, OutgoingState::Mined), (SENDER, OutgoingState::Superseded)]);
        assert_eq!(now(&store, &relay).await.tx_hash, Some(hash(0, 10)));
        // Settling is counted once.
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, true, 9)).await.unwrap();
        assert_eq!(now(&store, &relay).await.spent, Gwei::new(9));
        assert!(!store.replace_outgoing(&lease, &all[1].1, &attempt(0, 14)).await.unwrap(), "it is settled");
    })
    .await;
}

#[tokio::test]
async fn a_lost_nonce_queues_its_relay_again_and_a_reopened_one_sends_it_again() {
    with_each_store(async |store| {
        let relay = accepted(&store, &draft(1, 100)).await;
        let lease = held(&store).await;
        let first = signed(&store, &lease, &relay, 0).await;
        store.lose_outgoing(&lease, 0, &relay.id).await.unwrap();
        let queued = now(&store, &relay).await;
        assert_eq!((queued.state, queued.tx_hash), (RelayState::Queued, None));
        assert!(store.senders_under_way(CHAIN).await.unwrap().is_empty());
        let second = signed(&store, &lease, &relay, 1).await;
        assert_eq!(second.nonce, 1);
        assert_eq!(store.senders_under_way(CHAIN).await.unwrap(), [SENDER]);
        store.settle_outgoing(&lease, &relay.id, &outcome(&second, true, 30)).await.unwrap();

        store.reopen_outgoing(&lease, 1, &relay.id).await.unwrap();
        let back = now(&store, &relay).await;
        assert_eq!((back.state, back.spent, back.block_number), (RelayState::Sent, Gwei::ZERO, None));
        assert_eq!(store.relay_totals(CHAIN, AIRDROP).await.unwrap().reserved, Gwei::new(100));
        store.settle_outgoing(&lease, &relay.id, &outcome(&second, true, 40)).await.unwrap();

        // The lost one comes back as well, and changes only what was spent.
        store.reopen_outgoing(&lease, 0, &relay.id).await.unwrap();
        assert_eq!(now(&store, &relay).await.state, RelayState::Mined);
        store.settle_outgoing(&lease, &relay.id, &outcome(&first, false, 5)).await.unwrap();
        let paid = now(&store, &relay).await;
        assert_eq!((paid.state, paid.spent, paid.failure), (RelayState::Mined, Gwei::new(45), None));
        assert_eq!(paid.tx_hash, Some(second.signed.tx_hash));
    })
    .await;
}
