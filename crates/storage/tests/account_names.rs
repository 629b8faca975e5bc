//! Whose a login is, when people rename themselves and take up what others gave up.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use tributary_model::{
    Account, AccountKind, Contribution, ContributionKind, GithubId, Identity, RepoId, Timestamp,
};
use tributary_storage::{
    EvidencePage, Store,
    testing::{execute, on_each_engine, with_each_store},
};

fn account(id: u64, login: &str) -> Account {
    Account { id: GithubId(id), login: login.into(), kind: AccountKind::User, created_at: None }
}

fn app(id: u64, login: &str) -> Account {
    Account { kind: AccountKind::Bot, ..account(id, login) }
}

fn told(accounts: Vec<Account>) -> EvidencePage {
    EvidencePage { accounts, ..EvidencePage::default() }
}

fn mentioned(mentioned: Vec<Account>) -> EvidencePage {
    EvidencePage { mentioned, ..EvidencePage::default() }
}

/// Who has or had the login, and what they are called now.
async fn holders(store: &Store, login: &str) -> Vec<(u64, String)> {
    let names = store.account_names(login).await.unwrap();
    names.into_iter().map(|name| (name.id.0, name.login)).collect()
}

fn named(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(id, login)| (*id, (*login).to_owned())).collect()
}

#[tokio::test]
async fn an_old_login_leads_to_the_one_account_that_had_it() {
    with_each_store(async |store| {
        store.save_page(&told(vec![account(7, "Ada-Example"), account(8, "bo")])).await.unwrap();
        store.save_page(&told(vec![account(7, "ada-renamed")])).await.unwrap();
        for login in ["ada-example", "ADA-EXAMPLE", "Ada-Renamed"] {
            assert_eq!(holders(&store, login).await, named(&[(7, "ada-renamed")]), "{login}");
        }
        let old = store.account_names("ada-example").await.unwrap().remove(0);
        let new = store.account_names("ada-renamed").await.unwrap().remove(0);
        assert_eq!((old.is_former(), new.is_former()), (true, false));
        assert!(
            old.first_seen.is_some() && old.first_seen <= old.last_seen && old.last_seen <= new.last_seen
        );
        assert_eq!(holders(&store, "nobody").await, []);
    })
    .await;
}

#[tokio::test]
async fn a_login_that_changed_hands_leads_to_both_accounts_and_first_to_who_had_it_last() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        store.save_page(&told(vec![account(7, "ada")])).await.unwrap();
        execute(url, "UPDATE account_names SET first_seen = 1000, last_seen = 2000".to_owned()).await;
        // The first may not have been read again since: both are called so as far as is known.
        store.save_page(&told(vec![account(9, "Ada")])).await.unwrap();
        assert_eq!(holders(&store, "ada").await, named(&[(9, "Ada"), (7, "ada")]));
        store.save_page(&told(vec![account(7, "ada-renamed")])).await.unwrap();
        assert_eq!(holders(&store, "ada").await, named(&[(9, "Ada"), (7, "ada-renamed")]));
        // Seen again, the first moment stays.
        store.save_page(&told(vec![account(7, "ada")])).await.unwrap();
        let names = store.account_names("ada").await.unwrap();
        let first = names.iter().find(|name| name.id == GithubId(7)).unwrap();
        assert_eq!(first.first_seen, Timestamp::from_unix(1000));
        assert!(first.last_seen > Timestamp::from_unix(2000));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_commit_claims_takes_nobodys_login() {
    with_each_store(async |store| {
        store
            .save_page(&mentioned(vec![account(5, "ada"), account(6, "bo"), account(6, "bea")]))
            .await
            .unwrap();
        assert_eq!(holders(&store, "ada").await, named(&[(5, "ada")]));
        assert_eq!(holders(&store, "bo").await, named(&[(6, "bea")]));
        store.save_page(&told(vec![account(7, "ada"), account(8, "mallory")])).await.unwrap();
        store.save_page(&mentioned(vec![account(8, "famous")])).await.unwrap();
        assert_eq!(holders(&store, "ada").await, named(&[(7, "ada")]));
        assert_eq!(holders(&store, "famous").await, []);
        // Once GitHub tells the same, it counts.
        store.save_page(&told(vec![account(5, "ada")])).await.unwrap();
        assert_eq!(holders(&store, "ada").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_app_shares_no_login_with_a_person() {
    with_each_store(async |store| {
        store.save_page(&told(vec![app(3, "helper"), app(4, "builder[bot]")])).await.unwrap();
        for (login, holder) in [("helper", 3), ("helper[bot]", 3), ("builder", 4), ("builder[bot]", 4)] {
            let names = store.account_names(login).await.unwrap();
            assert_eq!(names.iter().map(|name| name.id.0).collect::<Vec<_>>(), [holder], "{login}");
            assert!(!names[0].is_former(), "{login}");
        }
        store.save_page(&told(vec![account(7, "helper")])).await.unwrap();
        assert_eq!(holders(&store, "helper").await, named(&[(7, "helper")]));
        assert_eq!(holders(&store, "helper[bot]").await, named(&[(3, "helper")]));
    })
    .await;
}

#[tokio::test]
async fn accounts_of_an_older_database_keep_their_logins() {
    on_each_engine(async |url| {
        let store = Store::open(url).await.unwrap();
        let (seen, newest) = (Timestamp::from_unix(3_000).unwrap(), Timestamp::from_unix(5_000).unwrap());
        let contribution = |key: &str, at| Contribution {
            repo: RepoId(1),
            kind: ContributionKind::IssueOpened,
            key: key.into(),
            author: Identity::Github(GithubId(7)),
            at,
            number: Some(1),
            additions: None,
            deletions: None,
            changed_files: None,
        };
        let page = EvidencePage {
            contributions: vec![contribution("1", seen), contribution("2", newest)],
            ..told(vec![account(7, "Ada"), account(8, "Bo"), app(9, "robot")])
        };
        store.save_page(&page).await.unwrap();
        store.close().await;
        // As the migration before left it.
        execute(url, "DROP TABLE account_names".to_owned()).await;
        execute(url, "DELETE FROM _sqlx_migrations WHERE version = 8".to_owned()).await;
        let store = Store::open(url).await.unwrap();
        for (login, id, moment) in [("ada", 7, Some(newest)), ("bo", 8, None), ("robot[bot]", 9, None)] {
            let names = store.account_names(login).await.unwrap();
            let found: Vec<_> =
                names.iter().map(|name| (name.id.0, name.first_seen, name.last_seen)).collect();
            assert_eq!(found, [(id, moment, moment)], "{login}");
        }
        store.close().await;
    })
    .await;
}
