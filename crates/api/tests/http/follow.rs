//! The follower on a real chain: what is deployed and claimed there is what the API says.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tributary_api::Follower;
use tributary_chain::{Chain, ClaimRequest, ClaimWay, Key, claim, deploy};
use tributary_engine::{bundle::Bundle, deploy::terms};
use tributary_model::Claimant;

use crate::site::{BOB, SLUG, Site, publish_changed};

/// Anvil's first published development key.
const DEVELOPMENT_KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

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

async fn claim_for_bob(site: &Site, chain: &Chain) -> tributary_chain::Sent {
    let proofs = site.json(&format!("/api/v1/campaigns/{SLUG}/proofs/{BOB}")).await;
    let detail = site.json(&format!("/api/v1/campaigns/{SLUG}")).await;
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

    let sent = claim_for_bob(&site, &chain).await;
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
