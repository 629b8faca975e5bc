//! Repositories that count by what they are.

use tributary_tests::{Campaign, Forger};

/// The clone's files say nothing of AI.
fn weighed(kinds: &str) -> Campaign {
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "[window]\n", &format!("[kinds]\n{kinds}\n\n[window]\n"));
    campaign
}

fn total(campaign: &Campaign) -> u128 {
    let scores = campaign.run(&["score", "--json"]).exits(0).json();
    scores["total"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_kind_has_a_weight_that_the_bundle_proves() {
    let plain = Campaign::new();
    let _ = plain.run(&["index"]).exits(0);
    let campaign = weighed("weights = { other = \"2\" }");
    let told = campaign.run(&["index", "--json"]).exits(0).json();
    assert_eq!((&told[1]["source"], &told[1]["kind"]), (&"kinds".into(), &"other".into()), "{told}");
    assert_eq!(total(&campaign), 2 * total(&plain));
    // Nobody looks twice.
    assert_eq!(campaign.run(&["index", "--json"]).exits(0).json().as_array().unwrap().len(), 1);

    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.run(&["verify", "--offline", "out/river"]).exits(0);
    let forger = Forger::new(&campaign.bundle());
    assert_eq!(forger.json("manifest.json")["repositories"][0]["kind"]["found"]["kind"], "other");
    forger.change("manifest.json", |manifest| {
        manifest["repositories"][0]["kind"]["weight"] = "3".into();
    });
    let refused = campaign.run(&["verify", "--offline", "out/river"]).exits(1);
    let line = "FAIL rules: the manifest says what the rules say (the kind of `local/clone` in the manifest does not have \
                the weight of the rules' `[kinds]`)";
    assert!(refused.stdout.contains(line), "{}", refused.stdout);
}

#[test]
fn a_backtest_weighs_kinds_as_the_file_does_or_as_another_would() {
    let campaign = weighed("only = [\"other\"]");
    let _ = campaign.run(&["index"]).exits(0);
    campaign.write("other.toml", "[kinds]\nweights = { model = \"2\", other = \"0.5\" }\n");
    let words = ["backtest", "--windows", "1", "--days", "300", "--against", "other.toml", "--json"];
    let tested = campaign.run(&words).exits(0).json();
    let points = |course: &serde_json::Value| -> u128 {
        course["windows"][0]["standings"][0]["points"].as_str().unwrap().parse().unwrap()
    };
    assert_eq!(points(&tested["rules"]), 2 * points(&tested["against"]["rules"]));
    assert!(points(&tested["rules"]) > 0);
}

#[test]
fn only_the_kinds_that_are_named_count() {
    let campaign = weighed("only = [\"model\", \"dataset\"]");
    let _ = campaign.run(&["index"]).exits(0);
    assert_eq!(total(&campaign), 0);
    let with_other = weighed("only = [\"model\", \"other\"]");
    let _ = with_other.run(&["index"]).exits(0);
    assert!(total(&with_other) > 0);
}

#[test]
fn kinds_that_were_not_looked_at_or_are_none_are_refused_with_the_remedy() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    campaign.edit("airdrop.toml", "[window]\n", "[kinds]\nonly = [\"other\"]\n\n[window]\n");
    let refused = campaign.run(&["score"]).exits(1);
    let line = "`[kinds]` asks what `local/clone` is, which was not looked at yet; run `tributary index`";
    assert!(refused.stderr.contains(line), "{}", refused.stderr);
    let mistyped = weighed("only = [\"models\"]").run(&["index"]).exits(2);
    assert!(mistyped.stderr.contains("`models` is not a kind"), "{}", mistyped.stderr);
}
