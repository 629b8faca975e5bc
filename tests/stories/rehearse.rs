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

fn with_table(table: &str) -> Campaign {
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "end = \"2026-08-01\"\n", &format!("end = \"2026-08-01\"\n{table}"));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    campaign
}

fn units(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn shares_over_time_are_claimed_and_paid_to_their_end() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    // From a date inside the window, beyond its end; and from each claim, all before its end.
    for (start, duration, unlock) in [("\"2026-02-20\"", 300, 10), ("\"claim\"", 100, 25)] {
        let campaign = with_table(&format!(
            "\n[claim.vesting]\nstart = {start}\ncliff = \"30 days\"\nduration = \"{duration} days\"\nperiod = \"10 days\"\nunlock = \"{unlock}%\"\n"
        ));
        let report = rehearsed(&campaign, &anvil, &["--claims", "2", "--json"]).exits(0).json();
        assert_eq!(
            (&report["claims"]["tried"], &report["claims"]["paid"]),
            (&2.into(), &2.into()),
            "{report:#}"
        );
        let totals = &report["totals"];
        let [total, claimed, paid, left, swept] =
            ["total", "claimed", "paid", "left", "swept"].map(|name| units(&totals[name]));
        let moments = report["over_time"]["moments"].as_array().unwrap();
        let names: Vec<&str> = moments.iter().map(|moment| moment["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["cliff", "half", "end"]);
        let later: U256 = moments.iter().map(|moment| units(&moment["paid"])).sum();
        assert_eq!((paid + later, units(&report["over_time"]["paid"])), (claimed, later), "{report:#}");
        assert!(moments.iter().all(|moment| !units(&moment["paid"]).is_zero()), "{report:#}");
        // Nothing is available before a start that is ahead; a quarter comes with a claim that is its own start.
        let at_claim = if unlock == 10 { U256::ZERO } else { claimed / U256::from(4) };
        assert!(at_claim - paid <= U256::from(2), "rounded down for each leaf: {report:#}");
        assert_eq!(
            (paid + left, swept),
            (total, total - claimed),
            "the owner gets what nobody claimed, and no more"
        );
    }
}

#[test]
fn claims_by_github_account_are_tried_with_an_attestor_of_the_rehearsal() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign =
        with_table("\n[claim.identity]\nattestors = [\"0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f\"]\n");
    let report = rehearsed(&campaign, &anvil, &["--json"]).exits(0).json();
    let claims = &report["claims"];
    let identities = report["sizes"]["identities"].as_u64().unwrap();
    assert!(identities > 0);
    assert_eq!(
        (&claims["identities_tried"], &claims["identities_paid"]),
        (&identities.into(), &identities.into())
    );
    assert_eq!(claims["not_tried_identities"], 0);
    assert!(claims["identity_median"].as_u64().unwrap() > 21_000);
    assert_eq!((&claims["tried"], &claims["paid"]), (&3.into(), &3.into()), "the wallets as ever");
    let text = rehearsed(&campaign, &anvil, &[]).exits(0).stdout;
    assert!(text.contains("with an attestor of the rehearsal's own"), "{text}");
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
    let _ = campaign.run(&words).exits(2).says("no endpoint of chain 31337 is known");
}
