//! Wrong input to every command: the thing is named, the remedy too, the exit code is the documented one, and nothing
//! is half done.

use std::{collections::BTreeSet, fs};

use alloy::primitives::U256;
use serde_json::json;
use tributary_bindings::token::ProjectToken::transferCall;
use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, STRANGER};

/// The names in a campaign's folder.
fn names(campaign: &Campaign) -> BTreeSet<String> {
    let entries = fs::read_dir(campaign.folder()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Refused as bad input, with nothing on standard output.
fn refused(output: Output, part: &str) {
    let refused = output.exits(2).says("error: ").says(part);
    assert_eq!(refused.stdout, "");
}

#[test]
fn a_wrong_line_of_the_rules_is_named_before_anything_is_touched() {
    let campaign = Campaign::new();
    let before = names(&campaign);
    let rules = fs::read_to_string(campaign.path("airdrop.toml")).unwrap();
    let checksum = "\n[claim]\nowner = \"0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266\"\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("[airdrop]", "[airdrop]\ncolour = 1", &["TOML parse error at line 2", "unknown field `colour`"]),
        ("[window]", "[windows]", &["unknown field `windows`"]),
        ("slug = \"river\"", "slug = river", &["TOML parse error at line 2"]),
        ("name = \"River contributors\"\n", "", &["missing field `name`"]),
        ("slug = \"river\"", "slug = \"../river\"", &["`airdrop.slug`: `../river` must be"]),
        (
            "until = \"2026-01-01\"",
            "until = \"2025-01-01\"",
            &["`window`: the window ends at", "not after its start"],
        ),
        (
            "from = \"2025-01-01\"",
            "from = \"2025-13-01\"",
            &["line 10", "`2025-13-01` is not a time; write a date"],
        ),
        ("end = \"2026-08-01\"", "end = \"2026-01-01\"", &["`claim`: the window ends at"]),
        (
            "\"opendigger-activity\"",
            "\"page-rank\"",
            &["`score.preset`: `page-rank` is not a preset; there are `merged-work`"],
        ),
        ("commits = \"1\"", "commits = \"-1\"", &["`-1` is not a weight; write a decimal"]),
        ("commits = \"1\"", "commit = \"1\"", &["unknown field `commit`", "`commits`"]),
        (
            "pool = \"1000000.000000000000000001\"",
            "pool = \"0\"",
            &["`allocation.pool`: there is nothing to share"],
        ),
        (
            "pool = \"1000000.000000000000000001\"",
            "pool = \"1e6\"",
            &["`allocation.pool`: `1e6` is not a decimal amount"],
        ),
        (
            "pool = \"1000000.000000000000000001\"",
            "pool = 5",
            &["invalid type: integer `5`, expected a string"],
        ),
        ("000001\"", "0000001\"", &["`allocation.pool`: ", "has 19 decimals and the token has 18"]),
        ("supply = \"2000000\"", "supply = \"999999\"", &["`token.supply`: is less than the pool of"]),
        (
            "supply = \"2000000\"",
            "",
            &["`token`: needs `address` (an existing token) or `supply` (a new one)"],
        ),
        (
            "supply = \"2000000\"",
            "supply = \"2000000\"\ndecimals = 6",
            &["`token.decimals`: a new token has 18 decimals"],
        ),
        ("wallets = ", "cap = \"110%\"\nwallets = ", &["`allocation.cap`: `110%`"]),
        (
            "git = \"clone\"",
            "git = \"clone\"\ntopic = \"llm\"",
            &["`repositories`: each entry needs exactly one of `github"],
        ),
        (
            "git = \"clone\"",
            "git = \"clone\"\n[[repositories]]\ngit = \"clone\"",
            &["`repositories`: `git:clone` stands twice"],
        ),
        ("git = \"clone\"", "github = \"nobody\"", &["line 7", "`nobody`"]),
        (
            "id = 31337",
            "id = 31337\nrpc_url = \"ftp://x\"",
            &["`chain.rpc_url`: `ftp://x` must start with https:// or http://"],
        ),
        (
            "id = 31337",
            "id = 31337\nrpc_url = \"https://ada:word@x\"",
            &["`chain.rpc_url`: holds a password and this file is published"],
        ),
        (
            "[claim]",
            "[database]\nurl = \"postgres://ada:word@x/y\"\n[claim]",
            &["`database.url`: holds a password and this file is published", "DATABASE_URL"],
        ),
        ("\n[claim]\n", checksum, &["fails its checksum (EIP-55)"]),
    ];
    for (part, by, said) in cases {
        assert!(rules.contains(part), "{part}");
        campaign.write("airdrop.toml", &rules.replacen(part, by, 1));
        for command in ["index", "score", "publish"] {
            let output = campaign.run(&[command]);
            said.iter().for_each(|said| refused(output.clone(), said));
            assert!(!output.stderr.contains("word@"), "a password is repeated: {}", output.stderr);
        }
        assert_eq!(names(&campaign), before, "{by}: no database, no bundle");
    }
}

#[test]
fn without_rules_the_remedy_is_told() {
    let campaign = Campaign::new();
    fs::remove_file(campaign.path("airdrop.toml")).unwrap();
    for command in ["index", "score", "publish", "deploy", "verify", "status"] {
        refused(campaign.run(&[command]), "`tributary init` writes one");
    }
    refused(campaign.run(&["--file", "other.toml", "score"]), "cannot read `other.toml`");
    for (words, part) in [
        (
            &["init", "--slug", "Two Words"][..],
            "`airdrop.slug`: `Two Words` must be 1 to 64 lower-case letters",
        ),
        (&["init", "--repo", "nobody"][..], "invalid value 'nobody' for '--repo <OWNER/NAME>'"),
    ] {
        refused(campaign.run(words), part);
        assert!(!campaign.path("airdrop.toml").exists());
    }
    assert!(!names(&campaign).contains("tributary.db"));
}

#[test]
fn every_bad_row_of_the_wallets_is_named_in_one_run() {
    let campaign = Campaign::new();
    let _ = campaign.run(&["index"]).exits(0);
    let (ada, deployer) = (ADA.address, DEPLOYER.address);
    let wrong = deployer.to_string().replace("Fd6e", "fd6e");
    let rows = [
        ("101", ada.to_string(), None),
        ("101", deployer.to_string(), Some("GitHub id 101 already stands in line 2")),
        ("202", ada.to_string(), Some("already stands in line 2")),
        ("ada-example", deployer.to_string(), Some("`ada-example` is not a numeric GitHub id")),
        ("303", "ada.eth".to_owned(), Some("`ada.eth` is not an address")),
        ("404", wrong, Some("fails its checksum")),
        ("505", format!("0x{}", "0".repeat(40)), Some("the zero address belongs to nobody")),
        ("606", format!("{deployer},more"), Some("is not two fields")),
    ];
    let lines: Vec<_> = rows.iter().map(|(id, address, _)| format!("{id},{address}")).collect();
    campaign.write("wallets.csv", &format!("github_id,address\n{}\n", lines.join("\n")));
    let output = campaign.run(&["publish"]);
    refused(output.clone(), "in `wallets.csv`");
    for ((id, _, reason), line) in rows.iter().zip(2..) {
        let told =
            output.stderr.lines().find(|told| told.trim_start().starts_with(&format!("line {line}: ")));
        match (told, reason) {
            (Some(told), Some(reason)) => assert!(told.contains(reason), "{id}: {told}"),
            (told, reason) => assert_eq!(told.is_some(), reason.is_some(), "{id}: {}", output.stderr),
        }
    }
    campaign.write("wallets.csv", &format!("github_id,address\n{}", "nobody,0x1\n".repeat(130)));
    let many = campaign.run(&["publish"]);
    refused(many.clone(), "130 bad rows");
    assert_eq!(many.stderr.matches("\n  line ").count(), 100);
    assert!(many.stderr.contains("and 30 more"), "{}", many.stderr);
    campaign.write("wallets.csv", &format!("101,{ada}\n"));
    refused(campaign.run(&["publish"]), "the first line must be `github_id,address`");
    fs::remove_file(campaign.path("wallets.csv")).unwrap();
    refused(
        campaign.run(&["publish"]),
        "cannot read the wallets `wallets.csv` that `allocation.wallets` names",
    );
    campaign.write("wallets.csv", "github_id,address\n");
    refused(campaign.run(&["publish"]), "none of them can claim it");
    assert!(!campaign.path("out").exists());
}

#[test]
fn a_step_before_its_time_says_which_one_is_missing() {
    let campaign = Campaign::new();
    let _ =
        campaign.run(&["score"]).exits(1).says("the clone `clone` is not indexed yet; run `tributary index`");
    let _ = campaign.run(&["publish"]).exits(1).says("run `tributary index`");
    for command in ["deploy", "verify", "status"] {
        refused(campaign.run(&[command]), "no bundle in `out/river`; `tributary publish` writes one");
        refused(campaign.run(&[command, "elsewhere"]), "no bundle in `elsewhere`");
    }
    refused(campaign.run(&["claim", "elsewhere"]), "no bundle in `elsewhere`");
    fs::remove_dir_all(campaign.path("clone")).unwrap();
    refused(campaign.run(&["index"]), "`clone` is not a git repository");
    refused(campaign.run(&["index", "--git", "nowhere"]), "`nowhere` is not a git repository");
}

#[test]
fn nothing_is_sent_without_key_endpoint_chain_or_funds() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let _ = campaign.run(&["status"]).exits(1).says("`tributary deploy` does that");
    let _ = campaign.run(&["claim", "out/river"]).exits(1).says("it is not deployed");
    refused(campaign.asking(&anvil, &["deploy", "--yes"]).run(), "set TRIBUTARY_KEYSTORE");
    let with_key = |words: &[&str]| campaign.tributary(words).env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key);
    refused(with_key(&["deploy", "--yes"]).run(), "pass --rpc-url or set ETH_RPC_URL");
    refused(with_key(&["deploy", "--yes", "--rpc-url", "nowhere"]).run(), "expected http(s)://");
    refused(with_key(&["deploy", "--keystore", "none.json"]).run(), "set TRIBUTARY_KEYSTORE_PASSWORD");
    refused(
        with_key(&["deploy", "--keystore", "none.json"]).env("TRIBUTARY_KEYSTORE_PASSWORD", "x").run(),
        "the key file `none.json`: No such file",
    );
    let unset = campaign.asking(&anvil, &["deploy", "--yes"]).env("TRIBUTARY_KEYSTORE", "");
    refused(unset.env("TRIBUTARY_PRIVATE_KEY", "").run(), "set TRIBUTARY_KEYSTORE");
    let deploy = || campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run();
    anvil.aside(|| {
        let _ = anvil.rpc("anvil_setBalance", json!([DEPLOYER.address, "0x1"]));
        let _ = deploy().exits(1).says("wei for gas and has 1");
        assert_eq!(anvil.nonce(DEPLOYER.address), 0);
    });
    anvil.aside(|| {
        let _ = anvil.rpc("anvil_setChainId", json!([1]));
        refused(deploy(), "the endpoint serves chain 1 and the airdrop is for chain 31337");
    });
    let _ = anvil.rpc("anvil_setChainId", json!([31337]));
    assert_eq!(
        (anvil.nonce(DEPLOYER.address), campaign.bundle().join("deployment.json").exists()),
        (0, false)
    );
}

#[test]
fn a_token_that_cannot_fund_the_airdrop_is_refused_before_anything_is_sent() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let token = Campaign::deployed(&anvil).address("token");
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "supply = \"2000000\"", &format!("address = \"{token}\""));
    let _ = campaign.run(&["index"]).exits(0);
    let publish = || campaign.run(&["publish"]).exits(0);
    let _ = publish();
    let deploy = || campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run();
    anvil.aside(|| {
        let spent = transferCall {
            to: STRANGER.address,
            value: anvil.balance(token, DEPLOYER.address) - U256::from(7),
        };
        anvil.send(DEPLOYER.address, token, &spent);
        let before = anvil.nonce(DEPLOYER.address);
        let _ = deploy().exits(1).says(&format!("base units of {token} to fund the airdrop and has 7"));
        assert_eq!(anvil.nonce(DEPLOYER.address), before);
    });
    campaign.edit("airdrop.toml", "symbol = \"RVR\"", "symbol = \"RVR\"\ndecimals = 19");
    let _ = publish();
    refused(deploy(), "has 18 decimals and the rules say 19");
    campaign.edit("airdrop.toml", "decimals = 19", "");
    campaign.edit("airdrop.toml", &token.to_string(), &STRANGER.address.to_string());
    let _ = publish();
    let _ = deploy().exits(1).says(&format!("there is no contract at {} (token)", STRANGER.address));
    assert!(!campaign.bundle().join("deployment.json").exists());
}

#[test]
fn claims_that_cannot_be_are_told_before_anything_is_sent() {
    let anvil = Anvil::start(CLAIMABLE_AT - 20 * 86_400);
    let campaign = Campaign::deployed(&anvil);
    let claim = |words: &[&str]| {
        let words = [&["claim", "out/river", "--yes"], words].concat();
        campaign.sending(&anvil, STRANGER, &words).run()
    };
    let (ada, before) = (ADA.address.to_string(), anvil.nonce(STRANGER.address));
    let _ = claim(&[]).exits(1).says(&format!("{} has no part in `River contributors`", STRANGER.address));
    let _ = claim(&["--account", &ada]).exits(1).says("NotStarted").says("claimStart: 1769904000");
    refused(claim(&["--account", "ada"]), "`ada` is not an address");
    refused(claim(&["--account", &ada, "--to", "0x0"]), "`0x0` is not an address");
    refused(campaign.asking(&anvil, &["claim", "out/river"]).run(), "set TRIBUTARY_KEYSTORE");
    let unsure = campaign.sending(&anvil, DEPLOYER, &["claim", "out/river", "--account", &ada]);
    let _ = anvil.rpc("evm_setNextBlockTimestamp", json!([CLAIMABLE_AT]));
    let _ = anvil.rpc("evm_mine", json!([]));
    let _ = unsure.input(b"claim\n").run().exits(4).says("run on a terminal, or pass --yes");
    let _ = anvil.rpc("evm_setNextBlockTimestamp", json!([1_785_542_400]));
    let _ = anvil.rpc("evm_mine", json!([]));
    let _ = claim(&["--account", &ada]).exits(1).says("Ended");
    assert_eq!(anvil.nonce(STRANGER.address), before);
    // Without a key a rehearsal is all that there is.
    let own = campaign.asking(&anvil, &["claim", "out/river", "--account", &ada, "--dry-run"]);
    let _ = own.run().exits(1).says("Ended");
}

#[test]
fn a_bundle_that_does_not_hold_is_not_deployed() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let allocation = fs::read_to_string(campaign.bundle().join("allocation.json")).unwrap();
    fs::write(campaign.bundle().join("allocation.json"), allocation + "\n").unwrap();
    let words = ["deploy", "--yes", "--json"];
    let deploy = campaign.sending(&anvil, DEPLOYER, &words).run().exits(1).says("nothing was sent");
    assert_eq!(deploy.json()["verify"]["holds"], false);
    assert_eq!(anvil.nonce(DEPLOYER.address), 0);
    fs::write(campaign.bundle().join("manifest.json"), "{").unwrap();
    refused(campaign.run(&["verify", "--offline"]), "`out/river/manifest.json` is not a bundle's file");
}

#[test]
fn what_is_deployed_is_not_published_over() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let before = campaign.json("manifest.json");
    campaign.edit("airdrop.toml", "commits = \"1\"", "commits = \"2\"");
    refused(campaign.run(&["publish"]), "choose another `airdrop.slug`");
    assert_eq!(campaign.json("manifest.json"), before);
    let _ = campaign.asking(&anvil, &["verify"]).run().exits(0);
}

#[test]
fn the_database_address_is_checked() {
    let campaign = Campaign::new();
    for url in ["mysql://ada:word@host/db", "tributary.db", "sqlite::memory:", "ada:word@host/db"] {
        let output = campaign.run(&["score", "--database", url]);
        refused(output.clone(), "is not a database address; expected `sqlite://");
        assert!(!output.stderr.contains("word"), "{}", output.stderr);
    }
    let _ = campaign.run(&["score", "--database", ""]).exits(1).says("`tributary index`");
}
