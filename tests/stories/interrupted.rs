//! Deployments that are cut off, come too late, or are only rehearsed.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
};

use alloy::primitives::Address;
use tributary_tests::{Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Relay, STRANGER, Verdict};

/// 2026-08-01: the first second after the claim window.
const WINDOW_END: u64 = 1_785_542_400;

/// An endpoint that stops to answer when, after so many transactions, it is asked what they left.
fn gone_after(anvil: &Anvil, transactions: usize) -> Relay {
    let sent = AtomicUsize::new(0);
    Relay::start(anvil.url(), move |method, _| match method {
        "eth_sendRawTransaction" => {
            sent.fetch_add(1, Ordering::SeqCst);
            Verdict::Pass
        }
        "eth_getCode" if sent.load(Ordering::SeqCst) >= transactions => Verdict::HangUp,
        _ => Verdict::Pass,
    })
}

fn cut_off(campaign: &Campaign, relay: &Relay) {
    let deploy = campaign.tributary(&["deploy", "--yes"]).env("ETH_RPC_URL", relay.url());
    let _ = deploy.env("TRIBUTARY_PRIVATE_KEY", DEPLOYER.key).run().exits(3);
    assert!(!campaign.bundle().join("deployment.json").exists());
}

#[test]
fn a_deployment_that_was_cut_off_after_funding_is_found_again_and_not_published_over() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    cut_off(&campaign, &gone_after(&anvil, 4));
    assert_eq!(anvil.nonce(DEPLOYER.address), 4, "the airdrop was funded");
    let note = campaign.json("deploying.json");
    assert_eq!((&note["chain_id"], &note["bundle_hash"]), (&31_337.into(), &bundle_hash(&campaign).into()));

    // The same again changes nothing and forgets nothing.
    let _ = campaign.run(&["publish"]).exits(0);
    assert_eq!(campaign.json("deploying.json"), note);
    let rules = fs::read_to_string(campaign.path("airdrop.toml")).unwrap();
    campaign.edit("airdrop.toml", "For everybody who wrote it.", "For some.");
    let manifest = campaign.json("manifest.json");
    let airdrop: Address = note["airdrop"].as_str().unwrap().parse().unwrap();
    let refused = campaign.run(&["publish"]).exits(2).says("run the same `tributary deploy`");
    let refused = refused.says(&format!("is being deployed to {airdrop} on chain 31337"));
    let _ = refused.says("choose another `airdrop.slug`").says("delete `out/river/deploying.json`");
    assert_eq!(campaign.json("manifest.json"), manifest);
    campaign.write("airdrop.toml", &rules);
    let _ = campaign.run(&["verify", "out/river", "--offline"]).exits(0);

    // Another key would make and fund another airdrop.
    let _ = campaign.sending(&anvil, STRANGER, &["deploy", "--yes"]).run().exits(1).says("began to deploy");
    assert_eq!(anvil.nonce(STRANGER.address), 0);

    let again = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    assert!(again.stderr.contains("stands at"), "{}", again.stderr);
    assert_eq!(anvil.nonce(DEPLOYER.address), 4, "nothing is funded twice");
    assert_eq!(campaign.json("deployment.json")["airdrop"], note["airdrop"]);
    assert!(!campaign.bundle().join("deploying.json").exists());
}

/// As publishing says it.
fn bundle_hash(campaign: &Campaign) -> String {
    campaign.run(&["publish", "--json", "--dry-run"]).exits(0).json()["bundle_hash"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_deployment_of_which_nothing_was_sent_can_be_discarded() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let relay = Relay::start(anvil.url(), |method, _| match method {
        "eth_sendRawTransaction" => Verdict::HangUp,
        _ => Verdict::Pass,
    });
    cut_off(&campaign, &relay);
    assert_eq!(anvil.nonce(DEPLOYER.address), 0);
    campaign.edit("airdrop.toml", "For everybody who wrote it.", "For some.");
    let _ = campaign.run(&["publish"]).exits(2).says("if nothing was sent");
    fs::remove_file(campaign.bundle().join("deploying.json")).unwrap();
    let _ = campaign.run(&["publish"]).exits(0);
    assert_eq!(campaign.json("manifest.json")["description"], "For some.");
}

#[test]
fn an_airdrop_whose_window_is_over_is_not_funded() {
    let campaign = Campaign::published();
    let late = Anvil::start(WINDOW_END);
    for words in [&["deploy", "--yes"][..], &["deploy", "--dry-run"]] {
        let refused = campaign.sending(&late, DEPLOYER, words).run().exits(1);
        let refused = refused.says("the claim window ended 2026-08-01T00:00:00Z");
        let _ = refused.says("the chain's clock says 2026-08-01T00:00:00Z");
    }
    assert_eq!((late.nonce(DEPLOYER.address), late.block_number()), (0, 0));
    assert!(!campaign.bundle().join("deploying.json").exists());
    let in_time = Anvil::start(WINDOW_END - 1);
    let _ = campaign.sending(&in_time, DEPLOYER, &["deploy", "--dry-run"]).run().exits(0);
}

#[test]
fn a_rehearsal_needs_an_address_and_no_key() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let address = DEPLOYER.address.to_string();
    let rehearsal = ["deploy", "--dry-run", "--json", "--from", address.as_str()];
    let plan = campaign.asking(&anvil, &rehearsal).run().exits(0).says("nothing was sent").json();
    let with_key =
        campaign.sending(&anvil, DEPLOYER, &["deploy", "--dry-run", "--json"]).run().exits(0).json();
    assert_eq!(plan, with_key);
    let other = STRANGER.address.to_string();
    let rehearsal = ["deploy", "--dry-run", "--json", "--from", other.as_str()];
    let other = campaign.sending(&anvil, DEPLOYER, &rehearsal).run().exits(0).json();
    assert_ne!(other["airdrop"], plan["airdrop"], "the address counts, not the key beside it");
    let _ = campaign.asking(&anvil, &["deploy", "--dry-run"]).run().exits(2).says("--from");
    let _ = campaign.asking(&anvil, &["deploy", "--from", address.as_str()]).run().exits(2).says("--dry-run");
    let _ = campaign.asking(&anvil, &["deploy", "--dry-run", "--from", "ada"]).run().exits(2).says("`ada`");
    assert_eq!(anvil.block_number(), 0);
}

#[test]
fn a_bundle_cannot_put_words_into_our_mouth() {
    let campaign = Campaign::published();
    let mut manifest = campaign.json("manifest.json");
    let entry = manifest["files"]["tree.json"].clone();
    let forged = "a\u{1b}[2K\r\u{9b}1Aok   files: the files match the manifest (\nok   files: all is well";
    manifest["files"].as_object_mut().unwrap().insert(forged.to_owned(), entry);
    fs::write(campaign.bundle().join("manifest.json"), manifest.to_string()).unwrap();
    let report = campaign.run(&["verify", "--offline", "out/river"]).exits(1);
    let lines: Vec<&str> = report.stdout.lines().collect();
    assert_eq!(lines.len(), 7, "one line for each check: {lines:#?}");
    assert!(
        lines[0].starts_with("FAIL files: ") && lines[0].contains(r"a\u{1b}[2K\u{d}\u{9b}1A"),
        "{lines:#?}"
    );
    assert!(!report.stdout.chars().any(|sign| sign.is_control() && sign != '\n'), "{lines:#?}");
    let json = campaign.run(&["verify", "--offline", "--json", "out/river"]).exits(1);
    assert!(json.json()["checks"][0]["detail"].as_str().unwrap().contains(forged), "programs get it whole");
    assert!(!json.stdout.chars().any(|sign| sign.is_control() && sign != '\n'), "{}", json.stdout);
}
