//! kill -9 at every stage of a round. Run again, the same command finds what stands and does the rest: nothing is paid,
//! given, applied or followed twice, and nothing is lost.

use tokio::runtime::Runtime;
use tributary_storage::testing::on_each_engine;
use tributary_tests::{
    APPLICANT, OWNER, Person, REVIEWERS, Relay, RoundScene, STRANGER, Verdict, day, donor, payout, tokens,
};

/// Kills a run once it has asked the chain for `method` so often, then runs the same to its end.
fn killed_and_again(scene: &RoundScene, who: Person, words: &[&str], (method, times): (&'static str, usize)) {
    let relay = Relay::start(scene.anvil.url(), |_, _| Verdict::Pass);
    let asked = format!("\"method\":\"{method}\"");
    let run = scene.sending(who, words).env("ETH_RPC_URL", relay.url());
    let seen = || relay.seen().iter().filter(|request| request.contains(&asked)).count() >= times;
    assert!(run.killed_when(seen), "{words:?} ended before it asked {times} times for {method}");
    let _ = scene.sending(who, words).run().exits(0);
}

const SENDS: &str = "eth_sendRawTransaction";

#[test]
fn a_kill_at_any_stage_loses_and_doubles_nothing() {
    Runtime::new().unwrap().block_on(on_each_engine(async |database| {
        let database = database.to_owned();
        std::thread::spawn(move || killed_everywhere(&database)).join().unwrap();
    }));
}

fn killed_everywhere(database: &str) {
    let scene = RoundScene::new(database);
    let open = ["round", "open", "--yes"];
    killed_and_again(&scene, OWNER, &open, (SENDS, 2));
    assert_eq!(scene.anvil.nonce(OWNER.address), 1 + 3, "the token, two factories, the round");

    killed_and_again(&scene, OWNER, &["round", "fund", "900", "--yes"], (SENDS, 1));
    killed_and_again(&scene, OWNER, &["round", "fund", "100", "--yes"], (SENDS, 2));
    let status = |key: &str| scene.run(&["round", "status", "--json"]).exits(0).json()[key].clone();
    assert_eq!((status("pool"), status("deposits")), (tokens(1_000).to_string().into(), 2.into()));

    scene.write("weights.json", r#"{"name":"Weights","summary":"Open weights."}"#);
    let paid = payout(1).to_string();
    let apply = [
        "round",
        "apply",
        "--repository",
        "7",
        "--payout",
        paid.as_str(),
        "--description",
        "weights.json",
        "--yes",
    ];
    killed_and_again(&scene, APPLICANT, &apply, (SENDS, 1));
    assert_eq!(status("projects"), 1);
    scene.submit(tributary_tests::applicant(2), payout(2));
    scene.travel(day::REVIEW);
    for project in ["1", "2"] {
        let review =
            ["round", "review", project, "--accept", "--revision", "1", "--reason", "Good.", "--yes"];
        killed_and_again(&scene, REVIEWERS[0], &review, ("eth_estimateGas", 1));
        killed_and_again(&scene, REVIEWERS[1], &review, (SENDS, 1));
    }
    assert_eq!(status("accepted"), 2);

    scene.travel(day::DONATIONS);
    let send =
        tributary_bindings::token::ProjectToken::transferCall { to: STRANGER.address, value: tokens(100) };
    scene.anvil.send(OWNER.address, scene.token, &send);
    killed_and_again(&scene, STRANGER, &["round", "give", "1=30", "2=20", "--yes"], (SENDS, 2));
    assert_eq!(scene.anvil.balance(scene.token, STRANGER.address), tokens(50), "given once");
    for number in 1..=5 {
        scene.give(donor(number), &[(1, number), (2, 2 * number)]);
    }
    // While it follows, and again.
    killed_and_again(&scene, OWNER, &["round", "donations"], ("eth_getLogs", 1));
    assert_eq!(status("donations"), 2 + 10);
    the_end_of_it(&scene);
}

fn the_end_of_it(scene: &RoundScene) {
    scene.travel(day::TALLY);
    killed_and_again(scene, OWNER, &["round", "tally"], ("eth_getBlockByNumber", 6));
    killed_and_again(scene, OWNER, &["round", "propose", "--yes"], (SENDS, 1));
    let status = |key: &str| scene.run(&["round", "status", "--json"]).exits(0).json()[key].clone();
    assert_eq!(status("tally")["number"], 1, "proposed once");
    scene.travel(day::READY);
    killed_and_again(scene, STRANGER, &["round", "finalise", "--yes"], (SENDS, 1));
    let nonce = scene.anvil.nonce(OWNER.address);
    killed_and_again(scene, OWNER, &["round", "claim", "--yes"], (SENDS, 1));
    assert_eq!(scene.anvil.nonce(OWNER.address), nonce + 2, "one claim for each project");
    let matches = scene.json("matches.json");
    for line in matches["matches"].as_array().unwrap() {
        let project: u64 = line["project"].as_str().unwrap().parse().unwrap();
        let given = if project == 1 { tokens(30 + 15) } else { tokens(20 + 30) };
        let paid = scene.anvil.balance(scene.token, payout(project)) - given;
        assert_eq!(paid.to_string(), line["match"].as_str().unwrap(), "project {project}");
    }
    let checks = scene.verify("out/spring");
    assert!(checks.iter().all(|check| check.1 == "pass"), "{checks:#?}");
}
