//! Claims that a sponsor pays for, while the server is killed again and again.

use std::{
    thread,
    time::{Duration, Instant},
};

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tributary_chain::{Authorization, Domain, Key};
use tributary_model::Amount;
use tributary_storage::testing::on_each_engine;
use tributary_tests::{Anvil, CLAIMABLE_AT, Campaign, Clone, Commit, DEPLOYER, STRANGER, Server};

/// People with a wallet beside those of every campaign.
const PEOPLE: u64 = 20;
const SPONSOR: tributary_tests::Person = STRANGER;
/// Longer than a lease, so that whoever comes after a kill gets to work before the next one.
const BEFORE_A_KILL: u64 = 5_600;
const KILLS: u64 = 6;

fn key(person: u64) -> Key {
    Key::from_private_key(&format!("{:064x}", person + 1_000_000).into()).unwrap()
}

fn recipient(person: u64) -> Address {
    Address::left_padding_from(&(person + 0xbeef_0000).to_be_bytes())
}

/// The usual campaign with twenty people more, deployed.
fn campaign(anvil: &Anvil) -> Campaign {
    let campaign = Campaign::new();
    let authors: Vec<String> = (0..PEOPLE)
        .map(|person| format!("P{person} <{}+p{person}-example@users.noreply.github.com>", person + 9_000))
        .collect();
    let commits: Vec<Commit<'_>> = authors
        .iter()
        .map(|author| Commit { author, at: "2025-05-05T10:00:00Z", message: "Carry a stone" })
        .collect();
    Clone::init(&campaign.path("clone")).commit(&commits);
    let rows: Vec<String> =
        (0..PEOPLE).map(|person| format!("{},{}\n", person + 9_000, key(person).address())).collect();
    campaign.write("wallets.csv", &format!("github_id,address\n{}", rows.concat()));
    let _ = campaign.run(&["index"]).exits(0);
    let _ = campaign.run(&["publish"]).exits(0);
    let _ = campaign.sending(anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
    campaign
}

fn serve(campaign: &Campaign, anvil: &Anvil, database: &str) -> Server {
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--sponsor-budget",
        "10",
        "--sponsor-per-hour",
        "10",
        "--sponsor-replace-after",
        "4",
    ];
    let server = campaign.asking(anvil, &words).env("DATABASE_URL", database);
    server.env("TRIBUTARY_SPONSOR_PRIVATE_KEY", SPONSOR.key).serve()
}

/// What somebody signs, as the body of a request.
fn signed(campaign: &Campaign, person: u64) -> Value {
    let allocation = campaign.json("allocation.json");
    let identity = format!("github:{}", person + 9_000);
    let people = allocation["people"].as_array().unwrap();
    let line = people.iter().find(|line| line["identity"] == identity.as_str()).unwrap();
    let (index, amount) = (line["index"].as_u64().unwrap(), amount(line));
    let authorization = Authorization {
        to: recipient(person),
        valid_after: CLAIMABLE_AT - 1_000,
        valid_before: CLAIMABLE_AT + 1_000_000,
        nonce: Amount::ZERO,
    };
    let domain = Domain { chain_id: 31_337, airdrop: campaign.address("airdrop") };
    let digest = authorization.digest(domain, index, key(person).address(), amount);
    let signature = key(person).sign(digest).unwrap();
    json!({ "kind": "signed", "index": index, "authorization": authorization, "signature": signature })
}

fn amount(line: &Value) -> Amount {
    line["amount"].as_str().unwrap().parse().unwrap()
}

fn read(answer: &str) -> (u16, Value) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}")))
}

fn hand_in(server: &Server, claim: &Value) -> String {
    let (status, relay) = read(&server.post("/api/v1/campaigns/river/relays", claim));
    assert!(matches!(status, 200 | 202), "{status} {relay}");
    relay["id"].as_str().unwrap().to_owned()
}

fn state(server: &Server, id: &str) -> Value {
    read(&server.get(&format!("/api/v1/campaigns/river/relays/{id}"))).1
}

fn killed_again_and_again(database: &str) {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = campaign(&anvil);
    // The published file stays where the folder's own database is not needed any more.
    anvil.rpc("evm_setAutomine", json!([false]));
    anvil.rpc("evm_setIntervalMining", json!([1]));
    let claims: Vec<Value> = (0..PEOPLE).map(|person| signed(&campaign, person)).collect();
    let mut handed_in = Vec::new();
    for round in 0..KILLS {
        let server = serve(&campaign, &anvil, database);
        let from = usize::try_from(PEOPLE * round / KILLS).unwrap();
        let until = usize::try_from(PEOPLE * (round + 1) / KILLS).unwrap();
        for claim in &claims[from..until] {
            handed_in.push(hand_in(&server, claim));
        }
        // Spread over one interval of mining and of steps, and the same in every run.
        thread::sleep(Duration::from_millis(BEFORE_A_KILL + round * 577 % 1_300));
        drop(server); // SIGKILL
    }
    let server = serve(&campaign, &anvil, database);
    // Asking again changes nothing.
    for (claim, id) in claims.iter().zip(&handed_in) {
        assert_eq!(&hand_in(&server, claim), id);
    }
    let start = Instant::now();
    for id in &handed_in {
        while state(&server, id)["state"] != "mined" {
            assert!(start.elapsed() < Duration::from_mins(2), "{}", state(&server, id));
            thread::sleep(Duration::from_millis(200));
        }
        assert_eq!(state(&server, id)["failure"], Value::Null);
    }
    let token = campaign.address("token");
    let allocation = campaign.json("allocation.json");
    for line in allocation["people"].as_array().unwrap().iter().filter(|line| line["index"].is_u64()) {
        let id: u64 = line["identity"].as_str().unwrap().trim_start_matches("github:").parse().unwrap();
        assert_eq!(anvil.balance(token, recipient(id - 9_000)), amount(line).units(), "{line}");
    }
    let left = anvil.balance(token, campaign.address("airdrop"));
    assert_eq!(left, U256::ZERO, "and nothing else was paid");
    assert_eq!(anvil.nonce(SPONSOR.address), PEOPLE, "one transaction for each claim, and none waits");
    let metrics = server.get("/metrics");
    assert!(metrics.contains(r#"tributary_relays{campaign="river",state="mined"} 20"#), "{metrics}");
    let sponsor = read(&server.get("/api/v1/campaigns/river/sponsor"));
    assert_eq!(sponsor, (200, json!({ "offered": true, "reason": null })));
    let stopped = server.stop().exits(0);
    let _ = stopped.says(&format!("claims are sponsored by {}", SPONSOR.address));
    let status =
        campaign.asking(&anvil, &["status", "out/river"]).env("DATABASE_URL", database).run().exits(0);
    assert!(status.stdout.contains("sponsor 20 claims paid, 0 under way, 0 failed"), "{}", status.stdout);
}

#[test]
fn a_server_that_is_killed_again_and_again_pays_every_claim_once() {
    Runtime::new().unwrap().block_on(on_each_engine(async |database| {
        // The parts of a story have runtimes of their own.
        thread::scope(|scope| scope.spawn(|| killed_again_and_again(database)).join().unwrap());
    }));
}

#[test]
fn a_server_without_a_sponsors_key_says_so() {
    let anvil = Anvil::start(CLAIMABLE_AT);
    let campaign = Campaign::deployed(&anvil);
    let server = campaign.asking(&anvil, &["serve", "--listen", "127.0.0.1:0"]).serve();
    let (status, sponsor) = read(&server.get("/api/v1/campaigns/river/sponsor"));
    assert_eq!((status, &sponsor["offered"]), (200, &json!(false)));
    assert_eq!(sponsor["reason"], "this server pays for nobody's claim");
    let body = json!({ "kind": "identity", "who": "ada-example" });
    let (status, problem) = read(&server.post("/api/v1/campaigns/river/relays", &body));
    assert_eq!((status, &problem["type"]), (409, &json!("urn:tributary:not-sponsored")));
    let refused =
        campaign.asking(&anvil, &["serve"]).env("TRIBUTARY_SPONSOR_PRIVATE_KEY", "0x12").run().exits(2);
    let _ = refused.says("TRIBUTARY_SPONSOR_PRIVATE_KEY cannot be used");
}
