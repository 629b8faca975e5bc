//! One file, several chains: a pool, a bundle and an airdrop of its own on each.

use std::fs;

use alloy::primitives::{Address, U256};
use serde_json::{Deserializer, Value, json};
use tributary_tests::{ADA, Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Output, Person, Tributary};

const FIRST: u64 = 31_337;
const SECOND: u64 = 31_338;
const POOL: &str = "1000000000000000000000001";

/// Two chains, and a file that shares its pool between them.
struct TwoChains {
    campaign: Campaign,
    first: Anvil,
    second: Anvil,
}

impl TwoChains {
    fn new() -> Self {
        let campaign = Campaign::new();
        campaign.edit(
            "airdrop.toml",
            "[chain]\nid = 31337\n",
            "[[chain]]\nid = 31337\npool = \"600000\"\n[[chain]]\nid = 31338\nname = \"Second\"\npool = \"400000.000000000000000001\"\n",
        );
        let _ = campaign.run(&["index"]).exits(0);
        let (first, second) = (Anvil::of_chain(FIRST, CLAIMABLE_AT), Anvil::of_chain(SECOND, CLAIMABLE_AT));
        Self { campaign, first, second }
    }

    fn published() -> Self {
        let chains = Self::new();
        let _ = chains.campaign.run(&["publish"]).exits(0).says("then `tributary deploy` for all chains");
        chains
    }

    /// A run that knows both endpoints, the second first.
    fn asking(&self, words: &[&str]) -> Tributary {
        let urls = format!("{},{}", self.second.url(), self.first.url());
        self.campaign.tributary(words).env("ETH_RPC_URL", urls)
    }

    fn sending(&self, person: Person, words: &[&str]) -> Tributary {
        self.asking(words).env("TRIBUTARY_PRIVATE_KEY", person.key)
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.campaign.path(path)).unwrap()).unwrap()
    }

    fn nonces(&self) -> (u64, u64) {
        (self.first.nonce(DEPLOYER.address), self.second.nonce(DEPLOYER.address))
    }
}

fn units(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

/// The documents of a command that works on several bundles.
fn documents(output: &Output) -> Vec<Value> {
    Deserializer::from_str(&output.stdout).into_iter().map(Result::unwrap).collect()
}

#[test]
fn one_file_launches_on_each_of_its_chains_and_everybody_is_paid_on_both() {
    let chains = TwoChains::new();
    let announced = chains.campaign.run(&["snapshot"]).exits(0).stdout.trim().to_owned();
    let published = documents(&chains.campaign.run(&["publish", "--json"]).exits(0));
    assert_eq!(published[0]["dir"], "out/river-31337");
    assert_eq!(published[1]["dir"], "out/river-31338");
    assert_eq!(units(&published[0]["pool"]) + units(&published[1]["pool"]), POOL.parse::<U256>().unwrap());
    assert_ne!(published[0]["root"], published[1]["root"]);

    let deployed = documents(&chains.sending(DEPLOYER, &["deploy", "--yes", "--json"]).run().exits(0));
    assert_eq!(deployed[0]["deployment"]["chain_id"], FIRST);
    assert_eq!(deployed[1]["deployment"]["chain_id"], SECOND);
    assert!(deployed.iter().all(|one| one["verify"]["holds"] == true), "{deployed:?}");
    // Again: all stands, nothing is sent.
    let sent = chains.nonces();
    let again = chains.sending(DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    assert!(again.stdout.contains("river-31338 on chain 31338:\nok   files"), "{}", again.all());
    assert_eq!(chains.nonces(), sent);

    let verified = documents(&chains.asking(&["verify", "--snapshot", &announced, "--json"]).run().exits(0));
    assert_eq!(verified.len(), 2);
    for (anvil, slug) in [(&chains.first, "river-31337"), (&chains.second, "river-31338")] {
        let bundle = format!("out/{slug}");
        let _ = chains.sending(ADA, &["claim", &bundle, "--yes"]).run().exits(0);
        let manifest = chains.json(&format!("{bundle}/allocation.json"));
        let ada = manifest["people"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["identity"] == "github:101")
            .unwrap();
        let deployment = chains.json(&format!("{bundle}/deployment.json"));
        let token: Address = deployment["token"].as_str().unwrap().parse().unwrap();
        assert_eq!(anvil.balance(token, ADA.address), units(&ada["amount"]), "{slug}");
    }
    let status = documents(&chains.asking(&["status", "--json"]).run().exits(0));
    assert_eq!(status.iter().map(|one| &one["claims"]).collect::<Vec<_>>(), [1, 1]);
    assert_eq!((&status[0]["chain_id"], &status[1]["chain_id"]), (&FIRST.into(), &SECOND.into()));

    // One command that can be about one of them alone asks which.
    let _ = chains
        .campaign
        .run(&["explain", "ada-example"])
        .exits(2)
        .says("name one of `out/river-31337`, `out/river-31338`");
    let _ = chains.campaign.run(&["explain", "ada-example", "out/river-31338"]).exits(0);
}

#[test]
fn a_launch_is_resumed_on_the_chain_that_lacks_it_and_one_chain_in_trouble_hides_no_other() {
    let chains = TwoChains::published();
    // Nothing is sent anywhere before every chain was looked at: here one has no endpoint.
    let one = chains.campaign.sending(&chains.first, DEPLOYER, &["deploy", "--yes"]).run();
    let _ = one.exits(2).says("no endpoint of chain 31338 is known");
    assert_eq!(chains.nonces(), (0, 0));

    let _ = chains.sending(DEPLOYER, &["deploy", "out/river-31337", "--yes"]).run().exits(0);
    let (first, second) = chains.nonces();
    assert!(first > 0 && second == 0);
    let begun = chains.asking(&["verify"]).run().exits(1);
    assert!(begun.stdout.contains("ok   funded"), "{}", begun.all());
    assert!(begun.stdout.contains("there is no deployment.json"), "{}", begun.all());
    let _ = chains.sending(DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    assert_eq!(chains.nonces().0, first, "what stands is not sent again");
    assert!(chains.nonces().1 > 0);

    // With one endpoint the campaign of its chain is verified, and of the other it is said that it was not.
    let half = chains.campaign.asking(&chains.second, &["verify"]).run().exits(2);
    let half = half.says("no endpoint of chain 31337 is known");
    assert!(half.stdout.contains("river-31338 on chain 31338:\nok   files"), "{}", half.all());

    // An endpoint that is silent hides no other, and one of a strange chain is not passed over in silence.
    let with = |other: &str| format!("{other},{}", chains.second.url());
    let verify = |urls: String| {
        chains.campaign.tributary(&["verify", "out/river-31338"]).env("ETH_RPC_URL", urls).run()
    };
    let _ = verify(with("http://127.0.0.1:9")).exits(0);
    let strange = Anvil::of_chain(31_339, CLAIMABLE_AT);
    let _ =
        verify(with(strange.url())).exits(2).says("serves chain 31339, and the airdrop is on 31337, 31338");
}

#[test]
fn bundles_that_were_published_at_different_times_are_not_launched_together() {
    let chains = TwoChains::published();
    fs::rename(chains.campaign.path("out/river-31337"), chains.campaign.path("kept")).unwrap();
    chains.campaign.edit("airdrop.toml", "River contributors", "River people");
    let _ = chains.campaign.run(&["publish"]).exits(0);
    fs::remove_dir_all(chains.campaign.path("out/river-31337")).unwrap();
    fs::rename(chains.campaign.path("kept"), chains.campaign.path("out/river-31337")).unwrap();
    let mixed = chains.sending(DEPLOYER, &["deploy", "--yes"]).run().exits(1);
    let _ = mixed.says("`out/river-31337` and `out/river-31338` were not published together");
    assert_eq!(chains.nonces(), (0, 0));
    let _ = chains.campaign.run(&["publish"]).exits(0);

    // The same rules and evidence with another wallet of Ada's on one of them.
    fs::rename(chains.campaign.path("out/river-31337"), chains.campaign.path("kept")).unwrap();
    chains.campaign.edit("wallets.csv", &ADA.address.to_string(), &DEPLOYER.address.to_string());
    let _ = chains.campaign.run(&["publish"]).exits(0);
    fs::remove_dir_all(chains.campaign.path("out/river-31337")).unwrap();
    fs::rename(chains.campaign.path("kept"), chains.campaign.path("out/river-31337")).unwrap();
    let _ = chains.sending(DEPLOYER, &["deploy", "--yes"]).run().exits(1).says("were not published together");
    let _ = chains.campaign.run(&["publish"]).exits(0);
    let _ = chains.sending(DEPLOYER, &["deploy", "--yes", "--dry-run"]).run().exits(0).says("Dry run");

    // What one chain holds already is not promised anew by another's rules.
    let _ = chains.sending(DEPLOYER, &["deploy", "out/river-31338", "--yes"]).run().exits(0);
    chains.campaign.edit("airdrop.toml", "River people", "River folk");
    let before = fs::read(chains.campaign.path("out/river-31337/manifest.json")).unwrap();
    let _ = chains.campaign.run(&["publish"]).exits(2).says("`out/river-31338` is deployed with bundle hash");
    assert_eq!(
        fs::read(chains.campaign.path("out/river-31337/manifest.json")).unwrap(),
        before,
        "all or none"
    );
}

#[test]
fn a_file_for_each_safe_and_a_rehearsal_on_each_fork() {
    let chains = TwoChains::published();
    let safe = DEPLOYER.address.to_string();
    let _ = chains
        .asking(&["deploy", "--safe", &safe, "--out", "one.json"])
        .run()
        .exits(2)
        .says("several chains");
    let _ = chains.asking(&["deploy", "--safe", &safe]).run();
    for (slug, id) in [("river-31337", "31337"), ("river-31338", "31338")] {
        assert_eq!(chains.json(&format!("safe-{slug}.json"))["chainId"], id);
    }
    let rehearsed = chains
        .asking(&["rehearse", "--from", &safe, "--json"])
        .env("TRIBUTARY_ANVIL", tributary_tests::anvil_program())
        .run()
        .exits(0);
    let reports = documents(&rehearsed);
    assert_eq!(reports.len(), 2);
    assert!(reports.iter().all(|report| report["holds"] == true), "{reports:?}");
}

/// Decisions stand in the file, which is that of all chains.
#[test]
fn appeals_of_all_chains_are_listed_and_none_is_granted_once_one_of_them_is_deployed() {
    let chains = TwoChains::published();
    let server = chains.campaign.tributary(&["serve", "--listen", "127.0.0.1:0"]).serve();
    let asked = json!({ "who": "bo-example", "kind": "opt_out", "reason": "Not for me." });
    for slug in ["river-31337", "river-31338"] {
        let answer = server.post(&format!("/api/v1/campaigns/{slug}/appeals"), &asked);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
    let listed = chains.campaign.run(&["appeals", "--json"]).exits(0).json();
    assert_eq!(
        (&listed[0]["campaign"], &listed[1]["campaign"]),
        (&json!("river-31337"), &json!("river-31338"))
    );
    assert_ne!(listed[0]["amount"], listed[1]["amount"], "each by the pool of its chain");
    let _ = chains.campaign.run(&["publish"]).exits(0).says("warning: 2 appeals are waiting");

    let _ = chains.sending(DEPLOYER, &["deploy", "out/river-31337", "--yes"]).run().exits(0);
    let refused = chains.campaign.run(&["appeals", "accept", "2"]).exits(1);
    let _ = refused.says("`river-31337` is deployed and nothing in it can change any more");
    assert!(!chains.campaign.path("overrides.toml").exists());
}

#[test]
fn the_server_shows_each_campaign_by_its_own_chain() {
    let chains = TwoChains::published();
    let _ = chains.sending(DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    let server = chains.asking(&["serve", "--listen", "127.0.0.1:0"]).serve();
    for (slug, other) in [("river-31337", "river-31338"), ("river-31338", "river-31337")] {
        let path = format!("/api/v1/campaigns/{slug}");
        let seen = (0..100).find_map(|_| {
            let text = server.get(&path);
            let body: Value = serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap();
            if body["state"] == "open" {
                return Some(body);
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
            None
        });
        let body = seen.expect("the server sees the chain");
        assert_eq!(body["also_on"][0]["slug"], other, "{body}");
    }
}
