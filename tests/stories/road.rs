//! The road a maintainer walks, with a claimant at its end.

use std::{collections::BTreeMap, fs, path::Path};

use alloy::primitives::U256;
use serde_json::Value;
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, DEPLOYER, Output, STRANGER};

const POOL: &str = "1000000000000000000000001";

fn units(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

fn people(value: &Value) -> &Vec<Value> {
    value["people"].as_array().unwrap()
}

/// Every file below a folder, by its name inside.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn init_writes_a_file_that_the_next_command_reads_and_never_replaces_one() {
    let campaign = Campaign::new();
    fs::remove_file(campaign.path("airdrop.toml")).unwrap();
    let init = ["init", "--git", "clone", "--slug", "brook", "--name", "Brook"];
    let written = campaign.run(&init).exits(0);
    assert_eq!(written.stdout, "airdrop.toml\n");
    let _ = campaign.run(&init).exits(2).says("`airdrop.toml` exists; use --force");

    // The year before today holds none of the clone's days for ever: name the year that does.
    let text = fs::read_to_string(campaign.path("airdrop.toml")).unwrap();
    let dated: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some(("from", _)) => "from = \"2025-01-01\"".to_owned(),
            Some(("until", _)) => "until = \"2026-01-01\"".to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    campaign.write("airdrop.toml", &dated.join("\n"));
    let indexed = campaign.run(&["index", "--json"]).exits(0).json();
    assert_eq!(indexed[0]["commits"], 13, "{indexed}");
    let again = campaign.run(&["index", "--json"]).exits(0).json();
    assert_eq!(again[0]["commits"], 0, "a second run reads only what is new: {again}");
    let published = campaign.run(&["publish", "--json"]).exits(0).json();
    assert_eq!(published["claimants"], 3, "{published}");
    let _ = campaign.run(&["verify", "--offline", "out/brook"]).exits(0);
}

#[test]
fn the_leaderboard_is_the_same_as_table_json_and_csv() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let json = campaign.run(&["score", "--json"]).exits(0).json();
    let from_json: Vec<(String, String)> = people(&json)
        .iter()
        .map(|person| (person["identity"].as_str().unwrap().into(), person["score"].as_str().unwrap().into()))
        .collect();
    let csv = campaign.run(&["score", "--csv"]).exits(0).stdout;
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let from_csv: Vec<_> = rows.iter().map(|row| (row[1].to_owned(), row[3].to_owned())).collect();
    assert_eq!(from_csv, from_json);

    // A commit weighs 1, so a month with n commits gives √n points. Ada: January, February, March (with Bo), July,
    // December; Bo: two commits in March, one in August.
    let score = |identity: &str| from_json.iter().find(|(who, _)| who == identity).unwrap().1.as_str();
    assert_eq!(score("github:101"), "5000000");
    assert_eq!(score("github:202"), "2414213", "√2 + 1, rounded down to micro-points");
    assert_eq!(score("github:3000000000"), "1000000", "a commit at the window's end is outside");
    let bot = rows.iter().find(|row| row[1] == "github:505").unwrap();
    assert_eq!((bot[3], bot[4]), ("0", "bot"));
    assert_eq!(json["total"], "10414213");

    let table = campaign.run(&["score"]).exits(0).stdout;
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["rank", "who", "points", "share"]);
    assert_eq!(&lines[1][..3], ["1", "ada-example", "5"]);
    assert_eq!(&lines[2][..3], ["2", "bo-example", "2.414213"]);
    assert_eq!(lines.len(), 1 + 5, "a bot is not in the table:\n{table}");
}

#[test]
fn publishing_is_exact_deterministic_and_keeps_addresses_private() {
    let campaign = Campaign::published();
    let allocation = campaign.json("allocation.json");
    let sum: U256 = people(&allocation).iter().map(|person| units(&person["amount"])).sum();
    assert_eq!(sum.to_string(), POOL);
    let unlinked: Vec<_> = people(&allocation).iter().filter(|person| person["address"].is_null()).collect();
    let identities: Vec<_> = unlinked.iter().map(|person| person["identity"].as_str().unwrap()).collect();
    assert_eq!(identities.len(), 2, "{identities:?}");
    assert!(identities.contains(&"github:404") && identities.iter().any(|who| who.starts_with("email:")));

    let manifest = campaign.json("manifest.json");
    assert_eq!((&manifest["claimants"], &manifest["unlinked"]), (&3.into(), &2.into()));
    let unlinked_total: U256 = unlinked.iter().map(|person| units(&person["amount"])).sum();
    assert_eq!(units(&manifest["unlinked_total"]), unlinked_total);
    assert_eq!(units(&manifest["total"]) + unlinked_total, units(&manifest["pool"]));

    let _ = campaign.run(&["publish", "--out", "again"]).exits(0);
    let first = files(&campaign.bundle());
    assert!(first == files(&campaign.path("again/river")), "two runs, two results");
    // Another database, the commits read in other batches.
    let _ = campaign.run(&["index", "--database", "sqlite://other.db"]).exits(0);
    let _ = campaign.run(&["publish", "--database", "sqlite://other.db", "--out", "third"]).exits(0);
    assert!(first == files(&campaign.path("third/river")), "two databases, two results");

    for (name, bytes) in first {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains('@'), "an e-mail address in {name}");
        for private in ["mail.example.org", "noreply", "Eve"] {
            assert!(!text.contains(private), "`{private}` in {name}");
        }
    }
}

#[test]
fn a_dry_run_of_publishing_writes_nothing() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let planned =
        campaign.run(&["publish", "--dry-run", "--json"]).exits(0).says("nothing was written to out/river");
    assert!(!campaign.path("out").exists());
    let published = campaign.run(&["publish", "--json"]).exits(0);
    assert_eq!(planned.json(), published.json());
}

#[test]
fn from_deploying_to_the_last_claim() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    a_dry_run_sends_nothing(&campaign, &anvil);
    let deployed = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes", "--json"]).run().exits(0).json();
    assert_eq!(deployed["deployment"], campaign.json("deployment.json"));
    holds(&campaign, &anvil);

    let amount = |person: &str| {
        let allocation = campaign.json("allocation.json");
        let found = people(&allocation).iter().find(|entry| entry["identity"] == person).cloned();
        units(&found.unwrap()["amount"])
    };
    let token = campaign.address("token");
    somebody_else_claims_for_ada(&campaign, &anvil, amount("github:101"));
    bo_claims_to_another_account(&campaign, &anvil, amount("github:202"));
    let own = campaign.sending(&anvil, CY, &["claim", "out/river", "--yes"]).run().exits(0);
    assert!(anvil.succeeded(own.stdout.trim().parse().unwrap()), "{}", own.stdout);
    assert_eq!(anvil.balance(token, CY.address), amount("github:3000000000"));
    assert_eq!(anvil.balance(token, campaign.address("airdrop")), U256::ZERO, "everybody has claimed");
    holds(&campaign, &anvil);
    deploying_again_sends_nothing(&campaign, &anvil);
}

fn holds(campaign: &Campaign, anvil: &Anvil) {
    let report = campaign.asking(anvil, &["verify", "out/river", "--json"]).run().exits(0).json();
    let checks = report["checks"].as_array().unwrap();
    assert_eq!(report["holds"], true);
    assert!(checks.len() >= 17 && checks.iter().all(|check| check["status"] == "pass"), "{report:#}");
}

/// The chain's newest block and how much the deployer has sent.
fn position(anvil: &Anvil) -> (u64, u64) {
    (anvil.block_number(), anvil.nonce(DEPLOYER.address))
}

fn a_dry_run_sends_nothing(campaign: &Campaign, anvil: &Anvil) {
    let before = position(anvil);
    let deploy = ["deploy", "--dry-run", "--json"];
    let plan = campaign.sending(anvil, DEPLOYER, &deploy).run().exits(0).says("nothing was sent").json();
    assert_eq!(position(anvil), before);
    assert!(!campaign.bundle().join("deployment.json").exists());
    let steps = plan["transactions"].as_array().unwrap();
    assert_eq!(steps.len(), 4, "token, factory, allowance, airdrop: {plan:#}");
    assert!(steps.iter().all(|step| step["gas"].as_u64().unwrap() > 21_000), "{plan:#}");
}

fn somebody_else_claims_for_ada(campaign: &Campaign, anvil: &Anvil, amount: U256) {
    let (token, ada) = (campaign.address("token"), ADA.address.to_string());
    let words = ["claim", "out/river", "--account", ada.as_str(), "--yes", "--json"];
    let claim = || campaign.sending(anvil, STRANGER, &words).run();
    assert_eq!(anvil.balance(token, ADA.address), U256::ZERO);

    let (block, nonce) = (anvil.block_number(), anvil.nonce(STRANGER.address));
    let rehearsal = [&words[..4], &["--dry-run"]].concat();
    let _ = campaign.sending(anvil, STRANGER, &rehearsal).run().exits(0).says("nothing was sent");
    assert_eq!((anvil.block_number(), anvil.nonce(STRANGER.address)), (block, nonce));

    let claimed = claim().exits(0).json();
    assert_eq!(units(&claimed[0]["amount"]), amount);
    assert!(anvil.succeeded(claimed[0]["tx_hash"].as_str().unwrap().parse().unwrap()));
    assert_eq!(anvil.balance(token, ADA.address), amount);
    assert_eq!(anvil.balance(token, STRANGER.address), U256::ZERO, "the sender gets nothing");
    status(campaign, anvil, 1, amount);

    let nonce = anvil.nonce(STRANGER.address);
    let _ = claim().exits(1).says("AlreadyClaimed");
    assert_eq!(anvil.nonce(STRANGER.address), nonce, "a claim that would fail is not sent");
}

fn bo_claims_to_another_account(campaign: &Campaign, anvil: &Anvil, amount: U256) {
    let (token, before) = (campaign.address("token"), status_claimed(campaign, anvil));
    let (bo, elsewhere) = (BO.address.to_string(), STRANGER.address.to_string());
    let words = ["claim", "out/river", "--account", bo.as_str(), "--to", elsewhere.as_str(), "--yes"];
    let _ = campaign.sending(anvil, STRANGER, &words).run().exits(2).says("--to needs the key of");
    let _ = campaign.sending(anvil, BO, &words).run().exits(0);
    assert_eq!(anvil.balance(token, STRANGER.address), amount);
    assert_eq!(anvil.balance(token, BO.address), U256::ZERO);
    status(campaign, anvil, 2, before + amount);
}

fn status_claimed(campaign: &Campaign, anvil: &Anvil) -> U256 {
    units(&campaign.asking(anvil, &["status", "--json"]).run().exits(0).json()["claimed"])
}

fn status(campaign: &Campaign, anvil: &Anvil, claims: u64, claimed: U256) {
    let status = campaign.asking(anvil, &["status", "--json"]).run().exits(0).json();
    let total = units(&campaign.json("manifest.json")["total"]);
    assert_eq!((&status["claims"], &status["claimants"]), (&claims.into(), &3.into()));
    assert_eq!((units(&status["claimed"]), units(&status["left"])), (claimed, total - claimed));
    assert_eq!(units(&status["balance"]), total - claimed);
    let seconds = status["seconds_left"].as_u64().unwrap();
    let window = 1_785_542_400 - CLAIMABLE_AT;
    assert!(
        seconds <= window && seconds + 600 > window,
        "2026-08-01 is {window} s after the start: {status}"
    );
    let said: Output = campaign.asking(anvil, &["status"]).run().exits(0);
    assert!(said.stdout.contains(&format!("by {claims} of 3")), "{}", said.stdout);
}

fn deploying_again_sends_nothing(campaign: &Campaign, anvil: &Anvil) {
    let (before, deployment) = (position(anvil), campaign.json("deployment.json"));
    let _ = campaign.sending(anvil, DEPLOYER, &["deploy"]).run().exits(0);
    assert_eq!(position(anvil), before);
    assert_eq!(campaign.json("deployment.json"), deployment);
    // What the contract vouches for cannot be published over.
    campaign.edit("airdrop.toml", "For everybody who wrote it.", "For some.");
    let _ = campaign.run(&["publish"]).exits(2).says("choose another `airdrop.slug`");
    // A lost deployment.json is found again on the chain.
    fs::remove_file(campaign.bundle().join("deployment.json")).unwrap();
    let again: Output = campaign.sending(anvil, DEPLOYER, &["deploy", "out/river"]).run().exits(0);
    assert!(again.stderr.contains("stands at"), "{}", again.stderr);
    assert_eq!(position(anvil), before);
    let found = campaign.json("deployment.json");
    for key in ["chain_id", "token", "factory", "airdrop", "airdrop_tx", "block", "deployer", "owner", "salt"]
    {
        assert_eq!(found[key], deployment[key], "{key}");
    }
}
