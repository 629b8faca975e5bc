//! Tampering with what stands on the chain, or with the note of where it stands.

use alloy::{
    primitives::{Address, B256, Bytes, U256, Uint, address, hex},
    sol_types::SolConstructor as _,
};
use serde_json::json;
use tributary_bindings::{
    Artifact,
    airdrop::MerkleAirdrop,
    factory::AirdropFactory::{AirdropParams, createCall, predictCall},
    token::ProjectToken::{approveCall, constructorCall, transferCall},
};
use tributary_tests::{Anvil, CLAIMABLE_AT, Campaign, DEPLOYER, Forger, STRANGER};

use super::failing;

/// Code that answers zero to everything.
const NEVER_FROZEN: Address = address!("00000000000000000000000000000000000F1223");

type Change = fn(&mut AirdropParams);

struct Site {
    anvil: Anvil,
    campaign: Campaign,
}

impl Site {
    fn start() -> Self {
        let anvil = Anvil::start(CLAIMABLE_AT);
        let campaign = Campaign::deployed(&anvil);
        Self { anvil, campaign }
    }

    fn failing(&self) -> Vec<String> {
        failing(self.campaign.asking(&self.anvil, &["verify", "--json"]).run())
    }

    /// Tampers, looks which lines fail, and takes chain and note back.
    fn after<T>(&self, tamper: impl FnOnce(&Self) -> T) -> Vec<String> {
        let note = Forger::new(&self.campaign.bundle());
        let before = note.text("deployment.json");
        let failing = self.anvil.aside(|| {
            tamper(self);
            self.failing()
        });
        note.write("deployment.json", &before);
        failing
    }

    /// What the contract was made with.
    fn params(&self) -> AirdropParams {
        let airdrop = self.campaign.address("airdrop");
        AirdropParams {
            token: self.campaign.address("token"),
            root: self.anvil.call(airdrop, &MerkleAirdrop::rootCall {}),
            total: self.anvil.call(airdrop, &MerkleAirdrop::totalCall {}),
            owner: self.anvil.call(airdrop, &MerkleAirdrop::ownerCall {}),
            claimStart: self.anvil.call(airdrop, &MerkleAirdrop::claimStartCall {}),
            claimEnd: self.anvil.call(airdrop, &MerkleAirdrop::claimEndCall {}),
            bundleHash: self.anvil.call(airdrop, &MerkleAirdrop::bundleHashCall {}),
            attestors: self.anvil.call(airdrop, &MerkleAirdrop::attestorsCall {}),
        }
    }

    /// Makes another airdrop by the factory, funds it in full, and lets deployment.json point at it.
    fn replace(&self, change: impl FnOnce(&mut AirdropParams)) {
        let (factory, deployer) = (self.campaign.address("factory"), DEPLOYER.address);
        let mut params = self.params();
        let stated = params.total;
        change(&mut params);
        let (token, total, salt) = (params.token, params.total, B256::repeat_byte(7));
        let airdrop = self.anvil.call(factory, &predictCall { params: params.clone(), salt });
        self.anvil.send(deployer, token, &approveCall { spender: factory, value: total });
        let receipt = self.anvil.send(deployer, factory, &createCall { params, salt });
        self.anvil.send(deployer, token, &transferCall { to: airdrop, value: stated - total });
        let block = u64::from_str_radix(&receipt["blockNumber"].as_str().unwrap()[2..], 16).unwrap();
        for (key, value) in [
            ("airdrop", json!(airdrop)),
            ("airdrop_tx", receipt["transactionHash"].clone()),
            ("block", json!(block)),
            ("salt", json!(salt)),
        ] {
            self.note(key, value);
        }
    }

    fn note(&self, key: &str, value: serde_json::Value) {
        Forger::new(&self.campaign.bundle()).change("deployment.json", |note| note[key] = value);
    }

    /// A second token with the same code.
    fn other_token(&self) -> Address {
        let arguments = constructorCall {
            name_: "River Token".to_owned(),
            symbol_: "RVR".to_owned(),
            recipient: DEPLOYER.address,
            supply: U256::MAX >> 64,
        };
        self.anvil.create(DEPLOYER.address, &Artifact::project_token().creation, &arguments.abi_encode())
    }

    /// Changes the last byte of the code at an address: the compiler's note, which never runs.
    fn change_code(&self, key: &str) {
        let address = self.campaign.address(key);
        let mut code = self.anvil.code(address).to_vec();
        *code.last_mut().unwrap() ^= 1;
        self.anvil.set_code(address, &code.into());
    }
}

#[test]
fn each_other_parameter_of_the_contract_fails_its_own_line() {
    let site = Site::start();
    assert!(site.failing().is_empty());
    assert!(
        site.after(|site| site.replace(|_| {})).is_empty(),
        "the same parameters hold at another address"
    );
    let cases: [(&str, Change); 7] = [
        ("root_onchain", |params| params.root = B256::repeat_byte(1)),
        ("total", |params| params.total -= U256::from(1)),
        ("owner", |params| params.owner = STRANGER.address),
        ("claim_start", |params| params.claimStart += Uint::from(1)),
        ("claim_end", |params| params.claimEnd -= Uint::from(1)),
        ("bundle_hash", |params| params.bundleHash = B256::repeat_byte(1)),
        ("attestors", |params| params.attestors = NEVER_FROZEN),
    ];
    // The contract asks for one that says that nothing was frozen, whatever else it is.
    site.anvil.set_code(NEVER_FROZEN, &Bytes::from_static(&hex!("60206000f3")));
    for (line, change) in cases {
        assert_eq!(site.after(|site| site.replace(change)), [line]);
    }
    let other_token = |site: &Site| {
        let token = site.other_token();
        site.replace(|params| params.token = token);
        token
    };
    assert_eq!(site.after(other_token), ["token"]);
    let noted = |site: &Site| site.note("token", json!(other_token(site)));
    assert_eq!(site.after(noted), ["token_terms"], "the same code with another supply, and noted");
}

#[test]
fn each_change_of_the_note_fails_its_own_line() {
    let site = Site::start();
    let (stranger, hash) = (json!(STRANGER.address), json!(B256::repeat_byte(1)));
    let block = site.campaign.json("deployment.json")["block"].as_u64().unwrap();
    let cases = [
        ("airdrop_tx", &hash),
        ("token_tx", &hash),
        ("factory_tx", &hash),
        ("salt", &hash),
        ("block", &json!(block - 1)),
        ("factory", &stranger),
        ("deployer", &stranger),
        ("owner", &stranger),
    ];
    for (key, value) in cases {
        let expected: &[&str] = if key == "deployer" { &["deployment", "owner"] } else { &["deployment"] };
        assert_eq!(site.after(|site| site.note(key, value.clone())), expected, "{key}");
    }
    let unreadable = |site: &Site| Forger::new(&site.campaign.bundle()).write("deployment.json", "{}");
    assert_eq!(site.after(unreadable), ["chain"]);
}

#[test]
fn a_token_that_existed_before_is_the_rules_to_name() {
    let site = Site::start();
    let (token, campaign) = (site.campaign.address("token"), Campaign::new());
    campaign.edit("airdrop.toml", "supply = \"2000000\"", &format!("address = \"{token}\""));
    for words in [["index"], ["publish"]] {
        let _ = campaign.run(&words).exits(0);
    }
    let deploy = ["deploy", "--yes", "--json"];
    let _ = campaign.sending(&site.anvil, DEPLOYER, &deploy).run().exits(0);
    let note = campaign.json("deployment.json");
    assert_eq!((&note["token_tx"], &note["factory_tx"]), (&json!(null), &json!(null)), "both were there");
    let site = Site { campaign, anvil: site.anvil };
    assert!(site.failing().is_empty());
    let other = json!(site.other_token());
    assert_eq!(site.after(|site| site.note("token", other)), ["deployment"]);
}

#[test]
fn other_code_is_found_by_its_own_line() {
    let site = Site::start();
    assert_eq!(site.after(|site| site.change_code("token")), ["token_code"]);

    // In code that is not ours there are no parameters to read: they fail along.
    let parameters =
        ["token", "root_onchain", "total", "owner", "claim_start", "claim_end", "bundle_hash", "attestors"];
    let of_airdrop = [&["code"], &parameters[..]].concat();
    assert_eq!(site.after(|site| site.change_code("airdrop")), of_airdrop);

    let everything = [&of_airdrop[..], &["funded"]].concat();
    let airdrop = site.campaign.address("airdrop");
    assert_eq!(site.after(|site| site.anvil.set_code(airdrop, &Bytes::new())), everything, "no code");
    let stops = Bytes::from_static(&[0x00]);
    assert_eq!(site.after(|site| site.anvil.set_code(airdrop, &stops)), everything, "code that does nothing");
}

#[test]
fn a_drained_contract_fails_its_own_line() {
    let site = Site::start();
    let (airdrop, token) = (site.campaign.address("airdrop"), site.campaign.address("token"));
    let drain = |value: U256| {
        move |site: &Site| site.anvil.send(airdrop, token, &transferCall { to: STRANGER.address, value })
    };
    assert_eq!(site.after(drain(U256::from(1))), ["funded"], "by one base unit");
    assert_eq!(site.after(drain(site.anvil.balance(token, airdrop))), ["funded"]);
    // More than it owes is no harm.
    let gift = transferCall { to: airdrop, value: U256::from(1) };
    assert!(site.after(|site| site.anvil.send(DEPLOYER.address, token, &gift)).is_empty());
}

#[test]
fn another_chain_fails_its_own_line() {
    let site = Site::start();
    assert_eq!(site.after(|site| site.note("chain_id", json!(1))), ["chain"], "the note names another chain");
    let _ = site.anvil.rpc("anvil_setChainId", json!([1337]));
    assert_eq!(site.failing(), ["chain"], "the endpoint serves another chain");
}

#[test]
fn files_that_were_changed_after_deploying_fail_on_the_chain_too() {
    let site = Site::start();
    Forger::new(&site.campaign.bundle()).edit_manifest("tool", json!("tributary 9.9.9"));
    assert_eq!(site.failing(), ["bundle_hash"], "no rule binds the tool's name, the contract does");
}

#[test]
fn what_was_never_deployed_does_not_hold() {
    let campaign = Campaign::published();
    assert_eq!(failing(campaign.run(&["verify", "--json"])), ["chain"]);
}
