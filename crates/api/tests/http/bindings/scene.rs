//! A server with a campaign that pays GitHub accounts, and people at a simulated GitHub.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, sync::Arc, time::Duration};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tributary_api::{ChainStatus, ChainView, Settings};
use tributary_chain::{Attestation, Domain, Key};
use tributary_engine::bindings::{DeskTerms, attest::Attestors};
use tributary_github::{
    identity::{IdentityClient, IdentitySettings, OauthApp, brief},
    testing::Simulator,
};
use tributary_model::{Address, Contract, GithubId};

use crate::site::{AIRDROP, Answer, CHAIN, Site, publish_identities_as, seen, time};

pub(super) const SLUG: &str = "trees-open";
/// Another list of the same contract.
pub(super) const NEXT: &str = "trees-open-2";
pub(super) const CONTRACT: Contract = Contract { chain_id: CHAIN, address: AIRDROP };
pub(super) const PUBLIC_URL: &str = "https://drop.example.org";
const SET: Address = Address::repeat_byte(0x5e);
const JSON: (&str, &str) = ("content-type", "application/json");

/// Anvil's development keys, from the fifth on: an attestor, two others, and two wallets.
const KEYS: [&str; 5] = [
    "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
    "92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
    "4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
    "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
];

pub(super) struct Person {
    pub(super) id: GithubId,
    pub(super) login: String,
}

pub(super) struct Scene {
    pub(super) site: Site,
    pub(super) github: Simulator,
    pub(super) ada: Person,
    pub(super) bo: Person,
    threshold: u64,
}

/// Number 0 attests for the server, 1 and 2 attest elsewhere, 3 and 4 are wallets.
pub(super) fn key(number: usize) -> Key {
    Key::from_private_key(&KEYS[number].into()).unwrap()
}

pub(super) fn wallet() -> Address {
    key(3).address()
}

pub(super) fn other_wallet() -> Address {
    key(4).address()
}

impl Scene {
    /// One attestor: the server.
    pub(super) async fn new() -> Self {
        Self::with(&[0], 1, Some(0)).await
    }

    /// These keys attest; `own` is the server's.
    pub(super) async fn with(attestors: &[usize], threshold: u64, own: Option<usize>) -> Self {
        let github = Simulator::start(&[]);
        let callback = format!("{PUBLIC_URL}/api/v1/oauth/github/callback");
        let wish = json!({ "redirect_uris": [callback], "device_interval": 0 });
        let told = github.configure_oauth(wish).await;
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let app = OauthApp { client_id: text("client_id"), client_secret: text("client_secret").into() };
        Self::over(github, Some(app), attestors, threshold, own).await
    }

    pub(super) async fn over(
        github: Simulator,
        app: Option<OauthApp>,
        attestors: &[usize],
        threshold: u64,
        own: Option<usize>,
    ) -> Self {
        let patience = tributary_github::api::Patience {
            attempts: 1,
            first_pause: Duration::from_millis(1),
            answer_timeout: Duration::from_secs(2),
            ..brief()
        };
        let url = github.url().to_owned();
        let client = IdentitySettings { api: url.clone(), web: url, app, token: None, patience };
        let desk = DeskTerms {
            public_url: PUBLIC_URL.to_owned(),
            github: Some(IdentityClient::new(client).unwrap()),
            attestor: own.map(key),
        };
        let settings = Settings { appeal_burst: 1_000, desk, ..Settings::default() };
        let site = Site::with(settings).await;
        let (ada, bo) = people(&github).await;
        let scene = Self { site, github, ada, bo, threshold };
        scene.publish(SLUG, attestors);
        scene.deploy(SLUG, AIRDROP);
        scene.attested_by(attestors, "2026-03-01");
        scene
    }

    /// The next list is announced.
    pub(super) fn announce_next(&self) {
        self.publish(NEXT, &[0]);
        self.deploy(NEXT, AIRDROP);
    }

    fn publish(&self, slug: &str, attestors: &[usize]) {
        let known = [&self.ada, &self.bo].map(|person| (person.id, person.login.clone()));
        let _ = publish_identities_as(&self.site.out, slug, &claim(attestors, self.threshold), &known);
    }

    /// What `tributary deploy` leaves.
    pub(super) fn deploy(&self, slug: &str, airdrop: Address) {
        let hex = |byte: &str, count: usize| format!("0x{}", byte.repeat(count));
        let deployment = json!({
            "chain_id": CHAIN, "token": hex("c1", 20), "factory": hex("fa", 20), "attestors": SET, "airdrop": airdrop,
            "airdrop_tx": hex("02", 32), "block": 12, "deployer": hex("de", 20), "owner": hex("de", 20),
            "salt": hex("03", 32),
        });
        fs::write(self.bundle_of(slug).join("deployment.json"), deployment.to_string()).unwrap();
        self.site.state.refresh().unwrap();
    }

    pub(super) fn bundle(&self) -> PathBuf {
        self.bundle_of(SLUG)
    }

    pub(super) fn bundle_of(&self, slug: &str) -> PathBuf {
        self.site.out.join(slug)
    }

    /// What the follower would say of the set.
    pub(super) fn attested_by(&self, attestors: &[usize], ends_at: &str) {
        let mut addresses: Vec<Address> = attestors.iter().map(|number| key(*number).address()).collect();
        addresses.sort();
        let attestors = Attestors { address: SET, attestors: addresses, threshold: self.threshold };
        let view =
            ChainView { attestors: Some(attestors), ends_at: time(ends_at), ..seen("2026-02-10", "1") };
        let status = Arc::new(ChainStatus::Seen(view));
        let views = [SLUG, NEXT].map(|slug| (slug.to_owned(), Arc::clone(&status)));
        self.site.views.send_replace(BTreeMap::from(views));
    }

    /// The chain was not asked yet.
    pub(super) fn nothing_is_known(&self) {
        self.site.views.send_replace(BTreeMap::new());
    }

    pub(super) fn path(rest: &str) -> String {
        format!("/api/v1/campaigns/{SLUG}/{rest}")
    }

    pub(super) async fn post(&self, rest: &str, body: &Value) -> Answer {
        self.post_to(SLUG, rest, body).await
    }

    async fn post_to(&self, slug: &str, rest: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/campaigns/{slug}/{rest}");
        self.site.ask(Method::POST, &path, &[JSON], &body.to_string()).await
    }

    /// A challenge for Ada.
    pub(super) async fn challenge(&self, recipient: Address) -> Value {
        let body = json!({ "who": self.ada.login, "recipient": recipient });
        let answer = self.post("challenges", &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()
    }

    pub(super) async fn read(&self, challenge: &Value) -> Value {
        self.site.json(&Self::path(&format!("challenges/{}", id(challenge)))).await
    }

    pub(super) async fn binding(&self) -> Answer {
        self.site.get(&Self::path(&format!("bindings/{}", self.ada.id))).await
    }

    pub(super) async fn bound(&self) -> Value {
        let answer = self.binding().await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Ada's SSH key signs, which she publishes.
    pub(super) async fn prove_by_ssh(&self, keys: &Keys, challenge: &Value) -> Answer {
        let signature = keys.sign(challenge["message"].as_str().unwrap(), "tributary");
        let proof = json!({ "method": "ssh", "signature": signature });
        self.post(&format!("challenges/{}/proof", id(challenge)), &proof).await
    }

    /// Ada proves a wallet by her key.
    pub(super) async fn bind(&self, keys: &Keys, recipient: Address) -> Value {
        self.bind_under(SLUG, keys, recipient).await
    }

    /// The same on the page of this list.
    pub(super) async fn bind_under(&self, slug: &str, keys: &Keys, recipient: Address) -> Value {
        let body = json!({ "who": self.ada.login, "recipient": recipient });
        let challenge = self.post_to(slug, "challenges", &body).await.json();
        let signature = keys.sign(challenge["message"].as_str().unwrap(), "tributary");
        let proof = json!({ "method": "ssh", "signature": signature });
        let answer = self.post_to(slug, &format!("challenges/{}/proof", id(&challenge)), &proof).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()
    }

    /// Ada publishes a new key.
    pub(super) async fn keys(&self) -> Keys {
        let keys = Keys::new();
        self.github.publish_keys(self.ada.id, std::slice::from_ref(&keys.public), &[]).await;
        keys
    }
}

async fn people(github: &Simulator) -> (Person, Person) {
    let accounts = github.accounts().await;
    let living =
        accounts.as_array().unwrap().iter().filter(|who| who["type"] == "User" && who["deleted"] == false);
    let mut people = living.map(|who| Person {
        id: GithubId(who["id"].as_u64().unwrap()),
        login: who["login"].as_str().unwrap().to_owned(),
    });
    (people.next().unwrap(), people.next().unwrap())
}

fn claim(attestors: &[usize], threshold: u64) -> String {
    let listed: Vec<String> =
        attestors.iter().map(|number| format!("\"{}\"", key(*number).address())).collect();
    format!("\n[claim.identity]\nattestors = [{}]\nthreshold = {threshold}\n", listed.join(", "))
}

pub(super) fn id(challenge: &Value) -> &str {
    challenge["id"].as_str().unwrap()
}

/// A problem, whole.
pub(super) fn refused(answer: &Answer, status: u16, kind: &str) -> String {
    let problem = answer.json();
    let found = (answer.status.as_u16(), problem["type"].as_str().unwrap());
    assert_eq!(found, (status, format!("urn:tributary:{kind}").as_str()), "{problem}");
    problem["detail"].as_str().unwrap().to_owned()
}

/// The same for a part of the body.
pub(super) fn refused_part(answer: &Answer, field: &str) -> String {
    let detail = refused(answer, 422, "invalid-proof");
    assert_eq!(answer.json()["field"], field, "{detail}");
    detail
}

/// What a binding attests, checked against the key that signed it.
pub(super) fn attested(binding: &Value) -> Attestation {
    let said = &binding["attestation"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let attestation = Attestation {
        identity: text(&said["identity"]).parse().unwrap(),
        recipient: text(&said["recipient"]).parse().unwrap(),
        valid_after: said["valid_after"].as_u64().unwrap(),
        valid_before: said["valid_before"].as_u64().unwrap(),
    };
    let digest = attestation.digest(Domain { chain_id: CHAIN, airdrop: AIRDROP });
    for endorsement in binding["endorsements"].as_array().unwrap() {
        let signature: tributary_model::Bytes = text(&endorsement["signature"]).parse().unwrap();
        let attestor: Address = text(&endorsement["attestor"]).parse().unwrap();
        assert_eq!(tributary_chain::recover(digest, &signature), Some(attestor));
    }
    attestation
}

/// A pair of SSH keys, made by the real `ssh-keygen`.
pub(super) struct Keys {
    folder: tempfile::TempDir,
    pub(super) public: String,
}

impl Keys {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        run(Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", ""])
            .arg("-f")
            .arg(&path));
        let public = fs::read_to_string(path.with_extension("pub")).unwrap().trim().to_owned();
        Self { folder, public }
    }

    pub(super) fn sign(&self, message: &str, namespace: &str) -> String {
        let path = self.folder.path().join("message.txt");
        fs::write(&path, message).unwrap();
        let signed = self.folder.path().join("message.txt.sig");
        let _ = fs::remove_file(&signed);
        let key = self.folder.path().join("key");
        run(Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
            .arg(&key)
            .arg(&path));
        fs::read_to_string(&signed).unwrap()
    }
}

fn run(command: &mut Command) {
    let output = command.output().expect("OpenSSH is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
