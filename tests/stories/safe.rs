//! A deployment that the owners of a Safe sign: the program writes a file, and finds the airdrop when it stands.

use std::fs;

use alloy::{
    primitives::{Address, Bytes, U256, address},
    sol,
};
use serde_json::{Value, json};
use tributary_tests::{ADA, Anvil, BO, CLAIMABLE_AT, Campaign, DEPLOYER, STRANGER, mock};

const PROXY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
const FILE: &str = "safe-river.json";

sol! {
    struct Step { address to; uint256 value; bytes data; }
    function execute(Step[] calldata steps) external;
}

fn batch(campaign: &Campaign, file: &str) -> Value {
    serde_json::from_slice(&fs::read(campaign.path(file)).unwrap()).unwrap()
}

fn steps(batch: &Value) -> Vec<Step> {
    let step = |step: &Value| Step {
        to: step["to"].as_str().unwrap().parse().unwrap(),
        value: step["value"].as_str().unwrap().parse().unwrap(),
        data: step["data"].as_str().unwrap().parse::<Bytes>().unwrap(),
    };
    batch["transactions"].as_array().unwrap().iter().map(step).collect()
}

/// What the second run of the same command leaves: everything noted, everything verified, and claims that are paid.
fn stands(campaign: &Campaign, anvil: &Anvil, safe: Address) {
    let owner = safe.to_string();
    let noted = campaign.asking(anvil, &["deploy", "--safe", &owner, "--json"]).run().exits(0).json();
    assert_eq!(noted["verify"]["holds"], true, "{noted:#}");
    let deployment = campaign.json("deployment.json");
    assert_eq!(noted["deployment"], deployment);
    for role in ["deployer", "owner"] {
        assert_eq!(deployment[role].as_str().unwrap().parse::<Address>().unwrap(), safe, "{role}");
    }
    assert!(!campaign.bundle().join("deploying.json").exists());
    let _ = campaign.asking(anvil, &["verify", "out/river"]).run().exits(0);
    let token = campaign.address("token");
    let total: U256 = campaign.json("manifest.json")["total"].as_str().unwrap().parse().unwrap();
    assert_eq!(anvil.balance(token, campaign.address("airdrop")), total);
    let _ = campaign.sending(anvil, ADA, &["claim", "out/river", "--yes"]).run().exits(0);
    assert!(anvil.balance(token, ADA.address) > U256::ZERO);
}

#[test]
fn a_batch_that_the_safe_executes_is_the_whole_deployment() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let safe = anvil.create(DEPLOYER.address, &mock("BatchWallet"), &[]);
    let owner = safe.to_string();
    let words = ["deploy", "--safe", owner.as_str(), "--json"];
    let block = anvil.block_number();
    let written = campaign.asking(&anvil, &words).run().exits(0).says("2 of 3 owners have to sign");
    let plan = &written.json()["plan"];
    assert_eq!((anvil.block_number(), &written.json()["file"]), (block, &json!(FILE)));

    let file = batch(&campaign, FILE);
    assert_eq!((&file["version"], &file["chainId"]), (&json!("1.0"), &json!("31337")));
    assert_eq!(file["meta"]["createdFromSafeAddress"], owner);
    assert_eq!(file["meta"]["checksum"].as_str().unwrap().len(), 66);
    let description = file["meta"]["description"].as_str().unwrap();
    for part in [
        plan["airdrop"].as_str().unwrap().parse::<Address>().unwrap().to_string(),
        plan["token"].as_str().unwrap().parse::<Address>().unwrap().to_string(),
        campaign.json("manifest.json")["total"].as_str().unwrap().to_owned(),
        "RVR".to_owned(),
        "1. create the token; 2. create the factory; 3. allow the factory to take the total; 4. create and fund the airdrop"
            .to_owned(),
    ] {
        assert!(description.contains(&part), "`{part}` is not in {description}");
    }
    let steps = steps(&file);
    let planned = plan["transactions"].as_array().unwrap();
    assert_eq!(steps.len(), planned.len());
    for (step, planned) in steps.iter().zip(planned) {
        let to: Address = planned["to"].as_str().unwrap().parse().unwrap();
        assert_eq!((step.to, step.data.to_string()), (to, planned["data"].as_str().unwrap().to_owned()));
    }

    // One of the owners has it executed, and pays for the gas.
    let receipt = anvil.send(STRANGER.address, safe, &executeCall { steps });
    stands(&campaign, &anvil, safe);
    let deployment = campaign.json("deployment.json");
    assert_eq!(
        (&deployment["airdrop_tx"], &deployment["token_tx"]),
        (&receipt["transactionHash"], &receipt["transactionHash"])
    );
}

#[test]
fn steps_that_are_executed_one_by_one_are_found_as_well() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let safe = address!("5afe5afe5afe5afe5afe5afe5afe5afe5afe5afe");
    let owner = safe.to_string();
    let words = ["deploy", "--safe", owner.as_str()];
    let _ = campaign
        .asking(&anvil, &words)
        .run()
        .exits(0)
        .says("there is no contract at")
        .says("nobody's account here");
    let all = steps(&batch(&campaign, FILE));
    for step in &all[..2] {
        anvil.call_as(safe, step.to, &step.data);
    }
    // The rest, in a file of its own.
    let _ = campaign.asking(&anvil, &[&words[..], &["--out", "rest.json"]].concat()).run().exits(0);
    let rest = steps(&batch(&campaign, "rest.json"));
    assert_eq!(rest.len(), 2);
    for (step, before) in rest.iter().zip(&all[2..]) {
        assert_eq!((step.to, &step.data), (before.to, &before.data));
        anvil.call_as(safe, step.to, &step.data);
    }
    stands(&campaign, &anvil, safe);
}

#[test]
fn a_file_stays_and_so_does_the_bundle_that_it_vouches_for() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let safe = STRANGER.address.to_string();
    let words = ["deploy", "--safe", safe.as_str()];
    let _ = campaign
        .asking(&anvil, &[&words[..], &["--dry-run"]].concat())
        .run()
        .exits(0)
        .says("nothing was written");
    assert!(!campaign.path(FILE).exists() && !campaign.bundle().join("deploying.json").exists());
    let _ = campaign.asking(&anvil, &words).run().exits(0);
    let first = fs::read(campaign.path(FILE)).unwrap();
    let _ = campaign
        .asking(&anvil, &words)
        .run()
        .exits(2)
        .says("`safe-river.json` exists; name another file with --out");
    assert_eq!(fs::read(campaign.path(FILE)).unwrap(), first);
    campaign.edit("airdrop.toml", "For everybody who wrote it.", "For some.");
    let _ = campaign.run(&["publish"]).exits(2).says("is being deployed to");
    // Another account would make and fund a second airdrop.
    let other = BO.address.to_string();
    let _ = campaign
        .asking(&anvil, &["deploy", "--safe", &other, "--out", "b.json"])
        .run()
        .exits(1)
        .says("began to deploy");
    let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(1).says("began to deploy");
    let _ = campaign.asking(&anvil, &["deploy", "--out", "b.json"]).run().exits(2).says("--safe");
}

#[test]
fn what_a_safe_cannot_do_is_said_before_anything_is_written() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::published();
    let safe = anvil.create(DEPLOYER.address, &mock("BatchWallet"), &[]).to_string();
    let words = ["deploy", "--safe", safe.as_str()];
    anvil.aside(|| {
        anvil.set_code(PROXY, &Bytes::new());
        let _ =
            campaign.asking(&anvil, &words).run().exits(1).says("a Safe cannot make the deployment proxy");
    });
    let _ = campaign.asking(&anvil, &["deploy", "--safe", "0x12"]).run().exits(2);
    let other = anvil.create(DEPLOYER.address, &mock("PlainToken"), &[]).to_string();
    let asked = ["deploy", "--safe", other.as_str(), "--dry-run"];
    let _ = campaign.asking(&anvil, &asked).run().exits(0).says("does not answer as a Safe does");
    assert!(!campaign.path(FILE).exists() && !campaign.bundle().join("deploying.json").exists());
}
