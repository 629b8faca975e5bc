//! Five accounts, one of them a bot and one without a wallet, and a bundle of what they did.

use std::path::Path;

use tributary_engine::{
    bundle::{Bundle, ManifestRepository, Parts, assemble, write_bundle},
    config::AirdropConfig,
};
use tributary_model::{
    Account, AccountKind, Contribution, ContributionKind, GithubId, Identity, RepoId, Repository, WalletLink,
};
use tributary_score::Evidence;

pub(crate) const POLICIES: [&str; 8] = [
    "policy = \"proportional\"",
    "policy = \"equal\"",
    "policy = \"square-root\"",
    "policy = \"tiers\"\ntiers = [{ from = \"0\", weight = \"1\" }, { from = \"3\", weight = \"2\" }]",
    "policy = \"immediate\"\nintervals = 52",
    "policy = \"recent\"\ndiscount = \"0.05\"",
    "policy = \"balanced\"\npaid = { \"github:1\" = \"400\" }",
    "policy = \"special\"\nrecipient = \"github:2\"",
];

pub(crate) fn rules(preset: &str, policy: &str) -> String {
    format!(
        r#"
[airdrop]
slug = "presets"
name = "Presets"
[[repositories]]
github = "ada-example/trees"
[window]
from = "2025-01-01"
until = "2026-01-01"
[score]
preset = "{preset}"
[allocation]
pool = "1000"
{policy}
[token]
name = "Tree"
symbol = "TREE"
supply = "5000"
[chain]
id = 31337
[claim]
start = "2026-02-01"
end = "2026-03-01"
"#
    )
}

pub(crate) fn contribution(
    kind: ContributionKind,
    author: u64,
    number: u32,
    key: &str,
    at: &str,
) -> Contribution {
    Contribution {
        repo: RepoId(10),
        kind,
        key: key.into(),
        author: Identity::Github(GithubId(author)),
        at: at.parse().unwrap(),
        number: Some(number),
        additions: Some(90.into()),
        deletions: Some(10.into()),
        changed_files: Some(3.into()),
    }
}

fn repository() -> Repository {
    Repository {
        id: RepoId(10),
        name: "ada-example/trees".parse().unwrap(),
        url: Some("https://github.com/ada-example/trees".to_owned()),
        default_branch: Some("main".to_owned()),
        owner: None,
        attributes: Vec::new(),
    }
}

pub(crate) fn account(id: u64, login: &str, kind: AccountKind) -> Account {
    Account { id: GithubId(id), login: login.to_owned(), kind, created_at: None }
}

pub(crate) fn evidence() -> Evidence {
    use ContributionKind::{IssueComment, IssueOpened, PullRequestMerged, PullRequestOpened, Review};
    let mut evidence = Evidence {
        repositories: vec![repository()],
        accounts: vec![
            account(1, "login-1", AccountKind::User),
            account(2, "login-2", AccountKind::User),
            account(3, "login-3", AccountKind::User),
            account(4, "robot[bot]", AccountKind::Bot),
            // Somebody took a login that another account gave up.
            account(5, "Login-3", AccountKind::User),
        ],
        contributions: vec![
            contribution(PullRequestOpened, 1, 1, "p1", "2025-03-04"),
            contribution(PullRequestMerged, 1, 1, "p1", "2025-03-14"),
            contribution(Review, 2, 1, "r1", "2025-03-13"),
            contribution(PullRequestMerged, 2, 3, "p3", "2025-11-14"),
            contribution(IssueOpened, 3, 2, "i2", "2025-04-05"),
            contribution(IssueComment, 1, 2, "c1", "2025-12-06"),
            contribution(Review, 1, 1, "r2", "2025-03-12"),
            contribution(Review, 2, 1, "r3", "2025-03-20"),
            contribution(PullRequestOpened, 3, 4, "p4", "2025-06-01"),
            contribution(PullRequestMerged, 4, 5, "p5", "2025-07-01"),
            contribution(PullRequestMerged, 5, 6, "p6", "2025-12-30"),
        ],
        ..Evidence::default()
    };
    evidence.normalise();
    evidence
}

pub(crate) fn publish(dir: &Path, rules: &str) -> Bundle {
    publish_evidence(dir, rules, &evidence())
}

pub(crate) fn publish_evidence(dir: &Path, rules: &str, evidence: &Evidence) -> Bundle {
    let config = AirdropConfig::parse(rules.as_bytes(), Path::new("airdrop.toml")).unwrap();
    let listed = ManifestRepository {
        kind: None,
        id: RepoId(10),
        name: "ada-example/trees".parse().unwrap(),
        url: repository().url,
        source: "github:ada-example/trees".to_owned(),
        weight: "1".parse().unwrap(),
    };
    let wallets = [1_u8, 2, 3]
        .map(|id| WalletLink { identity: Identity::Github(GithubId(id.into())), address: [id; 20].into() });
    let assembled = assemble(
        &config,
        rules.as_bytes(),
        Parts { repositories: &[listed], evidence, wallets: &wallets, snapshot: None, standing: None },
    )
    .unwrap();
    write_bundle(dir, &assembled).unwrap()
}
