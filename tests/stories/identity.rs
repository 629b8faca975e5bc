//! People without a wallet: paid to their GitHub account, claimed later in every way that needs no gas of theirs.

use alloy::primitives::U256;
use serde_json::Value;
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, DEPLOYER, Forger, STRANGER, Stage};

const DEE: &str = "github:404";

fn units(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

/// Ada and Bo attest; Cy is the guardian. `kind` is the table of an airdrop that does not pay everything at once.
fn with_attestors(threshold: u64, kind: &str) -> Campaign {
    let campaign = Campaign::new();
    let table = format!(
        "\n[claim.identity]\nattestors = [\"{}\", \"{}\"]\nthreshold = {threshold}\nguardian = \"{}\"\ndelay = \"3 days\"\n{kind}",
        ADA.address, BO.address, CY.address
    );
    campaign.edit("airdrop.toml", "end = \"2026-08-01\"\n", &format!("end = \"2026-08-01\"\n{table}"));
    campaign
}

fn published(threshold: u64) -> Campaign {
    published_as(threshold, "")
}

fn published_as(threshold: u64, kind: &str) -> Campaign {
    let campaign = with_attestors(threshold, kind);
    let _ = campaign.run(&["index"]).exits(0);
    let published = campaign.run(&["publish"]).exits(0);
    assert!(
        published.stdout.contains("by GitHub") && published.stdout.contains("of 1 person"),
        "{}",
        published.stdout
    );
    campaign
}

fn deployed(anvil: &Anvil, threshold: u64) -> Campaign {
    deployed_as(anvil, threshold, "")
}

pub(super) fn deployed_as(anvil: &Anvil, threshold: u64, kind: &str) -> Campaign {
    let campaign = published_as(threshold, kind);
    let deploy = campaign.sending(anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    assert!(deploy.stderr.contains("create the set of attestors"), "{}", deploy.stderr);
    campaign
}

fn share(campaign: &Campaign, identity: &str) -> Value {
    let allocation = campaign.json("allocation.json");
    let people = allocation["people"].as_array().unwrap();
    people.iter().find(|person| person["identity"] == identity).unwrap().clone()
}

#[test]
fn who_has_an_account_and_no_wallet_gets_a_leaf_of_the_account() {
    let campaign = published(1);
    let dee = share(&campaign, DEE);
    assert!(dee["address"].is_null() && dee["index"].is_u64(), "{dee}");
    let manifest = campaign.json("manifest.json");
    assert_eq!(
        (&manifest["claimants"], &manifest["unlinked"]),
        (&4.into(), &1.into()),
        "an e-mail has no leaf"
    );
    let terms = &manifest["claim"]["identity"];
    assert_eq!((&terms["threshold"], &terms["delay_seconds"]), (&1.into(), &259_200.into()));
    let tree = campaign.json("tree.json");
    assert_eq!(tree["leafEncoding"], serde_json::json!(["uint256", "bytes32", "uint256"]));
    let proof = campaign.run(&["tree", "proof", "out/river/tree.json", DEE, "--json"]).exits(0).json();
    assert_eq!(proof["entries"][0]["index"], dee["index"]);
    let verified = campaign.run(&["verify", "--offline", "out/river"]).exits(0);
    assert!(verified.stdout.contains("for GitHub accounts"), "{}", verified.stdout);
    let told = campaign.run(&["explain", DEE, "out/river"]).exits(0);
    assert!(told.stdout.contains("to the GitHub account github:404"), "{}", told.stdout);
}

#[test]
fn without_the_table_everything_is_as_it_was() {
    let campaign = Campaign::published();
    let manifest = campaign.json("manifest.json");
    assert!(manifest["claim"].get("identity").is_none(), "{manifest}");
    assert_eq!(campaign.json("tree.json")["leafEncoding"][1], "address");
}

#[test]
fn attested_by_one_and_sent_by_anybody() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 1);
    let report = campaign.asking(&anvil, &["verify", "--json"]).run().exits(0).json();
    let line = |id: &str| {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().find(|check| check["id"] == id).unwrap()["status"].clone()
    };
    assert_eq!(
        (line("attestors"), line("attestors_code"), line("attestors_terms")),
        ("pass".into(), "pass".into(), "pass".into())
    );
    let wallet = STRANGER.address.to_string();
    let attest = ["attest", "out/river", "--github", "404", "--recipient", &wallet];
    let refused = campaign.sending(&anvil, CY, &attest).run().exits(1);
    assert!(refused.stderr.contains("is not one of the attestors"), "{}", refused.stderr);
    let attested = campaign.sending(&anvil, ADA, &attest).run().exits(0);
    campaign.write("attestation.json", &attested.stdout);
    let claim = ["claim", "out/river", "--attestation", "attestation.json", "--yes", "--json"];
    let token = campaign.address("token");
    let claimed = campaign.sending(&anvil, CY, &claim).run().exits(0).json();
    assert_eq!(claimed[0]["to"], wallet.to_lowercase().as_str());
    assert_eq!(anvil.balance(token, STRANGER.address), units(&share(&campaign, DEE)["amount"]));
    let _ = campaign.sending(&anvil, CY, &claim).run().exits(1).says("AlreadyClaimed");
    let _ = campaign.asking(&anvil, &["verify"]).run().exits(0);
}

#[test]
fn attested_by_two_of_two_and_by_neither_alone() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 2);
    let wallet = STRANGER.address.to_string();
    let attest = ["attest", "out/river", "--github", "404", "--recipient", &wallet];
    let first = campaign.sending(&anvil, BO, &attest).run().exits(0).says("1 more attestors have to");
    campaign.write("one.json", &first.stdout);
    let claim = |file: &str| {
        campaign.sending(&anvil, CY, &["claim", "out/river", "--attestation", file, "--yes"]).run()
    };
    let _ = claim("one.json").exits(1).says("TooFewEndorsements { given: 1, threshold: 2 }");
    // Who signs below another's name is told what it is, and signs nothing below a name that is not real.
    let second =
        |file: &str| campaign.sending(&anvil, ADA, &["attest", "out/river", "--attestation", file]).run();
    let lowered = first.stdout.to_lowercase();
    let other = lowered.replace(&wallet.to_lowercase(), &CY.address.to_string().to_lowercase());
    campaign.write("other.json", &other);
    let _ = second("other.json").exits(1).says("has endorsed it, and that does not hold; nothing was signed");
    campaign.write("nobody.json", &first.stdout.replace("github:404", "github:101"));
    let _ = second("nobody.json").exits(1).says("`github:101` has no leaf of its own");
    let signed = second("one.json").exits(0).says(&format!("github:404 is paid to\n  {}", STRANGER.address));
    campaign.write("two.json", &signed.stdout);
    // Another wallet under the same signatures.
    let forged = campaign.folder().join("two.json");
    let text = std::fs::read_to_string(&forged).unwrap().to_lowercase();
    campaign
        .write("forged.json", &text.replace(&wallet.to_lowercase(), &CY.address.to_string().to_lowercase()));
    let _ = claim("forged.json").exits(1).says("InvalidEndorsement");
    let _ = claim("two.json").exits(0);
    assert_eq!(
        anvil.balance(campaign.address("token"), STRANGER.address),
        units(&share(&campaign, DEE)["amount"])
    );
}

#[test]
fn signed_by_the_account_sent_by_anybody_and_taken_back() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 1);
    let elsewhere = STRANGER.address.to_string();
    let authorize = ["authorize", "out/river", "--to", &elsewhere];
    campaign.write("signed.json", &campaign.sending(&anvil, ADA, &authorize).run().exits(0).stdout);
    let claim = ["claim", "out/river", "--authorization", "signed.json", "--yes"];
    let _ = campaign.sending(&anvil, ADA, &["revoke", "out/river", "--yes"]).run().exits(0);
    let _ = campaign.sending(&anvil, CY, &claim).run().exits(1).says("InvalidNonce");
    campaign.write("signed.json", &campaign.sending(&anvil, ADA, &authorize).run().exits(0).stdout);
    let _ = campaign.sending(&anvil, CY, &claim).run().exits(0);
    let amount = units(&share(&campaign, "github:101")["amount"]);
    assert_eq!(anvil.balance(campaign.address("token"), STRANGER.address), amount);
    let nobody = campaign.sending(&anvil, DEPLOYER, &["authorize", "out/river"]).run().exits(1);
    assert!(nobody.stderr.contains("has no part in"), "{}", nobody.stderr);
}

#[test]
fn attestors_change_in_the_open_and_a_guardian_may_freeze() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 1);
    let stranger = STRANGER.address.to_string();
    let propose = ["attestors", "propose", "out/river", "--attestors", &stranger, "--yes"];
    let _ = campaign.sending(&anvil, CY, &propose).run().exits(1).says("NotOwner");
    let _ = campaign.sending(&anvil, DEPLOYER, &propose).run().exits(0);
    let shown = campaign.asking(&anvil, &["attestors", "show", "out/river"]).run().exits(0);
    assert!(
        shown.stdout.contains("from 2026-02-13T") && shown.stdout.contains(&stranger),
        "{}",
        shown.stdout
    );
    let verified = campaign.asking(&anvil, &["verify"]).run().exits(0);
    assert!(verified.stdout.contains("on it can be 1 of"), "{}", verified.stdout);
    let rotate = ["attestors", "rotate", "out/river", "--yes"];
    let _ = campaign.sending(&anvil, CY, &rotate).run().exits(1).says("NotReady");
    let cancel = ["attestors", "cancel", "out/river", "--yes"];
    let _ = campaign
        .sending(&anvil, CY, &cancel)
        .run()
        .exits(0)
        .says(&format!("1 of {stranger}, who could be in force from 2026-02-13T"));
    let _ = campaign.sending(&anvil, CY, &cancel).run().exits(1).says("nothing is proposed");
    let freeze = ["attestors", "freeze", "out/river", "--until", "2026-02-20T00:00:00Z", "--yes"];
    let _ = campaign.sending(&anvil, DEPLOYER, &freeze).run().exits(1).says("NotGuardian");
    let _ = campaign.sending(&anvil, CY, &freeze).run().exits(0);
    let wallet = CY.address.to_string();
    let attest = ["attest", "out/river", "--github", "404", "--recipient", &wallet];
    campaign.write("attestation.json", &campaign.sending(&anvil, ADA, &attest).run().exits(0).stdout);
    let claim = ["claim", "out/river", "--attestation", "attestation.json", "--yes"];
    let _ = campaign.sending(&anvil, CY, &claim).run().exits(1).says("IsFrozen");
    let verified = campaign.asking(&anvil, &["verify"]).run().exits(0);
    assert!(verified.stdout.contains("frozen until 2026-02-20"), "{}", verified.stdout);
    let _ = campaign
        .sending(&anvil, DEPLOYER, &["attestors", "thaw", "out/river", "--yes"])
        .run()
        .exits(1)
        .says("NotGuardian");
    let _ = campaign.sending(&anvil, CY, &["attestors", "thaw", "out/river", "--yes"]).run().exits(0);
    let verified = campaign.asking(&anvil, &["verify"]).run().exits(0);
    assert!(!verified.stdout.contains("frozen until"), "{}", verified.stdout);
    let _ = campaign.sending(&anvil, CY, &claim).run().exits(0);
    let nothing = ["attestors", "thaw", "out/river", "--yes"];
    let _ = campaign.sending(&anvil, CY, &nothing).run().exits(1).says("FreezeInThePast");
    // Put in force after all: `verify` says who took over, since when and how long it was announced.
    let _ = campaign.sending(&anvil, DEPLOYER, &propose).run().exits(0);
    let _ = anvil.rpc("evm_increaseTime", serde_json::json!([259_200]));
    let _ = anvil.rpc("evm_mine", serde_json::json!([]));
    let _ = campaign.sending(&anvil, CY, &rotate).run().exits(0);
    let verified = campaign.asking(&anvil, &["verify"]).run().exits(0);
    let words = format!("1 of {stranger}; changed once, last in block ");
    assert!(verified.stdout.contains(&words), "{}", verified.stdout);
    assert!(verified.stdout.contains("announced 3 days before; the rules name 1 of "), "{}", verified.stdout);
}

#[test]
fn a_set_with_other_terms_than_the_rules_is_caught_whoever_is_in_it_now() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 1);
    let failing = || {
        let report = campaign.asking(&anvil, &["verify", "--json"]).run().exits(1).json();
        let checks = report["checks"].as_array().unwrap().clone();
        let terms = checks.into_iter().find(|check| check["id"] == "attestors_terms").unwrap();
        assert_eq!(terms["status"], "fail", "{terms}");
        terms["detail"].as_str().unwrap().to_owned()
    };
    // Others are put in force without the set's own way: its storage is written to. `_attestors` is in slot 1.
    let set = campaign.address("attestors");
    let first = alloy::primitives::keccak256(U256::from(1).to_be_bytes::<32>());
    let write = |word: &str| {
        let _ = anvil.rpc("anvil_setStorageAt", serde_json::json!([set, first, word]));
    };
    anvil.aside(|| {
        write(&format!("0x{}", alloy::hex::encode(STRANGER.address.into_word())));
        assert!(failing().starts_with(&format!("it was made with 1 of {}", STRANGER.address)));
    });
    let propose = ["attestors", "propose", "out/river", "--attestors", &CY.address.to_string(), "--yes"];
    let _ = campaign.sending(&anvil, DEPLOYER, &propose).run().exits(0);
    let _ = anvil.rpc("evm_increaseTime", serde_json::json!([259_200]));
    let _ = anvil.rpc("evm_mine", serde_json::json!([]));
    let _ = campaign.sending(&anvil, CY, &["attestors", "rotate", "out/river", "--yes"]).run().exits(0);
    let _ = campaign.asking(&anvil, &["verify"]).run().exits(0);
    write(&format!("0x{}", alloy::hex::encode(STRANGER.address.into_word())));
    let words = format!("it is 1 of {}, and its last change was to 1 of {}", STRANGER.address, CY.address);
    assert_eq!(failing(), words);
    // A note that names another set, and a contract that asks the right one.
    let note = Forger::new(&campaign.bundle());
    note.change("deployment.json", |note| note["attestors"] = STRANGER.address.to_string().into());
    let refused = campaign.asking(&anvil, &["verify"]).run().exits(1);
    let words = format!("as the attestors; by the rules they are at {set}");
    assert!(
        refused.stdout.contains("FAIL attestors: ") && refused.stdout.contains(&words),
        "{}",
        refused.stdout
    );
}

#[test]
fn another_account_in_a_leaf_is_caught_by_its_line() {
    let campaign = published(1);
    let forger = Forger::new(&campaign.bundle());
    forger.change("allocation.json", |allocation| {
        let people = allocation["people"].as_array_mut().unwrap();
        let dee = people.iter_mut().find(|person| person["identity"] == DEE).unwrap();
        dee["address"] = STRANGER.address.to_string().into();
    });
    forger.hide(Stage::Allocation);
    let refused = campaign.run(&["verify", "--offline", "out/river"]).exits(1);
    assert!(refused.stdout.contains("FAIL allocation"), "{}", refused.stdout);
    let campaign = published(1);
    let forger = Forger::new(&campaign.bundle());
    forger.change("manifest.json", |manifest| {
        manifest["claim"]["identity"]["attestors"] = serde_json::json!([STRANGER.address.to_string()]);
    });
    let refused = campaign.run(&["verify", "--offline", "out/river"]).exits(1);
    assert!(refused.stdout.contains("`claim.identity` in the manifest"), "{}", refused.stdout);
}

#[test]
fn documents_for_another_airdrop_are_refused_before_anything_is_sent() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil, 1);
    let signed = campaign.sending(&anvil, ADA, &["authorize", "out/river"]).run().exits(0).json();
    let mut other = signed;
    other["airdrop"] = STRANGER.address.to_string().into();
    campaign.write("other.json", &other.to_string());
    let claim = |flag: &str, file: &str| {
        campaign.sending(&anvil, CY, &["claim", "out/river", flag, file, "--yes"]).run()
    };
    let _ = claim("--authorization", "other.json").exits(2).says("the authorisation is for");
    campaign.write("none.json", "{}");
    let _ = claim("--attestation", "none.json")
        .exits(2)
        .says("is not an attestation, as `tributary attest` prints it");
    let none = ["attest", "out/river", "--github", "101", "--recipient", &STRANGER.address.to_string()];
    let _ = campaign.sending(&anvil, ADA, &none).run().exits(1).says("is paid at a wallet");
}
