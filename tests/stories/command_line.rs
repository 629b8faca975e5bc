//! The manners of the command line: data on standard output and words on standard error, JSON everywhere, consent,
//! colours, completions, and which setting beats which.

use std::{fs, process::Command};

use serde_json::{Value, json};
use tributary_tests::{
    ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, Relay, STRANGER, Verdict, binary,
};

const COMMANDS: [&str; 18] = [
    "init",
    "index",
    "score",
    "backtest",
    "publish",
    "appeals",
    "rehearse",
    "deploy",
    "verify",
    "explain",
    "serve",
    "status",
    "claim",
    "tree",
    "match",
    "repos",
    "keystore",
    "completions",
];

#[test]
fn help_tells_every_command_setting_and_exit_code() {
    let campaign = Campaign::new();
    let help = campaign.run(&["--help"]).exits(0);
    assert_eq!(help.stderr, "");
    for command in COMMANDS {
        assert!(help.stdout.contains(&format!("  {command} ")), "{command}: {}", help.stdout);
        let own = campaign.run(&[command, "--help"]).exits(0);
        assert!(own.stdout.contains("Usage: tributary ") && own.stdout.contains("--json"), "{}", own.stdout);
    }
    for setting in
        ["DATABASE_URL", "GITHUB_TOKEN", "ETH_RPC_URL", "TRIBUTARY_KEYSTORE", "RUST_LOG", "NO_COLOR"]
    {
        assert!(help.stdout.contains(setting), "{setting}");
    }
    for code in [
        "0 done",
        "1 a check failed or nothing was found",
        "2 bad input",
        "3 something outside",
        "4 you said no",
    ] {
        assert!(help.stdout.contains(code), "{code}: {}", help.stdout);
    }
    let version = campaign.run(&["--version"]).exits(0).stdout;
    assert_eq!(version, format!("tributary {}\n", env!("CARGO_PKG_VERSION")));
    for words in [&["publsh"][..], &["score", "--colour"], &["score", "--csv", "--json"], &[]] {
        let wrong = campaign.run(words).exits(2);
        assert_eq!(wrong.stdout, "");
        assert!(wrong.stderr.contains("Usage: tributary"), "{}", wrong.stderr);
    }
}

#[test]
fn every_command_speaks_json_and_nothing_else_on_standard_output() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::new();
    let ada = ADA.address.to_string();
    let list = format!("address,amount\n{ada},1\n");
    campaign.write("list.csv", &list);
    let json = |words: &[&str]| -> Value {
        let run = campaign.sending(&anvil, DEPLOYER, &[words, &["--json"]].concat());
        run.env("TRIBUTARY_KEYSTORE_PASSWORD", "word").run().exits(0).json()
    };
    assert_eq!(json(&["--file", "other.toml", "init"])["file"], "other.toml");
    assert_eq!(json(&["index"])[0]["source"], "git");
    assert_eq!(json(&["score"])["preset"], "opendigger-activity");
    assert_eq!(json(&["publish"])["dir"], "out/river");
    assert_eq!(json(&["appeals"]), json!([]));
    assert_eq!(json(&["deploy", "--dry-run"])["transactions"][0]["label"], "create the token");
    assert_eq!(json(&["deploy", "--yes"])["verify"]["holds"], true);
    assert_eq!(json(&["verify"])["holds"], true);
    assert_eq!(json(&["status"])["claims"], 0);
    let claim = ["claim", "out/river", "--account", &ada];
    assert_eq!(json(&[&claim[..], &["--dry-run"]].concat())[0]["plan"]["label"], "claim leaf 0");
    assert_eq!(json(&[&claim[..], &["--yes"]].concat())[0]["to"], json!(ADA.address));
    assert_eq!(json(&["tree", "build", "list.csv", "-o", "tree.json"])["leaves"], 1);
    assert_eq!(json(&["tree", "proof", "tree.json", &ada])["entries"][0]["index"], 0);
    assert_eq!(json(&["tree", "check", "tree.json"])["total"], "1");
    assert_eq!(json(&["tree", "list", "tree.json"])[0]["amount"], "1");
    assert_eq!(json(&["keystore", "new", "key.json"])["file"], "./key.json");
}

#[test]
fn a_dry_run_says_what_would_be_sent_with_its_gas() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let plan =
        campaign.sending(&anvil, DEPLOYER, &["deploy", "--dry-run"]).run().exits(0).says("nothing was sent");
    for part in [
        "1. create the token → ",
        "4. create and fund the airdrop → ",
        " gas\n",
        "ether at the fees now",
        "RVR into the airdrop",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    let owner = format!(
        "owner   {} (may take back what is left after 2026-08-01T00:00:00Z, and everything until two days before \
         2026-02-01T00:00:00Z)",
        DEPLOYER.address
    );
    assert!(plan.stdout.contains(&owner), "{}", plan.stdout);
    assert_eq!(anvil.nonce(DEPLOYER.address), 0);
    let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    let standing = campaign.sending(&anvil, DEPLOYER, &["deploy", "--dry-run"]).run().exits(0);
    assert!(standing.stdout.contains("there is nothing to send"), "{}", standing.stdout);
    // No key is needed to rehearse a claim for somebody.
    let ada = ADA.address.to_string();
    let words = ["claim", "out/river", "--account", &ada, "--dry-run"];
    let claim = campaign.asking(&anvil, &words).run().exits(0).says("nothing was sent").stdout;
    assert!(claim.contains(&format!("RVR to {ada}, ")) && claim.ends_with(" gas\n"), "{claim}");
}

#[test]
fn money_moves_only_after_the_word_is_typed() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let unseen = campaign.sending(&anvil, DEPLOYER, &["deploy"]).input(b"river\n").run();
    let _ = unseen.exits(4).says("run on a terminal, or pass --yes");
    let typed = |word: &[u8]| campaign.sending(&anvil, DEPLOYER, &["deploy"]).on_terminal().input(word).run();
    for word in [&b"yes\n"[..], b"y\n", b"\n", b"River\n", b"\x04"] {
        let declined = typed(word).exits(4);
        assert!(
            declined.stdout.contains("4 transactions on chain 31337. Type `river` to go on: "),
            "{}",
            declined.stdout
        );
        assert!(declined.stdout.contains("nothing was sent"), "{}", declined.stdout);
        assert_eq!(anvil.nonce(DEPLOYER.address), 0);
    }
    let deployed = typed(b"river\n").exits(0);
    assert!(deployed.stdout.contains("checks hold."), "{}", deployed.stdout);
    let claim =
        |word: &[u8]| campaign.sending(&anvil, ADA, &["claim", "out/river"]).on_terminal().input(word).run();
    assert!(claim(b"yes\n").exits(4).stdout.contains("1 claim on chain 31337. Type `claim` to go on: "));
    assert_eq!(anvil.nonce(ADA.address), 0);
    let _ = claim(b"claim\n").exits(0);
    assert_eq!(anvil.nonce(ADA.address), 1);
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let campaign = Campaign::new();
    let colour = |output: &Output| output.all().contains("\u{1b}[3") || output.all().contains("\u{1b}[1m");
    for words in [&["score", "--colour"][..], &["--help"], &["index", "-vv"]] {
        let shown = campaign.tributary(words).on_terminal().run();
        assert!(colour(&shown), "{words:?}: {}", shown.stdout);
        let plain = campaign.tributary(words).env("NO_COLOR", "1").on_terminal().run();
        assert!(!colour(&plain), "{words:?}: {:?}", plain.stdout);
        assert!(!colour(&campaign.run(words)), "not into a pipe");
    }
}

#[test]
fn completions_know_the_commands() {
    let campaign = Campaign::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = campaign.run(&["completions", shell]).exits(0).stdout;
        for command in COMMANDS {
            assert!(script.contains(command), "{command} in {shell}");
        }
    }
    let _ = campaign.run(&["completions", "tcsh"]).exits(2).says("invalid value 'tcsh'");
    campaign.write("check.sh", "set -eu\n. ./completions.sh\ncomplete -p tributary\n");
    campaign.write("completions.sh", &campaign.run(&["completions", "bash"]).stdout);
    let checked = Command::new("bash").arg("check.sh").current_dir(campaign.folder()).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn a_flag_beats_the_environment_and_the_environment_beats_the_file() {
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "[claim]", "[database]\nurl = \"sqlite://file.db\"\n\n[claim]");
    let there = |name: &str| campaign.path(name).exists();
    let _ = campaign
        .tributary(&["index", "--database", "sqlite://flag.db"])
        .env("DATABASE_URL", "sqlite://env.db")
        .run()
        .exits(0);
    assert_eq!((there("flag.db"), there("env.db"), there("file.db")), (true, false, false));
    let _ = campaign.tributary(&["index"]).env("DATABASE_URL", "sqlite://env.db").run().exits(0);
    assert_eq!((there("env.db"), there("file.db")), (true, false));
    let _ = campaign.tributary(&["index"]).env("DATABASE_URL", "").run().exits(0);
    assert_eq!((there("file.db"), there("tributary.db")), (true, false), "set and empty is not set");

    fs::rename(campaign.path("airdrop.toml"), campaign.path("river.toml")).unwrap();
    let _ = campaign.tributary(&["score"]).env("TRIBUTARY_FILE", "river.toml").run().exits(0);
    let _ = campaign
        .tributary(&["score"])
        .env("TRIBUTARY_FILE", "")
        .run()
        .exits(2)
        .says("cannot read `airdrop.toml`");
    let flag = ["score", "--file", "river.toml"];
    let _ = campaign.tributary(&flag).env("TRIBUTARY_FILE", "other.toml").run().exits(0);
}

#[test]
fn the_endpoint_of_the_rules_is_the_last_resort() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let pass = || Relay::start(anvil.url(), |_, _| Verdict::Pass);
    let (flag, env, file) = (pass(), pass(), pass());
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "id = 31337", &format!("id = 31337\nrpc_url = \"{}\"", file.url()));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    let deploy = ["deploy", "--yes", "--rpc-url", flag.url()];
    let deployed =
        campaign.tributary(&deploy).env("ETH_RPC_URL", env.url()).env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key);
    let _ = deployed.run().exits(0);
    assert!(!flag.seen().is_empty() && env.seen().is_empty() && file.seen().is_empty());
    let _ = campaign.tributary(&["verify"]).env("ETH_RPC_URL", env.url()).run().exits(0);
    assert!(!env.seen().is_empty() && file.seen().is_empty());
    let _ = campaign.tributary(&["verify"]).env("ETH_RPC_URL", "").run().exits(0);
    assert!(!file.seen().is_empty());
}

#[test]
fn a_reader_that_leaves_is_no_failure_and_a_full_disk_is() {
    let campaign = Campaign::new();
    let sh = |line: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("TRIBUTARY", binary()).current_dir(campaign.folder());
        let output = shell.output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    // The reader has left before the first word.
    let left = sh("{ sleep 0.3; \"$TRIBUTARY\" completions zsh; echo \"code $?\" >&2; } | :");
    assert_eq!(left, "code 0\n");
    let deaf = "\"$TRIBUTARY\" --file brook.toml init 2>&1 >/dev/null";
    assert_eq!(sh(&format!("{{ sleep 0.3; {deaf}; echo \"code $?\" >&2; }} | :")), "code 0\n");
    assert!(campaign.path("brook.toml").exists());
    let full = sh("\"$TRIBUTARY\" completions zsh >/dev/full; echo \"code $?\"");
    assert!(full.contains("cannot write to standard output") && full.contains("code 3"), "{full}");
}

#[test]
fn the_server_serves_the_bundle_and_ends_when_told() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let server = campaign.asking(&anvil, &["serve", "--listen", "127.0.0.1:0"]).serve();
    let listed = server.get("/api/v1/campaigns");
    assert!(listed.starts_with("HTTP/1.1 200") && listed.contains("River contributors"), "{listed}");
    let proof = server.get(&format!("/api/v1/campaigns/river/proofs/{}", ADA.address));
    let amount = campaign.json("allocation.json")["people"][0]["amount"].as_str().unwrap().to_owned();
    assert!(proof.contains(&amount), "{proof}");
    let stranger = server.get(&format!("/api/v1/campaigns/river/proofs/{}", STRANGER.address));
    assert!(stranger.starts_with("HTTP/1.1 404"), "{stranger}");
    let ended = server.stop().exits(0);
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
}
