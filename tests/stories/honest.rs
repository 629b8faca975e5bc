//! Nobody is paid by halves, twice or in somebody's name, and nobody's address is published by oversight.

use std::fs;

use tributary_tests::{ADA, BO, CY, Campaign, Clone, Commit, Person, STRANGER};

const DAVE_GIT: &str = "Dave Example <808+dave-example@users.noreply.github.com>";

fn commit<'a>(author: &'a str, at: &'a str, message: &'a str) -> Commit<'a> {
    Commit { author, at, message }
}

fn wallets(campaign: &Campaign, rows: &[(u64, Person)]) {
    let rows: Vec<String> = rows.iter().map(|(id, person)| format!("{id},{}\n", person.address)).collect();
    campaign.write("wallets.csv", &format!("github_id,address\n{}", rows.concat()));
}

#[test]
fn another_clone_in_the_same_place_is_indexed_before_it_is_scored() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    fs::rename(campaign.path("clone"), campaign.path("aside")).unwrap();
    Clone::init(&campaign.path("clone")).commit(&[commit(DAVE_GIT, "2025-03-03T10:00:00Z", "Another river")]);
    let refused = campaign.run(&["score"]).exits(1).says("the clone `clone` is not indexed yet");
    assert_eq!(refused.stdout, "");
    let _ = campaign.run(&["index"]).exits(0);
    assert_eq!(campaign.run(&["score", "--json"]).exits(0).json()["people"][0]["identity"], "github:808");
}

#[test]
fn a_trailer_makes_nobody_a_bot() {
    let plot = "Weed\n\nCo-authored-by: x <808+dave-example[bot]@users.noreply.github.com>";
    // The commits are read by date.
    for [dig, weed] in
        [["2025-04-04T10:00:00Z", "2025-04-05T10:00:00Z"], ["2025-04-05T10:00:00Z", "2025-04-04T10:00:00Z"]]
    {
        let campaign = Campaign::new();
        Clone::init(&campaign.path("clone")).commit(&[
            commit(DAVE_GIT, dig, "Dig"),
            commit("Eve Example <eve@mail.example.org>", weed, plot),
        ]);
        let _ = campaign.run(&["index"]).exits(0);
        let scores = campaign.run(&["score", "--json"]).exits(0).json();
        let people = scores["people"].as_array().unwrap();
        let dave = people.iter().find(|person| person["identity"] == "github:808").unwrap();
        assert_eq!((&dave["kind"], &dave["excluded"]), (&"user".into(), &serde_json::Value::Null), "{dave}");
    }
}

#[test]
fn what_cannot_be_a_login_reaches_no_leaderboard() {
    let campaign = Campaign::new();
    for login in ["\u{1b}[31mRED", "=cmd|x!A1", "a\"b"] {
        let author = format!("Mallory <909+{login}@users.noreply.github.com>");
        Clone::init(&campaign.path("clone")).commit(&[commit(&author, "2025-04-04T10:00:00Z", "Hello")]);
    }
    let _ = campaign.run(&["index"]).exits(0);
    for words in [&["score"][..], &["score", "--csv"], &["score", "--json"]] {
        let shown = campaign.run(words).exits(0).stdout;
        assert!(!shown.contains("github:909") && !shown.contains("RED") && !shown.contains("cmd"), "{shown}");
    }
}

#[test]
fn wallets_of_people_who_get_nothing_are_named_when_publishing() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    wallets(&campaign, &[(101, ADA), (505, BO), (606, CY)]);
    let bot = format!(
        "GitHub id 505 (`robot[bot]`) has the wallet {} and is a bot, which is never paid",
        BO.address
    );
    let nobody = format!("GitHub id 606 has the wallet {} and has no score", CY.address);
    let published = campaign.run(&["publish", "--json"]).exits(0);
    assert_eq!(published.json()["warnings"], serde_json::json!([bot, nobody]));
    let _ = published.says(&format!("warning: {bot}\n")).says(&format!("warning: {nobody}\n"));
    wallets(&campaign, &[(101, ADA), (404, STRANGER)]);
    let published = campaign.run(&["publish", "--json"]).exits(0);
    assert_eq!(published.json()["warnings"], serde_json::json!([]));
    assert!(!published.stderr.contains("warning"), "{}", published.stderr);
}

#[test]
fn an_address_in_the_rules_is_not_published() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    campaign.edit("airdrop.toml", "slug = \"river\"\n", "slug = \"river\" # ask ada@example.org\n");
    let refused =
        campaign.run(&["publish"]).exits(2).says("line 2 of the airdrop's file holds an e-mail address");
    assert_eq!(refused.stdout, "");
    assert!(!refused.stderr.contains("ada@") && !campaign.path("out").exists(), "{}", refused.stderr);
    campaign.edit("airdrop.toml", "ada@example.org", "Ada");
    let _ = campaign.run(&["publish"]).exits(0);
}

#[test]
fn the_path_of_a_clone_is_published_as_it_is_written_and_init_writes_it_from_the_file() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let published = campaign.run(&["publish"]).exits(0);
    assert!(!published.stderr.contains("warning"), "{}", published.stderr);
    assert_eq!(campaign.json("manifest.json")["repositories"][0]["source"], "git:clone");
    let whole = fs::canonicalize(campaign.path("clone")).unwrap();
    campaign.edit("airdrop.toml", "git = \"clone\"", &format!("git = \"{}\"", whole.display()));
    let _ = campaign.run(&["publish"]).exits(0).says(&format!(
        "warning: the path `{}` will be published; write it relative to the airdrop's file",
        whole.display()
    ));

    fs::create_dir(campaign.path("rules")).unwrap();
    let whole = whole.to_str().unwrap();
    for (clone, file, written) in [
        ("clone", "a.toml", "clone"),
        (whole, "b.toml", "clone"),
        (whole, "rules/c.toml", "../clone"),
        ("clone", "rules/d.toml", "../clone"),
        ("nowhere", "e.toml", "nowhere"),
    ] {
        let _ = campaign.run(&["--file", file, "init", "--git", clone]).exits(0);
        let text = fs::read_to_string(campaign.path(file)).unwrap();
        assert!(text.contains(&format!("git = \"{written}\"\n")), "{file}: {text}");
    }
}
