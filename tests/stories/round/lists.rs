//! What says how far donors count is fixed on the chain for all to see, and replaced there alone.

use serde_json::Value;
use tributary_tests::{GUARDIAN, OWNER, RoundScene, STRANGER, day, donor};

const PROPOSE: [&str; 3] = ["round", "propose", "--yes"];
const FREEZE: [&str; 3] = ["round", "freeze", "--yes"];

fn deny(numbers: &[u64]) -> String {
    let lines: Vec<String> = numbers.iter().map(|number| format!("{},sybil\n", donor(*number))).collect();
    format!("donor,reason\n{}", lines.concat())
}

fn frozen(scene: &RoundScene) -> (String, String) {
    let checks = scene.verify("out/spring");
    let found = checks.into_iter().find(|check| check.0 == "frozen").unwrap();
    (found.1, found.2)
}

/// Gifts are made; the lists stand in a file and nowhere else.
fn given() -> RoundScene {
    let scene = RoundScene::new("sqlite://round.db");
    scene.edit("# deny = ", "deny = ");
    scene.write("deny.csv", &deny(&[6]));
    let _ = scene.sending(OWNER, &["round", "open", "--yes"]).run().exits(0);
    let _ = scene.sending(OWNER, &["round", "fund", "900", "--yes"]).run().exits(0);
    scene.apply();
    scene.travel(day::REVIEW);
    for reviewer in tributary_tests::REVIEWERS {
        let _ = scene.review(reviewer, "1", "--accept").exits(0);
    }
    scene.travel(day::DONATIONS);
    for number in 1..=6 {
        scene.give(donor(number), &[(1, 10)]);
    }
    scene
}

#[test]
fn a_tally_needs_the_lists_that_are_frozen_on_the_chain() {
    let scene = given();
    let open = scene.run(&["round", "estimate", "--json"]).exits(0).json();
    let _ = scene.sending(STRANGER, &FREEZE).run().exits(1).says("NotOwner");
    assert_eq!(scene.run(&["round", "estimate", "--json"]).exits(0).json(), open, "nothing is frozen by it");
    let _ = scene.run(&["round", "freeze", "--dry-run", "--from", &OWNER.address.to_string()]).exits(0);
    assert_eq!(scene.run(&["round", "status", "--json"]).exits(0).json()["lists_hash"], Value::Null);
    scene.travel(day::TALLY);
    let _ = scene.run(&["round", "tally"]).exits(1).says("not frozen on the chain");
    let _ = scene.sending(OWNER, &FREEZE).run().exits(0).says("Frozen");
    let after = scene.run(&["round", "estimate", "--json"]).exits(0).json();
    assert_ne!(open["projects"][0]["estimate"], after["projects"][0]["estimate"], "nothing is open any more");

    // Another database, with other lists: what it would make is not what is frozen.
    let elsewhere =
        |words: &[&str]| scene.sending(OWNER, words).env("DATABASE_URL", "sqlite://other.db").run();
    let _ = elsewhere(&["round", "tally"]).exits(1).says("are not in this database");
    scene.write("deny.csv", &deny(&[5, 6]));
    let _ = elsewhere(&FREEZE).exits(1).says("--reason");
    let _ = elsewhere(&["round", "tally"]).exits(1).says("are not in this database");
    scene.write("deny.csv", &deny(&[6]));
    let _ = elsewhere(&FREEZE).exits(0).says("nothing was sent");
    let theirs = elsewhere(&["round", "tally", "--dry-run", "--json"]).exits(0).json();
    let ours = scene.run(&["round", "tally", "--json"]).exits(0).json();
    assert_eq!(theirs["matches"], ours["matches"]);
    assert_eq!(theirs["tally"]["input_hash"], ours["tally"]["input_hash"]);
    let _ = scene.sending(OWNER, &PROPOSE).run().exits(0);
    let (status, told) = frozen(&scene);
    assert!(status == "pass" && told.contains("after 6 gifts"), "{status}: {told}");

    // What has stood its time is paid as it stands: a bundle without the descriptions does not take its place.
    scene.travel(day::READY);
    let standing = scene.json("manifest.json");
    let _ = elsewhere(&["round", "tally"]).exits(2).says("tally 1 has stood its time");
    assert_eq!(scene.json("manifest.json"), standing);
    let _ = scene.run(&["round", "tally"]).exits(0);
    let _ = scene.sending(STRANGER, &["round", "finalise", "--yes"]).run().exits(0);
}

#[test]
fn frozen_lists_are_replaced_with_a_reason_and_the_tally_is_made_anew() {
    let scene = given();
    let _ = scene.sending(OWNER, &FREEZE).run().exits(0);
    scene.travel(day::TALLY);
    let _ = scene.run(&["round", "tally"]).exits(0);
    let _ = scene.sending(OWNER, &PROPOSE).run().exits(0);
    assert_eq!(frozen(&scene).0, "pass");

    // A second sybil is found. Who may not freeze changes nothing, and what was frozen still makes the same tally.
    let before = scene.json("manifest.json");
    scene.write("deny.csv", &deny(&[5, 6]));
    let _ = scene.sending(OWNER, &FREEZE).run().exits(1).says("--reason");
    let replace = ["round", "freeze", "--reason", "One more wallet is theirs.", "--yes", "--json"];
    let _ = scene.sending(GUARDIAN, &replace).run().exits(1).says("NotOwner");
    let _ = scene.run(&["round", "tally"]).exits(0).says("the list of deny has changed since");
    assert_eq!(scene.json("manifest.json"), before);

    // Other lists take back the tally that was made of the first.
    let replaced = scene.sending(OWNER, &replace).run().exits(0).json();
    assert_eq!(replaced["number"], 2);
    let (status, told) = frozen(&scene);
    assert!(status == "fail" && told.contains(replaced["lists_hash"].as_str().unwrap()), "{status}: {told}");
    let status = scene.run(&["round", "status", "--json"]).exits(0).json();
    assert_eq!((&status["tally"], &status["stage"]), (&Value::Null, &"tally".into()));
    let _ = scene.sending(OWNER, &PROPOSE).run().exits(1).says("made of other lists");
    let _ = scene.run(&["round", "tally"]).exits(0);
    let _ = scene.sending(OWNER, &PROPOSE).run().exits(0);
    let (status, told) = frozen(&scene);
    assert!(status == "pass" && told.contains("in place of others"), "{status}: {told}");
    assert!(scene.verify("out/spring").iter().all(|check| check.1 == "pass"));

    // What has stood its time is nobody's to change.
    scene.travel(day::READY);
    scene.write("deny.csv", &deny(&[4, 5, 6]));
    let late = ["round", "freeze", "--reason", "And another.", "--yes"];
    let _ = scene.sending(OWNER, &late).run().exits(1).says("ChallengeOver");
}
