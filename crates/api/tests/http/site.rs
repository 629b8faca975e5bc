//! A whole server: a bundle on disk, a database, the real router behind a real listener.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use reqwest::{Client, Method, StatusCode, header::HeaderMap, redirect::Policy};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};
use tributary_api::{ApiError, AppState, ChainStatus, ChainView, Settings, serve};
use tributary_engine::{
    bundle::{Assembled, ManifestRepository, Parts, assemble, write_bundle},
    config::AirdropConfig,
};
use tributary_model::{
    Account, AccountKind, Address, Amount, B256, Contribution, ContributionKind, EmailHash, GithubId,
    Identity, RepoId, Repository, Timestamp, WalletLink,
};
use tributary_score::Evidence;
use tributary_storage::Store;

pub(crate) const SLUG: &str = "trees-2025";
pub(crate) const ADA: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
pub(crate) const BOB: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
pub(crate) const AIRDROP: Address = Address::repeat_byte(0xa1);
pub(crate) const CHAIN: u64 = 31_337;

const RULES: &str = r#"
[airdrop]
slug = "trees-2025"
name = "Trees & <friends>"
description = "For everybody who grew trees."
maintainer = "https://example.org/trees"

[[repositories]]
github = "ada-example/trees"

[[repositories]]
github = "ada-example/leaves"
weight = "0.5"

[window]
from = "2025-01-01"
until = "2026-01-01"

[score]
preset = "opendigger-activity"

[allocation]
pool = "1000"

[token]
name = "Tree"
symbol = "TREE"
supply = "5000"

[chain]
id = 31337
name = "Local chain"
rpc_url = "http://127.0.0.1:9/secret-path"

[claim]
start = "2026-02-01"
end = "2026-03-01"
"#;

/// A running server and everything around it.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    pub(crate) state: AppState,
    pub(crate) store: Store,
    pub(crate) out: PathBuf,
    pub(crate) views: watch::Sender<BTreeMap<String, Arc<ChainStatus>>>,
    clock: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), ApiError>>,
    client: Client,
    _folder: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    /// The fixture campaign, not deployed.
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store = Store::open(&url).await.unwrap();
        Self::over(store, settings, folder).await
    }

    /// The same over a database that the test brings.
    pub(crate) async fn over(store: Store, settings: Settings, folder: TempDir) -> Self {
        let out = folder.path().join("out");
        std::fs::create_dir(&out).unwrap();
        publish(&out, RULES);
        let (views, watched) = watch::channel(BTreeMap::new());
        let clock = Arc::new(AtomicI64::new(time("2026-02-10").unix()));
        let told = Arc::clone(&clock);
        let tells = Arc::new(move || Timestamp::from_unix(told.load(Ordering::Relaxed)).unwrap());
        let state = AppState::new(&out, store.clone(), watched, settings, tells).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = told.await;
        };
        let served = tokio::spawn(serve(listener, state.clone(), shutdown));
        let client = Client::builder().timeout(Duration::from_secs(20)).redirect(Policy::none());
        let client = client.build().unwrap();
        Self { address, state, store, out, views, clock, stop: Some(stop), served, client, _folder: folder }
    }

    /// From now on the server's clock stands here.
    pub(crate) fn set_clock(&self, at: &str) {
        self.clock.store(time(at).unix(), Ordering::Relaxed);
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], "").await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = self.client.request(method, format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body.to_owned()).send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    /// A problem, whole.
    pub(crate) async fn problem(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status.as_u16());
        problem
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Tells the server to stop and gives what `serve` gave.
    pub(crate) async fn stop(&mut self) -> Result<(), ApiError> {
        self.tell_to_stop();
        (&mut self.served).await.unwrap()
    }

    pub(crate) fn tell_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    pub(crate) fn bundle(&self) -> PathBuf {
        self.out.join(SLUG)
    }

    /// Writes what `tributary deploy` leaves, and lets the server see it.
    pub(crate) fn deploy(&self) {
        let hex = |byte: &str, count: usize| format!("0x{}", byte.repeat(count));
        let deployment = serde_json::json!({
            "chain_id": CHAIN, "token": hex("c1", 20), "factory": hex("fa", 20), "airdrop": AIRDROP, "airdrop_tx": hex("02", 32), "block": 12,
            "deployer": hex("de", 20), "owner": hex("de", 20), "salt": hex("03", 32),
        });
        std::fs::write(self.bundle().join("deployment.json"), deployment.to_string()).unwrap();
        self.state.refresh().unwrap();
    }

    /// What the follower would say.
    pub(crate) fn chain_says(&self, status: ChainStatus) {
        self.views.send_replace(BTreeMap::from([(SLUG.to_owned(), Arc::new(status))]));
    }
}

/// The contract as seen at a moment, holding these base units.
pub(crate) fn seen(at: &str, balance: &str) -> ChainView {
    ChainView {
        head: 120,
        head_time: time(at),
        followed_to: 117,
        balance: balance.parse::<Amount>().unwrap(),
        checks: Vec::new(),
        ends_at: time("2026-03-01"),
        attestors: None,
        rotation: None,
        frozen_until: None,
        recurring: None,
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A second campaign beside the first.
pub(crate) fn publish_another(out: &Path) -> Assembled {
    publish_changed(out, &[("trees-2025", "trees-2026")])
}

/// A campaign with parts of the rules replaced.
pub(crate) fn publish_changed(out: &Path, changes: &[(&str, &str)]) -> Assembled {
    let rules = changes.iter().fold(RULES.to_owned(), |rules, (part, by)| rules.replace(part, by));
    publish(out, &rules)
}

/// A third one, by `merged-work`.
pub(crate) fn publish_merged_work(out: &Path) -> Assembled {
    publish(out, &RULES.replace("trees-2025", "trees-work").replace("opendigger-activity", "merged-work"))
}

/// A campaign that pays GitHub accounts too: those of the simulator beside everybody else.
pub(crate) fn publish_identities(out: &Path, claim: &str, accounts: &[(GithubId, String)]) -> Assembled {
    publish_identities_as(out, "trees-open", claim, accounts)
}

/// The same under another slug.
pub(crate) fn publish_identities_as(
    out: &Path,
    slug: &str,
    claim: &str,
    accounts: &[(GithubId, String)],
) -> Assembled {
    let rules = format!("{}{claim}", RULES.replace("trees-2025", slug));
    let mut evidence = evidence();
    for (id, login) in accounts {
        let kind = AccountKind::User;
        evidence.accounts.push(Account { id: *id, login: login.clone(), kind, created_at: None });
        evidence.contributions.push(Contribution {
            repo: RepoId(10),
            kind: ContributionKind::IssueOpened,
            key: format!("6{}", id.0).into(),
            author: Identity::Github(*id),
            at: time("2025-06-01T10:00:00Z"),
            number: Some(11),
            additions: None,
            deletions: None,
            changed_files: None,
        });
    }
    evidence.normalise();
    publish_of(out, &rules, &evidence)
}

fn publish(out: &Path, rules: &str) -> Assembled {
    publish_of(out, rules, &evidence())
}

fn publish_of(out: &Path, rules: &str, evidence: &Evidence) -> Assembled {
    let config = AirdropConfig::parse(rules.as_bytes(), Path::new("airdrop.toml")).unwrap();
    let repositories: Vec<ManifestRepository> = evidence
        .repositories
        .clone()
        .into_iter()
        .zip(&config.repositories)
        .map(|(repository, entry)| ManifestRepository {
            kind: None,
            id: repository.id,
            name: repository.name,
            url: repository.url,
            source: entry.label(),
            weight: entry.weight,
        })
        .collect();
    let link = |id, address: &str| WalletLink {
        identity: Identity::Github(GithubId(id)),
        address: address.parse().unwrap(),
    };
    let wallets = [link(1, ADA), link(2, BOB)];
    let assembled = assemble(
        &config,
        rules.as_bytes(),
        Parts { repositories: &repositories, evidence, wallets: &wallets, snapshot: None, standing: None },
    )
    .unwrap();
    write_bundle(out, &assembled).unwrap();
    assembled
}

/// Six identities: two with a wallet, two without, a bot, and a deleted account.
fn evidence() -> Evidence {
    use ContributionKind::{IssueComment, IssueOpened, PullRequestMerged, PullRequestOpened};
    let repository = |id, name: &str| Repository {
        id: RepoId(id),
        name: name.parse().unwrap(),
        url: Some(format!("https://github.com/{name}")),
        default_branch: Some("main".into()),
        owner: None,
        attributes: Vec::new(),
    };
    let account =
        |id, login: &str, kind| Account { id: GithubId(id), login: login.into(), kind, created_at: None };
    let stranger = Identity::Email(EmailHash(B256::repeat_byte(0xee)));
    let github = |id| Identity::Github(GithubId(id));
    let mut keys = 0_u64;
    let mut fact = |repo, kind, author, at: &str, number| {
        keys += 1;
        Contribution {
            repo: RepoId(repo),
            kind,
            key: (5_000_000_000 + keys).to_string().into(),
            author,
            at: time(at),
            number: Some(number),
            additions: (kind == PullRequestOpened).then_some(40.into()),
            deletions: (kind == PullRequestOpened).then_some(2.into()),
            changed_files: None,
        }
    };
    let mut evidence = Evidence {
        repositories: vec![repository(10, "ada-example/trees"), repository(20, "ada-example/leaves")],
        accounts: vec![
            account(1, "Ada-Example", AccountKind::User),
            account(2, "bob-example", AccountKind::User),
            account(3, "trees-bot", AccountKind::Bot),
            account(3_000_000_000, "adele-example", AccountKind::User),
        ],
        contributions: vec![
            fact(10, PullRequestOpened, github(1), "2025-03-04T10:00:00Z", 7),
            fact(10, PullRequestMerged, github(1), "2025-03-05T10:00:00Z", 7),
            fact(20, IssueComment, github(1), "2025-05-01T10:00:00Z", 8),
            fact(10, IssueOpened, github(2), "2025-03-09T10:00:00Z", 9),
            fact(10, IssueComment, github(3), "2025-03-09T10:00:01Z", 9),
            fact(10, IssueComment, github(3_000_000_000), "2025-04-09T10:00:00Z", 9),
            fact(10, IssueComment, stranger, "2025-04-10T10:00:00Z", 9),
            fact(10, IssueComment, Identity::Ghost, "2025-04-11T10:00:00Z", 9),
        ],
        ..Evidence::default()
    };
    evidence.normalise();
    evidence
}
