//! A whole round, with the program for every role.

use std::fs;

use alloy::primitives::U256;
use serde_json::Value;
use tributary_tests::{
    APPLICANT, GUARDIAN, OWNER, REVIEWERS, RoundScene, STRANGER, day, donor, payout, tokens,
};

fn units(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn from_the_file_to_the_last_claim() {
    let scene = RoundScene::default();
    opening(&scene);
    funding(&scene);
    applying_and_reviewing(&scene);
    giving(&scene);
    tallying(&scene);
    finalising(&scene);
}

fn opening(scene: &RoundScene) {
    let dry = scene.sending(OWNER, &["round", "open", "--dry-run", "--json"]).run().exits(0);
    assert_eq!(dry.json()["transactions"].as_array().unwrap().len(), 3, "two factories and the round");
    assert!(!scene.path("out").exists());
    let opened = scene.sending(OWNER, &["round", "open", "--yes", "--json"]).run().exits(0).json();
    assert_eq!(opened["deployment"], scene.json("deployment.json"));
    assert_eq!(opened["deployment"]["round"], dry.json()["round"]);
    assert_eq!(opened["verify"]["holds"], true, "{opened:#}");
    let nonce = scene.anvil.nonce(OWNER.address);
    let again = scene.sending(STRANGER, &["round", "open", "--yes"]).run().exits(0).says("stands at");
    assert!(again.stdout.contains(&scene.round().to_string()), "{}", again.stdout);
    assert_eq!(scene.anvil.nonce(OWNER.address), nonce);
    // What is fixed stays, whatever becomes of the file.
    scene.edit("cap = \"60%\"", "cap = \"70%\"");
    let _ =
        scene.sending(OWNER, &["round", "open", "--yes"]).run().exits(2).says("choose another `round.slug`");
    let _ = scene.run(&["round", "status"]).exits(0).says("round.toml has changed since");
    scene.edit("cap = \"70%\"", "cap = \"60%\"");
}

fn funding(scene: &RoundScene) {
    let _ = scene.sending(STRANGER, &["round", "fund", "5", "--yes"]).run().exits(1).says("has 0");
    let _ = scene.sending(OWNER, &["round", "fund", "400", "--yes"]).run().exits(0);
    let status = scene.run(&["round", "status", "--json"]).exits(0).json();
    assert_eq!((&status["is_funded"], &status["stage"]), (&false.into(), &"applications".into()));
    let _ = scene.sending(OWNER, &["round", "fund", "600", "--yes"]).run().exits(0);
    let status = scene.run(&["round", "status", "--json"]).exits(0).json();
    assert_eq!((&status["is_funded"], units(&status["pool"])), (&true.into(), tokens(1_000)));
}

fn applying_and_reviewing(scene: &RoundScene) {
    scene.apply();
    for project in 2..=3 {
        scene.submit(tributary_tests::applicant(project), payout(project));
    }
    let list = scene.run(&["round", "applications", "--json"]).exits(0).json();
    assert_eq!(list["projects"][0]["description"]["name"], "Weights");
    assert_eq!(list["projects"][0]["repositories"], serde_json::json!([7, 2_000_000_001_u64]));
    assert_eq!(list["projects"][1]["description"], Value::Null);

    scene.travel(day::REVIEW);
    let _ = scene.review(STRANGER, "1", "--accept").exits(1).says("NotReviewer");
    let _ = scene.review(REVIEWERS[0], "1", "--accept").exits(0);
    let _ = scene.review(REVIEWERS[0], "1", "--accept").exits(1).says("AlreadyReviewed");
    let _ = scene.review(REVIEWERS[0], "9", "--accept").exits(1).says("NoProject");
    // An edit takes the application back to review, and a reviewer who read the first revision is told.
    let payout = payout(1).to_string();
    let edit = [
        "round",
        "apply",
        "--edit",
        "1",
        "--repository",
        "7",
        "--payout",
        payout.as_str(),
        "--description",
        "weights.json",
        "--yes",
    ];
    let _ = scene.sending(REVIEWERS[0], &edit).run().exits(1).says("NotApplicant");
    let _ = scene.sending(APPLICANT, &edit).run().exits(0);
    let stale = ["round", "review", "1", "--accept", "--reason", "x", "--revision", "1", "--yes"];
    let _ = scene.sending(REVIEWERS[1], &stale).run().exits(1).says("StaleRevision");
    for reviewer in REVIEWERS {
        for (project, verdict) in [("1", "--accept"), ("2", "--accept"), ("3", "--reject")] {
            let _ = scene.review(reviewer, project, verdict).exits(0);
        }
    }
    let shown = scene.run(&["round", "applications"]).exits(0);
    let count = |word: &str| shown.stdout.matches(word).count();
    assert_eq!((count("accepted"), count("rejected")), (2, 1), "{}", shown.stdout);
    let one = scene.run(&["round", "applications", "1"]).exits(0);
    assert_eq!(one.stdout.matches("It is what it says.").count(), 3, "{}", one.stdout);
}

fn giving(scene: &RoundScene) {
    let _ = scene.sending(APPLICANT, &["round", "give", "2=1", "--yes"]).run().exits(1).says("has 0");
    scene.travel(day::DONATIONS);
    let frozen = scene.run(&["round", "freeze", "--json"]).exits(0).json();
    assert_eq!((&frozen["lists"], &frozen["lists_hash"]), (&serde_json::json!({}), &Value::Null));
    for (number, cart) in [
        (1, vec![(1, 10), (2, 20)]),
        (2, vec![(1, 40)]),
        (3, vec![(1, 90)]),
        (4, vec![(2, 10)]),
        (5, vec![(2, 10)]),
    ] {
        scene.give(donor(number), &cart);
    }
    let send =
        tributary_bindings::token::ProjectToken::transferCall { to: STRANGER.address, value: tokens(100) };
    scene.anvil.send(OWNER.address, scene.token, &send);
    let cart = ["round", "give", "2=30", "3=5", "--yes"];
    let before = scene.run(&["round", "estimate", "2=30", "3=5", "--json"]).exits(0).json();
    assert_eq!(before["not_counted"][0]["reason"], "the project is not accepted");
    let _ = scene.sending(STRANGER, &cart).run().exits(0);
    assert_eq!(scene.anvil.balance(scene.token, STRANGER.address), tokens(70), "what was skipped stayed");
    let after = scene.run(&["round", "estimate", "--json"]).exits(0).json();
    let estimate = |list: &Value, number: u64| {
        list["projects"].as_array().unwrap().iter().find(|one| one["project"] == number).cloned().unwrap()
    };
    assert_eq!(estimate(&after, 2)["estimate"], estimate(&before, 2)["after"]);
    let list = scene.run(&["round", "donations", "--project", "2", "--json"]).exits(0).json();
    assert_eq!((list["donations"].as_array().unwrap().len(), &list["not_made"]), (4, &1.into()));
    let _ = scene.run(&["round", "tally"]).exits(1).says("gifts are passed on until");
}

fn tallying(scene: &RoundScene) {
    scene.travel(day::TALLY);
    let estimate = scene.run(&["round", "estimate", "--json"]).exits(0).json();
    let dry = scene.run(&["round", "tally", "--dry-run", "--json"]).exits(0).json();
    assert!(!scene.bundle().join("manifest.json").exists());
    let made = scene.run(&["round", "tally", "--json"]).exits(0).json();
    assert_eq!(made, dry);
    // (√10 + √40 + √90)² − 140 = 220 and (√20 + √10 + √10 + √30)² − 70, which is capped by nothing.
    for line in made["matches"]["matches"].as_array().unwrap() {
        let number: u64 = line["project"].as_str().unwrap().parse().unwrap();
        let told =
            estimate["projects"].as_array().unwrap().iter().find(|one| one["project"] == number).unwrap();
        let amount = units(&line["match"]);
        assert!(
            units(&told["estimate"]["low"]) <= amount && amount <= units(&told["estimate"]["high"]),
            "{told}"
        );
    }
    let first = units(&made["matches"]["matches"][0]["match"]);
    assert!(first.abs_diff(tokens(220)) < U256::from(10_u64.pow(12)), "{first}");
    let _ = scene.sending(GUARDIAN, &["round", "propose", "--yes"]).run().exits(1).says("NotOwner");
    let _ = scene.sending(OWNER, &["round", "propose", "--yes"]).run().exits(0);
    let nonce = scene.anvil.nonce(OWNER.address);
    let _ = scene.sending(OWNER, &["round", "propose", "--yes"]).run().exits(0).says("stands already");
    assert_eq!(scene.anvil.nonce(OWNER.address), nonce);
    holds(scene, 12 + 14);
    // The guardian takes it back, and it is proposed again.
    let reject = ["round", "reject", "--reason", "Let us look again.", "--yes"];
    let _ = scene.sending(OWNER, &reject).run().exits(1).says("NotGuardian");
    let _ = scene.sending(GUARDIAN, &reject).run().exits(0);
    let failed = scene.verify("out/spring");
    let failed: Vec<&str> =
        failed.iter().filter(|check| check.1 == "fail").map(|check| check.0.as_str()).collect();
    assert_eq!(failed, ["tally"]);
    let _ = scene.sending(OWNER, &["round", "propose", "--yes"]).run().exits(0);
    let _ = scene.sending(STRANGER, &["round", "finalise", "--yes"]).run().exits(1).says("NotReady");
}

fn finalising(scene: &RoundScene) {
    scene.travel(day::READY);
    let _ = scene
        .sending(OWNER, &["round", "cancel", "--reason", "late", "--yes"])
        .run()
        .exits(1)
        .says("ChallengeOver");
    let done = scene.sending(STRANGER, &["round", "finalise", "--yes", "--json"]).run().exits(0).json();
    assert!(done["airdrop"].is_string(), "{done}");
    let _ =
        scene.sending(STRANGER, &["round", "finalise", "--yes"]).run().exits(0).says("carried out already");
    holds(scene, 12 + 16);
    let claim = ["round", "claim", "--project", "1", "--yes", "--json"];
    let claimed = scene.sending(STRANGER, &claim).run().exits(0).json();
    let matches = scene.json("matches.json");
    let [first, second] = [0, 1].map(|place| units(&matches["matches"][place]["match"]));
    assert_eq!((claimed.as_array().unwrap().len(), units(&claimed[0]["amount"])), (1, first));
    assert_eq!(scene.anvil.balance(scene.token, payout(1)), tokens(140) + first);
    assert_eq!(scene.anvil.balance(scene.token, payout(2)), tokens(70), "nobody claimed for it");
    let _ = scene.sending(STRANGER, &claim).run().exits(1).says("nothing is left");
    // What is not matched goes back to the funder, and what is never claimed follows it, both to the last unit.
    let before = scene.anvil.balance(scene.token, OWNER.address);
    let back = || scene.anvil.balance(scene.token, OWNER.address) - before;
    let refund = ["round", "refund", "--yes"];
    let _ = scene.sending(STRANGER, &refund).run().exits(0);
    assert_eq!(back() + first + second, tokens(1_000));
    let _ = scene.sending(STRANGER, &refund).run().exits(1).says("nothing is due");
    holds(scene, 12 + 16);
    scene.travel(day::READY + 91);
    let _ = scene.sending(STRANGER, &refund).run().exits(0).says("did not claim comes back");
    assert_eq!(back() + first, tokens(1_000));
    holds(scene, 12 + 16);
    let _ = scene.run(&["round", "tally"]).exits(0);
    let status = scene.run(&["round", "status"]).exits(0);
    assert!(status.stdout.contains("stage     finalised"), "{}", status.stdout);
}

/// With the database and without: a stranger has the folder alone.
fn holds(scene: &RoundScene, checks: usize) {
    let found = scene.verify("out/spring");
    assert!(
        found.len() >= checks && found.iter().all(|check| check.1 == "pass"),
        "{} {found:#?}",
        found.len()
    );
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("downloaded");
    copy_folder(&scene.bundle(), &copy);
    let run = tributary_tests::Tributary::new(elsewhere.path(), ["verify", "downloaded"]);
    let _ = run.env("ETH_RPC_URL", scene.anvil.url()).run().exits(0).says("checks hold");
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_round_that_is_called_off_gives_the_pool_back() {
    let scene = RoundScene::opened("sqlite://round.db");
    let _ = scene
        .sending(GUARDIAN, &["round", "cancel", "--reason", "no", "--yes"])
        .run()
        .exits(1)
        .says("NotOwner");
    let _ = scene.sending(OWNER, &["round", "cancel", "--reason", "Nobody applied.", "--yes"]).run().exits(0);
    let before = scene.anvil.balance(scene.token, OWNER.address);
    let _ = scene.sending(STRANGER, &["round", "refund", "0", "--yes"]).run().exits(0);
    assert_eq!(scene.anvil.balance(scene.token, OWNER.address) - before, tokens(900));
    let status = scene.run(&["round", "status", "--json"]).exits(0).json();
    assert_eq!(status["stage"], "cancelled");
    let _ = scene.sending(OWNER, &["round", "fund", "1", "--yes"]).run().exits(1).says("NotOpen");
}

#[test]
fn a_safe_gets_its_steps_as_a_file() {
    let scene = RoundScene::opened("sqlite://round.db");
    let safe = OWNER.address.to_string();
    let _ = scene.run(&["round", "fund", "7", "--safe", &safe]).exits(0).says("there is no contract");
    let batch: Value =
        serde_json::from_slice(&fs::read(scene.path("safe-spring-fund.json")).unwrap()).unwrap();
    let to: Vec<&str> =
        batch["transactions"].as_array().unwrap().iter().map(|one| one["to"].as_str().unwrap()).collect();
    assert_eq!(to, [scene.token.to_string(), scene.round().to_string()]);
    let pool = || units(&scene.run(&["round", "status", "--json"]).exits(0).json()["pool"]);
    assert_eq!(pool(), tokens(900), "nothing was sent");
    for step in batch["transactions"].as_array().unwrap() {
        let (to, data) = (step["to"].as_str().unwrap(), step["data"].as_str().unwrap());
        scene.anvil.call_as(OWNER.address, to.parse().unwrap(), &data.parse().unwrap());
    }
    assert_eq!(pool(), tokens(907));
}
