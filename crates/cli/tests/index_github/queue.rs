//! Several processes on one queue.

use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tributary_github::testing::Simulator;
use tributary_storage::testing::on_each_engine;

use crate::{
    kill::content,
    process::{Folder, succeeded, text},
};

const NAMES: [&str; 3] = ["riverbed-ai/tiny-llm", "riverbed-ai/evals", "riverbed-ai/old-name"];

async fn slow_simulator() -> Simulator {
    let simulator = Simulator::start(&["--seed", "7"]);
    simulator.faults(json!([{ "match": "graphql", "every": 1, "kind": "slow", "seconds": 0.1 }])).await;
    simulator
}

fn enqueue(folder: &Folder, simulator: &Simulator, database: &str) {
    succeeded(&folder.index(simulator, database).arg("--enqueue").output().unwrap());
}

fn start(folder: &Folder, simulator: &Simulator, database: &str) -> Child {
    let mut worker = folder.worker(simulator, database);
    worker.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The jobs as `index --status` shows them.
fn jobs(folder: &Folder, database: &str) -> Vec<Value> {
    let shown =
        folder.command(&["index", "--status", "--json"]).env("DATABASE_URL", database).output().unwrap();
    succeeded(&shown);
    serde_json::from_slice(&shown.stdout).unwrap()
}

fn in_state(jobs: &[Value], state: &str) -> usize {
    jobs.iter().filter(|job| job["state"] == state).count()
}

/// Results that a worker printed, one a line.
fn results(worker: Child) -> Vec<Value> {
    let output = worker.wait_with_output().unwrap();
    succeeded(&output);
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn until(what: &str, mut there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_mins(2), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_share_the_queue_and_no_repository_is_read_twice() {
    let (simulator, folder) = (slow_simulator().await, Folder::new(&NAMES));
    on_each_engine(async |database| {
        enqueue(&folder, &simulator, database);
        assert_eq!(in_state(&jobs(&folder, database), "waiting"), NAMES.len());
        let workers = [start(&folder, &simulator, database), start(&folder, &simulator, database)];
        let done: Vec<_> = workers.into_iter().flat_map(results).collect();
        let mut asked: Vec<_> = done.iter().map(|result| result["asked"].as_str().unwrap()).collect();
        asked.sort_unstable();
        let mut expected = NAMES;
        expected.sort_unstable();
        assert_eq!(asked, expected);
        assert_eq!(in_state(&jobs(&folder, database), "done"), NAMES.len());
        let stored = content(database).await;
        for name in NAMES {
            let truth = simulator.truth(name).await;
            assert!(truth.contributions.iter().all(|one| stored.2.contains(one)), "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_workers_repositories_are_read_on_by_another_and_nothing_is_doubled() {
    let (simulator, folder) = (slow_simulator().await, Folder::new(&NAMES));
    let beside = tempfile::tempdir().unwrap();
    let whole = format!("sqlite://{}", beside.path().join("whole.db").display());
    succeeded(&folder.index(&simulator, &whole).output().unwrap());
    let expected = content(&whole).await;
    on_each_engine(async |database| {
        enqueue(&folder, &simulator, database);
        let mut first = start(&folder, &simulator, database);
        until("the first worker takes something up", || in_state(&jobs(&folder, database), "running") > 0);
        let second = start(&folder, &simulator, database);
        std::thread::sleep(Duration::from_millis(300));
        // SIGKILL: it can give nothing back.
        first.kill().unwrap();
        first.wait().unwrap();
        assert!(in_state(&jobs(&folder, database), "running") > 0, "its leases last");
        assert!(!results(second).is_empty());
        assert_eq!(in_state(&jobs(&folder, database), "done"), NAMES.len());
        assert_eq!(content(database).await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_beside_a_worker_leaves_it_what_it_holds_and_ends_with_everything_read() {
    let (simulator, folder) = (slow_simulator().await, Folder::new(&NAMES));
    on_each_engine(async |database| {
        enqueue(&folder, &simulator, database);
        let worker = start(&folder, &simulator, database);
        until("the worker takes something up", || in_state(&jobs(&folder, database), "running") > 0);
        let before = jobs(&folder, database);
        let held: Vec<_> = before.iter().filter(|job| job["state"] == "running").collect();
        let index = folder.index(&simulator, database).output().unwrap();
        succeeded(&index);
        let index: Vec<Value> = serde_json::from_slice(&index.stdout).unwrap();
        assert_eq!(index.len(), NAMES.len());
        let by_others = index.iter().filter(|result| result["by"] == "another process").count();
        assert!(by_others >= held.len(), "{index:?} beside {held:?}");
        results(worker);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_given_up_and_shown_with_the_reason_while_the_rest_goes_on() {
    let simulator = Simulator::start(&[]);
    let folder = Folder::new(&["riverbed-ai/nothing", "riverbed-ai/evals", "riverbed-ai/tiny-llm"]);
    simulator
        .faults(json!([{ "match": "graphql", "every": 1, "contains": "tiny-llm", "kind": "blocked" }]))
        .await;
    let database = "sqlite://tributary.db";
    enqueue(&folder, &simulator, database);
    assert_eq!(results(start(&folder, &simulator, database)).len(), 3);
    let jobs = jobs(&folder, database);
    let told: Vec<_> =
        jobs.iter().map(|job| (job["state"].as_str().unwrap(), job["last_error"].as_str())).collect();
    assert_eq!((told[0].0, told[1].0, told[2].0), ("done", "dead", "dead"), "{jobs:?}");
    assert!(told[1].1.unwrap().starts_with("`riverbed-ai/nothing` is not on"), "{jobs:?}");
    assert!(told[2].1.unwrap().starts_with("`riverbed-ai/tiny-llm` is blocked on"), "{jobs:?}");
    // Asked for again, they are tried again, and the list at the end names them.
    let again = folder.index(&simulator, database).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    let told = text(&again.stderr);
    assert!(
        told.contains("`riverbed-ai/nothing`, `riverbed-ai/tiny-llm` could not be read; the others were"),
        "{told}"
    );
}
