//! Tampering with what was decided by hand.

use tributary_tests::{Campaign, Forger, Stage};

use super::failing;

const OVERRIDES: &str =
    "[[adjust]]\nidentity = \"github:101\"\nfactor = \"0.5\"\nreason = \"Half was paid before.\"\n";

type Case = (&'static str, fn(&Forger), &'static [&'static str]);

const CASES: [Case; 7] = [
    ("nothing at all", |_| {}, &[]),
    ("the file without the manifest", |it| it.edit("overrides.toml", "0.5", "0.6"), &["files", "scores"]),
    ("another factor", |it| overrides(it, "0.5", "0.6"), &["scores"]),
    ("another reason", |it| overrides(it, "Half", "Much"), &["scores"]),
    ("no reason", |it| overrides(it, "Half was paid before.", ""), &["overrides", "scores"]),
    ("a file that the manifest no longer lists", unlist, &["overrides"]),
    ("rules that no longer name it", unname, &["overrides", "scores"]),
];

#[test]
fn each_change_of_what_was_decided_fails_its_own_line() {
    let mut wrong = Vec::new();
    for (kind, tamper, expected) in CASES {
        let campaign = Campaign::new();
        let _ = campaign.run(&["index"]).exits(0);
        campaign.edit(
            "airdrop.toml",
            "[[repositories]]",
            "overrides = \"overrides.toml\"\n\n[[repositories]]",
        );
        campaign.write("overrides.toml", OVERRIDES);
        let _ = campaign.run(&["publish"]).exits(0);
        tamper(&Forger::new(&campaign.bundle()));
        let found = failing(campaign.run(&["verify", "out/river", "--offline", "--json"]));
        if found != expected {
            wrong.push(format!("{kind}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn overrides(it: &Forger, part: &str, by: &str) {
    it.edit("overrides.toml", part, by);
    it.hide(Stage::Files);
}

fn unlist(it: &Forger) {
    it.change("manifest.json", |manifest| {
        manifest["files"].as_object_mut().unwrap().remove("overrides.toml").unwrap();
    });
}

fn unname(it: &Forger) {
    it.edit("rules.toml", "overrides = \"overrides.toml\"\n", "");
    it.hide(Stage::Files);
}
