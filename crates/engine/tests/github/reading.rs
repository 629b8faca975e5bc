//! All of it, and cheaply.

use tributary_github::testing::Simulator;
use tributary_model::{AccountKind, ContributionKind};

use crate::database::{Database, TINY};

#[tokio::test]
async fn every_repository_is_read_as_it_is() {
    let (simulator, database) = (Simulator::start(&["--seed", "2"]), Database::new().await);
    for name in [TINY, "riverbed-ai/evals", "riverbed-ai/datasets", "riverbed-ai/notebook"] {
        database.index(&simulator, name).await;
        database.holds(&simulator.truth(name).await, name).await;
    }
    let accounts = database.store.accounts().await.unwrap();
    for kind in [AccountKind::User, AccountKind::Bot, AccountKind::Organization, AccountKind::Mannequin] {
        assert!(accounts.iter().any(|account| account.kind == kind), "{kind:?}");
    }
    let contributions = database.content(TINY).await.contributions;
    for kind in ContributionKind::ALL {
        assert!(contributions.iter().any(|contribution| contribution.kind == kind), "{kind:?}");
    }
}

#[tokio::test]
async fn an_old_name_leads_to_the_repository_and_so_does_the_new_one() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let indexed = database.index(&simulator, "riverbed-ai/old-name").await;
    assert_eq!(indexed.repository.name.to_string(), "riverbed-ai/datasets");
    let truth = simulator.truth("riverbed-ai/datasets").await;
    database.holds(&truth, "riverbed-ai/old-name").await;
    database.holds(&truth, "riverbed-ai/datasets").await;
    assert_eq!(database.index(&simulator, "riverbed-ai/datasets").await.usage.requests, 1);
}

#[tokio::test]
async fn an_empty_repository_is_known_and_holds_nothing() {
    let (simulator, database) = (Simulator::start(&[]), Database::new().await);
    let indexed = database.index(&simulator, "riverbed-ai/notebook").await;
    assert_eq!((indexed.contributions, indexed.usage.requests), (0, 1));
    let content = database.content("riverbed-ai/notebook").await;
    assert_eq!((content.repository.default_branch, content.contributions), (None, vec![]));
}

#[tokio::test]
async fn a_thousand_pull_requests_with_all_around_them_take_at_most_45_requests() {
    let (simulator, database) = (Simulator::start(&["--scale", "medium"]), Database::new().await);
    let mut pull_requests = 0;
    for name in [TINY, "riverbed-ai/evals", "riverbed-ai/datasets"] {
        pull_requests += database.index(&simulator, name).await.pull_requests;
        database.holds(&simulator.truth(name).await, name).await;
    }
    let requests = simulator.requests().await;
    let count = requests["count"].as_u64().unwrap();
    println!("{count} requests and {} points for {pull_requests} pull requests", requests["graphql_cost"]);
    assert!(pull_requests >= 1_000 && count * 1_000 <= 45 * pull_requests, "{count} for {pull_requests}");
}
