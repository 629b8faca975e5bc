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
use tributary_model::{Binding, Contract, GithubId, Identity, ProofEvidence, Proved, Timestamp};
use tributary_storage::{Settled, Store};
use tributary_tests::{
    ADA, Anvil, BO, CY, Campaign, Clone, Commit, DEPLOYER, Output, STRANGER, Server, Tributary,
};

const WALLET: Address = address!("00000000000000000000000000000000000a11ce");
const CONTRACT_WALLET: Address = address!("0000000000000000000000000000000000c0117a");
const DATABASE: &str = "tributary.db";
const CLIENT_SECRET: &str = "oauth-secret-7f3a";

/// A campaign for two of three attestors, with somebody of the simulated GitHub in it, and everything that runs beside it.
pub(super) struct Story {
    pub(super) anvil: Anvil,
    github: Simulator,
    pub(super) runtime: Runtime,
    pub(super) campaign: Campaign,
    pub(super) id: u64,
    pub(super) login: String,
}

#[expect(clippy::disallowed_methods, reason = "the server that runs in the story has the real clock")]
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

impl Story {
    /// A little ahead, so that what is attested now holds in the next block.
    fn begin() -> Self {
        Self::begin_at(now() + 60)
    }

    /// On a chain whose clock starts there.
    fn begin_at(start: u64) -> Self {
        let attestors = [BO, CY, STRANGER].map(|person| format!("\"{}\"", person.address)).join(", ");
        Self::begin_by(start, &format!("[claim.identity]\nattestors = [{attestors}]\nthreshold = 2\n"))
    }

    /// By these rules for claims.
    pub(super) fn begin_by(start: u64, rules: &str) -> Self {
        let runtime = Runtime::new().unwrap();
        let github = Simulator::start(&[]);
        let accounts = runtime.block_on(github.accounts());
        let living = |who: &&Value| who["type"] == "User" && who["deleted"] == false;
        let who = accounts.as_array().unwrap().iter().find(living).unwrap();
        let (id, login) = (who["id"].as_u64().unwrap(), who["login"].as_str().unwrap().to_owned());
        let anvil = Anvil::start(start);
        let campaign = Campaign::new();
        let author = format!("Somebody <{id}+{login}@users.noreply.github.com>");
        let commit = Commit { author: &author, at: "2025-09-09T10:00:00Z", message: "Open the sluice" };
        Clone::open(&campaign.path("clone")).commit(&[commit]);
        let end = "end = \"2026-08-01\"\n";
        campaign.edit("airdrop.toml", end, &format!("end = \"2190-01-01\"\n\n{rules}"));
        let _ = campaign.run(&["index"]).exits(0);
        let _ = campaign.run(&["publish"]).exits(0);
        let _ = campaign.sending(&anvil, DEPLOYER, &["deploy", "--yes"]).run().exits(0);
        Self { anvil, github, runtime, campaign, id, login }
    }

    /// A server that attests with Bo's key, once it has seen the chain.
    pub(super) fn serve(&self) -> Server {
        let words = ["serve", "--listen", "127.0.0.1:0", "--public-url", "https://drop.example.org"];
        let server = self
            .beside(self.campaign.asking(&self.anvil, &words))
            .env("RUST_LOG", "trace")
            .env("TRIBUTARY_ATTESTOR_PRIVATE_KEY", BO.key)
            .env("TRIBUTARY_GITHUB_CLIENT_ID", "an-app")
            .env("TRIBUTARY_GITHUB_CLIENT_SECRET", CLIENT_SECRET)
            .env("TRIBUTARY_GITHUB_WEB_URL", self.github.url())
            .serve();
        Self::sees(&server, "river");
        server
    }

    /// Waits until the server has seen the contract of this list.
    pub(super) fn sees(server: &Server, list: &str) {
        for _ in 0..600 {
            let answer = server.get(&format!("/api/v1/campaigns/{list}"));
            if answer.starts_with("HTTP/1.1 200") && !answer.contains("\"state\":\"unknown\"") {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not see the chain");
    }

    fn beside(&self, run: Tributary) -> Tributary {
        run.env("TRIBUTARY_GITHUB_URL", self.github.url()).env("PATH", "/usr/local/bin:/usr/bin:/bin")
    }

    pub(super) fn run(&self, words: &[&str]) -> Output {
        self.beside(self.campaign.asking(&self.anvil, words)).run()
    }

    fn endorse(&self, server: &Server, key: &str, more: &[&str]) -> Output {
        let words = [&["endorse", "out/river", "--server", server.url(), "--json"], more].concat();
        let run = self.beside(self.campaign.asking(&self.anvil, &words));
        run.env("TRIBUTARY_PRIVATE_KEY", key).run()
    }

    /// A key that the account publishes from now on.
    pub(super) fn publish_key(&self) {
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
    assert!(missing[1].1.contains("and the file binds its account to no wallet"), "{missing:?}");
    fs::remove_file(&copy).unwrap();
}

/// The lines of `verify` with these names, and what they say.
pub(super) fn lines(output: &Output, ids: &[&str]) -> Vec<(String, String)> {
    let report = output.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |id: &&str| {
        let checks = report["checks"].as_array().unwrap();
        let found =
            checks.iter().find(|check| check["id"] == **id).unwrap_or_else(|| panic!("{id}: {report}"));
        (text(&found["status"]), text(&found["detail"]))
    };
    ids.iter().map(line).collect()
}

/// The third attestor's key was stolen: the owner lets Ada take its place, in the open.
fn rotated() -> Story {
    const TWO_DAYS: u64 = 172_800;
    let story = Story::begin_at(now() - TWO_DAYS);
    let next = [BO, CY, ADA].map(|person| person.address.to_string()).join(",");
    let propose = ["attestors", "propose", "out/river", "--attestors", &next, "--threshold", "2", "--yes"];
    let _ = story.campaign.sending(&story.anvil, DEPLOYER, &propose).run().exits(0);
    let _ = story.anvil.rpc("evm_increaseTime", json!([TWO_DAYS + 60]));
    let _ = story.anvil.rpc("evm_mine", json!([]));
    let rotate = ["attestors", "rotate", "out/river", "--yes"];
    let _ = story.campaign.sending(&story.anvil, CY, &rotate).run().exits(0);
    story
}

#[test]
fn attestors_that_took_over_endorse_and_strangers_find_that_everything_holds() {
    let story = rotated();
    let server = story.serve();
    story.publish_key();
    let wallet = WALLET.to_string();
    let prove = ["prove", "out/river", "--server", server.url(), "--who", &story.login, "--wallet", &wallet];
    let _ = story.run(&[prove.as_slice(), &["--ssh-key", "key"]].concat()).exits(0);
    let _ = story.endorse(&server, STRANGER.key, &[]).exits(1).says("is not one of the attestors");
    let endorsed = story.endorse(&server, ADA.key, &[]).exits(0).json();
    assert_eq!(endorsed[0]["binding"]["ready"], true);
    let _ = story.endorse(&server, CY.key, &[]).exits(0).says("1 of 1 bindings endorsed");
    // What holds for hours more is passed over, so that GitHub need not be asked again.
    let silent = ["--github-url", "http://127.0.0.1:9"];
    let _ = story.endorse(&server, ADA.key, &silent).exits(0).says("1 of 1 bindings endorsed");

    let url = format!("{}/api/v1/bundles/river/bindings.jsonl", server.url());
    let verify = ["verify", "out/river", "--bindings", &url, "--json"];
    let ids = ["bindings", "bindings_claims", "attestors", "attestors_code", "attestors_terms"];
    let found = lines(&story.run(&verify).exits(0), &ids);
    assert!(found.iter().all(|(status, _)| status == "pass"), "{found:?}");
    assert_eq!(found[1].1, "0 claims");
    let terms = &found[4].1;
    assert!(terms.starts_with("2 of 0x") && terms.contains(&ADA.address.to_string()), "{terms}");
    assert!(
        terms.contains("; changed once, last in block ") && terms.contains("announced 2 days before"),
        "{terms}"
    );
    let (now, first) = terms.split_once("the rules name").unwrap();
    assert!(
        !now.contains(&STRANGER.address.to_string()) && first.contains(&STRANGER.address.to_string()),
        "{terms}"
    );

    claimed_without_evidence(&story, &url);
    let ready = story.endorse(&server, CY.key, &[]).exits(0).says("1 of 1 bindings endorsed").json();
    claims(&story, &ready[0]["binding"]);
    let _ = story.run(&["verify", "out/river"]).exits(0);
    let none = story.endorse(&server, CY.key, &[]).exits(0).says("0 of 0 bindings endorsed");
    assert_eq!(none.json(), json!([]), "what was paid needs nobody's word any more");
    tampered(&story, &server);
}

/// Two attestors pay somebody whom they know from elsewhere.
fn claimed_without_evidence(story: &Story, url: &str) {
    let attest = ["attest", "out/river", "--github", "404", "--recipient", &CY.address.to_string()];
    let first = story.campaign.sending(&story.anvil, BO, &attest).run().exits(0);
    story.campaign.write("one.json", &first.stdout);
    let second = ["attest", "out/river", "--attestation", "one.json"];
    let second = story.campaign.sending(&story.anvil, ADA, &second).run().exits(0);
    let second = second.says("No evidence of this is published");
    story.campaign.write("two.json", &second.stdout);
    let claim = ["claim", "out/river", "--attestation", "two.json", "--yes"];
    let _ = story.campaign.sending(&story.anvil, CY, &claim).run().exits(0);
    let verify = ["verify", "out/river", "--bindings", url, "--json"];
    let found = lines(&story.run(&verify).exits(1), &["bindings", "bindings_claims"]);
    assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("pass", "fail"));
    let words = &found[1].1;
    assert!(words.starts_with("no evidence of 1 of 1 claims is published: leaf "), "{words}");
    assert!(
        words.contains("binds its account to no wallet") && words.contains("`tributary attest`"),
        "{words}"
    );
}

/// Who never was an attestor endorsed nothing; who is one by the chain alone cannot be judged without it.
fn tampered(story: &Story, server: &Server) {
    let answer = server.get("/api/v1/bundles/river/bindings.jsonl");
    let (_, text) = answer.split_once("\r\n\r\n").unwrap();
    let copy = story.campaign.bundle().join("bindings.jsonl");
    // As JSON writes an address.
    let ada = ADA.address.to_string().to_lowercase();
    assert!(text.contains(&ada), "{text}");
    fs::write(&copy, text).unwrap();
    let found = lines(&story.run(&["verify", "out/river", "--offline", "--json"]).exits(1), &["bindings"]);
    assert!(found[0].1.contains("the chain alone can tell"), "{found:?}");
    for (who, words) in
        [(DEPLOYER, "endorsed it and never was an attestor"), (STRANGER, "a signature is not by")]
    {
        fs::write(&copy, text.replace(&ada, &who.address.to_string().to_lowercase())).unwrap();
        let output = story.run(&["verify", "out/river", "--json"]).exits(1);
        let found = lines(&output, &["bindings"]);
        assert!(found[0].1.contains(words), "{found:?}");
    }
    fs::remove_file(&copy).unwrap();
}

/// Says yes to whatever it is asked (ERC-1271), and one that always reverts.
const SAYS_YES: &str = "0x7f1626ba7e0000000000000000000000000000000000000000000000000000000060005260206000f3";
const SAYS_NO: &str = "0x60006000fd";

/// Dee signs in, which nobody but the server sees, and her wallet is a contract.
fn signed_in_with_a_contract(story: &Story, server: &Server) {
    let body = json!({ "who": "github:404", "recipient": CONTRACT_WALLET });
    let answer = server.post("/api/v1/campaigns/river/challenges", &body);
    let challenge: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let proved = Proved {
        campaign: "river".to_owned(),
        identity: Identity::Github(GithubId(404)),
        login: "dee-example".to_owned(),
        recipient: CONTRACT_WALLET,
        message: challenge["message"].as_str().unwrap().to_owned(),
        evidence: ProofEvidence::Oauth { wallet_signature: "0x01".parse().unwrap() },
    };
    let contract = Contract { chain_id: 31_337, address: story.campaign.address("airdrop") };
    let id = challenge["id"].as_str().unwrap().parse().unwrap();
    let at = Timestamp::from_unix(i64::try_from(now()).unwrap()).unwrap();
    story.runtime.block_on(async {
        let database =
            Store::open(&format!("sqlite://{}", story.campaign.path(DATABASE).display())).await.unwrap();
        let settle = |_: &[Binding]| Some(Settled { proved_at: at, effective_at: at });
        database.save_binding(contract, id, &proved, at, settle).await.unwrap();
        database.close().await;
    });
}

#[test]
fn a_wallet_whose_contract_says_no_later_spoils_nothing_for_others() {
    let story = Story::begin();
    let server = story.serve();
    story.publish_key();
    story.anvil.set_code(CONTRACT_WALLET, &SAYS_YES.parse().unwrap());
    signed_in_with_a_contract(&story, &server);
    let wallet = WALLET.to_string();
    let prove = ["prove", "out/river", "--server", server.url(), "--who", &story.login, "--wallet", &wallet];
    let _ = story.run(&[prove.as_slice(), &["--ssh-key", "key"]].concat()).exits(0);
    let url = format!("{}/api/v1/bundles/river/bindings.jsonl", server.url());
    let verified = || {
        let output = story.run(&["verify", "out/river", "--bindings", &url, "--json"]).exits(0);
        lines(&output, &["bindings"]).remove(0).1
    };
    let counted = "2 bindings: 1 by SSH, 0 by gist, 1 by a sign-in that the server alone saw";
    assert_eq!(verified(), counted);
    let _ = story.endorse(&server, CY.key, &["--trust-server"]).exits(0).says("2 of 2 bindings endorsed");
    for code in [SAYS_NO, "0x"] {
        story.anvil.set_code(CONTRACT_WALLET, &code.parse().unwrap());
        let words = format!(
            "{counted}; 1 signatures cannot be judged now, for no contract accepts them any more: `{CONTRACT_WALLET}` in \
             line 1"
        );
        assert_eq!(verified(), words);
        let endorsed = story.endorse(&server, STRANGER.key, &["--trust-server"]).exits(1);
        let rows = endorsed.says("1 of 2 bindings endorsed").json();
        for row in rows.as_array().unwrap() {
            assert_eq!(row["endorsed"], row["identity"] != "github:404", "{rows}");
        }
        let why = rows.as_array().unwrap().iter().find_map(|row| row["refused"].as_str()).unwrap();
        assert!(why.starts_with("no contract of the wallet accepts its signature any more"), "{why}");
    }
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
