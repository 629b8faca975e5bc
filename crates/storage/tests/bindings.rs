//! Challenges are used once, bindings are kept for ever, and endorsements gather.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{
    Address, B256, Binding, Bytes, ChallengeId, Contract, GithubId, Identity, ProofEvidence, Proved,
    Timestamp,
};
use tributary_storage::{
    Attested, Challenge, ChallengeState, DeviceStep, Endorsed, OauthStep, Settled, StorageError, Store,
    testing::{execute, on_each_engine, with_each_store},
};

const ADA: Identity = Identity::Github(GithubId(5_000_000_000));
const ID: ChallengeId = ChallengeId([0xab; 16]);
const OTHER: ChallengeId = ChallengeId([0xcd; 16]);
const RIVER: Contract = Contract { chain_id: 8_453, address: Address::repeat_byte(0xab) };
/// The same address on another chain.
const ELSEWHERE: Contract = Contract { chain_id: 10, ..RIVER };

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn challenge(id: ChallengeId) -> Challenge {
    Challenge {
        id,
        campaign: "river".to_owned(),
        contract: RIVER,
        identity: ADA,
        login: "ada-example".to_owned(),
        recipient: Address::repeat_byte(7),
        nonce: "0f".repeat(16),
        message: "two\nlines".to_owned(),
        issued_at: time("2026-02-10T10:00:00Z"),
        expires_at: time("2026-02-10T10:15:00Z"),
        state: ChallengeState::Waiting,
        oauth: None,
        device: None,
    }
}

fn proved() -> Proved {
    Proved {
        campaign: "river".to_owned(),
        identity: ADA,
        login: "ada-example".to_owned(),
        recipient: Address::repeat_byte(7),
        message: "two\nlines".to_owned(),
        evidence: ProofEvidence::Oauth { wallet_signature: Bytes::from(vec![1; 65]) },
    }
}

fn oauth() -> OauthStep {
    OauthStep {
        state: B256::repeat_byte(3),
        verifier: Some("verifier-7f3a".to_owned()),
        wallet_signature: Bytes::from(vec![2; 65]),
    }
}

fn device() -> DeviceStep {
    DeviceStep {
        device_code: Some("device-7f3a".to_owned()),
        user_code: "AAAA-BBBB".to_owned(),
        verification_uri: "https://github.com/login/device".to_owned(),
        expires_at: time("2026-02-10T10:14:00Z"),
        interval: 5,
        asked_at: time("2026-02-10T10:01:00Z"),
    }
}

/// Counts from the moment of the proof.
fn at_once(at: &str) -> impl Fn(&[Binding]) -> Option<Settled> + Send {
    let at = time(at);
    move |_| Some(Settled { proved_at: at, effective_at: at })
}

fn over(outcome: Result<(), StorageError>) -> ChallengeId {
    match outcome.unwrap_err() {
        StorageError::ChallengeOver(id) => id,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_challenge_comes_back_as_it_was_kept_with_the_steps_that_began() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.save_challenge(&challenge(OTHER)).await.unwrap();
        assert_eq!(store.challenge(ID).await.unwrap(), Some(challenge(ID)));
        store.begin_oauth(ID, &oauth()).await.unwrap();
        store.begin_device(ID, &device()).await.unwrap();
        let both = Challenge { oauth: Some(oauth()), device: Some(device()), ..challenge(ID) };
        assert_eq!(store.challenge(ID).await.unwrap(), Some(both.clone()));
        assert_eq!(store.challenge_of_oauth(B256::repeat_byte(3)).await.unwrap(), Some(both));
        assert_eq!(store.challenge_of_oauth(B256::repeat_byte(4)).await.unwrap(), None);
        assert_eq!(store.challenge(OTHER).await.unwrap(), Some(challenge(OTHER)));
        assert_eq!(store.challenge(ChallengeId([0; 16])).await.unwrap(), None);
        let told = format!("{:?}", store.challenge(ID).await.unwrap());
        assert!(told.contains("AAAA-BBBB") && !told.contains("7f3a"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn a_binding_uses_its_challenge_up_and_wipes_its_secrets() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.begin_oauth(ID, &oauth()).await.unwrap();
        store.begin_device(ID, &device()).await.unwrap();
        let now = time("2026-02-10T10:05:00Z");
        let at = "2026-02-10T10:05:00Z";
        store.save_binding(RIVER, ID, &proved(), now, at_once(at)).await.unwrap();
        let kept = Binding { number: 1, proved: proved(), proved_at: now, effective_at: now };
        assert_eq!(store.bindings(RIVER).await.unwrap(), std::slice::from_ref(&kept));
        assert_eq!(store.bindings_of(RIVER, ADA).await.unwrap(), [kept]);
        assert_eq!(store.bindings_of(ELSEWHERE, ADA).await.unwrap(), []);
        let used = store.challenge(ID).await.unwrap().unwrap();
        assert_eq!(used.state, ChallengeState::Proved);
        assert_eq!(used.oauth.unwrap().verifier, None);
        assert_eq!(used.device.unwrap().device_code, None);
        // Nothing can be done with it any more.
        assert_eq!(over(store.save_binding(RIVER, ID, &proved(), now, at_once(at)).await), ID);
        assert_eq!(over(store.begin_oauth(ID, &oauth()).await), ID);
        assert_eq!(over(store.begin_device(ID, &device()).await), ID);
        assert_eq!(store.take_verifier(ID).await.unwrap(), None);
        store.fail_challenge(ID, "too late").await.unwrap();
        assert_eq!(store.challenge(ID).await.unwrap().unwrap().state, ChallengeState::Proved);
        assert_eq!(store.bindings(RIVER).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_challenge_that_is_expired_failed_unknown_or_of_another_contract_keeps_nothing() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.save_challenge(&challenge(OTHER)).await.unwrap();
        store.fail_challenge(OTHER, "GitHub said no").await.unwrap();
        let failed = store.challenge(OTHER).await.unwrap().unwrap().state;
        assert_eq!(failed, ChallengeState::Failed("GitHub said no".to_owned()));
        let (last, end) = (time("2026-02-10T10:14:59Z"), time("2026-02-10T10:15:00Z"));
        let settle = || at_once("2026-02-10T10:14:59Z");
        assert_eq!(over(store.save_binding(RIVER, ID, &proved(), end, settle()).await), ID);
        assert_eq!(over(store.save_binding(RIVER, OTHER, &proved(), last, settle()).await), OTHER);
        let nobody = ChallengeId([0; 16]);
        assert_eq!(over(store.save_binding(RIVER, nobody, &proved(), last, settle()).await), nobody);
        assert_eq!(over(store.save_binding(ELSEWHERE, ID, &proved(), last, settle()).await), ID);
        assert_eq!(store.bindings(RIVER).await.unwrap(), []);
        store.save_binding(RIVER, ID, &proved(), last, settle()).await.unwrap();
        assert_eq!(store.bindings(RIVER).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_changes_nothing_uses_the_challenge_and_is_not_kept() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.save_challenge(&challenge(OTHER)).await.unwrap();
        let now = time("2026-02-10T10:05:00Z");
        store.save_binding(RIVER, ID, &proved(), now, at_once("2026-02-10T10:05:00Z")).await.unwrap();
        let mut seen = 0;
        let nothing = |before: &[Binding]| {
            seen = before.len();
            None
        };
        store.save_binding(RIVER, OTHER, &proved(), now, nothing).await.unwrap();
        assert_eq!(seen, 1, "it is told what there is");
        assert_eq!(store.bindings(RIVER).await.unwrap().len(), 1);
        assert_eq!(store.challenge(OTHER).await.unwrap().unwrap().state, ChallengeState::Proved);
    })
    .await;
}

#[tokio::test]
async fn lists_of_one_contract_share_what_was_proved() {
    with_each_store(async |store| {
        let next = Challenge { campaign: "river-2".to_owned(), ..challenge(OTHER) };
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.save_challenge(&next).await.unwrap();
        let now = time("2026-02-10T10:05:00Z");
        store.save_binding(RIVER, ID, &proved(), now, at_once("2026-02-10T10:05:00Z")).await.unwrap();
        let again = Proved { campaign: "river-2".to_owned(), ..proved() };
        let mut seen = 0;
        let settle = |before: &[Binding]| {
            seen = before.len();
            Some(Settled { proved_at: now, effective_at: now })
        };
        store.save_binding(RIVER, OTHER, &again, now, settle).await.unwrap();
        assert_eq!(seen, 1, "the page that asked makes no difference");
        let kept = store.bindings_of(RIVER, ADA).await.unwrap();
        let pages: Vec<_> = kept.iter().map(|one| one.proved.campaign.as_str()).collect();
        assert_eq!(pages, ["river", "river-2"]);
    })
    .await;
}

/// As it was before bindings were kept by contract, with one contract's two lists and another one's.
const BEFORE: &str = "
DROP INDEX bindings_identity;
ALTER TABLE challenges DROP COLUMN contract;
ALTER TABLE bindings DROP COLUMN contract;
CREATE INDEX bindings_identity ON bindings (campaign, identity);
DROP TABLE endorsements;
CREATE TABLE endorsements (
    campaign TEXT NOT NULL,
    identity TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    valid_after BIGINT NOT NULL,
    valid_before BIGINT NOT NULL,
    attestor BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (campaign, identity, recipient, valid_after, valid_before, attestor)
);
DELETE FROM _sqlx_migrations WHERE version = 15;
";

#[tokio::test]
async fn bindings_of_an_older_database_are_of_the_contract_that_their_message_names() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        let message = |chain_id: u64, airdrop: Address| {
            format!("Chain ID: {chain_id}\nResources:\n- eip155:{chain_id}:{}", airdrop.to_checksum(None))
        };
        let at = "2026-02-10T10:05:00Z";
        let kept = [
            ("river", RIVER),
            ("river-2", RIVER),
            ("brook", Contract { chain_id: 1, address: Address::repeat_byte(0x0f) }),
            ("far", ELSEWHERE),
        ];
        for (place, (campaign, contract)) in (1..).zip(kept) {
            let id = ChallengeId([place; 16]);
            let message = message(contract.chain_id, contract.address);
            let campaign = campaign.to_owned();
            let asked = Challenge { campaign: campaign.clone(), message: message.clone(), ..challenge(id) };
            store.save_challenge(&asked).await.unwrap();
            let proved = Proved { campaign, message, ..proved() };
            store.save_binding(RIVER, id, &proved, time(at), at_once(at)).await.unwrap();
        }
        store.close().await;
        for step in BEFORE.split(';').filter(|step| !step.trim().is_empty()) {
            execute(url, step.to_owned()).await;
        }
        let from = time(at).unix() - 300;
        let (number, bytes) = (from + 3_600, |byte: &str| literal(url, &byte.repeat(20)));
        for campaign in ["river", "river-2", "far", "nowhere"] {
            let (recipient, attestor) = (bytes("07"), bytes("b0"));
            execute(
                url,
                format!(
                    "INSERT INTO endorsements VALUES ('{campaign}', '{ADA}', {recipient}, {from}, {number}, {attestor}, {attestor})"
                ),
            )
            .await;
        }

        let store = Store::open(url).await.unwrap();
        for (contract, count, attested) in [(RIVER, 2, 1), (kept[2].1, 1, 0), (ELSEWHERE, 1, 1)] {
            assert_eq!(store.bindings(contract).await.unwrap().len(), count, "{contract}");
            assert_eq!(store.attested(contract).await.unwrap().len(), attested, "{contract}");
        }
        let found = store.challenge(ChallengeId([3; 16])).await.unwrap().unwrap();
        assert_eq!((found.campaign.as_str(), found.contract), ("brook", kept[2].1));
        store.close().await;
    })
    .await;
}

/// Bytes as the engine writes them.
fn literal(url: &str, hex: &str) -> String {
    if url.starts_with("sqlite") { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
}

#[tokio::test]
async fn two_proofs_that_race_keep_one() {
    on_each_engine(async |url| {
        let (one, two) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
        let now = time("2026-02-10T10:05:00Z");
        for round in 0..20_u8 {
            let id = ChallengeId([round; 16]);
            one.save_challenge(&challenge(id)).await.unwrap();
            let proved = proved();
            let settle = || at_once("2026-02-10T10:05:00Z");
            let (first, second) = tokio::join!(
                one.save_binding(RIVER, id, &proved, now, settle()),
                two.save_binding(RIVER, id, &proved, now, settle())
            );
            let lost = if first.is_ok() { second } else { first };
            assert_eq!(over(lost), id);
        }
        let numbers: Vec<u64> = one.bindings(RIVER).await.unwrap().iter().map(|one| one.number).collect();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
        one.close().await;
        two.close().await;
    })
    .await;
}

#[tokio::test]
async fn two_challenges_of_one_identity_see_one_another() {
    on_each_engine(async |url| {
        let (one, two) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
        one.save_challenge(&challenge(ID)).await.unwrap();
        one.save_challenge(&challenge(OTHER)).await.unwrap();
        let now = time("2026-02-10T10:05:00Z");
        let first_only =
            |before: &[Binding]| before.is_empty().then_some(Settled { proved_at: now, effective_at: now });
        let proved = proved();
        let (first, second) = tokio::join!(
            one.save_binding(RIVER, ID, &proved, now, first_only),
            two.save_binding(RIVER, OTHER, &proved, now, first_only)
        );
        first.unwrap();
        second.unwrap();
        assert_eq!(one.bindings(RIVER).await.unwrap().len(), 1);
        one.close().await;
        two.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_secret_of_a_sign_in_is_taken_once() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        assert_eq!(store.take_verifier(ID).await.unwrap(), None);
        store.begin_oauth(ID, &oauth()).await.unwrap();
        let (first, second) = tokio::join!(store.take_verifier(ID), store.take_verifier(ID));
        let mut taken = [first.unwrap(), second.unwrap()];
        taken.sort();
        assert_eq!(taken, [None, Some("verifier-7f3a".to_owned())]);
        // Signing in again is allowed while the challenge waits, and forgets the sign-in before.
        let again = OauthStep { state: B256::repeat_byte(9), ..oauth() };
        store.begin_oauth(ID, &again).await.unwrap();
        assert_eq!(store.challenge_of_oauth(B256::repeat_byte(3)).await.unwrap(), None);
        assert!(store.take_verifier(ID).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn github_is_asked_about_a_code_no_more_often_than_it_said() {
    with_each_store(async |store| {
        store.save_challenge(&challenge(ID)).await.unwrap();
        let turn = async |at: &str| store.turn_to_ask(ID, time(at)).await.unwrap();
        assert!(!turn("2026-02-10T10:01:00Z").await, "there is no code");
        store.begin_device(ID, &device()).await.unwrap();
        assert!(!turn("2026-02-10T10:01:04Z").await);
        assert!(turn("2026-02-10T10:01:05Z").await);
        assert!(!turn("2026-02-10T10:01:05Z").await, "somebody else took it");
        store.ask_less_often(ID, 10).await.unwrap();
        store.ask_less_often(ID, 7).await.unwrap();
        assert!(!turn("2026-02-10T10:01:14Z").await);
        assert!(turn("2026-02-10T10:01:15Z").await);
        store.fail_challenge(ID, "You said no at GitHub.").await.unwrap();
        assert!(!turn("2026-02-10T10:02:00Z").await);
    })
    .await;
}

#[tokio::test]
async fn old_challenges_are_wiped_and_then_removed() {
    with_each_store(async |store| {
        let late = Challenge { expires_at: time("2026-02-10T11:00:00Z"), ..challenge(OTHER) };
        store.save_challenge(&challenge(ID)).await.unwrap();
        store.save_challenge(&late).await.unwrap();
        for id in [ID, OTHER] {
            store.begin_oauth(id, &OauthStep { state: B256::repeat_byte(id.0[0]), ..oauth() }).await.unwrap();
            store.begin_device(id, &device()).await.unwrap();
        }
        let secrets = async |id| {
            let found = store.challenge(id).await.unwrap().unwrap();
            (found.oauth.unwrap().verifier.is_some(), found.device.unwrap().device_code.is_some())
        };
        let (before, end) = (time("2026-02-10T10:14:59Z"), time("2026-02-10T10:15:00Z"));
        store.forget_challenges(before, time("2026-02-09")).await.unwrap();
        assert_eq!(secrets(ID).await, (true, true));
        store.forget_challenges(end, time("2026-02-09")).await.unwrap();
        assert_eq!((secrets(ID).await, secrets(OTHER).await), ((false, false), (true, true)));
        store.forget_challenges(end, end).await.unwrap();
        assert_eq!(store.challenge(ID).await.unwrap(), None);
        assert!(store.challenge(OTHER).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn endorsements_of_the_same_words_gather() {
    with_each_store(async |store| {
        let attested = |valid_before, who: &[u8]| Attested {
            identity: ADA,
            recipient: Address::repeat_byte(7),
            valid_after: 1_000,
            valid_before,
            endorsements: who
                .iter()
                .map(|byte| Endorsed {
                    attestor: Address::repeat_byte(*byte),
                    signature: Bytes::from(vec![*byte; 65]),
                })
                .collect(),
        };
        for (until, who) in [(2_000, 0xb0), (2_000, 0xa0), (3_000, 0xa0), (2_000, 0xb0)] {
            store.save_endorsements(RIVER, &attested(until, &[who])).await.unwrap();
        }
        store.save_endorsements(ELSEWHERE, &attested(9_000, &[1])).await.unwrap();
        let expected = [attested(3_000, &[0xa0]), attested(2_000, &[0xa0, 0xb0])];
        assert_eq!(store.attested_of(RIVER, ADA).await.unwrap(), expected);
        let other = Attested { identity: Identity::Github(GithubId(2)), ..attested(2_000, &[0xa0]) };
        store.save_endorsements(RIVER, &other).await.unwrap();
        assert_eq!(store.attested_of(RIVER, ADA).await.unwrap(), expected);
        let [first, second] = expected;
        assert_eq!(store.attested(RIVER).await.unwrap(), [other, first, second]);
    })
    .await;
}

#[tokio::test]
async fn a_damaged_row_is_named() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_challenge(&challenge(ID)).await.unwrap();
        let now = time("2026-02-10T10:05:00Z");
        store.save_binding(RIVER, ID, &proved(), now, at_once("2026-02-10T10:05:00Z")).await.unwrap();
        execute(url, "UPDATE bindings SET evidence = '{}'".to_owned()).await;
        let error = store.bindings(RIVER).await.unwrap_err().to_string();
        assert_eq!(error, "the table `bindings` holds `{}` as `evidence` at `1`, which is not valid");
        execute(url, "UPDATE challenges SET state = 'open'".to_owned()).await;
        let error = store.challenge(ID).await.unwrap_err().to_string();
        let expected =
            format!("the table `challenges` holds `open` as `state` at `{ID}`, which is not valid");
        assert_eq!(error, expected);
        store.close().await;
    })
    .await;
}
