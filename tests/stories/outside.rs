//! What fails outside of the program ends with exit code 3 and a word about it. Nothing is lost: the second run goes on.

use std::{fs, net::TcpListener};

use alloy::primitives::U256;
use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, Relay, Verdict};

/// An endpoint at which nobody listens.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("127.0.0.1:{}", listener.local_addr().unwrap().port())
}

fn outside(output: Output, part: &str) {
    let failed = output.exits(3).says("error: ").says(part);
    assert_eq!(failed.stdout, "");
}

#[test]
fn a_silent_endpoint_is_named_and_nothing_is_touched() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let (note, place) = (campaign.json("deployment.json"), closed());
    drop(anvil);
    let ada = ADA.address.to_string();
    let commands = [
        &["verify"][..],
        &["status"],
        &["claim", "out/river", "--account", &ada, "--yes"],
        &["deploy", "--yes"],
    ];
    for words in commands {
        let run = campaign.tributary(words).env("ETH_RPC_URL", format!("http://{place}"));
        let output = run.env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run();
        outside(output, &format!("the endpoint `{place}` does not answer `eth_chainId`: no connection"));
    }
    assert_eq!(campaign.json("deployment.json"), note);
    let _ = campaign.run(&["verify", "--offline"]).exits(0);
}

#[test]
fn a_deployment_that_breaks_off_is_taken_up_where_it_was() {
    let uninterrupted = Anvil::start(CLAIMABLE_AT);
    let _ = Campaign::deployed(&uninterrupted);
    let sends = usize::try_from(uninterrupted.nonce(DEPLOYER.address)).unwrap();
    assert_eq!(sends, 4, "token, factory, allowance, airdrop");
    for broken in 0..sends {
        let anvil = Anvil::start(CLAIMABLE_AT);
        let campaign = Campaign::published();
        let relay = Relay::start(anvil.url(), move |method, before| match method {
            "eth_sendRawTransaction" if before == broken => Verdict::Error("internal error"),
            _ => Verdict::Pass,
        });
        let deploy = |url: &str| {
            let run = campaign.tributary(&["deploy", "--yes"]).env("ETH_RPC_URL", url);
            run.env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run()
        };
        outside(deploy(relay.url()), "the endpoint refused `eth_sendRawTransaction`: internal error");
        assert_eq!(usize::try_from(anvil.nonce(DEPLOYER.address)), Ok(broken));
        assert!(!campaign.bundle().join("deployment.json").exists());
        let _ = deploy(relay.url()).exits(0);
        assert_eq!(usize::try_from(anvil.nonce(DEPLOYER.address)), Ok(sends), "nothing was sent twice");
        let _ = campaign.asking(&anvil, &["verify"]).run().exits(0);
    }
}

#[test]
fn an_endpoint_that_fails_in_the_middle_makes_no_verdict() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let cases = [
        ("eth_getCode", Verdict::Error("header not found"), "the endpoint refused `eth_getCode`"),
        ("eth_getCode", Verdict::HangUp, "does not answer `eth_getCode`"),
        ("eth_getLogs", Verdict::Status(502), "does not answer `eth_getLogs`: HTTP status 502"),
        ("eth_getTransactionReceipt", Verdict::HangUp, "does not answer `eth_getTransactionReceipt`"),
    ];
    for (method, verdict, said) in cases {
        let relay =
            Relay::start(anvil.url(), move |asked, _| if asked == method { verdict } else { Verdict::Pass });
        let verify = campaign.tributary(&["verify", "--json", "--rpc-url", relay.url()]).run();
        outside(verify, said);
    }
    // Once is no more than a hiccup.
    let relay =
        Relay::start(anvil.url(), |_, before| if before == 0 { Verdict::Status(503) } else { Verdict::Pass });
    let _ = campaign.tributary(&["verify", "--rpc-url", relay.url()]).run().exits(0);
}

#[test]
fn a_claim_whose_answer_is_lost_is_not_sent_twice() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let relay = Relay::start(anvil.url(), |method, _| match method {
        "eth_sendRawTransaction" => Verdict::Error("internal error"),
        _ => Verdict::Pass,
    });
    let claim = |url: &str| {
        let run = campaign.tributary(&["claim", "out/river", "--yes"]).env("ETH_RPC_URL", url);
        run.env("TRIBUTARY_PRIVATE_KEY", ADA.key).run()
    };
    outside(claim(relay.url()), "the endpoint refused `eth_sendRawTransaction`");
    assert_eq!(anvil.balance(campaign.address("token"), ADA.address), U256::ZERO);
    let _ = claim(anvil.url()).exits(0);
    assert_eq!(anvil.nonce(ADA.address), 1);
    assert!(anvil.balance(campaign.address("token"), ADA.address) > U256::ZERO);
}

#[test]
fn a_database_that_cannot_be_used_is_named() {
    let campaign = Campaign::new();
    fs::write(campaign.path("picture.db"), "GIF89a, which is no database at all".repeat(100)).unwrap();
    fs::create_dir(campaign.path("folder")).unwrap();
    let _ = campaign.run(&["index", "--database", "sqlite://full.db"]).exits(0);
    let place = closed();
    let postgres = format!("postgres://ada@{place}/river");
    let cases = [
        ("sqlite://picture.db", "file is not a database"),
        ("sqlite://folder", "unable to open database file"),
        ("sqlite://nowhere/tributary.db", "cannot open the database `sqlite://nowhere/tributary.db`"),
        ("sqlite://missing.db?mode=rw", "unable to open database file"),
        (&postgres, &*format!("cannot open the database `postgres://ada@{place}/river`")),
    ];
    for (url, said) in cases {
        for command in ["index", "score", "publish"] {
            outside(campaign.run(&[command, "--database", url]), said);
        }
    }
    outside(campaign.run(&["index", "--database", "sqlite://full.db?mode=ro"]), "readonly database");
    assert!(!campaign.path("nowhere").exists() && !campaign.path("out").exists());
    let _ = campaign.run(&["score", "--database", "sqlite://full.db"]).exits(0);
}

#[test]
fn a_folder_that_cannot_be_written_leaves_what_was_there() {
    let campaign = Campaign::published();
    let before = campaign.json("manifest.json");
    fs::write(campaign.path("taken"), "").unwrap();
    outside(campaign.run(&["publish", "--out", "taken"]), "`taken");
    outside(campaign.run(&["publish", "--out", "taken/deeper"]), "`taken/deeper");
    assert_eq!(fs::read(campaign.path("taken")).unwrap(), b"");
    campaign.write("list.csv", &format!("address,amount\n{},1\n", ADA.address));
    outside(
        campaign.run(&["tree", "build", "list.csv", "-o", "nowhere/tree.json"]),
        "cannot write `nowhere/tree.json`",
    );
    outside(campaign.run(&["tree", "build", "list.csv", "-o", "out"]), "cannot write `out`");
    outside(campaign.run(&["--file", "nowhere/airdrop.toml", "init"]), "cannot write `nowhere/airdrop.toml`");
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = busy.local_addr().unwrap().to_string();
    outside(campaign.run(&["serve", "--listen", &listen]), "choose another with --listen");
    assert_eq!(campaign.json("manifest.json"), before);
    let leftovers = fs::read_dir(campaign.path("out")).unwrap();
    assert_eq!(leftovers.count(), 1, "no draft is left behind");
    let _ = campaign.run(&["publish"]).exits(0);
}

#[test]
fn what_a_killed_run_left_of_a_bundle_does_not_stand_in_the_way() {
    let campaign = Campaign::published();
    for half in [".river.new", ".river.old"] {
        fs::create_dir_all(campaign.path("out").join(half).join("proofs")).unwrap();
        fs::write(campaign.path("out").join(half).join("manifest.json"), "{").unwrap();
    }
    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.run(&["verify", "--offline"]).exits(0);
    assert_eq!(fs::read_dir(campaign.path("out")).unwrap().count(), 1);
    // Killed between the two renames: the bundle, which may be deployed, is found where it was put aside.
    fs::write(campaign.bundle().join("deployment.json"), "{}").unwrap();
    fs::rename(campaign.bundle(), campaign.path("out/.river.old")).unwrap();
    campaign.edit("airdrop.toml", "commits = \"1\"", "commits = \"2\"");
    let _ = campaign.run(&["publish"]).exits(2).says("choose another `airdrop.slug`");
    assert!(campaign.bundle().join("deployment.json").exists());
}
