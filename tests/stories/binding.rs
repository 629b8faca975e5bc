//! Somebody without a wallet is paid: from a GitHub account and an SSH key to tokens, with two attestors of whom one runs
//! no server, and a stranger who checks all of it.

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use alloy::primitives::{Address, U256, address};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tributary_github::testing::Simulator;
use tributary_model::GithubId;
use tributary_tests::{
    ADA, Anvil, BO, CY, Campaign, Clone, Commit, DEPLOYER, Output, STRANGER, Server, Tributary,
};

const WALLET: Address = address!("00000000000000000000000000000000000a11ce");
const CLIENT_SECRET: &str = "oauth-secret-7f3a";

/// A campaign for two of three attestors, with somebody of the simulated GitHub in it, and everything that runs beside it.
struct Story {
    anvil: Anvil,
    github: Simulator,
    runtime: Runtime,
    campaign: Campaign,
    id: u64,
    login: String,
}

#[expect(clippy::disallowed_methods, reason = "the server that runs in the story has the real clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

impl Story {
    fn begin() -> Self {
        let runtime = Runtime::new().unwrap();
        let github = Simulator::start(&[]);
        let accounts = runtime.block_on(github.accounts());
        let living = |who: &&Value| who["type"] == "User" && who["deleted"] == false;
        let who = accounts.as_array().unwrap().iter().find(living).unwrap();
        let (id, login) = (who["id"].as_u64().unwrap(), who["login"].as_str().unwrap().to_owned());
        // A little ahead, so that what is attested now holds in the next block.
        let anvil = Anvil::start(now() + 60);
        let campaign = Campaign::new();
        let author = format!("Somebody <{id}+{login}@users.noreply.github.com>");
        let commit = Commit { author: &author, at: "2025-09-09T10:00:00Z", message: "Open the sluice" };
        Clone::open(&campaign.path("clone")).commit(&[commit]);
        let attestors = [BO, CY, STRANGER].map(|person| format!("\"{}\"", person.address)).join(", ");
        campaign.edit(
            "airdrop.toml",
            "end = \"2026-08-01\"\n",
            &format!("end = \"2190-01-01\"\n\n[claim.identity]\nattestors = [{attestors}]\nthreshold = 2\n"),
        );
        let _ = campaign.run(&["index"]).exits(0);
        let _ = campaign.run(&["publish"]).exits(0);
        let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
        Self { anvil, github, runtime, campaign, id, login }
    }

    /// A server that attests with Bo's key, once it has seen the chain.
    fn serve(&self) -> Server {
        let words = ["serve", "--listen", "127.0.0.1:0", "--public-url", "https://drop.example.org"];
        let server = self
            .beside(self.campaign.asking(&self.anvil, &words))
            .env("RUST_LOG", "trace")
            .env("TRIBUTARY_ATTESTOR_PRIVATE_KEY", BO.key)
            .env("TRIBUTARY_GITHUB_CLIENT_ID", "an-app")
            .env("TRIBUTARY_GITHUB_CLIENT_SECRET", CLIENT_SECRET)
            .env("TRIBUTARY_GITHUB_WEB_URL", self.github.url())
            .serve();
        for _ in 0..600 {
            if !server.get("/api/v1/campaigns/river").contains("\"state\":\"unknown\"") {
                return server;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not see the chain");
    }

    fn beside(&self, run: Tributary) -> Tributary {
        run.env("TRIBUTARY_GITHUB_URL", self.github.url()).env("PATH", "/usr/local/bin:/usr/bin:/bin")
    }

    fn run(&self, words: &[&str]) -> Output {
        self.beside(self.campaign.asking(&self.anvil, words)).run()
    }

    fn endorse(&self, server: &Server, key: &str, more: &[&str]) -> Output {
        let words = [&["endorse", "out/river", "--server", server.url(), "--json"], more].concat();
        let run = self.beside(self.campaign.asking(&self.anvil, &words));
        run.env("TRIBUTARY_PRIVATE_KEY", key).run()
    }

    /// A key that the account publishes from now on.
    fn publish_key(&self) {
        let path = self.campaign.path("key");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"])
            .arg(&path)
            .status()
            .expect("OpenSSH is installed");
        assert!(made.success());
        let public = fs::read_to_string(path.with_extension("pub")).unwrap().trim().to_owned();
        self.runtime.block_on(self.github.publish_keys(GithubId(self.id), &[public], &[]));
    }
}

#[test]
fn from_an_ssh_key_to_tokens_by_two_of_three_attestors() {
    let story = Story::begin();
    let server = story.serve();
    story.publish_key();
    let url = server.url().to_owned();
    let wallet = WALLET.to_string();
    let prove = |airdrop: &str, way: &[&str]| {
        let words = [
            &["prove", airdrop, "--server", &url, "--who", &story.login, "--wallet", &wallet, "--json"],
            way,
        ]
        .concat();
        story.run(&words)
    };
    // Nobody publishes this key.
    let _ = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(story.campaign.path("other"))
        .status();
    let _ = prove("out/river", &["--ssh-key", "other"])
        .exits(1)
        .says("which is none of the 1 that the account publishes");
    let _ = prove("out/river", &["--ssh-key", "missing"])
        .exits(1)
        .says("`ssh-keygen` did not sign with `missing`");
    let _ = prove("out/river", &[]).exits(2).says("--ssh-key");
    let shown = prove("river", &["--gist"]).exits(0).says("with one file that holds the message");
    let message = shown.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("drop.example.org wants you to sign in with your Ethereum account:\n"),
        "{message}"
    );

    let proved = prove("out/river", &["--ssh-key", "key"]).exits(0).says(&wallet);
    let binding = proved.json();
    assert_eq!(
        (&binding["identity"], &binding["method"]),
        (&json!(format!("github:{}", story.id)), &json!("ssh"))
    );
    assert_eq!(binding["missing"], "1 of 2 attestors have endorsed it; the others have to");

    let _ = story.endorse(&server, ADA.key, &[]).exits(1).says("is not one of the attestors");
    let endorsed = story.endorse(&server, CY.key, &[]).exits(0).says("1 of 1 bindings endorsed").json();
    assert_eq!((&endorsed[0]["endorsed"], &endorsed[0]["binding"]["ready"]), (&json!(true), &json!(true)));
    claims(&story, &endorsed[0]["binding"]);
    checks(&story, &server);

    let mut said = server.stop().exits(0);
    said.stdout.push_str(&said.stderr);
    assert!(said.stdout.contains("TRACE"), "the log is as talkative as it gets");
    for secret in [BO.key, CLIENT_SECRET] {
        assert!(!said.stdout.contains(secret) && !said.stdout.contains(&secret[..secret.len() / 2]));
    }
}

fn claims(story: &Story, binding: &Value) {
    let amount: U256 = binding["leaf"]["amount"].as_str().unwrap().parse().unwrap();
    story.campaign.write("attestation.json", &binding.to_string());
    let words = ["claim", "out/river", "--attestation", "attestation.json", "--yes"];
    let _ = story.campaign.sending(&story.anvil, DEPLOYER, &words).run().exits(0);
    assert_eq!(story.anvil.balance(story.campaign.address("token"), WALLET), amount);
}

/// By the published file alone, from the server and as a copy in the bundle.
fn checks(story: &Story, server: &Server) {
    let url = format!("{}/api/v1/bundles/river/bindings.jsonl", server.url());
    let checks = |output: Output| -> Vec<(String, String)> {
        let report = output.json();
        let found = report["checks"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found
            .filter(|check| text(&check["id"]).starts_with("bindings"))
            .map(|check| (text(&check["status"]), text(&check["detail"])))
            .collect()
    };
    let counted = "1 bindings: 1 by SSH, 0 by gist, 0 by a sign-in that the server alone saw";
    let pass = |detail: &str| ("pass".to_owned(), detail.to_owned());
    let asked = story.run(&["verify", "out/river", "--bindings", &url, "--json"]).exits(0);
    assert_eq!(checks(asked), [pass(counted), pass("1 claims")]);
    let answer = server.get("/api/v1/bundles/river/bindings.jsonl");
    let (_, text) = answer.split_once("\r\n\r\n").unwrap();
    let copy = story.campaign.bundle().join("bindings.jsonl");
    fs::write(&copy, text).unwrap();
    let copied = story.run(&["verify", "out/river", "--offline", "--json"]).exits(0);
    assert_eq!(checks(copied), [pass(counted)]);
    // A file that leaves the binding out does not explain the claim.
    fs::write(&copy, "").unwrap();
    let missing = checks(story.run(&["verify", "out/river", "--json"]).exits(1));
    assert_eq!(missing[1].0, "fail");
    assert!(missing[1].1.ends_with("and the file binds its account to no wallet"), "{missing:?}");
    fs::remove_file(&copy).unwrap();
}

#[test]
fn settings_that_make_no_sense_are_told_and_not_repeated() {
    let campaign = Campaign::published();
    let serve = || campaign.tributary(&["serve", "--listen", "127.0.0.1:0"]);
    let half = serve().env("TRIBUTARY_GITHUB_CLIENT_SECRET", CLIENT_SECRET).run().exits(2);
    assert!(!half.stderr.contains(CLIENT_SECRET), "{}", half.stderr);
    let _ = half.says("needs both `TRIBUTARY_GITHUB_CLIENT_ID` and `TRIBUTARY_GITHUB_CLIENT_SECRET`");
    let key = serve().env("TRIBUTARY_ATTESTOR_KEYSTORE", BO.key).run().exits(2);
    assert!(!key.stderr.contains(BO.key), "{}", key.stderr);
    let _ = key.says("never a key itself");
    let _ = serve()
        .env("TRIBUTARY_ATTESTOR_PRIVATE_KEY", "0x12")
        .run()
        .exits(2)
        .says("the private key is not 64 hex digits");
    let _ =
        serve().env("TRIBUTARY_PUBLIC_URL", "drop.example.org").run().exits(2).says("write scheme and host");
    let _ = serve()
        .env("TRIBUTARY_GITHUB_WEB_URL", "ftp://x")
        .run()
        .exits(2)
        .says("is not the address of GitHub's pages");
}
