//! An airdrop that goes on: three lists one after the other, claims between them, to the last unit.

use std::{fs, path::Path};

use alloy::primitives::{Address, B256, U256, address};
use serde_json::{Value, json};
use tributary_bindings::recurring::RecurringAirdrop::{Epoch, proposeCall};
use tributary_engine::bundle::Standing;
use tributary_merkle::{Leaf, LeafEncoding, StandardTree};
use tributary_model::{Amount, Claimant};
use tributary_tests::{
    ADA, Anvil, BO, CLAIMABLE_AT, CY, Campaign, Clone, Commit, DEPLOYER, Forger, STRANGER, Stage,
};

const DAY: u64 = 86_400;
/// Joins in the second list.
const FINN: Address = address!("00000000000000000000000000000000000F1222");
const DEE: &str = "github:404";

const ADA_GIT: &str = "Ada Example <101+ada-example@users.noreply.github.com>";
const BO_GIT: &str = "Bo Example <202+bo-example@users.noreply.github.com>";
const DEE_GIT: &str = "Dee Example <404+dee-example@users.noreply.github.com>";
const FINN_GIT: &str = "Finn Example <606+finn-example@users.noreply.github.com>";

fn rules(more: &str) -> String {
    format!(
        "end = \"2026-08-01\"\n\n[claim.identity]\nattestors = [\"{}\"]\n\n[claim.recurring]\ndelay = \"3 days\"\nguardian = \"{}\"\n{more}",
        ADA.address, CY.address
    )
}

/// The first list, published: Ada, Bo and Cy have a wallet, Dee a GitHub account alone.
fn published() -> Campaign {
    let campaign = Campaign::new();
    campaign.edit("airdrop.toml", "end = \"2026-08-01\"\n", &rules(""));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0).says("tributary deploy");
    campaign
}

fn deployed(anvil: &Anvil) -> Campaign {
    let campaign = published();
    let _ = campaign.sending(anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    campaign
}

/// The second list: Ada and Dee go on, Dee has linked a wallet, Finn is new, Bo and Cy rest.
fn second(campaign: &Campaign) {
    let clone = campaign.path("clone");
    let commit = |author, at, message| Commit { author, at, message };
    Clone::open(&clone).commit(&[
        commit(ADA_GIT, "2026-02-03T10:00:00Z", "Dredge the first channel"),
        commit(ADA_GIT, "2026-02-04T10:00:00Z", "Dredge the second"),
        commit(DEE_GIT, "2026-02-05T10:00:00Z", "Draw the map again"),
        commit(FINN_GIT, "2026-02-06T10:00:00Z", "Build a bridge"),
    ]);
    for (part, by) in [
        ("slug = \"river\"", "slug = \"river-2\""),
        ("from = \"2025-01-01\"", "from = \"2026-01-02\""),
        ("until = \"2026-01-01\"", "until = \"2026-03-01\""),
        ("pool = \"1000000.000000000000000001\"", "pool = \"500000.000000000000000007\""),
    ] {
        campaign.edit("airdrop.toml", part, by);
    }
    campaign.edit("airdrop.toml", &rules(""), &rules("after = \"out/river\"\n"));
    let wallets = fs::read_to_string(campaign.path("wallets.csv")).unwrap();
    campaign.write("wallets.csv", &format!("{wallets}404,{}\n606,{FINN}\n", STRANGER.address));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0).says("tributary epoch propose out/river-2");
}

/// The third: Bo and Finn alone.
fn third(campaign: &Campaign) {
    let clone = campaign.path("clone");
    let commit = |author, at, message| Commit { author, at, message };
    Clone::open(&clone).commit(&[
        commit(BO_GIT, "2026-03-03T10:00:00Z", "Line it anew"),
        commit(FINN_GIT, "2026-03-06T10:00:00Z", "Paint the bridge"),
    ]);
    for (part, by) in [
        ("slug = \"river-2\"", "slug = \"river-3\""),
        ("from = \"2026-01-02\"", "from = \"2026-03-01\""),
        ("until = \"2026-03-01\"", "until = \"2026-04-01\""),
        ("pool = \"500000.000000000000000007\"", "pool = \"250000.000000000000000003\""),
        ("after = \"out/river\"", "after = \"out/river-2\""),
    ] {
        campaign.edit("airdrop.toml", part, by);
    }
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
}

fn read(campaign: &Campaign, file: &str) -> Value {
    serde_json::from_slice(&fs::read(campaign.path(file)).unwrap()).unwrap()
}

fn units(value: &Value) -> U256 {
    value.as_str().unwrap_or_else(|| panic!("{value} is no amount")).parse().unwrap()
}

fn person(campaign: &Campaign, list: &str, identity: &str) -> Value {
    let allocation = read(campaign, &format!("out/{list}/allocation.json"));
    let people = allocation["people"].as_array().unwrap();
    people.iter().find(|person| person["identity"] == identity).unwrap().clone()
}

/// What a leaf is worth in a list.
fn leaf(campaign: &Campaign, list: &str, identity: &str) -> U256 {
    let person = person(campaign, list, identity);
    units(person.get("cumulative").unwrap_or(&person["amount"]))
}

fn pass(anvil: &Anvil, seconds: u64) {
    anvil.rpc("evm_increaseTime", json!([seconds]));
    anvil.rpc("evm_mine", json!([]));
}

fn verified(campaign: &Campaign, anvil: &Anvil, list: &str) -> String {
    let bundle = format!("out/{list}");
    campaign.asking(anvil, &["verify", &bundle]).run().exits(0).stdout
}

/// The lines that fail.
fn failing(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter();
    let failing = checks.filter(|check| check["status"] == "fail");
    failing.map(|check| check["id"].as_str().unwrap().to_owned()).collect()
}

fn failing_onchain(campaign: &Campaign, anvil: &Anvil, list: &str) -> Vec<String> {
    let bundle = format!("out/{list}");
    failing(&campaign.asking(anvil, &["verify", &bundle, "--json"]).run().exits(1).json())
}

fn failing_offline(campaign: &Campaign, list: &str) -> Vec<String> {
    let bundle = format!("out/{list}");
    failing(&campaign.run(&["verify", "--offline", &bundle, "--json"]).exits(1).json())
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn three_lists_one_after_the_other_pay_everybody_once_to_the_last_unit() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil);
    let (token, airdrop) = (campaign.address("token"), campaign.address("airdrop"));
    let held = |who: Address| anvil.balance(token, who);
    let send = |who, words: &[&str]| campaign.sending(&anvil, who, words).run();
    let claim = |list: &str, who: Address| {
        let (bundle, account) = (format!("out/{list}"), who.to_string());
        send(BO, &["claim", &bundle, "--account", &account, "--yes"])
    };

    assert!(verified(&campaign, &anvil, "river").contains("list 1 is in effect since block"));
    let _ = claim("river", ADA.address).exits(0);
    let first_of_ada = leaf(&campaign, "river", "github:101");
    assert_eq!(held(ADA.address), first_of_ada);
    let _ = claim("river", ADA.address).exits(1).says("there is nothing new in list 1");
    // Dee has no wallet yet and is paid on the attestor's word.
    let to = STRANGER.address.to_string();
    let attest = ["attest", "out/river", "--github", "404", "--recipient", &to];
    campaign.write("dee.json", &send(ADA, &attest).exits(0).stdout);
    let _ = send(BO, &["claim", "out/river", "--attestation", "dee.json", "--yes"]).exits(0);
    assert_eq!(held(STRANGER.address), leaf(&campaign, "river", DEE));

    second(&campaign);
    let diff = campaign.run(&["epoch", "diff", "--json"]).exits(0).json();
    assert_eq!((&diff["epoch"], &diff["nobody_decreased"]), (&json!(2), &json!(true)));
    assert_eq!(diff["changes"].as_array().unwrap().len(), 5);
    let told = campaign.run(&["epoch", "diff", "out/river-2"]).exits(0);
    assert!(told.stdout.contains("new → ") && told.stdout.contains("; linked 0x"), "{}", told.stdout);
    let _ = campaign.run(&["verify", "--offline", "out/river-2"]).exits(0).says("All");
    let explained = campaign.run(&["explain", "github:202", "out/river-2"]).exits(0);
    assert!(explained.stdout.contains("Nothing new is due"), "{}", explained.stdout);
    let _ = send(DEPLOYER, &["deploy", "--yes"]).exits(1).says("list 2 of an airdrop that stands");
    let _ = send(ADA, &["epoch", "propose", "--yes"]).exits(1).says("is not the owner");
    let dry = send(DEPLOYER, &["epoch", "propose", "--dry-run"]).exits(0);
    assert!(
        dry.stdout.contains("propose the list →") && !campaign.path("out/river-2/deployment.json").exists()
    );
    let _ = send(DEPLOYER, &["epoch", "propose", "--yes"]).exits(0).says("Next: `tributary epoch fund`");
    let _ = send(DEPLOYER, &["epoch", "propose", "--yes"]).exits(0).says("announced already");
    assert!(
        verified(&campaign, &anvil, "river-2")
            .contains("list 2 is pending and can take effect from 2026-02-13")
    );
    assert!(verified(&campaign, &anvil, "river").contains("the pending list lacks"));
    campaign.edit("airdrop.toml", "name = \"River contributors\"", "name = \"River people\"");
    let _ = campaign.run(&["publish"]).exits(2).says("is deployed with bundle hash");
    campaign.edit("airdrop.toml", "name = \"River people\"", "name = \"River contributors\"");

    let early = send(ADA, &["epoch", "activate", "--yes"]).exits(1);
    assert!(
        early.stderr.contains("can take effect from") && early.stderr.contains("it lacks"),
        "{}",
        early.stderr
    );
    let _ = claim("river-2", ADA.address).exits(1).says("until then claims are by the bundle of list 1");
    let _ = send(BO, &["epoch", "veto", "--yes"]).exits(1).says("may not veto");
    let _ = send(CY, &["epoch", "veto", "--yes"]).exits(0);
    let _ = send(CY, &["epoch", "veto", "--yes"]).exits(1).says("nothing to veto");
    assert_eq!(failing_onchain(&campaign, &anvil, "river-2"), ["epoch"]);
    let told = campaign.asking(&anvil, &["epoch", "status"]).run().exits(0);
    assert!(told.stdout.contains("list 2 was vetoed"), "{}", told.stdout);
    let _ = send(DEPLOYER, &["epoch", "propose", "--yes"]).exits(0);

    pass(&anvil, 3 * DAY);
    let _ = send(ADA, &["epoch", "activate", "--yes"]).exits(1).says("it lacks 500,000");
    let lacked = units(
        &campaign.asking(&anvil, &["epoch", "status", "--json"]).run().exits(0).json()["pending"]["lacks"],
    );
    let before = held(airdrop);
    let _ = send(DEPLOYER, &["epoch", "fund", "--yes"]).exits(0);
    assert_eq!(held(airdrop) - before, lacked);
    let _ = send(DEPLOYER, &["epoch", "fund", "--yes"]).exits(0).says("nothing was sent");
    let _ = send(ADA, &["epoch", "activate", "--yes"]).exits(0);
    let _ = send(ADA, &["epoch", "activate", "--yes"]).exits(0).says("in effect already");
    assert!(verified(&campaign, &anvil, "river-2").contains("list 2 is in effect"));
    assert!(verified(&campaign, &anvil, "river").contains("now list 2 is"));

    let _ = claim("river", ADA.address).exits(1).says("claim with the bundle of list 2");
    // A batch pays what is new as well, and leaves out the list that is over.
    let account = ADA.address.to_string();
    let both = ["claim", "out/river-2", "out/river", "--account", &account, "--dry-run", "--json"];
    let claims = send(BO, &both).exits(1).json()["claims"].clone();
    assert_eq!(units(&claims[0]["amount"]), leaf(&campaign, "river-2", "github:101") - first_of_ada);
    assert!(claims[0]["refused"].is_null() && claims[1]["refused"].is_string(), "{claims}");
    let _ = claim("river-2", ADA.address).exits(0);
    assert_eq!(held(ADA.address), leaf(&campaign, "river-2", "github:101"));
    assert!(held(ADA.address) > first_of_ada, "what is new was paid, and what was old not again");
    // The same index, a wallet now: what the account was paid counts.
    assert_eq!(person(&campaign, "river", DEE)["index"], person(&campaign, "river-2", DEE)["index"]);
    let _ = claim("river-2", STRANGER.address).exits(0);
    assert_eq!(held(STRANGER.address), leaf(&campaign, "river-2", DEE));
    // Bo has done nothing since and has claimed nothing before.
    let _ = claim("river-2", BO.address).exits(0);
    assert_eq!(held(BO.address), leaf(&campaign, "river", "github:202"));
    let status = campaign.asking(&anvil, &["status", "--json"]).run().exits(0).json();
    assert_eq!(
        (&status["claims"], &status["claimed_by"], &status["epoch"]),
        (&json!(5), &json!(3), &json!(2))
    );

    third(&campaign);
    let _ = send(DEPLOYER, &["epoch", "propose", "--yes"]).exits(0);
    let _ = send(DEPLOYER, &["epoch", "fund", "--yes"]).exits(0);
    pass(&anvil, 3 * DAY);
    let _ = send(DEPLOYER, &["epoch", "activate", "--yes"]).exits(0);
    for list in ["river", "river-2", "river-3"] {
        let _ = verified(&campaign, &anvil, list);
    }
    for (who, identity) in
        [(BO.address, "github:202"), (CY.address, "github:3000000000"), (FINN, "github:606")]
    {
        let _ = claim("river-3", who).exits(0);
        assert_eq!(held(who), leaf(&campaign, "river-3", identity), "{identity}");
    }
    let _ = claim("river-3", ADA.address).exits(1).says("there is nothing new in list 3");
    assert_eq!(held(airdrop), U256::ZERO, "everything was claimed");
    let manifest = |list: &str| read(&campaign, &format!("out/{list}/manifest.json"));
    let shared: U256 = ["river", "river-2", "river-3"]
        .iter()
        .map(|list| units(&manifest(list)["pool"]) - units(&manifest(list)["unlinked_total"]))
        .sum();
    let paid: U256 =
        [ADA.address, BO.address, CY.address, STRANGER.address, FINN].into_iter().map(held).sum();
    assert_eq!((paid, paid), (shared, units(&manifest("river-3")["total"])));
    for list in ["river", "river-2", "river-3"] {
        let _ = verified(&campaign, &anvil, list);
    }
}

#[test]
fn a_list_by_which_nobody_could_claim_takes_no_money() {
    // Claims end on 2026-08-01, and a list is announced for three days.
    let end = 1_785_542_400;
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil);
    second(&campaign);
    let send = |words: &[&str]| campaign.sending(&anvil, DEPLOYER, words).run();
    let at = |second: u64| {
        anvil.rpc("evm_setNextBlockTimestamp", json!([second]));
        anvil.rpc("evm_mine", json!([]));
    };
    let dated = |words: &[&str], moment: &str| {
        let said = format!("claims end 2026-08-01T00:00:00Z, and list 2 cannot take effect before {moment}");
        let _ = send(words).exits(1).says(&said);
    };
    let before = anvil.aside(|| {
        at(end - 3 * DAY);
        dated(&["epoch", "propose", "--yes"], "2026-08-01T00:00:00Z");
        anvil.nonce(DEPLOYER.address)
    });
    assert_eq!(before, anvil.nonce(DEPLOYER.address), "nothing was sent");
    at(end - 3 * DAY - 600);
    let _ = send(&["epoch", "propose", "--yes"]).exits(0);
    at(end);
    for what in ["fund", "activate"] {
        dated(&["epoch", what, "--yes"], "2026-08-01T00:00:00Z");
    }
}

#[test]
fn a_list_that_takes_something_back_is_caught_by_its_own_line() {
    let campaign = published();
    second(&campaign);
    let forger = Forger::new(&campaign.path("out/river-2"));
    let kept = campaign.path("out/kept");
    copy(&campaign.path("out/river-2"), &kept);
    let again = || {
        fs::remove_dir_all(campaign.path("out/river-2")).unwrap();
        copy(&kept, &campaign.path("out/river-2"));
    };
    let in_allocation = |change: &dyn Fn(&mut Vec<Value>)| {
        forger.change("allocation.json", |file| change(file["people"].as_array_mut().unwrap()));
        forger.hide(Stage::Allocation);
        let failing = failing_offline(&campaign, "river-2");
        again();
        failing
    };
    let place = |people: &[Value], identity: &str| {
        people.iter().position(|person| person["identity"] == identity).unwrap()
    };
    let less = in_allocation(&|people| {
        let bo = place(people, "github:202");
        people[bo]["cumulative"] = json!((units(&people[bo]["cumulative"]) - U256::ONE).to_string());
    });
    assert!(less.contains(&"nobody_decreased".to_owned()), "{less:?}");
    let swapped = in_allocation(&|people| {
        let (ada, bo) = (place(people, "github:101"), place(people, "github:202"));
        let index = people[ada]["index"].clone();
        people[ada]["index"] = people[bo]["index"].clone();
        people[bo]["index"] = index;
    });
    assert!(swapped.contains(&"nobody_decreased".to_owned()), "{swapped:?}");

    // The list before, with less in it, and everything that follows from it again: root and sum give it away.
    forger.change("standing.json", |standing| standing["leaves"][0]["amount"] = json!("1"));
    forger.hide(Stage::Scores);
    assert_eq!(failing_offline(&campaign, "river-2"), ["standing"]);
    again();
    let _ = campaign.run(&["verify", "--offline", "out/river-2"]).exits(0);
}

#[test]
fn a_list_before_that_never_was_is_caught_on_the_chain() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = deployed(&anvil);
    second(&campaign);
    let forger = Forger::new(&campaign.path("out/river-2"));
    // Bo's share is taken back, and the list before says that there never was more.
    let mut standing: Standing = serde_json::from_value(forger.json("standing.json")).unwrap();
    let bo = standing.leaves.iter_mut().find(|leaf| leaf.identity.to_string() == "github:202").unwrap();
    bo.amount = Amount::from(1);
    let leaves = standing.leaves.iter().map(|leaf| {
        let account = leaf.address.map(Claimant::Wallet);
        let claimant = account.or_else(|| Claimant::of_github(leaf.identity.github()?)).unwrap();
        Leaf { index: leaf.index, claimant, amount: leaf.amount }
    });
    let tree = StandardTree::build(leaves, LeafEncoding::IndexClaimant).unwrap();
    (standing.root, standing.total) = (tree.root(), tree.total());
    forger.write("standing.json", &(serde_json::to_string_pretty(&standing).unwrap() + "\n"));
    forger.hide(Stage::Scores);
    let _ = campaign.run(&["verify", "--offline", "out/river-2"]).exits(0);
    let _ = campaign
        .sending(&anvil, DEPLOYER, &["epoch", "propose", "--yes"])
        .run()
        .exits(1)
        .says("nothing was sent");

    // The owner proposes it without us.
    fs::copy(campaign.path("out/river/deployment.json"), campaign.path("out/river-2/deployment.json"))
        .unwrap();
    let manifest = forger.json("manifest.json");
    let bundle_hash: B256 = tributary_engine::bundle::hash_bytes(forger.text("manifest.json").as_bytes());
    let root: B256 = manifest["root"].as_str().unwrap().parse().unwrap();
    let next = Epoch { root, total: units(&manifest["total"]), bundleHash: bundle_hash };
    // It would even be refused by the contract if the sum had shrunk.
    assert!(next.total >= units(&read(&campaign, "out/river/manifest.json")["total"]));
    anvil.send(DEPLOYER.address, campaign.address("airdrop"), &proposeCall { next });
    assert_eq!(failing_onchain(&campaign, &anvil, "river-2"), ["before"]);
}

#[test]
fn a_safe_announces_a_list_and_the_bundle_stays_meanwhile() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = published();
    let safe = DEPLOYER.address.to_string();
    let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    second(&campaign);
    let words = ["epoch", "propose", "--safe", &safe];
    let _ = campaign.asking(&anvil, &words).run().exits(0).says("Nothing was sent");
    let batch = read(&campaign, "safe-river-2-propose.json");
    assert_eq!(batch["transactions"].as_array().unwrap().len(), 1);
    campaign.edit("airdrop.toml", "name = \"River contributors\"", "name = \"River people\"");
    let _ = campaign.run(&["publish"]).exits(2).says("tributary epoch propose");
    campaign.edit("airdrop.toml", "name = \"River people\"", "name = \"River contributors\"");
    let step = &batch["transactions"][0];
    let (to, data) = (step["to"].as_str().unwrap(), step["data"].as_str().unwrap());
    anvil.call_as(DEPLOYER.address, to.parse().unwrap(), &data.parse().unwrap());
    let _ = campaign.asking(&anvil, &words).run().exits(0).says("announced already");
    let _ = verified(&campaign, &anvil, "river-2");
}

#[test]
fn what_the_contract_fixed_cannot_be_another_in_a_later_list() {
    let campaign = published();
    second(&campaign);
    for (part, by, key) in [
        ("delay = \"3 days\"", "delay = \"4 days\"", "claim.recurring"),
        ("end = \"2026-08-01\"", "end = \"2026-09-01\"", "claim.end"),
        ("symbol = \"RVR\"", "symbol = \"RIV\"", "token.symbol"),
        ("slug = \"river-2\"", "slug = \"river\"", "airdrop.slug"),
    ] {
        campaign.edit("airdrop.toml", part, by);
        let _ = campaign.run(&["publish"]).exits(2).says(&format!("`{key}`"));
        campaign.edit("airdrop.toml", by, part);
    }
    campaign.edit("airdrop.toml", "after = \"out/river\"", "after = \"out/lake\"");
    let _ = campaign.run(&["publish"]).exits(2).says("no bundle can be read there");
    campaign.edit("airdrop.toml", "after = \"out/lake\"", "after = \"out/river\"");
    let vesting = "[claim.vesting]\nstart = \"claim\"\nduration = \"50 days\"\n\n[claim.recurring]";
    campaign.edit("airdrop.toml", "[claim.recurring]", vesting);
    let _ = campaign.run(&["publish"]).exits(2).says("a campaign is of one kind");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
