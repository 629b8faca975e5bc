//! The chain is rewritten while gifts come in: nothing is lost and nothing is doubled, on both engines.

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tributary_storage::testing::on_each_engine;
use tributary_tests::{RoundScene, day, donor, tokens};

fn gifts(scene: &RoundScene) -> Vec<(String, u64, String)> {
    let list = scene.run(&["round", "donations", "--json"]).exits(0).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let gifts = list["donations"].as_array().unwrap().iter();
    gifts
        .map(|gift| (text(&gift["donor"]), gift["project"].as_u64().unwrap(), text(&gift["amount"])))
        .collect()
}

fn gift(number: u64, project: u64, amount: u64) -> (String, u64, String) {
    (format!("{:#x}", donor(number)), project, tokens(amount).to_string())
}

#[test]
fn a_reorganisation_during_donations_loses_and_doubles_nothing() {
    Runtime::new().unwrap().block_on(on_each_engine(async |database| {
        let database = database.to_owned();
        // Anvil's own client must not block this runtime.
        std::thread::spawn(move || rewritten(&database)).join().unwrap();
    }));
}

fn rewritten(database: &str) {
    let scene = RoundScene::accepted(database);
    scene.give(donor(1), &[(1, 10)]);
    assert_eq!(gifts(&scene), [gift(1, 1, 10)]);
    let fork = scene.anvil.rpc("evm_snapshot", json!([]));
    scene.give(donor(2), &[(1, 40), (2, 5)]);
    scene.give(donor(3), &[(1, 90)]);
    assert_eq!(gifts(&scene).len(), 4);
    // Another branch wins: one gift comes again in another block, one never, and one is new. It is as long as before.
    assert_eq!(scene.anvil.rpc("evm_revert", json!([fork])), json!(true));
    scene.give(donor(4), &[(2, 10)]);
    scene.give(donor(3), &[(1, 90)]);
    let expected = [gift(1, 1, 10), gift(4, 2, 10), gift(3, 1, 90)];
    assert_eq!(gifts(&scene), expected);
    // A longer one: the followed block has another hash, and more stands above it.
    let fork = scene.anvil.rpc("evm_snapshot", json!([]));
    scene.give(donor(7), &[(2, 3)]);
    assert_eq!(gifts(&scene).len(), 4);
    assert_eq!(scene.anvil.rpc("evm_revert", json!([fork])), json!(true));
    scene.give(donor(8), &[(1, 2)]);
    scene.give(donor(9), &[(2, 4)]);
    let expected: Vec<_> = expected.into_iter().chain([gift(8, 1, 2), gift(9, 2, 4)]).collect();
    assert_eq!(gifts(&scene), expected);
    // A shorter branch: the followed head is gone.
    let fork = scene.anvil.rpc("evm_snapshot", json!([]));
    scene.give(donor(5), &[(1, 1)]);
    assert_eq!(gifts(&scene).len(), 6);
    assert_eq!(scene.anvil.rpc("evm_revert", json!([fork])), json!(true));
    assert_eq!(gifts(&scene), expected);
    scene.give(donor(6), &[(2, 7), (1, 7)]);
    scene.travel(day::TALLY);
    scene.propose();
    let donations = std::fs::read_to_string(scene.bundle().join("donations.csv")).unwrap();
    assert_eq!(donations.lines().count(), 1 + 7, "{donations}");
    let checks = scene.verify("out/spring");
    assert!(checks.iter().all(|check| check.1 == "pass"), "{checks:#?}");
    // A database that never saw the lost branch makes the same bytes.
    let bundle = |name: &str| std::fs::read(scene.bundle().join(name)).unwrap();
    let before = (bundle("inputs.json"), bundle("matches.json"));
    let fresh = scene.asking(&["round", "tally"]).env("DATABASE_URL", "sqlite://fresh.db");
    let _ = fresh.run().exits(0);
    assert_eq!((bundle("inputs.json"), bundle("matches.json")), before);
}
