//! Proof of contribution: donors count by the points of the GitHub account that their wallet is linked to.

use std::fs;

use tributary_tests::{ADA, BO, Campaign, OWNER, REVIEWERS, RoundScene, day, donor, payout};

#[test]
fn a_donor_counts_by_what_their_account_has_done() {
    let campaign = Campaign::published();
    let scene = RoundScene::new("sqlite://round.db");
    scene.edit("# github = { bundle = \"out/contributors\"", "github = { bundle = \"airdrop\"");
    scene.edit("thresholds = [[1, \"0.5\"], [10, \"1\"]] }", "thresholds = [[2, \"0.5\"], [3, \"1\"]] }");
    scene.edit("default = \"1\" ", "default = \"0.1\" ");
    fs::create_dir(scene.path("airdrop")).unwrap();
    for file in ["manifest.json", "wallets.csv", "scores.json"] {
        fs::copy(campaign.bundle().join(file), scene.path("airdrop").join(file)).unwrap();
    }
    let _ = scene.sending(OWNER, &["round", "open", "--yes"]).run().exits(0);
    let _ = scene.sending(OWNER, &["round", "fund", "900", "--yes"]).run().exits(0);
    scene.submit(donor(100), payout(1));
    scene.travel(day::REVIEW);
    for reviewer in REVIEWERS {
        let _ = scene.review(reviewer, "1", "--accept").exits(0);
    }
    let freeze = ["round", "freeze", "--yes", "--json"];
    // Somebody says that a wallet is Bo's, and nothing proves it.
    let forged = serde_json::json!({
        "campaign": "river", "identity": "github:202", "login": "bo-example", "recipient": donor(1), "method": "oauth",
        "message": "It is mine.", "proved_at": "2026-02-01T00:00:00Z", "effective_at": "2026-02-01T00:00:00Z",
        "evidence": { "oauth": { "wallet_signature": "0x00" } }, "attestations": [],
    });
    fs::write(scene.path("airdrop/bindings.jsonl"), format!("{forged}\n")).unwrap();
    let _ = scene.sending(OWNER, &freeze).run().exits(1).says("bindings.jsonl` does not hold");
    fs::remove_file(scene.path("airdrop/bindings.jsonl")).unwrap();
    let frozen = scene.sending(OWNER, &freeze).run().exits(0).json();
    assert!(frozen["lists"]["github"].is_string() && frozen["tx_hash"].is_string(), "{frozen}");
    let again = scene.sending(OWNER, &freeze).run().exits(0).says("nothing was sent").json();
    assert_eq!(again, frozen);
    // Whatever becomes of the airdrop afterwards, what was frozen counts.
    fs::write(scene.path("airdrop/wallets.csv"), "github_id,address\n").unwrap();
    scene.travel(day::DONATIONS);
    for giver in [ADA.address, BO.address, donor(1)] {
        scene.give(giver, &[(1, 10)]);
    }
    scene.travel(day::TALLY);
    let _ = scene.run(&["round", "tally"]).exits(0).says("the list of github has changed since");
    let _ = scene.sending(OWNER, &["round", "propose", "--yes"]).run().exits(0);
    let lines = fs::read_to_string(scene.bundle().join("coefficients.csv")).unwrap();
    let line = |who: alloy::primitives::Address| {
        lines.lines().find(|line| line.starts_with(&who.to_string())).unwrap().to_owned()
    };
    let scores = campaign.json("scores.json");
    let points = |identity: &str| {
        let people = scores["people"].as_array().unwrap().iter();
        let found = people.clone().find(|person| person["identity"] == identity).unwrap();
        found["score"].as_str().map_or_else(|| found["score"].to_string(), str::to_owned)
    };
    for (person, identity) in [(ADA, "github:101"), (BO, "github:202")] {
        let micro: u64 = points(identity).parse().unwrap();
        let coefficient = match micro {
            0..2_000_000 => "0".to_owned(),
            2_000_000..3_000_000 => tributary_model::Amount::from(micro * 5 - 5_000_000).format_tokens(7),
            _ => "1".to_owned(),
        };
        let told = line(person.address);
        assert!(told.contains(&format!(",{identity},{coefficient},{identity} with")), "{micro}: {told}");
    }
    assert!(line(donor(1)).ends_with(",0.1,default"), "{lines}");
    let checks = scene.verify("out/spring");
    assert!(checks.iter().all(|check| check.1 == "pass"), "{checks:#?}");
}
