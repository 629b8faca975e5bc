//! The queue on both engines.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use std::time::Duration;

use tributary_model::{RepoId, Repository, RepositoryName};
use tributary_storage::{
    EvidencePage, Extent, JobState, Selected, StorageError, Store, testing::with_each_store,
};

const LONG: Duration = Duration::from_mins(10);
/// The database counts whole seconds: such a lease has ended when it begins.
const OVER: Duration = Duration::ZERO;

fn name(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

async fn state(store: &Store, of: &str) -> JobState {
    store.job(&name(of)).await.unwrap().unwrap().state
}

fn page() -> EvidencePage {
    let repository = Repository {
        id: RepoId(7),
        name: name("a/one"),
        url: None,
        default_branch: None,
        owner: None,
        attributes: Vec::new(),
    };
    EvidencePage { repository: Some(repository), ..EvidencePage::default() }
}

#[tokio::test]
async fn a_job_is_held_by_one_and_settled_by_its_holder() {
    with_each_store(async |store| {
        store.enqueue(&[name("a/one"), name("A/One"), name("a/two")], Extent::Changes).await.unwrap();
        let one = store.take_up(Some(&name("A/ONE")), "ada", LONG).await.unwrap().unwrap();
        assert_eq!(store.take_up(Some(&name("a/one")), "bob", LONG).await.unwrap(), None);
        let two = store.take_up(None, "bob", LONG).await.unwrap().unwrap();
        assert_eq!((two.name.clone(), two.extent), (name("a/two"), Extent::Changes));
        assert_eq!(store.take_up(None, "eve", LONG).await.unwrap(), None);
        assert_eq!(store.job(&name("a/two")).await.unwrap().unwrap().owner.as_deref(), Some("bob"));
        store.complete(&one).await.unwrap();
        store.fail(&two, "gone", None).await.unwrap();
        assert_eq!(
            (state(&store, "a/one").await, state(&store, "a/two").await),
            (JobState::Done, JobState::Dead)
        );
        assert_eq!(store.job(&name("a/two")).await.unwrap().unwrap().last_error.as_deref(), Some("gone"));
        assert!(matches!(store.complete(&one).await, Err(StorageError::LeaseLost(lost)) if lost == one.name));
    })
    .await;
}

#[tokio::test]
async fn a_failure_waits_and_is_counted_until_it_is_asked_for_again() {
    with_each_store(async |store| {
        store.enqueue(&[name("a/one")], Extent::Everything).await.unwrap();
        for attempts in 0..2 {
            let lease = store.take_up(None, "ada", LONG).await.unwrap().unwrap();
            assert_eq!((lease.attempts, lease.extent), (attempts, Extent::Everything));
            store.fail(&lease, "busy", Some(Duration::ZERO)).await.unwrap();
        }
        let lease = store.take_up(None, "ada", LONG).await.unwrap().unwrap();
        store.fail(&lease, "busy", Some(LONG)).await.unwrap();
        assert_eq!(store.take_up(None, "ada", LONG).await.unwrap(), None, "not due");
        store.enqueue(&[name("a/one")], Extent::Changes).await.unwrap();
        let lease = store.take_up(None, "ada", LONG).await.unwrap().unwrap();
        assert_eq!((lease.attempts, lease.extent), (0, Extent::Changes));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_works_at_stays_theirs_when_it_is_asked_for_again() {
    with_each_store(async |store| {
        store.enqueue(&[name("a/one")], Extent::Changes).await.unwrap();
        let lease = store.take_up(None, "ada", LONG).await.unwrap().unwrap();
        store.enqueue(&[name("a/one")], Extent::Everything).await.unwrap();
        assert_eq!(store.take_up(None, "bob", LONG).await.unwrap(), None);
        store.renew(&lease).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_ended_goes_to_another_and_its_first_holder_saves_nothing_any_more() {
    with_each_store(async |store| {
        store.enqueue(&[name("a/one")], Extent::Changes).await.unwrap();
        let first = store.take_up(None, "ada", OVER).await.unwrap().unwrap();
        // Ended, and nobody took it up: it may go on.
        store.under(&first).save_page(&page()).await.unwrap();
        let second = store.take_up(None, "bob", LONG).await.unwrap().unwrap();
        let changed = EvidencePage {
            repository: page().repository.map(|found| Repository { name: name("a/other"), ..found }),
            ..EvidencePage::default()
        };
        let lost = store.under(&first).save_page(&changed).await;
        assert!(matches!(lost, Err(StorageError::LeaseLost(lost)) if lost == first.name));
        assert_eq!(store.repositories().await.unwrap()[0].name, name("a/one"));
        assert!(matches!(store.renew(&first).await, Err(StorageError::LeaseLost(_))));
        store.under(&second).save_page(&changed).await.unwrap();
        assert_eq!(store.repositories().await.unwrap()[0].name, name("a/other"));
    })
    .await;
}

#[tokio::test]
async fn who_lost_a_lease_settles_nothing_for_its_next_holder() {
    with_each_store(async |store| {
        store.enqueue(&[name("a/one")], Extent::Changes).await.unwrap();
        let first = store.take_up(None, "ada", OVER).await.unwrap().unwrap();
        let second = store.take_up(None, "bob", LONG).await.unwrap().unwrap();
        for settled in [
            store.complete(&first).await,
            store.release(&first).await,
            store.fail(&first, "gone", None).await,
            store.fail(&first, "busy", Some(LONG)).await,
        ] {
            assert!(matches!(settled, Err(StorageError::LeaseLost(lost)) if lost == first.name));
        }
        let job = store.job(&name("a/one")).await.unwrap().unwrap();
        assert_eq!((job.state, job.owner.as_deref(), job.attempts), (JobState::Running, Some("bob"), 0));
        store.complete(&second).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_settled_a_job_saves_nothing_under_its_lease_any_more() {
    with_each_store(async |store| {
        for again in [None, Some(LONG)] {
            store.enqueue(&[name("a/one")], Extent::Changes).await.unwrap();
            let lease = store.take_up(None, "ada", LONG).await.unwrap().unwrap();
            store.under(&lease).save_page(&page()).await.unwrap();
            store.fail(&lease, "busy", again).await.unwrap();
            let late = store.under(&lease).save_page(&page()).await;
            assert!(matches!(late, Err(StorageError::LeaseLost(lost)) if lost == lease.name));
        }
    })
    .await;
}

#[tokio::test]
async fn many_at_once_take_up_each_job_exactly_once() {
    with_each_store(async |store| {
        let names: Vec<_> = (0..40).map(|number| name(&format!("a/r{number}"))).collect();
        store.enqueue(&names, Extent::Changes).await.unwrap();
        let mut takers = Vec::new();
        for _ in 0..8 {
            let store = store.clone();
            takers.push(tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(lease) = store.take_up(None, "one of many", LONG).await.unwrap() {
                    taken.push(lease.name);
                }
                taken
            }));
        }
        let mut taken = Vec::new();
        for taker in takers {
            taken.extend(taker.await.unwrap());
        }
        taken.sort();
        let mut expected = names;
        expected.sort();
        assert_eq!(taken, expected);
    })
    .await;
}

#[tokio::test]
async fn a_selection_is_replaced_as_a_whole_and_keeps_its_order() {
    with_each_store(async |store| {
        let selected = |text: &str, weight: Option<&str>| Selected {
            name: name(text),
            weight: weight.map(str::to_owned),
        };
        let first = [selected("z/one", None), selected("a/two", Some("1.5"))];
        store.save_selection("organisation:z", &first).await.unwrap();
        assert_eq!(store.selection("organisation:z").await.unwrap(), first);
        store.save_selection("organisation:z", &first[1..]).await.unwrap();
        assert_eq!(store.selection("organisation:z").await.unwrap(), first[1..]);
        assert_eq!(store.selection("topic:z").await.unwrap(), []);
    })
    .await;
}
