//! Killed at any moment and run again, the database is that of one uninterrupted run.

use std::{
    cell::Cell,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::json;
use tributary_github::testing::Simulator;
use tributary_model::{Account, Contribution, Repository, Window};
use tributary_storage::{Cursor, Store, testing::on_each_engine};

use crate::process::{Folder, succeeded};

const NAMES: [&str; 2] = ["riverbed-ai/tiny-llm", "riverbed-ai/old-name"];

pub(crate) type Content = (Vec<Repository>, Vec<Account>, Vec<Contribution>, Vec<Cursor>);

pub(crate) async fn content(database: &str) -> Content {
    let store = Store::open(database).await.unwrap();
    let repositories = store.repositories().await.unwrap();
    let ids: Vec<_> = repositories.iter().map(|repository| repository.id).collect();
    let window = Window::new("1990-01-01".parse().unwrap(), "2100-01-01".parse().unwrap()).unwrap();
    let mut cursors = Vec::new();
    for id in &ids {
        cursors.extend(store.cursors(*id).await.unwrap());
    }
    let accounts = store.accounts().await.unwrap();
    let contributions = store.contributions(&ids, window).await.unwrap();
    store.close().await;
    (repositories, accounts, contributions, cursors)
}

/// Fractions that look random and are the same every time (the golden ratio's multiples).
fn fraction(n: u32) -> f64 {
    (f64::from(n) * 0.618_033_988_749_895).fract()
}

/// Kills runs at moments spread over their length until one ends by itself. How many were killed?
fn run_with_kills(
    folder: &Folder,
    simulator: &Simulator,
    database: &str,
    length: Duration,
    seed: u32,
) -> u32 {
    let mut killed = 0;
    // Later runs get more time, so that this ends also on a slow machine.
    for attempt in 0..6 {
        let mut run =
            folder.index(simulator, database).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let patience = length.mul_f64(fraction(seed * 7 + attempt + 1) * (0.6 + f64::from(attempt) / 4.0));
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if run.try_wait().unwrap().is_some() {
                return killed;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        run.kill().unwrap();
        run.wait().unwrap();
        killed += 1;
    }
    succeeded(&folder.index(simulator, database).output().unwrap());
    killed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_at_any_moment_and_run_again_gives_the_database_of_one_run() {
    let simulator = Simulator::start(&["--seed", "7"]);
    let folder = Folder::new(&NAMES);
    // So that most moments are between questions of one run.
    simulator.faults(json!([{ "match": "graphql", "every": 1, "kind": "slow", "seconds": 0.03 }])).await;
    let beside = tempfile::tempdir().unwrap();
    let whole = format!("sqlite://{}", beside.path().join("whole.db").display());
    let begun = Instant::now();
    succeeded(&folder.index(&simulator, &whole).output().unwrap());
    let length = begun.elapsed();
    let expected = content(&whole).await;
    for name in NAMES {
        let truth = simulator.truth(name).await;
        assert!(expected.0.contains(&truth.repository));
        assert!(truth.contributions.iter().all(|one| expected.2.contains(one)), "{name}");
    }
    let all_killed = Cell::new(0);
    for seed in 0..4 {
        on_each_engine(async |database| {
            let killed = run_with_kills(&folder, &simulator, database, length, seed);
            all_killed.set(all_killed.get() + killed);
            assert_eq!(content(database).await, expected, "seed {seed}, killed {killed} times");
        })
        .await;
    }
    println!("{} runs killed, each within {length:?}", all_killed.get());
    assert!(all_killed.get() >= 4, "{} runs were interrupted", all_killed.get());
}
