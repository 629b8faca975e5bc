//! The whole launch on a fork: nothing reaches the chain, and what would fail there is told.

use alloy::{
    primitives::{Address, U256, address},
    sol,
};
use serde_json::Value;
use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, anvil_program, mock};

sol! {
    function mint(address to, uint256 amount) external;
    function setBlocked(address account, bool on) external;
    function refuse() external;
    function pause(bool on) external;
}

const RICH: U256 = U256::from_limbs([0, 0, 1_000_000, 0]);

fn rehearsed(campaign: &Campaign, anvil: &Anvil, words: &[&str]) -> Output {
    let (from, program) = (DEPLOYER.address.to_string(), anvil_program());
    let fixed = ["rehearse", "--from", from.as_str(), "--anvil", program.to_str().unwrap()];
    campaign.asking(anvil, &[&fixed[..], words].concat()).run()
}

/// A campaign that pays a token which somebody else made, of which the deployer has enough.
fn paying(anvil: &Anvil, token: &str) -> (Campaign, Address) {
    let token = anvil.create(DEPLOYER.address, &mock(token), &[]);
    anvil.send(DEPLOYER.address, token, &mintCall { to: DEPLOYER.address, amount: RICH });
    let campaign = Campaign::new();
    let supply = "name = \"River Token\"\nsymbol = \"RVR\"\nsupply = \"2000000\"";
    campaign.edit(
        "airdrop.toml",
        supply,
        &format!("address = \"{token}\"\nname = \"River Token\"\nsymbol = \"RVR\""),
    );
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    (campaign, token)
}

fn failures(report: &Value) -> String {
    report["failures"].to_string()
}

#[test]
fn a_launch_that_holds_is_walked_to_its_end_and_the_chain_sees_nothing() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let (block, nonce) = (anvil.block_number(), anvil.nonce(DEPLOYER.address));
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(0).json();
    assert_eq!((anvil.block_number(), anvil.nonce(DEPLOYER.address)), (block, nonce));
    assert!(!campaign.bundle().join("deployment.json").exists());
    assert_eq!((&report["holds"], failures(&report).as_str()), (&true.into(), "[]"));
    let steps: Vec<&str> =
        report["steps"].as_array().unwrap().iter().map(|step| step["label"].as_str().unwrap()).collect();
    assert_eq!(
        steps,
        [
            "create the token",
            "create the factory",
            "allow the factory to take the total",
            "create and fund the airdrop"
        ]
    );
    let claims = &report["claims"];
    assert_eq!((&claims["tried"], &claims["paid"]), (&3.into(), &3.into()));
    let gas = |name: &str| claims[name].as_u64().unwrap();
    assert!(gas("least") > 21_000 && gas("least") <= gas("median") && gas("median") <= gas("most"));
    assert_eq!(gas("all_gas"), gas("median") * 3);
    let total = &campaign.json("manifest.json")["total"];
    for name in ["total", "funded", "claimed"] {
        assert_eq!(&report["totals"][name], total, "{name}");
    }
    assert_eq!(report["totals"]["left"], "0");

    // With fewer claims something is left, which the owner takes back.
    let report = rehearsed(&campaign, &anvil, &["--claims", "1", "--json"]).exits(0).json();
    assert_eq!(report["claims"]["paid"], 1);
    assert_ne!(report["totals"]["swept"], "0");
    assert_eq!(report["totals"]["swept"], report["totals"]["left"]);
    let text = rehearsed(&campaign, &anvil, &[]).exits(0).stdout;
    for part in ["1. create the token: ", "Claims: 3 of 3 tried were paid to the unit", "Nothing would fail."]
    {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    let poor = address!("00000000000000000000000000000000000b0b0b").to_string();
    let program = anvil_program();
    let words = ["rehearse", "--from", poor.as_str(), "--anvil", program.to_str().unwrap()];
    let poor = campaign.asking(&anvil, &words).run().exits(1);
    assert!(poor.stdout.contains("has 0 wei and the deployment may cost"), "{}", poor.stdout);
}

#[test]
fn odd_tokens_are_found_out_by_trying() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let (campaign, _) = paying(&anvil, "FeeToken");
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(1).json();
    assert!(failures(&report).contains("the token keeps a fee"), "{report:#}");

    let (campaign, token) = paying(&anvil, "FalseToken");
    let _ = rehearsed(&campaign, &anvil, &[]).exits(0);
    anvil.send(DEPLOYER.address, token, &refuseCall {});
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(1).json();
    assert!(failures(&report).contains("answers `false` and moves nothing"), "{report:#}");

    let (campaign, token) = paying(&anvil, "BlockingToken");
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(0).json();
    assert!(report["notes"].to_string().contains("can be paused"), "{report:#}");
    anvil.send(DEPLOYER.address, token, &setBlockedCall { account: ADA.address, on: true });
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(1).json();
    assert_eq!((&report["claims"]["tried"], &report["claims"]["paid"]), (&3.into(), &2.into()));
    assert!(failures(&report).contains(&format!("of {}", ADA.address)), "{report:#}");
    anvil.send(DEPLOYER.address, token, &pauseCall { on: true });
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(1).json();
    assert!(failures(&report).contains("is paused now"), "{report:#}");

    let (campaign, _) = paying(&anvil, "RebasingToken");
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(1).json();
    assert!(failures(&report).contains("changes balances by itself"), "{report:#}");
}

#[test]
fn without_anvil_the_remedy_is_told() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let from = DEPLOYER.address.to_string();
    let words = ["rehearse", "--from", from.as_str(), "--anvil", "no-such-anvil"];
    let _ = campaign
        .asking(&anvil, &words)
        .run()
        .exits(1)
        .says("there is no `no-such-anvil`")
        .says("TRIBUTARY_ANVIL");
    let _ = campaign.asking(&anvil, &["rehearse"]).run().exits(2).says("`--from` is enough");
    let _ = campaign.run(&words).exits(2).says("no endpoint is known");
}
