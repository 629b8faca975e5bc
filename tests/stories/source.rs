//! Having the contracts' source shown: what is submitted compiles to the code on the chain, byte by byte.

use std::thread;

use alloy::primitives::{Address, B256, address};
use serde_json::Value;
use tributary_bindings::CompilerInput;
use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, Manner, Verifier, compile};

const PROXY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
const ROLES: [&str; 3] = ["airdrop", "factory", "token"];

/// The compiler takes longer than a service may be waited for here, so it starts before; equal inputs are compiled once.
fn warm() {
    let inputs = [
        CompilerInput::merkle_airdrop(),
        CompilerInput::airdrop_factory(),
        CompilerInput::project_token(),
        CompilerInput::claim_batch(),
    ];
    let runs = inputs.map(|input| thread::spawn(|| drop(compile(&input.std_json_input))));
    for run in runs {
        run.join().unwrap();
    }
}

fn services(campaign: &Campaign, anvil: &Anvil, manner: Manner) -> Verifier {
    services_of(campaign, anvil, &ROLES.map(|role| campaign.address(role)), manner)
}

fn services_of(campaign: &Campaign, anvil: &Anvil, contracts: &[Address], manner: Manner) -> Verifier {
    let salt: B256 = campaign.json("deployment.json")["salt"].as_str().unwrap().parse().unwrap();
    let makers = vec![(PROXY, B256::ZERO), (PROXY, salt), (campaign.address("factory"), salt)];
    Verifier::start(anvil, contracts, makers, manner)
}

fn details(report: &Value, id: &str) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter().filter(|check| check["id"] == id);
    checks.map(|check| check["detail"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn both_services_compile_the_source_to_the_code_on_the_chain() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    warm();
    let verifier = services(&campaign, &anvil, Manner::Busy);
    let (sourcify, etherscan) = (verifier.sourcify(), verifier.etherscan());
    let show = |words: &[&str]| {
        let words = [&["verify", "out/river", "--json"], words].concat();
        campaign.asking(&anvil, &words).env("ETHERSCAN_API_KEY", verifier.key()).run()
    };
    let mut contracts = ROLES.map(|role| campaign.address(role)).to_vec();
    contracts.sort();
    for (id, flag, url, verified) in [
        ("sourcify", "--sourcify", &sourcify, "match"),
        ("etherscan", "--etherscan", &etherscan, "Pass - Verified"),
    ] {
        let report = show(&[flag, url]).exits(0).json();
        let expected = ROLES.map(|role| format!("{role} {}: {verified}", campaign.address(role)));
        assert_eq!(details(&report, id), expected, "{report:#}");
        assert_eq!(verifier.shown(), contracts);
        let again = show(&[flag, url]).exits(0).json();
        let all = details(&again, id);
        assert!(all.len() == 3 && all.iter().all(|detail| detail.ends_with("was shown already")), "{all:?}");
        verifier.forget();
    }
    let seen = verifier.seen();
    assert_eq!(seen[..3], vec![seen[0].clone(); 3], "an overloaded service is asked again");
    assert!(seen.len() < 60, "{}", seen.len());
}

#[test]
fn the_batch_is_shown_as_well_where_it_stands() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let claim = ["claim", "out/river", "--delegate", "self", "--yes", "--json"];
    let claimed = campaign.sending(&anvil, ADA, &claim).run().exits(0).json();
    let batch: Address = claimed["batch"].as_str().unwrap().parse().unwrap();
    warm();
    let contracts = [&ROLES.map(|role| campaign.address(role))[..], &[batch]].concat();
    let verifier = services_of(&campaign, &anvil, &contracts, Manner::Willing);
    let words = ["verify", "out/river", "--json", "--sourcify", &verifier.sourcify()];
    let report = campaign.asking(&anvil, &words).run().exits(0).json();
    let shown = details(&report, "sourcify");
    assert_eq!(shown.len(), 4, "{report:#}");
    assert!(shown[3].starts_with("claim batch ") && shown[3].ends_with(": match"), "{shown:?}");
}

#[test]
fn a_service_that_says_no_fails_the_check_and_one_that_says_nothing_is_no_verdict() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let verifier = services(&campaign, &anvil, Manner::Willing);
    let (sourcify, etherscan) = (verifier.sourcify(), verifier.etherscan());
    let keyless = ["verify", "out/river", "--etherscan", etherscan.as_str()];
    let _ = campaign
        .asking(&anvil, &keyless)
        .run()
        .exits(2)
        .says("--etherscan needs a key: set ETHERSCAN_API_KEY");
    let wrong = campaign.asking(&anvil, &keyless).env("ETHERSCAN_API_KEY", "bad-key").run().exits(1);
    assert!(
        wrong.stdout.contains("FAIL etherscan") && wrong.stdout.contains("Invalid API Key"),
        "{}",
        wrong.stdout
    );
    assert!(!wrong.all().contains("bad-key"));
    let elsewhere = sourcify.replace("/server", "/nowhere");
    let lost = campaign.asking(&anvil, &["verify", "out/river", "--sourcify", &elsewhere]).run().exits(1);
    assert!(lost.stdout.contains("`route_not_found`"), "{}", lost.stdout);
    let _ = campaign
        .asking(&anvil, &["verify", "out/river", "--sourcify", "ftp://x"])
        .run()
        .exits(2)
        .says("Sourcify: its scheme is `ftp`");

    let overloaded = services(&campaign, &anvil, Manner::Overloaded);
    let words = ["verify", "out/river", "--sourcify", &overloaded.sourcify()];
    let _ = campaign
        .asking(&anvil, &words)
        .run()
        .exits(3)
        .says("gives no verdict: HTTP status")
        .says("asked 5 times");
    assert_eq!(overloaded.seen().len(), 5);

    // What does not hold is shown to nobody.
    let before = verifier.seen().len();
    campaign.edit("out/river/wallets.csv", "101,", "102,");
    let skipped = campaign.asking(&anvil, &["verify", "out/river", "--sourcify", &sourcify]).run().exits(1);
    assert!(skipped.stdout.contains("skip source"), "{}", skipped.stdout);
    assert_eq!(verifier.seen().len(), before);
}
