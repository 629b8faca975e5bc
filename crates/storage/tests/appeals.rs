//! Appeals come in, wait, and are decided once.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{
    Appeal, AppealDecision, AppealDraft, AppealKind, AppealState, AppealSubject, ContributionKind, EmailHash,
    GithubId, Identity, RepoId, Timestamp,
};
use tributary_storage::{
    StorageError, Store,
    testing::{execute, on_each_engine, with_each_store},
};

const ADA: Identity = Identity::Github(GithubId(101));

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn draft(kind: AppealKind) -> AppealDraft {
    AppealDraft {
        campaign: "river".to_owned(),
        identity: ADA,
        kind,
        subject: None,
        reason: "This was not me.".parse().unwrap(),
        url: None,
        received_at: time("2026-01-10T10:00:00Z"),
    }
}

fn declined(answer: &str) -> AppealDecision {
    AppealDecision { accepted: false, answer: answer.to_owned(), decided_at: time("2026-01-11T10:00:00Z") }
}

fn numbers(appeals: &[Appeal]) -> Vec<u64> {
    appeals.iter().map(|appeal| appeal.id).collect()
}

#[tokio::test]
async fn an_appeal_comes_back_as_it_was_written() {
    with_each_store(async |store| {
        let full = AppealDraft {
            identity: Identity::Email(EmailHash(tributary_model::B256::repeat_byte(0xee))),
            subject: Some(AppealSubject {
                repo: RepoId((1 << 62) + 7),
                kind: ContributionKind::Commit,
                key: "ab12".to_owned(),
            }),
            url: Some("https://gist.github.com/ada/1".parse().unwrap()),
            ..draft(AppealKind::Appeal)
        };
        let first = store.save_appeal(&draft(AppealKind::OptOut)).await.unwrap();
        let second = store.save_appeal(&full).await.unwrap();
        let other = AppealDraft { campaign: "brook".to_owned(), ..full.clone() };
        let third = store.save_appeal(&other).await.unwrap();
        assert_eq!(numbers(&[first.clone(), second.clone(), third.clone()]), [1, 2, 3]);
        assert_eq!((&second.draft, second.state()), (&full, AppealState::Waiting));
        assert_eq!(store.appeals("river").await.unwrap(), [first.clone(), second.clone()]);
        assert_eq!(store.appeals_of("river", full.identity).await.unwrap(), [second]);
        assert_eq!(store.appeals_of("brook", ADA).await.unwrap(), []);
        assert_eq!(store.appeal(3).await.unwrap(), Some(third));
        assert_eq!(store.appeal(1).await.unwrap(), Some(first));
        for nobody in [4, u64::MAX] {
            assert_eq!(store.appeal(nobody).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn an_appeal_is_decided_once() {
    with_each_store(async |store| {
        store.save_appeal(&draft(AppealKind::OptOut)).await.unwrap();
        store.save_appeal(&draft(AppealKind::Appeal)).await.unwrap();
        let accepted = AppealDecision { accepted: true, ..declined("You are right.") };
        store.decide_appeal(1, &accepted).await.unwrap();
        store.decide_appeal(2, &declined("It counts for who merged it.")).await.unwrap();
        let states = |appeals: &[Appeal]| appeals.iter().map(Appeal::state).collect::<Vec<_>>();
        let appeals = store.appeals("river").await.unwrap();
        assert_eq!(states(&appeals), [AppealState::Accepted, AppealState::Declined]);
        assert_eq!(appeals[0].decision, Some(accepted.clone()));
        for settled in [1, 3] {
            let error = store.decide_appeal(settled, &accepted).await.unwrap_err();
            assert!(matches!(error, StorageError::AppealSettled(id) if id == settled), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_more_may_wait_of_one_identity_in_one_campaign() {
    with_each_store(async |store| {
        let (out, appeal) = (draft(AppealKind::OptOut), draft(AppealKind::Appeal));
        store.save_appeal(&out).await.unwrap();
        assert_eq!(
            store.save_appeal(&out).await.unwrap_err().to_string(),
            "`github:101` has 1 of the kind `opt_out` waiting in `river`, and no more may wait; the maintainer has to \
             decide first"
        );
        for _ in 0..20 {
            store.save_appeal(&appeal).await.unwrap();
        }
        let full = store.save_appeal(&appeal).await.unwrap_err();
        assert!(matches!(full, StorageError::AppealsFull { most: 20, kind: AppealKind::Appeal, .. }), "{full}");
        // Somebody else, somewhere else, and after a decision.
        let other = AppealDraft { identity: Identity::Github(GithubId(202)), ..out.clone() };
        store.save_appeal(&other).await.unwrap();
        store.save_appeal(&AppealDraft { campaign: "brook".to_owned(), ..appeal.clone() }).await.unwrap();
        store.decide_appeal(1, &declined("No.")).await.unwrap();
        store.save_appeal(&out).await.unwrap();
        assert_eq!(store.appeals("river").await.unwrap().len(), 23);
    })
    .await;
}

#[tokio::test]
async fn two_servers_never_number_alike_and_never_let_in_one_too_many() {
    on_each_engine(async |url| {
        let (one, two) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
        let of = |store: &Store| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut kept = Vec::new();
                for _ in 0..15 {
                    kept.extend(
                        store.save_appeal(&draft(AppealKind::Appeal)).await.ok().map(|appeal| appeal.id),
                    );
                }
                kept
            })
        };
        let (first, second) = (of(&one), of(&two));
        let mut kept = [first.await.unwrap(), second.await.unwrap()].concat();
        kept.sort_unstable();
        assert_eq!(kept, (1..=20).collect::<Vec<u64>>());
        one.close().await;
        two.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_damaged_appeal_is_named() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_appeal(&draft(AppealKind::OptOut)).await.unwrap();
        for (damage, words) in [
            ("state = 'accepted'", "`NULL` as `decided_at` at `1`"),
            ("state = 'open'", "`open` as `state` at `1`"),
            ("url = 'https://example.org/'", "`https://example.org/` as `url` at `1`"),
        ] {
            execute(url, format!("UPDATE appeals SET {damage}")).await;
            let message = store.appeals("river").await.unwrap_err().to_string();
            assert_eq!(message, format!("the table `appeals` holds {words}, which is not valid"));
        }
        store.close().await;
    })
    .await;
}
