//! The follower on a real chain: what is deployed and claimed there is what the API says.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_api::{Follower, Sponsorship};
use tributary_chain::{
    AttestorsCall, Authorization, Chain, ClaimRequest, ClaimWay, Deployment, Domain, Key, claim, deploy,
};
use tributary_engine::{bundle::Bundle, deploy::terms, relay::SponsorSettings};
use tributary_model::{Amount, Claimant, GithubId, Gwei, Timestamp};
use tributary_storage::SponsorBudget;

use crate::site::{ADA, BOB, SLUG, Site, publish_changed, publish_identities, time};

/// Anvil's first published development key.
const DEVELOPMENT_KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// The second one: Bob's.
const BOBS_KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/// A chain of our own, on 2026-02-10: inside the fixture's claim window.
struct Anvil {
    process: Child,
    url: String,
}

impl Anvil {
    /// `None` when it is not installed; then the test is left out with a printed line.
    fn start() -> Option<Self> {
        let started = Command::new(program())
            .args(["--port", "0", "--timestamp", "1770681600"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = started else {
            assert!(!required(), "`CI_REQUIRE_ANVIL` is 1 and there is no anvil; run `npm ci` in contracts/");
            println!("left out: there is no anvil; `npm ci` in contracts/ installs it");
            return None;
        };
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned)).unwrap();
        // Read on, so that the pipe never fills up.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { process, url: format!("http://{address}") })
    }
}

/// The program itself: npm's starter would leave it running when it is killed.
fn program() -> PathBuf {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/node_modules/@foundry-rs");
    let installed =
        packages.read_dir().into_iter().flatten().flatten().map(|entry| entry.path().join("bin/anvil"));
    installed.into_iter().find(|path| path.exists()).unwrap_or_else(|| "anvil".into())
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says what must be there")]
fn required() -> bool {
    std::env::var("CI_REQUIRE_ANVIL").is_ok_and(|value| value == "1")
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn chain(anvil: &Anvil) -> Chain {
    let key = Key::from_private_key(&DEVELOPMENT_KEY.into()).unwrap();
    Chain::connect(&anvil.url, Some(key)).await.unwrap()
}

async fn claim_for_bob(site: &Site, chain: &Chain, slug: &str) -> tributary_chain::Sent {
    let proofs = site.json(&format!("/api/v1/campaigns/{slug}/proofs/{BOB}")).await;
    let detail = site.json(&format!("/api/v1/campaigns/{slug}")).await;
    let entry = &proofs["entries"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let request = ClaimRequest {
        airdrop: text(&detail["deployment"]["airdrop"]).parse().unwrap(),
        index: entry["index"].as_u64().unwrap(),
        claimant: Claimant::Wallet(BOB.parse().unwrap()),
        amount: text(&entry["amount"]).parse().unwrap(),
        proof: entry["proof"].as_array().unwrap().iter().map(|node| text(node).parse().unwrap()).collect(),
        way: ClaimWay::Anybody,
    };
    claim(chain, &request, &|_| {}).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_says_what_the_chain_says() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let bundle = Bundle::open(&site.bundle()).unwrap();
    let deployment = deploy(&chain, &terms(&bundle), &|_| {}).await.unwrap();
    bundle.save_deployment(&deployment).unwrap();
    site.state.refresh().unwrap();
    let follower = Follower::new(site.state.clone(), site.views.clone(), vec![anvil.url.clone()]);
    let detail = async || site.json(&format!("/api/v1/campaigns/{SLUG}")).await;
    assert_eq!(detail().await["state"], "unknown");

    follower.look().await;
    let open = detail().await;
    assert_eq!((&open["state"], &open["claimed_count"]), (&json!("open"), &json!(0)));
    assert_eq!((&open["funding"]["funded"], &open["funding"]["balance"]), (&json!(true), &open["total"]));
    let report = site.json(&format!("/api/v1/campaigns/{SLUG}/verify")).await;
    let failed: Vec<_> =
        report["checks"].as_array().unwrap().iter().filter(|check| check["status"] != "pass").collect();
    assert!(failed.is_empty() && report["holds"] == true, "{failed:#?}");
    assert!(report["checks"].to_string().contains("root_onchain"), "{report}");

    let sent = claim_for_bob(&site, &chain, SLUG).await;
    follower.look().await;
    let status = site.json(&format!("/api/v1/campaigns/{SLUG}/claims/1")).await;
    assert_eq!(
        (&status["claimed"], &status["tx_hash"], &status["block_number"], &status["recipient"]),
        (&json!(true), &json!(sent.hash), &json!(sent.block), &json!(BOB))
    );
    let claimed = detail().await;
    assert_eq!((&claimed["claimed_count"], &claimed["claimed_total"]), (&json!(1), &status["amount"]));
    assert_eq!((&claimed["state"], &claimed["funding"]["funded"]), (&json!("open"), &json!(true)));

    drop(anvil);
    follower.look().await;
    assert_eq!(detail().await["state"], "unknown");
    // What was followed stays known, and nobody learns the endpoint's address.
    assert_eq!(detail().await["claimed_count"], 1);
    let report = site.get(&format!("/api/v1/campaigns/{SLUG}/verify")).await;
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.text().contains("the chain does not answer: its endpoint failed"), "{}", report.text());
    assert_eq!(site.json("/readyz").await["chains_unreachable"], json!([SLUG]));
}

/// A campaign that pays GitHub accounts too, deployed; the deployer is owner and guardian.
async fn with_guardian(site: &Site, chain: &Chain) -> (String, Deployment) {
    let guardian = chain.key().unwrap().address();
    let rules = format!("\n[claim.identity]\nattestors = [\"{ADA}\"]\nguardian = \"{guardian}\"\n");
    let published = publish_identities(&site.out, &rules, &[(GithubId(77), "dee-example".to_owned())]);
    let slug = published.manifest.slug;
    let bundle = Bundle::open(&site.out.join(&slug)).unwrap();
    let deployment = deploy(chain, &terms(&bundle), &|_| {}).await.unwrap();
    bundle.save_deployment(&deployment).unwrap();
    site.state.refresh().unwrap();
    (slug, deployment)
}

/// The next block is of this second.
async fn move_to(anvil: &Anvil, moment: Timestamp) {
    ask(anvil, "evm_setNextBlockTimestamp", json!([moment.unix()])).await;
    ask(anvil, "evm_mine", json!([])).await;
}

async fn ask(anvil: &Anvil, method: &str, params: Value) {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let client = reqwest::Client::builder().build().unwrap();
    let answer = client.post(&anvil.url).header("content-type", "application/json");
    let answer = answer.body(request.to_string()).send().await.unwrap();
    let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert!(answer["error"].is_null(), "{method}: {answer}");
}

fn sponsorship(site: &Site, rpc_urls: Vec<String>) -> Sponsorship {
    let key = Key::from_private_key(&DEVELOPMENT_KEY.into()).unwrap();
    let settings = SponsorSettings {
        budget: SponsorBudget { campaign: Gwei::new(1 << 60), claimant: 2, hour: Gwei::new(1 << 60) },
        max_fee: 100_000_000_000,
        max_gas: 400_000,
        confirmations: None,
        replace_after: std::time::Duration::from_mins(1),
        lease: std::time::Duration::from_mins(1),
        owner: "the tests".to_owned(),
    };
    Sponsorship::new(site.store.clone(), key, settings, rpc_urls)
}

/// Bob signs his claim and the sponsor is asked to send it.
async fn sponsored_claim(site: &Site, slug: &str, deployment: &Deployment, until: Timestamp) -> Value {
    let key = Key::from_private_key(&BOBS_KEY.into()).unwrap();
    let proofs = site.json(&format!("/api/v1/campaigns/{slug}/proofs/{BOB}")).await;
    let entry = &proofs["entries"][0];
    let index = entry["index"].as_u64().unwrap();
    let authorization = Authorization {
        to: key.address(),
        valid_after: 0,
        valid_before: u64::try_from(until.unix()).unwrap(),
        nonce: Amount::ZERO,
    };
    let domain = Domain { chain_id: 31_337, airdrop: deployment.airdrop };
    let amount = entry["amount"].as_str().unwrap().parse().unwrap();
    let signature = key.sign(authorization.digest(domain, index, key.address(), amount)).unwrap();
    let body =
        json!({ "kind": "signed", "index": index, "authorization": authorization, "signature": signature });
    let path = format!("/api/v1/campaigns/{slug}/relays");
    let json = [("content-type", "application/json")];
    let answer = site.ask(Method::POST, &path, &json, &body.to_string()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_frozen_or_about_to_change_is_told_and_claims_end_later_by_as_much() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let (slug, deployment) = with_guardian(&site, &chain).await;
    let set = deployment.attestors.unwrap();
    site.state.sponsor_by(sponsorship(&site, vec![anvil.url.clone()]));
    let follower = Follower::new(site.state.clone(), site.views.clone(), vec![anvil.url.clone()]);
    let seen = async || {
        follower.look().await;
        site.json(&format!("/api/v1/campaigns/{slug}")).await
    };
    let calm = seen().await;
    assert_eq!(calm["claim"]["ends_at"], "2026-03-01T00:00:00Z");
    assert_eq!(
        (&calm["identity"]["pending"], &calm["identity"]["frozen_until"]),
        (&Value::Null, &Value::Null)
    );

    let three_days = AttestorsCall::Freeze { airdrop: deployment.airdrop, until: 1_770_940_800 };
    three_days.send(&chain, set, &|_| {}).await.unwrap();
    let others = AttestorsCall::Propose { attestors: vec![BOB.parse().unwrap()], threshold: 1 };
    others.send(&chain, set, &|_| {}).await.unwrap();
    let frozen = seen().await;
    assert_eq!(frozen["identity"]["frozen_until"], "2026-02-13T00:00:00Z");
    let pending = &frozen["identity"]["pending"];
    assert_eq!((&pending["attestors"], &pending["threshold"]), (&json!([BOB]), &json!(1)));
    assert!(pending["ready_at"].as_str().unwrap().starts_with("2026-02-12T00:0"), "{pending}");
    assert_eq!(frozen["claim"]["end"], "2026-03-01T00:00:00Z");
    let grown = chain.frozen_for(set, deployment.airdrop).await.unwrap();
    assert!((259_000..=259_200).contains(&grown), "three days, less the seconds that passed: {grown}");
    let end = u64::try_from(time("2026-03-01").unix()).unwrap();
    let ends_at = frozen["claim"]["ends_at"].as_str().unwrap().to_owned();
    assert_eq!(time(&ends_at), Timestamp::saturating(end + grown));
    assert_eq!(frozen["state"], "open", "wallets are not frozen");

    move_to(&anvil, time("2026-03-01T00:00:01Z")).await;
    let later = seen().await;
    assert_eq!((&later["state"], &later["identity"]["frozen_until"]), (&json!("open"), &Value::Null));
    assert_eq!(later["claim"]["ends_at"], ends_at.as_str());
    let relay = sponsored_claim(&site, &slug, &deployment, time(&ends_at)).await;
    assert_eq!(relay["state"], "queued");
    claim_for_bob(&site, &chain, &slug).await;
    assert_eq!(seen().await["claimed_count"], 1);

    move_to(&anvil, time(&ends_at)).await;
    assert_eq!(seen().await["state"], "ended");
}

/// Takes connections and never says a word.
fn silent() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_hangs_delays_no_other_campaign() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let bundle = Bundle::open(&site.bundle()).unwrap();
    let deployment = deploy(&chain, &terms(&bundle), &|_| {}).await.unwrap();
    // Before the other by its name, on another chain, which is asked for where its rules say.
    let silent = silent();
    let changes =
        [("trees-2025", "ash-2025"), ("id = 31337", "id = 7"), ("http://127.0.0.1:9/secret-path", &silent)];
    let hanging = publish_changed(&site.out, &changes);
    let note = tributary_chain::Deployment { chain_id: 7, ..deployment.clone() };
    Bundle::open(&site.out.join(&hanging.manifest.slug)).unwrap().save_deployment(&note).unwrap();
    bundle.save_deployment(&deployment).unwrap();
    site.state.refresh().unwrap();
    let follower = Follower::new(site.state.clone(), site.views.clone(), vec![anvil.url.clone()]);
    let following = tokio::spawn(follower.run());
    let start = std::time::Instant::now();
    while site.json(&format!("/api/v1/campaigns/{SLUG}")).await["state"] != "open" {
        assert!(start.elapsed().as_secs() < 10, "the other campaign waits for the silent endpoint");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(site.json("/api/v1/campaigns/ash-2025").await["state"], "unknown");
    following.abort();
}

async fn listening(answering: axum::routing::MethodRouter) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/", answering);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// An endpoint that gives the events of at most ten blocks at once, and counts how often it does.
async fn sparing(upstream: &str) -> (String, Arc<AtomicUsize>) {
    let (given, upstream) = (Arc::new(AtomicUsize::new(0)), upstream.to_owned());
    let count = Arc::clone(&given);
    let answer = move |body: String| {
        let asked: Value = serde_json::from_str(&body).unwrap();
        let block = |name: &str| {
            let text = asked["params"][0][name].as_str().unwrap_or("0x0");
            u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
        };
        let events = asked["method"] == "eth_getLogs";
        let refused = events && block("toBlock") - block("fromBlock") >= 10;
        count.fetch_add(usize::from(events && !refused), Ordering::Relaxed);
        let request = reqwest::Client::builder().build().unwrap().post(&upstream);
        let request = request.header("content-type", "application/json").body(body);
        async move {
            if refused {
                let error = json!({ "code": -32_602, "message": "at most 10 blocks" });
                return json!({ "jsonrpc": "2.0", "id": asked["id"], "error": error }).to_string();
            }
            request.send().await.unwrap().text().await.unwrap()
        }
    };
    let url = listening(axum::routing::post(answer)).await;
    (url, given)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_grows_is_not_read_again_from_its_beginning() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let (slug, deployment) = with_guardian(&site, &chain).await;
    let set = deployment.attestors.unwrap();
    let others = AttestorsCall::Propose { attestors: vec![BOB.parse().unwrap()], threshold: 1 };
    others.send(&chain, set, &|_| {}).await.unwrap();
    move_to(&anvil, time("2026-02-14")).await;
    AttestorsCall::Rotate.send(&chain, set, &|_| {}).await.unwrap();
    let (url, given) = sparing(&anvil.url).await;
    let follower = || {
        let follower = Follower::new(site.state.clone(), site.views.clone(), vec![url.clone()]);
        follower.with_checks_good_for(std::time::Duration::ZERO)
    };
    let look = async |follower: &Follower| {
        let before = given.load(Ordering::Relaxed);
        follower.look().await;
        let report = site.json(&format!("/api/v1/campaigns/{slug}/verify")).await;
        assert_eq!(report["holds"], true, "{report}");
        given.load(Ordering::Relaxed) - before
    };
    let first = follower();
    look(&first).await;
    ask(&anvil, "anvil_mine", json!([60])).await;
    let news = look(&first).await;
    assert!(news >= 12, "claims and attestors, ten blocks at a time: {news}");
    claim_for_bob(&site, &chain, &slug).await;
    assert_eq!(look(&first).await, 2, "claims and attestors of the new block");
    assert_eq!(look(&first).await, 0, "nothing is new");
    // A server that was started again has the claims, and reads of the attestors' few events once.
    let again = follower();
    assert!(look(&again).await <= news / 2 + 1);
    assert_eq!(look(&again).await, 0);
}

/// An endpoint before another one that, once told so, says which chain it is for and refuses everything else.
async fn exhaustible(upstream: &str) -> (String, Arc<AtomicBool>) {
    let (exhausted, upstream) = (Arc::new(AtomicBool::new(false)), upstream.to_owned());
    let told = Arc::clone(&exhausted);
    let answer = move |body: String| {
        let asked: Value = serde_json::from_str(&body).unwrap();
        let refused = told.load(Ordering::Relaxed) && asked["method"] != "eth_chainId";
        let request = reqwest::Client::builder().build().unwrap().post(&upstream);
        let request = request.header("content-type", "application/json").body(body);
        async move {
            if refused {
                let error = json!({ "code": -32_000, "message": "your plan is used up" });
                return json!({ "jsonrpc": "2.0", "id": asked["id"], "error": error }).to_string();
            }
            request.send().await.unwrap().text().await.unwrap()
        }
    };
    (listening(axum::routing::post(answer)).await, exhausted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sponsor_whose_endpoint_dies_goes_on_at_the_other_one() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let (slug, deployment) = with_guardian(&site, &chain).await;
    let (first, exhausted) = exhaustible(&anvil.url).await;
    let sponsorship = sponsorship(&site, vec![first, anvil.url.clone()]);
    site.state.sponsor_by(sponsorship.clone());
    // By the first, which then fails while the claim waits.
    let relay = sponsored_claim(&site, &slug, &deployment, time("2026-03-01")).await;
    exhausted.store(true, Ordering::Relaxed);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(sponsorship.run(site.state.clone(), stopped));
    let path = format!("/api/v1/campaigns/{slug}/relays/{}", relay["id"].as_str().unwrap());
    let start = std::time::Instant::now();
    while site.json(&path).await["state"] != "mined" {
        assert!(start.elapsed().as_secs() < 20, "it waits for an endpoint that is dead");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_taken_by_the_other_endpoint_when_the_first_has_died() {
    let Some(anvil) = Anvil::start() else { return };
    let site = Site::start().await;
    let chain = chain(&anvil).await;
    let (slug, deployment) = with_guardian(&site, &chain).await;
    let (first, exhausted) = exhaustible(&anvil.url).await;
    exhausted.store(true, Ordering::Relaxed);
    site.state.sponsor_by(sponsorship(&site, vec![first, anvil.url.clone()]));
    let relay = sponsored_claim(&site, &slug, &deployment, time("2026-03-01")).await;
    assert_eq!(relay["state"], "queued");
}
