//! The simulator of GitHub in `tests/github-sim`, for tests.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use smol_str::SmolStr;
use tributary_model::{
    Contribution, ContributionKind, Count, GithubId, Identity, PathAttribute, PullRequest, RepoId,
    Repository, RepositoryName, Timestamp,
};

use crate::email::attribute;

/// A simulator of our own; it ends with this value.
#[derive(Debug)]
pub struct Simulator {
    process: Child,
    url: String,
    http: reqwest::Client,
}

/// What somebody presses on a page of consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// "Authorize".
    Authorize,
    /// "Cancel".
    Cancel,
}

impl Button {
    fn value(self) -> &'static str {
        match self {
            Self::Authorize => "1",
            Self::Cancel => "0",
        }
    }
}

/// What an indexer should have found in one repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The repository as it is called now.
    pub repository: Repository,
    /// In the order of [`Contribution`].
    pub contributions: Vec<Contribution>,
    /// In the order of [`PullRequest`].
    pub pull_requests: Vec<PullRequest>,
}

#[derive(Deserialize)]
struct TruthAnswer {
    repositories: Vec<TrueRepository>,
}

#[derive(Deserialize)]
struct TrueRepository {
    id: RepoId,
    name: RepositoryName,
    url: String,
    default_branch: Option<String>,
    owner: GithubId,
    attributes: Vec<PathAttribute>,
    pull_requests: Vec<PullRequest>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    kind: ContributionKind,
    key: SmolStr,
    number: Option<u32>,
    author: Option<Author>,
    at: Timestamp,
    additions: Option<Count>,
    deletions: Option<Count>,
    changed_files: Option<Count>,
}

#[derive(Deserialize)]
struct Author {
    id: Option<u64>,
    email: Option<String>,
}

impl Simulator {
    /// Starts it on a free port with the arguments of its `server.js`.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(arguments: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/github-sim");
        assert!(
            folder.join("node_modules").is_dir(),
            "the simulator of GitHub is not installed: run `npm ci` in tests/github-sim"
        );
        let mut process = Command::new("node")
            .arg(folder.join("server.js"))
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is installed, version 20 or newer");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).expect("its output can be read");
        let told: Value = serde_json::from_str(&line)
            .expect("it says where it is; its errors are above; `npm ci` may be due");
        let url = told["url"].as_str().expect("an address is a text").to_owned();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30));
        let http = http.redirect(reqwest::redirect::Policy::none()).build();
        Self { process, url, http: http.expect("a plain client can be made") }
    }

    /// The base address of the API.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks what an indexer should have found.
    ///
    /// # Panics
    /// When the simulator does not know the repository.
    pub async fn truth(&self, name: &str) -> Truth {
        let answer = self.admin(&format!("truth?repository={name}"), None).await;
        let answer: TruthAnswer = serde_json::from_value(answer).expect("the truth has its documented shape");
        let found = answer.repositories.into_iter().next().expect("the simulator has the repository");
        let mut contributions: Vec<_> =
            found.events.into_iter().map(|event| contribution(found.id, event)).collect();
        contributions.sort();
        let repository = Repository {
            id: found.id,
            name: found.name,
            url: Some(found.url),
            default_branch: found.default_branch,
            owner: Some(found.owner),
            attributes: found.attributes,
        };
        Truth { repository, contributions, pull_requests: found.pull_requests }
    }

    /// Counts and the log of requests.
    pub async fn requests(&self) -> Value {
        self.admin("requests", None).await
    }

    /// Sets the faults: rules, or `{"preset": name}`.
    pub async fn faults(&self, script: Value) {
        self.admin("faults", Some(script)).await;
    }

    /// Its GitHub App: `id`, `installation` and `private_key`.
    pub async fn app(&self) -> Value {
        self.admin("app", None).await
    }

    /// From now on, tokens of the App's installation end after so many seconds.
    pub async fn app_tokens_live(&self, seconds: u64) {
        self.admin("app", Some(json!({ "lifetime": seconds }))).await;
    }

    /// Something happens: by default one step of all usual acts.
    pub async fn mutate(&self, wish: Value) -> Value {
        self.admin("mutate", Some(wish)).await
    }

    /// Everybody: `id`, `login`, `type` and `deleted`.
    pub async fn accounts(&self) -> Value {
        self.admin("accounts", None).await["accounts"].take()
    }

    /// Another login for an account.
    pub async fn rename(&self, id: GithubId, login: &str) {
        self.admin("accounts", Some(json!({ "id": id, "login": login }))).await;
    }

    /// Keys that an account publishes: for authentication, and for signing.
    pub async fn publish_keys(&self, id: GithubId, keys: &[String], signing_keys: &[String]) {
        self.admin("keys", Some(json!({ "id": id, "keys": keys, "signing_keys": signing_keys }))).await;
    }

    /// A gist: `owner`, `files`, `public`, `truncated`. Answers its `id` and `version`.
    pub async fn publish_gist(&self, gist: Value) -> Value {
        self.admin("gists", Some(gist)).await
    }

    /// Somebody commits a file to a default branch, or takes it away: `repository`, `path`, `content`, `times`. Answers the
    /// repository's number.
    ///
    /// # Panics
    /// When there is no such repository.
    pub async fn commit_file(&self, file: Value) -> RepoId {
        let answer = self.admin("files", Some(file)).await;
        RepoId(answer["id"].as_u64().expect("a repository has a number"))
    }

    /// Its OAuth app: `client_id`, `client_secret`, `redirect_uris`, the `tokens` that live and how many were `made`.
    pub async fn oauth(&self) -> Value {
        self.admin("oauth", None).await
    }

    /// Changes the OAuth app: `redirect_uris`, `device_interval`, `device_lifetime`.
    pub async fn configure_oauth(&self, wish: Value) -> Value {
        self.admin("oauth", Some(wish)).await
    }

    /// Somebody at an address of [`IdentityClient::authorize_url`](crate::identity::IdentityClient::authorize_url)
    /// presses a button; answers where the browser is sent.
    ///
    /// # Panics
    /// When the page refuses.
    pub async fn consent(&self, authorize_url: &str, button: Button) -> String {
        let (page, query) = authorize_url.split_once('?').expect("it has a query");
        let body = format!("{query}&authorize={}", button.value());
        let answer = self.post_form(page, body).await;
        let location = answer.headers().get("location").expect("the browser is sent somewhere");
        location.to_str().expect("an address is a text").to_owned()
    }

    /// Somebody enters a device's code as this account and presses a button.
    ///
    /// # Panics
    /// When the page refuses.
    pub async fn enter_device_code(&self, user_code: &str, login: &str, button: Button) {
        let body = format!("user_code={user_code}&login={login}&authorize={}", button.value());
        let answer = self.post_form(&format!("{}/login/device", self.url), body).await;
        assert!(answer.status().is_success(), "{user_code}");
    }

    async fn post_form(&self, url: &str, body: String) -> reqwest::Response {
        let request = self.http.post(url).header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send().await.expect("it answers")
    }

    async fn admin(&self, route: &str, body: Option<Value>) -> Value {
        let url = format!("{}/_sim/{route}", self.url);
        let request = match body {
            Some(body) => self.http.post(url).body(body.to_string()),
            None => self.http.get(url),
        };
        let text = request.send().await.expect("it answers").text().await.expect("its answer comes whole");
        let answer: Value = serde_json::from_str(&text).expect("its answers are JSON");
        assert_eq!(answer.get("error"), None, "{route}");
        answer
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn contribution(repo: RepoId, event: Event) -> Contribution {
    let author = match event.author {
        None => Identity::Ghost,
        Some(Author { id: Some(id), .. }) => Identity::Github(GithubId(id)),
        Some(Author { email, .. }) => attribute(&email.expect("without an id there is an e-mail")).identity,
    };
    let Event { kind, key, number, at, additions, deletions, changed_files, .. } = event;
    Contribution { repo, kind, key, author, at, number, additions, deletions, changed_files }
}
